import type { Queryable } from "../../../dialect/dialect.js";
import { literal } from "../literal.js";

/** A column as the library sees it. */
export type ColumnRow = readonly [
  name: string,
  type: string,
  notNull: number,
  defaultSql: string | null,
  /** Its place in the primary key, from 1; 0 outside of it. */
  key: number,
];

/** One column of a foreign key; keys are numbered from the last to the first. */
export type ForeignKeyRow = readonly [
  id: number,
  parent: string,
  from: string,
  /** Null where what the key refers to is not there. */
  to: string | null,
  onUpdate: string,
  onDelete: string,
];

/** One part of an index; the column is null where the part is an expression. */
export type IndexRow = readonly [column: string | null, descending: number, collation: string];

/** An object of the database file with what belongs to it. */
export interface CatalogObject {
  readonly type: "table" | "index" | "view" | "trigger";
  readonly name: string;
  /** The table that it stands on; its own name where it is a table. */
  readonly table: string;
  /** Null for indexes that a constraint made. */
  readonly sql: string | null;
  readonly special: "virtual" | "shadow" | null;
  readonly columns: readonly ColumnRow[];
  readonly foreignKeys: readonly ForeignKeyRow[];
  readonly parts: readonly IndexRow[];
}

/**
 * One row for each object, with the rows of its PRAGMAs as JSON: a tenth as many values leave the library. The list of
 * tables is made once; asked for each table, it would be made as often as there are tables. Virtual tables are not
 * looked into, since their module may not be there. Functions are told the schema, as a temporary table of the same
 * name would come first; LIKE may be set to heed case. Names that a key is given without regard to case become those of
 * the columns it refers to. The functions give their rows in order, and so do the aggregates on them.
 *
 * @source SQLite 3.53, "PRAGMA Statements": table-valued PRAGMA functions
 */
const CATALOG_SQL = `WITH l AS MATERIALIZED (
  SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('virtual', 'shadow'))
SELECT s.type, s.name, s.tbl_name, s.sql, l.type,
  CASE
    WHEN s.type = 'table' AND s.sql NOT LIKE 'CREATE VIRTUAL %' AND l.type IS NOT 'shadow' {only} THEN
      (SELECT json_group_array(json_array(x.name, x.type, x."notnull", x.dflt_value, x.pk))
      FROM pragma_table_xinfo(s.name, 'main') AS x)
    WHEN s.type = 'index' AND s.sql IS NOT NULL {only} THEN
      (SELECT json_group_array(json_array(x.name, x."desc", x.coll)) FROM pragma_index_xinfo(s.name, 'main') AS x WHERE x.key)
  END,
  CASE WHEN s.type = 'table' AND upper(s.sql) LIKE '%REFERENCES%' {only} THEN
    (SELECT json_group_array(json_array(f.id, f."table", f."from",
      (SELECT p.name FROM pragma_table_xinfo(f."table", 'main') AS p
        WHERE CASE WHEN f."to" IS NULL THEN p.pk = f.seq + 1 ELSE p.name = f."to" COLLATE NOCASE END),
      f.on_update, f.on_delete))
    FROM pragma_foreign_key_list(s.name, 'main') AS f)
  END
FROM main.sqlite_schema AS s
LEFT JOIN l ON l.name = s.name AND s.type = 'table'
WHERE s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY s.rowid`;

type CatalogRow = readonly [
  type: CatalogObject["type"],
  name: string,
  table: string,
  sql: string | null,
  kind: string | null,
  rows: string | null,
  foreignKeys: string | null,
];

const NONE: readonly never[] = [];

/**
 * Reads the catalog: one statement, however many tables there are.
 *
 * @param tables the names of the tables to read, where not all; of others no more than the head is given
 */
export async function readCatalog(
  db: Queryable,
  tables?: readonly string[],
): Promise<readonly CatalogObject[]> {
  const only = tables
    ? `AND s.tbl_name COLLATE NOCASE IN (${tables.map((name) => literal(name)).join(", ")})`
    : "";
  const { rows } = await db.query(CATALOG_SQL.replaceAll("{only}", () => only));
  return (rows as unknown as readonly CatalogRow[]).map(toObject);
}

function toObject(row: CatalogRow): CatalogObject {
  const [type, name, table, sql, kind, rows, foreignKeys] = row;
  return {
    type,
    name,
    table,
    sql,
    special: kind === "virtual" || kind === "shadow" ? kind : null,
    columns: type === "table" && rows !== null ? (JSON.parse(rows) as readonly ColumnRow[]) : NONE,
    parts: type === "index" && rows !== null ? (JSON.parse(rows) as readonly IndexRow[]) : NONE,
    foreignKeys: foreignKeys === null ? NONE : (JSON.parse(foreignKeys) as readonly ForeignKeyRow[]),
  };
}
