import type { Queryable } from "../../../dialect/dialect.js";
import { nameKey } from "../../../schema/name.js";
import type { Table } from "../../../schema/table.js";
import { isInnoDb } from "../option.js";
import type { Variant } from "../variant.js";

/**
 * The tables of which SHOW CREATE TABLE may tell more than the views, and their engines heed it: InnoDB takes parsers of
 * fulltext indexes, attributes of columns and indexes and columns that no secondary engine loads; block sizes of indexes,
 * COLUMN_FORMAT and STORAGE it takes without a use for them.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22 "CREATE TABLE Statement": index_option, COLUMN_FORMAT, STORAGE
 */
export async function heedingTables(
  db: Queryable,
  tables: readonly Table[],
  variant: Variant,
): Promise<readonly Table[]> {
  const attributed = await attributedTables(db, tables, variant);
  return tables.filter(
    (table) =>
      !isInnoDb(table) ||
      table.indexes.some(({ method }) => method === "fulltext") ||
      attributed.has(nameKey(table)),
  );
}

const HAS_ATTRIBUTE = "(ENGINE_ATTRIBUTE IS NOT NULL OR SECONDARY_ENGINE_ATTRIBUTE IS NOT NULL)";

/** The tables with columns or indexes that have attributes, which views tell, and with columns that are NOT SECONDARY. */
async function attributedTables(
  db: Queryable,
  tables: readonly Table[],
  { engineAttributes }: Variant,
): Promise<ReadonlySet<string>> {
  if (!engineAttributes || tables.length === 0) return new Set();
  const schemas = new Set(tables.map(({ schema }) => schema));
  const named = [...schemas].filter((schema) => schema !== undefined);
  const places = [...(schemas.has(undefined) ? ["DATABASE()"] : []), ...named.map(() => "?")].join(", ");
  const parts = [
    ["COLUMNS_EXTENSIONS", "TABLE_SCHEMA", HAS_ATTRIBUTE],
    ["TABLE_CONSTRAINTS_EXTENSIONS", "CONSTRAINT_SCHEMA", HAS_ATTRIBUTE],
    ["COLUMNS", "TABLE_SCHEMA", "EXTRA LIKE '%NOT SECONDARY%'"],
  ].map(
    ([view, schema, has]) =>
      `SELECT ${schema} AS db, TABLE_NAME AS name, ${schema} = DATABASE() AS own FROM information_schema.${view} ` +
      `WHERE ${schema} IN (${places}) AND ${has}`,
  );
  const { rows } = await db.query(
    parts.join(" UNION "),
    parts.flatMap(() => named),
  );
  return new Set(
    rows.map(([schema, name, own]) =>
      nameKey({ name: String(name), ...(Number(own) !== 1 && { schema: String(schema) }) }),
    ),
  );
}
