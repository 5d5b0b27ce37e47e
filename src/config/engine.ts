import { resolve } from "node:path";
import type { DialectModule } from "../dialect/dialect.js";
import type { DriverConnection } from "../dialect/driver.js";
import { createEngine, DatabaseUrl, type Engine, listen } from "../engine/index.js";
import { ConfigError } from "../errors/errors.js";
import { type ResolvedConfig, requireUrl } from "./resolve.js";

/**
 * The engine of a configured database: its URL, options and schema. Nothing is opened yet.
 *
 * @param echo is told each statement with its time, a line each
 * @throws {ConfigError} config.no-url, config.bad-url: no database is named, or wrongly
 */
export function openEngine(config: ResolvedConfig, echo?: (line: string) => void): Engine {
  const { urlBase: baseDir, urlDatabase, schemaPath } = config;
  const configured = DatabaseUrl.parse(requireUrl(config), { baseDir });
  const database = configured.isFile && urlDatabase !== null ? resolve(baseDir, urlDatabase) : urlDatabase;
  const url = database === null ? configured : configured.with({ database });
  const engine = createEngine(url, { ...config.engine, baseDir: config.baseDir, ...(echo && { echo }) });
  if (schemaPath !== null) {
    listen(engine, "connect", async ({ driver }) => {
      await enterSchema(driver, await engine.dialectModule(), schemaPath, config);
    });
  }
  return engine;
}

/** The commands that make nothing in the database itself. */
const LOOKING = ["current", "status", "check", "diff", "history", "show", "revision", "edit", "squash"];

async function enterSchema(
  driver: DriverConnection,
  module: DialectModule,
  path: readonly string[],
  { createSchema, context, target }: ResolvedConfig,
): Promise<void> {
  const create = createSchema && !LOOKING.includes(context.command);
  const dialect = module.dialectFor(driver.serverVersion);
  if ((await dialect.enterSchema(driver, path, create)) || (createSchema && !create)) return;
  throw new ConfigError("config.no-schema", `There is no schema ${path[0]} for the target ${target}.`, {
    hint: "Create it, or set createSchema: true beside the list of targets.",
    details: { target, schema: path[0] },
  });
}
