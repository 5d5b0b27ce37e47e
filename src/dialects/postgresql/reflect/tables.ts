import type { TableName } from "../../../schema/name.js";
import type { Unsupported } from "../../../schema/object.js";
import type { DialectOptions, OptionValue } from "../../../schema/options.js";
import { DIALECT } from "../native-kind.js";
import { plainPartitionKey } from "../partition-key.js";
import { isDeclarable, isPartOfRead, PARTS_OF_PARTITION } from "./partitions.js";
import { fromExtension, SCHEMA_NAME, type Scope } from "./scope.js";

/** One row of `tablesSql`. */
export interface TableRow {
  readonly oid: number;
  readonly schema: string | null;
  readonly name: string;
  /** pg_class.relkind: `r` table, `p` partitioned table, `v` view, `m` materialized view, `f` foreign table. */
  readonly kind: string;
  /** Of a partition: the table at the root of its tree. */
  readonly rootSchema: string | null;
  readonly root: string | null;
  readonly partition: boolean;
  readonly parents: readonly string[] | null;
  /** Of a partition: its name, that of what it is part of, and its bound. */
  readonly path: string | null;
  readonly of: string | null;
  readonly bound: string | null;
  /** What it alone has, as elements of the option `partitions` after its name. */
  readonly own: readonly string[] | null;
  readonly comment: string | null;
  readonly unlogged: boolean;
  readonly partitionBy: string | null;
  readonly tablespace: string | null;
  readonly parameters: readonly string[] | null;
  readonly method: string | null;
  /** pg_class.relreplident: `d` by the key, `n` nothing, `f` the whole row, `i` by an index. */
  readonly replica: string;
  readonly replicaIndex: string | null;
  readonly rowSecurity: boolean;
  readonly forcedRowSecurity: boolean;
  /** The type that a typed table is made of. */
  readonly ofType: string | null;
}

/**
 * Tables, views and their like; what extensions own is left out.
 *
 * @source PostgreSQL 18, 52.11 pg_class; 52.25 pg_inherits
 */
export function tablesSql(scope: Scope): string {
  return `
SELECT c.oid AS oid, ${SCHEMA_NAME} AS schema, c.relname AS name, c.relkind AS kind, c.relispartition AS partition,
  nullif(rn.nspname, current_schema()) AS "rootSchema", r.relname AS root,
  CASE WHEN NOT c.relispartition AND c.relkind = 'r' THEN
    (SELECT pg_catalog.json_agg(h.inhparent::pg_catalog.regclass::text ORDER BY h.inhseqno)
      FROM pg_catalog.pg_inherits h WHERE h.inhrelid = c.oid) END AS parents,
  CASE WHEN c.relispartition THEN c.oid::pg_catalog.regclass::text END AS path,
  CASE WHEN c.relispartition THEN (SELECT h.inhparent::pg_catalog.regclass::text FROM pg_catalog.pg_inherits h
    WHERE h.inhrelid = c.oid AND h.inhparent <> r.oid) END AS of,
  CASE WHEN c.relispartition THEN pg_catalog.pg_get_expr(c.relpartbound, c.oid) END AS bound,
  CASE WHEN c.relispartition THEN ${PARTS_OF_PARTITION} END AS own,
  e.description AS comment, c.relpersistence = 'u' AS unlogged,
  CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END AS "partitionBy",
  s.spcname AS tablespace, pg_catalog.to_json(c.reloptions || (SELECT pg_catalog.array_agg('toast.' || o)
    FROM pg_catalog.unnest(z.reloptions) AS o)) AS parameters,
  CASE WHEN m.amname <> pg_catalog.current_setting('default_table_access_method') THEN m.amname END AS method,
  c.relreplident AS replica,
  CASE WHEN c.relreplident = 'i' THEN (SELECT x.relname FROM pg_catalog.pg_index i
    JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid WHERE i.indrelid = c.oid AND i.indisreplident) END
    AS "replicaIndex",
  c.relrowsecurity AS "rowSecurity", c.relforcerowsecurity AS "forcedRowSecurity",
  CASE WHEN c.reloftype <> 0 THEN pg_catalog.format_type(c.reloftype, NULL) END AS "ofType"
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_class r ON c.relispartition AND r.oid = pg_catalog.pg_partition_root(c.oid)
  LEFT JOIN pg_catalog.pg_namespace rn ON rn.oid = r.relnamespace
  LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
  LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
  LEFT JOIN pg_catalog.pg_class z ON z.oid = c.reltoastrelid AND z.reloptions IS NOT NULL
  LEFT JOIN pg_catalog.pg_description e ON e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND e.objoid = c.oid AND e.objsubid = 0
WHERE (${scope.tables} OR ${isPartOfRead(scope)}) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT ${fromExtension("pg_class", "c.oid")}`;
}

const KINDS: Readonly<Record<string, string>> = {
  v: "view",
  m: "materialized view",
  f: "foreign table",
};

/** What a relation is that the schema cannot express, or null for a table. */
export function unsupportedTable(row: TableRow): Unsupported | null {
  const what = row.partition ? "partition" : (KINDS[row.kind] ?? otherTable(row));
  if (what === null) return null;
  return {
    ...nameOf(row),
    what,
    ...(isDeclarable(row) && { declared: true }),
    ...(row.root !== null && { table: nameOf({ name: row.root, schema: row.rootSchema }) }),
  };
}

function otherTable({ ofType }: TableRow): string | null {
  return ofType === null ? null : `table of the type ${ofType}`;
}

/** What only PostgreSQL knows about a table, as far as it is not what every table has. */
export function tableOptions(
  row: TableRow,
  partitions: readonly string[] | undefined,
): DialectOptions | undefined {
  const security = row.forcedRowSecurity ? "forced" : "enabled";
  return dialectOptions({
    unlogged: row.unlogged || undefined,
    partitionBy: row.partitionBy === null ? null : plainPartitionKey(row.partitionBy),
    partitions,
    inherits: row.parents,
    with: row.parameters,
    tablespace: row.tablespace,
    using: row.method,
    // Without the index that it named, nothing is told.
    replicaIdentity: {
      f: "full",
      n: "nothing",
      i: row.replicaIndex === null ? "nothing" : `index ${row.replicaIndex}`,
    }[row.replica],
    rowSecurity: row.rowSecurity ? security : undefined,
  });
}

/** Options under this dialect's name, without those that are not given; undefined where there are none. */
export function dialectOptions(
  given: Readonly<Record<string, OptionValue | null | undefined>>,
): DialectOptions | undefined {
  const options = Object.entries(given).filter(
    (entry): entry is [string, OptionValue] => entry[1] !== null && entry[1] !== undefined,
  );
  return options.length === 0 ? undefined : { [DIALECT]: Object.fromEntries(options) };
}

/** A name from a row, whose schema is null in the default one. */
export function nameOf({
  name,
  schema,
}: {
  readonly name: string;
  readonly schema: string | null;
}): TableName {
  return schema === null ? { name } : { name, schema };
}
