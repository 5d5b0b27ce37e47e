import type { Live } from "../../dialect/dialect.js";
import type { Column } from "../../schema/column.js";
import { nameKey, type TableName } from "../../schema/name.js";
import { stringLiteral } from "./literal.js";
import { typeSql } from "./native-type.js";

/**
 * A query for the statements (`sql`, in the order of `place`) that give columns which are dropped and made again what
 * their definition does not say: how they are stored and learned about (1), who may use them and what is said of them in
 * tables that inherit them (2), and the statistics over several columns that fall with them (3).
 *
 * @param gone a table expression of the columns, as `attrelid` and `attnum`
 * @source PostgreSQL 18, 52.7 pg_attribute; 52.52 pg_statistic_ext; 9.28.3 pg_get_statisticsobjdef
 */
export function keptParts(gone: string): string {
  const alter = (action: string, value: string) =>
    `pg_catalog.format('ALTER TABLE ONLY %s ALTER COLUMN %I SET ${action}', a.attrelid::pg_catalog.regclass, a.attname, ${value})`;
  const option = (action: string, value: string, where: string) => `
SELECT 1 AS place, ${alter(action, value)} AS sql FROM ${gone} g
  JOIN pg_catalog.pg_attribute a ON a.attrelid = g.attrelid AND a.attnum = g.attnum
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid WHERE ${where}`;
  const storage =
    "CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END";
  const compression = "CASE a.attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END";
  const statistics = "pg_catalog.format('%I.%I', n.nspname, e.stxname)";
  return [
    option("STATISTICS %s", "a.attstattarget", "coalesce(a.attstattarget, -1) <> -1"),
    option("STORAGE %s", storage, "a.attstorage <> t.typstorage"),
    option("COMPRESSION %s", compression, "a.attcompression <> ''"),
    option("(%s)", "pg_catalog.array_to_string(a.attoptions, ', ')", "a.attoptions IS NOT NULL"),
    `
SELECT 2, pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', a.attrelid::pg_catalog.regclass, a.attname, c.description)
FROM ${gone} g JOIN pg_catalog.pg_attribute a ON a.attrelid = g.attrelid AND a.attnum = g.attnum AND a.attinhcount > 0
  JOIN pg_catalog.pg_description c ON c.objoid = g.attrelid AND c.objsubid = g.attnum
    AND c.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass`,
    `
SELECT 2, pg_catalog.format('GRANT %s (%I) ON %s TO %s%s', x.privilege_type, a.attname, a.attrelid::pg_catalog.regclass,
    CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(x.grantee)) END,
    CASE WHEN x.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
FROM ${gone} g JOIN pg_catalog.pg_attribute a ON a.attrelid = g.attrelid AND a.attnum = g.attnum,
  pg_catalog.aclexplode(a.attacl) x`,
    `
SELECT 3, pg_catalog.pg_get_statisticsobjdef(e.oid)
  || coalesce(pg_catalog.format('; COMMENT ON STATISTICS %s IS %L', ${statistics},
    pg_catalog.obj_description(e.oid, 'pg_statistic_ext')), '')
  || CASE WHEN coalesce(e.stxstattarget, -1) <> -1
    THEN pg_catalog.format('; ALTER STATISTICS %s SET STATISTICS %s', ${statistics}, e.stxstattarget) ELSE '' END
FROM pg_catalog.pg_statistic_ext e JOIN pg_catalog.pg_namespace n ON n.oid = e.stxnamespace
WHERE EXISTS (SELECT 1 FROM ${gone} g JOIN pg_catalog.pg_depend d
    ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjid = g.attrelid AND d.refobjsubid = g.attnum
  WHERE d.classid = 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass AND d.objid = e.oid)`,
  ].join("\nUNION ALL");
}

/**
 * Columns by name, in a table, its partitions and its children: a table expression `gone` of them, as a named part of a
 * query.
 *
 * @source PostgreSQL 18, 5.11 Inheritance
 */
export function columnsGone({ name, schema }: TableName, columns: readonly string[]): string {
  const path = stringLiteral(
    typeSql({ kind: "enum", values: [], name, ...(schema !== undefined && { schema }) }),
  );
  return `RECURSIVE heirs AS (SELECT pg_catalog.to_regclass(${path})::pg_catalog.oid AS oid
  UNION SELECT i.inhrelid FROM pg_catalog.pg_inherits i JOIN heirs ON heirs.oid = i.inhparent),
gone AS (SELECT a.attrelid, a.attnum FROM heirs JOIN pg_catalog.pg_attribute a ON a.attrelid = heirs.oid
  WHERE a.attname IN (${columns.map(stringLiteral).join(", ")}) AND NOT a.attisdropped)`;
}

/** What a dropped column had, for one of its name that takes its place. */
interface ColumnNote {
  readonly isComputed: boolean;
  readonly statements: readonly { readonly sql: string; readonly isOfValues: boolean }[];
}

/** Notes what a column has that is to be dropped, for one of its name that the same script adds. */
export async function noteDropped(table: TableName, column: string, live: Live): Promise<void> {
  if (!live.notes) return;
  live.notes.set(droppedKey(table, column), true);
  const result = await live.query(
    `WITH ${columnsGone(table, [column])}
SELECT k.sql, k.place <> 2, EXISTS (SELECT 1 FROM gone JOIN pg_catalog.pg_attribute a USING (attrelid, attnum) WHERE a.attgenerated <> '')
FROM (${keptParts("gone")}) AS k ORDER BY k.place, k.sql`,
    [],
    table,
  );
  if (!result) return;
  const note: ColumnNote = {
    isComputed: result.rows[0]?.[2] === true,
    statements: result.rows.map(([sql, isOfValues]) => ({
      sql: String(sql),
      isOfValues: isOfValues === true,
    })),
  };
  live.notes.set(noteKey(table, column), note);
}

/** Whether a column was dropped by what was planned before in the same script. */
export function wasDropped(table: TableName, column: string, { notes }: Live): boolean {
  return notes?.has(droppedKey(table, column)) ?? false;
}

function droppedKey(table: TableName, column: string): string {
  return `dropped ${noteKey(table, column)}`;
}

/** What gives a column that takes the place of one which was computed, or is computed in its place, what that had. */
export function notedOfColumn(table: TableName, column: Column, { notes }: Live): readonly string[] {
  const note = notes?.get(noteKey(table, column.name)) as ColumnNote | undefined;
  if (!note || !(note.isComputed || column.computed)) return [];
  return note.statements.flatMap(({ sql, isOfValues }) => (isOfValues && isVirtual(column) ? [] : sql));
}

/** Whether a column has no values of its own, so that nothing is learned about them. @source PostgreSQL 18, 5.4 Generated Columns */
export function isVirtual({ computed }: Column): boolean {
  return computed?.stored === false;
}

function noteKey(table: TableName, column: string): string {
  return `column ${nameKey(table)} ${column}`;
}
