import type { IndexPart, TableIndex } from "../../../schema/table-index.js";
import { raw } from "../../../sql/nodes/index.js";
import { unwrapped } from "../tokens.js";
import type { Scope } from "./scope.js";

/** One row of `indexesSql`. */
export interface IndexRow {
  readonly tableOid: number;
  readonly name: string;
  readonly unique: boolean;
  readonly valid: boolean;
  readonly method: string;
  readonly keyParts: number;
  readonly where: string | null;
  readonly parts: readonly PartRow[];
  readonly options: boolean;
  readonly nullsNotDistinct: boolean;
  readonly classes: boolean;
  readonly collations: boolean;
}

interface PartRow {
  /** A column's name; null for an expression. */
  readonly column: string | null;
  readonly expression: string | null;
  /** Bits of pg_index.indoption: 1 is DESC, 2 is NULLS FIRST. */
  readonly option: number | null;
}

/**
 * The indexes of the tables, without those behind constraints.
 *
 * @source PostgreSQL 18, 52.26 pg_index
 */
export function indexesSql(scope: Scope, major: number): string {
  return `
SELECT c.oid AS "tableOid", x.relname AS name, i.indisunique AS "unique", i.indisvalid AS valid, m.amname AS method,
  i.indnkeyatts AS "keyParts", pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS "where",
  (SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
      'column', a.attname,
      'expression', CASE WHEN u.number = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, u.position::int, false) END,
      'option', i.indoption[u.position - 1]) ORDER BY u.position)
    FROM pg_catalog.unnest(i.indkey) WITH ORDINALITY AS u(number, position)
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.number AND u.number <> 0) AS parts,
  x.reloptions IS NOT NULL OR x.reltablespace <> 0 AS options,
  ${major >= 15 ? "i.indnullsnotdistinct" : "false"} AS "nullsNotDistinct",
  EXISTS (SELECT 1 FROM pg_catalog.unnest(i.indclass) AS o(oid)
      JOIN pg_catalog.pg_opclass p ON p.oid = o.oid WHERE NOT p.opcdefault)
    OR EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indexrelid AND a.attoptions IS NOT NULL)
    AS classes,
  EXISTS (SELECT 1 FROM ROWS FROM (pg_catalog.unnest(i.indcollation), pg_catalog.unnest(i.indkey))
        WITH ORDINALITY AS u(collated, number, position)
      LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.number AND u.number <> 0
    WHERE u.collated <> 0 AND u.position <= i.indnkeyatts
      AND CASE WHEN u.number <> 0 THEN u.collated <> a.attcollation
        ELSE pg_catalog.pg_get_indexdef(i.indexrelid) LIKE '% COLLATE %' END) AS collations
FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_am m ON m.oid = x.relam
WHERE ${scope.tables} AND c.relkind = 'r'
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k
    WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid AND k.contype IN ('p', 'u', 'x'))`;
}

/** What an index has that the schema cannot express, or null. */
export function unsupportedIndex(row: IndexRow): string | null {
  if (!row.valid) return "invalid index";
  if (row.classes) return "index with operator classes";
  if (row.collations) return "index with collations";
  if (row.options) return "index with storage options";
  return row.nullsNotDistinct ? "unique index with NULLS NOT DISTINCT" : null;
}

/** An index from its row. */
export function toIndex(row: IndexRow): TableIndex {
  const include = row.parts.slice(row.keyParts).flatMap(({ column }) => column ?? []);
  return {
    name: row.name,
    parts: row.parts.slice(0, row.keyParts).map(toPart),
    unique: row.unique,
    ...(row.where !== null && { where: raw({ sql: unwrapped(row.where) }) }),
    ...(row.method !== "btree" && { method: row.method }),
    ...(include.length > 0 && { include }),
  };
}

/** @source PostgreSQL 18, 11.4 Indexes and ORDER BY: nulls are last, with DESC first */
function toPart({ column, expression, option }: PartRow): IndexPart {
  const descending = ((option ?? 0) & 1) !== 0;
  const first = ((option ?? 0) & 2) !== 0;
  return {
    ...(column !== null ? { column } : { expression: raw({ sql: unwrapped(expression!) }) }),
    ...(descending && { descending }),
    ...(first !== descending && { nulls: first ? "first" : "last" }),
  };
}
