import { join } from "node:path";
import { MigrError } from "../errors/base.js";
import { ConfigError, ModuleError } from "../errors/errors.js";
import type { ModuleLoader } from "../loader/module-loader.js";
import { checkConfig } from "./check.js";
import { loadFailure, shownPath } from "./failure.js";
import { findConfigFile } from "./find.js";
import { type ResolvedConfig, resolveConfig } from "./resolve.js";
import type { ConfigContext, ConfigInput } from "./shape.js";

/** What the command line, and whoever else loads a configuration, says about it. */
export interface LoadConfigOptions {
  /** Loads the file, and later the models and scripts, each once. */
  readonly loader: ModuleLoader;
  /** The command that runs. */
  readonly command: string;
  /** The folder in which it runs; the process's by default. */
  readonly cwd?: string | undefined;
  /** What `--config` says. */
  readonly file?: string | undefined;
  /** The configuration itself, in place of a file; its paths count from the folder in which the command runs. */
  readonly config?: ConfigInput | undefined;
  /** What `--url` says. */
  readonly url?: string | undefined;
  /** What `-x` says. */
  readonly x?: Readonly<Record<string, string>> | undefined;
  /** What `--tag` says. */
  readonly tag?: string | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Finds, loads and checks the configuration file. The models are not loaded.
 *
 * @throws {ConfigError} config.not-found: there is no such file
 * @throws {ConfigError} config.failed: it cannot be parsed, throws, or has no default export
 * @throws {ConfigError} config.unknown-key, config.invalid: its contents are wrong
 * @throws {ConfigError} config.bad-url: `--url` is empty
 */
export async function loadConfig(options: LoadConfigOptions): Promise<ResolvedConfig> {
  const cwd = options.cwd ?? process.cwd();
  const file = options.config === undefined ? findConfigFile(cwd, options.file) : join(cwd, GIVEN);
  const context: ConfigContext = { x: options.x ?? {}, tag: options.tag, command: options.command };
  const value = await (options.config === undefined
    ? evaluate(file, cwd, context, options.loader)
    : configIn(options.config, context));
  const { url, env = process.env } = options;
  return resolveConfig(checkConfig(value, shownPath(file, cwd)), { file, cwd, context, url, env });
}

/** What a configuration that was given stands for in messages, as if it were a file. */
const GIVEN = "migr.config";

async function configIn(config: unknown, context: ConfigContext): Promise<unknown> {
  return typeof config === "function" ? (config as (c: ConfigContext) => unknown)(context) : config;
}

async function evaluate(
  file: string,
  cwd: string,
  context: ConfigContext,
  loader: ModuleLoader,
): Promise<unknown> {
  try {
    const module = await loader.load(file);
    const exported = await module["default"];
    if (exported !== undefined) return await configIn(exported, context);
  } catch (thrown) {
    if (thrown instanceof MigrError && !(thrown instanceof ModuleError)) throw thrown;
    const { message, ...parts } = loadFailure(thrown, file, cwd);
    throw new ConfigError("config.failed", message, parts);
  }
  throw new ConfigError("config.failed", `${shownPath(file, cwd)} has no default export.`, {
    hint: "Write `export default defineConfig({ … })`.",
    details: { file },
  });
}
