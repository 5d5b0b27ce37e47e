import type { DriverConnection } from "../../dialect/driver.js";
import { CompileError } from "../../errors/errors.js";
import { toDatabaseError } from "./errors.js";
import { literal } from "./literal.js";

/**
 * Makes a database the session's own: here a schema is a database.
 *
 * @param quote quotes a name
 * @returns whether it is there
 * @throws {CompileError} `compile.unsupported`: others are to be searched after it
 * @source MySQL 9.7 Reference Manual, 15.8.4 "USE Statement"
 */
export async function enterSchema(
  db: DriverConnection,
  path: readonly string[],
  create: boolean,
  quote: (name: string) => string,
): Promise<boolean> {
  const schema = onlySchema(path);
  const { rows } = await db.query(
    `SELECT 1 FROM information_schema.schemata WHERE schema_name = ${literal(schema)}`,
  );
  if (rows.length === 0 && !create) return false;
  try {
    if (rows.length === 0) await db.query(`CREATE DATABASE IF NOT EXISTS ${quote(schema)}`);
    await db.query(`USE ${quote(schema)}`);
  } catch (thrown) {
    throw toDatabaseError(thrown);
  }
  return true;
}

/** The schema of a path that can have but one. @throws {CompileError} `compile.unsupported`: it has others */
export function onlySchema([schema = "", ...others]: readonly string[]): string {
  if (others.length === 0) return schema;
  throw new CompileError("compile.unsupported", "This database searches no other schema than one.", {
    hint: "Give the target one schema.",
  });
}
