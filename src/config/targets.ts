import { MigrError } from "../errors/base.js";
import { ConfigError } from "../errors/errors.js";
import { checkTargets } from "./check.js";
import { loadFailure, shownPath } from "./failure.js";
import type { ResolvedConfig } from "./resolve.js";
import type { Target, TargetRules } from "./shape.js";

/** How many targets are worked on at a time where the configuration does not say. */
export const DEFAULT_CONCURRENCY = 4;

/**
 * The configuration of each target of a database, in the order of the list; null where it has none.
 *
 * @throws {ConfigError} config.failed: the function that lists them threw
 * @throws {ConfigError} config.invalid, config.unknown-key: what it gave are no targets
 */
export async function listTargets(config: ResolvedConfig): Promise<readonly ResolvedConfig[] | null> {
  const { targets } = config;
  if (targets === null) return null;
  const list = typeof targets.list === "function" ? await find(config, targets) : targets.list;
  return list.map((target) => targetConfig(config, target, targets.createSchema ?? false));
}

async function find(config: ResolvedConfig, { list }: TargetRules): Promise<readonly Target[]> {
  if (typeof list !== "function") return list;
  const { openEngine } = await import("./engine.js");
  let engine: ReturnType<typeof openEngine> | undefined;
  let found: unknown;
  try {
    found = await list({
      ...config.context,
      get engine() {
        engine ??= openEngine(config);
        return engine;
      },
    });
  } catch (thrown) {
    if (thrown instanceof MigrError) throw thrown;
    const { message, ...parts } = loadFailure(thrown, config.file, config.cwd);
    throw new ConfigError("config.failed", message, parts);
  } finally {
    await engine?.dispose();
  }
  const file = shownPath(config.file, config.cwd);
  return checkTargets(found, `"targets" in ${file}`, file);
}

function targetConfig(config: ResolvedConfig, target: Target, createSchema: boolean): ResolvedConfig {
  const path = target.schema === undefined ? null : [target.schema].flat();
  return {
    ...config,
    target: target.name,
    targets: null,
    ...(target.url !== undefined && { url: target.url, urlSource: "config", urlBase: config.baseDir }),
    urlDatabase: target.database ?? null,
    schemaPath: path ?? config.schemaPath,
    createSchema,
    context: { ...config.context, x: { ...target.x, ...config.context.x } },
    versionTable: target.versionTable ?? config.versionTable,
    // Named in full: a schema that is searched after the target's own may hold such a table too.
    versionTableSchema: path?.[0] ?? config.versionTableSchema,
  };
}
