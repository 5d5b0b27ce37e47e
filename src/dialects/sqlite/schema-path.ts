import { CompileError } from "../../errors/errors.js";

/**
 * There are no schemas to choose from: each database is a file.
 *
 * @throws {CompileError} `compile.unsupported`: always
 * @source SQLite 3.53, "ATTACH DATABASE"
 */
export async function enterSchema(): Promise<boolean> {
  throw noSchemas();
}

/** The error of whoever asks for a schema. */
export function noSchemas(): CompileError {
  return new CompileError("compile.unsupported", "SQLite has no schemas that a target could be in.", {
    hint: "Give each target a database of its own: { name, database: FILE }.",
  });
}
