import type { Unsupported } from "../../../schema/object.js";
import { fromExtension, SCHEMA_NAME, type Scope } from "./scope.js";

/** One row of `tablesSql`. */
export interface TableRow {
  readonly oid: number;
  readonly schema: string | null;
  readonly name: string;
  /** pg_class.relkind: `r` table, `p` partitioned table, `v` view, `m` materialized view, `f` foreign table, `S` sequence. */
  readonly kind: string;
  readonly partition: boolean;
  readonly inherits: boolean;
  readonly comment: string | null;
}

/**
 * Tables, views and their like, and sequences that no column owns; what extensions own is left out.
 *
 * @source PostgreSQL 18, 52.11 pg_class
 */
export function tablesSql(scope: Scope): string {
  return `
SELECT c.oid AS oid, ${SCHEMA_NAME} AS schema, c.relname AS name, c.relkind AS kind,
  c.relispartition AS partition,
  EXISTS (SELECT 1 FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid) AS inherits,
  pg_catalog.obj_description(c.oid, 'pg_class') AS comment
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE ${scope.tables} AND c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
  AND NOT ${fromExtension("pg_class", "c.oid")}
  AND NOT (c.relkind = 'S' AND EXISTS (
    SELECT 1 FROM pg_catalog.pg_depend d WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND d.objid = c.oid AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')))`;
}

const KINDS: Readonly<Record<string, string>> = {
  p: "partitioned table",
  v: "view",
  m: "materialized view",
  f: "foreign table",
  S: "sequence",
};

/** What a relation is that the schema cannot express, or null for a table. */
export function unsupportedTable(row: TableRow): Unsupported | null {
  const what = row.partition
    ? "partition"
    : (KINDS[row.kind] ?? (row.inherits ? "table that inherits from another" : null));
  return what === null ? null : { name: row.name, ...(row.schema !== null && { schema: row.schema }), what };
}
