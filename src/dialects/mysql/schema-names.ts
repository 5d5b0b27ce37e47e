import type { Queryable } from "../../dialect/dialect.js";

const OWN = "'information_schema', 'mysql', 'performance_schema', 'sys'";

/**
 * The databases of the server that the user may see, without the server's own; a schema is a database here.
 *
 * @source MySQL 9.7, 28.3.31 The INFORMATION_SCHEMA SCHEMATA Table
 */
export async function schemaNames(db: Queryable): Promise<readonly string[]> {
  const { rows } = await db.query(
    `SELECT schema_name FROM information_schema.schemata WHERE schema_name NOT IN (${OWN}) ORDER BY 1`,
  );
  return rows.map(([name]) => String(name));
}
