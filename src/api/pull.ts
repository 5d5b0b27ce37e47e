import { existsSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { shownPath } from "../config/failure.js";
import { UsageError } from "../errors/errors.js";
import type { ModelFile } from "../pull/module-source.js";
import { displayName } from "../schema/name.js";
import { toolTables } from "../schema/tool-table.js";
import { orAborted } from "../util/or-aborted.js";
import { oneLine } from "../util/text.js";
import type { Project } from "./project.js";
import { writeFiles } from "./write-files.js";

/** What is asked of `pull`. */
export interface PullOptions {
  /** The file to write, or with `split` the folder; nothing is written without it. */
  readonly output?: string | undefined;
  /** A file for each table. */
  readonly split?: boolean | undefined;
  /** Overwrites files that are there. */
  readonly force?: boolean | undefined;
  /** Schemas to pull, the empty text being the connection's own; those of the configuration where left out. */
  readonly schemas?: readonly string[] | undefined;
  /** Tables to pull, with those that they refer to; all where left out. */
  readonly tables?: readonly string[] | undefined;
  /** Stops it; a file is written as a whole or not at all. */
  readonly signal?: AbortSignal | undefined;
}

/** What `pull` gives. */
export interface PullResult {
  /** The files of models: with absolute paths where they were written, else with names alone. */
  readonly files: readonly ModelFile[];
  readonly written: boolean;
  /** The tables that have models, as `users` or `sales.orders`. */
  readonly tables: readonly string[];
  /** What the database holds and models cannot say. */
  readonly unsupported: readonly { readonly what: string; readonly name: string }[];
  /** What may be there and be hidden from the user, a sentence each. */
  readonly problems: readonly string[];
  /** Schemas that were pulled because tables refer to them. */
  readonly addedSchemas: readonly string[];
}

const SINGLE_FILE = "models.ts";

/**
 * The database's schema as models.
 *
 * @throws {SchemaError} `schema.no-such-table`: a table that is asked for is not there
 * @throws {UsageError} `cli.usage`: a file is there already, and is not to be overwritten
 * @throws {ConfigError} `config.write-failed`: a file cannot be written
 */
export async function pull(project: Project, options: PullOptions = {}): Promise<PullResult> {
  const { output, split = false, force = false, signal } = options;
  const migrator = await project.migrator();
  const { settings, engine } = migrator;
  const { pullModels } = await import("../pull/pull-models.js");
  const named = (name: string) => targetOf(project.cwd, output!, name, split);
  if (output !== undefined && !split) assertFree([named(SINGLE_FILE)], force, project.cwd);
  const reading = pullModels(engine, {
    split,
    schemas: options.schemas ?? settings.schemas,
    tables: options.tables,
    exclude: [settings.versionTable, ...toolTables()],
    includeName: settings.compareOptions?.includeName,
    includeObject: settings.compareOptions?.includeObject,
  });
  const pulled = await orAborted(reading, signal);
  const names = split ? pulled.files : pulled.files.map((file) => ({ ...file, path: SINGLE_FILE }));
  const files = output === undefined ? names : names.map((file) => ({ ...file, path: named(file.path) }));
  if (output !== undefined) {
    const paths = files.map(({ path }) => path);
    assertFree(paths, force, project.cwd);
    const { formatFile } = await import("../config/format.js");
    const config = await project.config();
    signal?.throwIfAborted();
    writeFiles(files, "models");
    for (const path of paths) await formatFile(config, path);
  }
  return {
    files,
    written: output !== undefined,
    tables: pulled.tables.map(displayName),
    unsupported: pulled.left.map((each) => ({ what: oneLine(each.what), name: displayName(each) })),
    problems: pulled.problems,
    addedSchemas: pulled.addedSchemas,
  };
}

function targetOf(cwd: string, output: string, name: string, split: boolean): string {
  const path = resolve(cwd, output);
  if (split) return join(path, name);
  if (!/[\\/]$/.test(output) && !(existsSync(path) && statSync(path).isDirectory())) return path;
  throw new UsageError(`${output} is a folder.`, {
    hint: "Name a file, or add --split for a file for each table.",
    details: { path },
  });
}

function assertFree(paths: readonly string[], force: boolean, cwd: string): void {
  const taken = force ? undefined : paths.find((path) => existsSync(path));
  if (taken === undefined) return;
  throw new UsageError(`There is a ${shownPath(taken, cwd)} already, and nothing was written.`, {
    hint: "Name another one, or overwrite it with --force.",
    details: { file: taken },
  });
}
