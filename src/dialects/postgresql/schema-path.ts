import type { DriverConnection } from "../../dialect/driver.js";
import { sqlStateOf, toDatabaseError } from "./errors.js";
import { quoteName, stringLiteral } from "./literal.js";

/** Another session has made the schema at the same moment. @source PostgreSQL 18, Appendix A: class 23 and 42 */
const MADE_MEANWHILE = ["23505", "42P06"];

/**
 * Sets the search path of a session.
 *
 * @returns whether its first schema is there
 * @source PostgreSQL 18, 5.10.3 The Schema Search Path
 */
export async function enterSchema(
  db: DriverConnection,
  path: readonly string[],
  create: boolean,
): Promise<boolean> {
  const [schema = ""] = path;
  const names = path.map(quoteName).join(", ");
  const isThere = `SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = ${stringLiteral(schema)})`;
  const [, found] = await db.batch([
    `SELECT pg_catalog.set_config('search_path', ${stringLiteral(names)}, false)`,
    isThere,
  ]);
  if (found?.rows[0]?.[0] === true) return true;
  if (!create) return false;
  try {
    await db.query(`CREATE SCHEMA IF NOT EXISTS ${quoteName(schema)}`);
  } catch (thrown) {
    if (!MADE_MEANWHILE.includes(sqlStateOf(thrown) ?? "")) throw toDatabaseError(thrown);
  }
  return true;
}
