import type { Queryable } from "../../dialect/dialect.js";
import { isSystemSchema } from "./reflect/scope.js";

/**
 * The schemas of the database, without the system's own.
 *
 * @source PostgreSQL 18, 52.32 pg_namespace
 */
export async function schemaNames(db: Queryable): Promise<readonly string[]> {
  const { rows } = await db.query('SELECT nspname FROM pg_catalog.pg_namespace ORDER BY nspname COLLATE "C"');
  return rows.map(([name]) => String(name)).filter((name) => !isSystemSchema(name));
}
