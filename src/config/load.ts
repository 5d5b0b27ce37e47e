import { dirname, resolve } from "node:path";
import type { CompareRules, IncludeName, IncludeObject } from "../compare/rules.js";
import { MigrError } from "../errors/base.js";
import { ConfigError, ModuleError } from "../errors/errors.js";
import type { ModuleLoader } from "../loader/module-loader.js";
import { DEFAULT_FILE_TEMPLATE, DEFAULT_SLUG_LENGTH } from "../revision/file-name.js";
import { checkConfig } from "./check.js";
import { loadFailure, shownPath } from "./failure.js";
import { findConfigFile } from "./find.js";
import type {
  Config,
  ConfigContext,
  ModelSource,
  RevisionHook,
  RevisionIdMaker,
  Timeouts,
  TransactionScope,
  VersionStep,
} from "./shape.js";

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
  /** What `--url` says. */
  readonly url?: string | undefined;
  /** What `-x` says. */
  readonly x?: Readonly<Record<string, string>> | undefined;
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
}

/** Who gave the URL. */
export type UrlSource = "--url" | "config" | "MIGR_URL" | "DATABASE_URL";

/** A configuration with every default filled in and every path absolute. */
export interface ResolvedConfig {
  /** The configuration file. */
  readonly file: string;
  /** Its folder, from which the paths in it count. */
  readonly baseDir: string;
  /** The folder in which the command runs. */
  readonly cwd: string;
  readonly context: ConfigContext;
  readonly url: string | null;
  readonly urlSource: UrlSource | null;
  /** The folder from which a relative SQLite path counts: the file's, but for `--url` the one of the command. */
  readonly urlBase: string;
  readonly engine: NonNullable<Config["engine"]>;
  /** Not loaded yet: `loadMetadata` does. */
  readonly metadata: ModelSource | null;
  readonly scripts: string;
  readonly versionLocations: readonly string[];
  readonly recursive: boolean;
  readonly fileTemplate: string;
  readonly truncateSlug: number;
  readonly timezone: string;
  readonly revisionId: RevisionIdMaker | null;
  readonly versionTable: string;
  readonly versionTableSchema: string | null;
  readonly schemas: readonly string[] | null;
  readonly includeName: IncludeName | null;
  readonly includeObject: IncludeObject | null;
  readonly compare: Required<CompareRules>;
  /** Milliseconds to wait for another run on the same database; null takes no lock. */
  readonly lockTimeoutMs: number | null;
  readonly timeouts: Timeouts;
  readonly transaction: TransactionScope;
  readonly format: string | readonly string[] | null;
  readonly onVersionApply: ((step: VersionStep) => void | Promise<void>) | null;
  readonly beforeRevision: RevisionHook | null;
  readonly afterRevision: RevisionHook | null;
  readonly lint: NonNullable<Config["lint"]>;
}

/**
 * Finds, loads and checks the configuration file. The models are not loaded.
 *
 * @throws {ConfigError} config.not-found: there is no such file
 * @throws {ConfigError} config.failed: it cannot be parsed, throws, or has no default export
 * @throws {ConfigError} config.unknown-key, config.invalid: its contents are wrong
 */
export async function loadConfig(options: LoadConfigOptions): Promise<ResolvedConfig> {
  const cwd = options.cwd ?? process.cwd();
  const file = findConfigFile(cwd, options.file);
  const context: ConfigContext = { x: options.x ?? {}, command: options.command };
  const value = await evaluate(file, cwd, context, options.loader);
  return resolveConfig(checkConfig(value, shownPath(file, cwd)), file, cwd, context, options);
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
    if (exported !== undefined) {
      return typeof exported === "function"
        ? await (exported as (c: ConfigContext) => unknown)(context)
        : exported;
    }
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

function resolveConfig(
  config: Config,
  file: string,
  cwd: string,
  context: ConfigContext,
  options: LoadConfigOptions,
): ResolvedConfig {
  const baseDir = dirname(file);
  const scripts = resolve(baseDir, config.scripts ?? "migrations");
  const locations = config.versionLocations?.map((folder) => resolve(baseDir, folder));
  return {
    file,
    baseDir,
    cwd,
    context,
    ...chooseUrl(config, baseDir, cwd, options),
    engine: config.engine ?? {},
    metadata: config.metadata ?? null,
    scripts,
    versionLocations: locations ?? [resolve(scripts, "versions")],
    recursive: config.recursive ?? false,
    fileTemplate: config.fileTemplate ?? DEFAULT_FILE_TEMPLATE,
    truncateSlug: config.truncateSlug ?? DEFAULT_SLUG_LENGTH,
    timezone: config.timezone ?? "utc",
    revisionId: config.revisionId ?? null,
    versionTable: config.versionTable ?? "migr_version",
    versionTableSchema: config.versionTableSchema ?? null,
    schemas: config.schemas ?? null,
    includeName: config.includeName ?? null,
    includeObject: config.includeObject ?? null,
    compare: { type: true, serverDefault: true, comment: true, ...withoutUndefined(config.compare) },
    lockTimeoutMs: lockTimeout(config.lock),
    timeouts: config.timeouts ?? {},
    transaction: config.transaction ?? "each",
    format: config.format ?? null,
    onVersionApply: config.onVersionApply ?? null,
    beforeRevision: config.beforeRevision ?? null,
    afterRevision: config.afterRevision ?? null,
    lint: config.lint ?? {},
  };
}

function chooseUrl(
  config: Config,
  baseDir: string,
  cwd: string,
  { url, env = process.env }: LoadConfigOptions,
): Pick<ResolvedConfig, "url" | "urlSource" | "urlBase"> {
  const candidates: readonly (readonly [UrlSource, string | undefined])[] = [
    ["--url", url],
    ["config", config.url],
    ["MIGR_URL", env["MIGR_URL"]],
    ["DATABASE_URL", env["DATABASE_URL"]],
  ];
  for (const [urlSource, value] of candidates) {
    if (value) return { url: value, urlSource, urlBase: urlSource === "--url" ? cwd : baseDir };
  }
  return { url: null, urlSource: null, urlBase: baseDir };
}

function withoutUndefined<T extends object>(value: T | undefined): Partial<T> {
  const kept = Object.entries(value ?? {}).filter(([, held]) => held !== undefined);
  return Object.fromEntries(kept) as Partial<T>;
}

/**
 * The URL of the database, for a command that cannot do without.
 *
 * @throws {ConfigError} config.no-url: nothing names a database
 */
export function requireUrl(config: ResolvedConfig): string {
  if (config.url !== null) return config.url;
  throw new ConfigError("config.no-url", "No database is named.", {
    hint: `Set "url" in ${shownPath(config.file, config.cwd)}, MIGR_URL or DATABASE_URL, or pass --url.`,
    details: { file: config.file },
  });
}

const LOCK_TIMEOUT_MS = 60_000;

function lockTimeout(lock: Config["lock"]): number | null {
  if (lock === false) return null;
  return typeof lock === "object" ? lock.timeout : LOCK_TIMEOUT_MS;
}
