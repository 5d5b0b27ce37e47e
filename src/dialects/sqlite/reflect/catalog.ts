import type { Queryable } from "../../../dialect/dialect.js";
import { toObjects } from "../../../dialect/driver.js";
import { literal } from "../literal.js";

/** An object of the database file. */
export interface ObjectRow {
  readonly type: "table" | "index" | "view" | "trigger";
  readonly name: string;
  readonly table: string;
  readonly sql: string | null;
  /** Null for what is no special table. */
  readonly kind: "virtual" | "shadow" | null;
}

/** A column as the library sees it. */
export interface ColumnRow {
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly notNull: number;
  readonly default: string | null;
  /** Its place in the primary key, from 1; 0 outside of it. */
  readonly key: number;
  /** 2 where it is computed at each read, 3 where the computed value is kept. */
  readonly hidden: number;
}

/** One column of a foreign key. */
export interface ForeignKeyRow {
  readonly table: string;
  /** Keys are numbered from the last to the first. */
  readonly id: number;
  readonly parent: string;
  readonly from: string;
  /** Null where what the key refers to is not there. */
  readonly to: string | null;
  readonly onUpdate: string;
  readonly onDelete: string;
}

/** One part of an index. */
export interface IndexRow {
  readonly table: string;
  readonly name: string;
  readonly unique: number;
  /** Null where the part is an expression. */
  readonly column: string | null;
  readonly descending: number;
}

/** The list of tables is made once; asked for each table, it would be made as often as there are tables. */
const OBJECTS_SQL = `WITH l AS MATERIALIZED (
  SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND type IN ('virtual', 'shadow'))
SELECT s.type AS "type", s.name AS "name", s.tbl_name AS "table", s.sql AS "sql", l.type AS "kind"
FROM sqlite_schema AS s
LEFT JOIN l ON l.name = s.name AND s.type = 'table'
WHERE s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
ORDER BY s.rowid`;

/** Virtual tables are left out: their module may not be there. */
const TABLES_SQL = `s.type = 'table' AND s.sql NOT LIKE 'CREATE VIRTUAL %' AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`;

const COLUMNS_SQL = `SELECT s.name AS "table", x.name AS "name", x.type AS "type", x."notnull" AS "notNull",
  x.dflt_value AS "default", x.pk AS "key", x.hidden AS "hidden"
FROM sqlite_schema AS s
JOIN pragma_table_xinfo(s.name) AS x
WHERE ${TABLES_SQL} {only}
ORDER BY s.rowid, x.cid`;

/** Names that a key is given without regard to case become those of the columns it refers to. */
const FOREIGN_KEYS_SQL = `SELECT s.name AS "table", f.id AS "id", f."table" AS "parent", f."from" AS "from",
  coalesce((SELECT p.name FROM pragma_table_xinfo(f."table") AS p
    WHERE CASE WHEN f."to" IS NULL THEN p.pk = f.seq + 1 ELSE p.name = f."to" COLLATE NOCASE END), f."to") AS "to",
  f.on_update AS "onUpdate", f.on_delete AS "onDelete"
FROM sqlite_schema AS s
JOIN pragma_foreign_key_list(s.name) AS f
WHERE ${TABLES_SQL} {only}
ORDER BY s.rowid, f.id, f.seq`;

const INDEXES_SQL = `SELECT s.name AS "table", l.name AS "name", l."unique" AS "unique", x.name AS "column", x."desc" AS "descending"
FROM sqlite_schema AS s
JOIN pragma_index_list(s.name) AS l
JOIN pragma_index_xinfo(l.name) AS x
WHERE ${TABLES_SQL} {only} AND l.origin = 'c' AND x.key
ORDER BY s.rowid, l.seq, x.seqno`;

/** Everything that reflecting asks the database. */
export interface CatalogRows {
  readonly objects: readonly ObjectRow[];
  readonly columns: readonly ColumnRow[];
  readonly foreignKeys: readonly ForeignKeyRow[];
  readonly indexes: readonly IndexRow[];
}

/**
 * Reads the catalog: four statements, however many tables there are.
 *
 * @param tables the names of the tables to read, where not all
 * @source SQLite 3.53, "PRAGMA Statements": table-valued PRAGMA functions
 */
export async function readCatalog(db: Queryable, tables?: readonly string[]): Promise<CatalogRows> {
  const only = tables
    ? `AND s.name COLLATE NOCASE IN (${tables.map((name) => literal(name)).join(", ")})`
    : "";
  const [objects, columns, foreignKeys, indexes] = await db.batch([
    OBJECTS_SQL,
    ...[COLUMNS_SQL, FOREIGN_KEYS_SQL, INDEXES_SQL].map((sql) => sql.replace("{only}", () => only)),
  ]);
  return {
    objects: toObjects(objects!),
    columns: toObjects(columns!),
    foreignKeys: toObjects(foreignKeys!),
    indexes: toObjects(indexes!),
  };
}
