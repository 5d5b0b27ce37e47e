import { nameKey, type TableName } from "../../../schema/name.js";
import { compareText } from "../../../schema/order.js";
import { stringLiteral } from "../literal.js";
import { parameterSql } from "../options.js";
import { PART_WORDS, plainPartition } from "../partition.js";
import { plainName } from "../partition-key.js";
import type { Scope } from "./scope.js";

/** What is read of a partition. */
export interface PartitionRow {
  readonly kind: string;
  readonly partition: boolean;
  readonly rootSchema: string | null;
  readonly root: string | null;
  readonly path: string | null;
  readonly of: string | null;
  readonly bound: string | null;
  readonly own: readonly string[] | null;
  readonly comment: string | null;
  readonly partitionBy: string | null;
  readonly method: string | null;
  readonly parameters: readonly string[] | null;
  readonly tablespace: string | null;
}

/**
 * What a partition `c` alone has, as an array of texts: indexes and constraints that none of those of its table made, and
 * defaults that are not its table's.
 *
 * @source PostgreSQL 18, 9.28 System Catalog Information Functions: pg_get_indexdef, pg_get_constraintdef; 52.13 pg_constraint
 */
export const PARTS_OF_PARTITION = `(SELECT pg_catalog.json_agg(p.text ORDER BY p.place, p.text) FROM (
    SELECT 1 AS place, CASE WHEN i.indisunique THEN '${PART_WORDS.uniqueIndex} ' ELSE '${PART_WORDS.index} ' END
      || pg_catalog.quote_ident(x.relname) || pg_catalog.substr(pg_catalog.pg_get_indexdef(x.oid), pg_catalog.length(pg_catalog.format(
        'CREATE %sINDEX %I ON %s%I.%I', CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, x.relname,
        CASE WHEN x.relkind = 'I' THEN 'ONLY ' ELSE '' END, CASE WHEN n.oid = pg_catalog.pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END, c.relname)) + 1) AS text
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
    WHERE i.indrelid = c.oid AND NOT x.relispartition AND i.indisvalid AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k
      WHERE k.conindid = x.oid AND k.conrelid = c.oid AND k.contype IN ('p', 'u', 'x'))
    UNION ALL
    SELECT 2, pg_catalog.format('${PART_WORDS.constraint} %I %s', k.conname, pg_catalog.pg_get_constraintdef(k.oid))
    FROM pg_catalog.pg_constraint k
    WHERE k.conrelid = c.oid AND k.conislocal AND k.conparentid = 0 AND k.contype IN ('c', 'f', 'p', 'u', 'x')
    UNION ALL
    SELECT 3, pg_catalog.format('${PART_WORDS.default} %I DEFAULT %s', a.attname, coalesce(own.text, 'NULL'))
    FROM pg_catalog.pg_inherits h
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      JOIN pg_catalog.pg_attribute b ON b.attrelid = h.inhparent AND b.attname = a.attname
      LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
      LEFT JOIN pg_catalog.pg_attrdef e ON e.adrelid = b.attrelid AND e.adnum = b.attnum,
      LATERAL (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS text, pg_catalog.pg_get_expr(e.adbin, e.adrelid) AS above) own
    WHERE h.inhrelid = c.oid AND EXISTS (SELECT 1 FROM pg_catalog.pg_attrdef f WHERE f.adrelid IN (c.oid, h.inhparent))
      AND (d.oid IS NOT NULL OR e.oid IS NOT NULL) AND own.text IS DISTINCT FROM own.above) AS p)`;

/**
 * The partitions of tables that are read, wherever they are, as a condition on `c`.
 *
 * @source PostgreSQL 18, 9.28.9 Partitioning Information Functions: pg_partition_tree
 */
export function isPartOfRead(scope: Scope): string {
  return `c.relispartition AND c.oid IN (SELECT p.relid FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace,
    LATERAL pg_catalog.pg_partition_tree(c.oid) p WHERE c.relkind = 'p' AND NOT c.relispartition AND ${scope.tables})`;
}

/**
 * A query for what a partition alone has and no model says of it, each as a part of the table at the root.
 *
 * @source PostgreSQL 18, 52.58 pg_trigger: tgparentid; 52.38 pg_policy; 52.45 pg_rewrite; 52.52 pg_statistic_ext; 52.19 pg_description
 */
export function partsOfPartitions(scope: Scope): string {
  const part = (what: string, from: string, name: string, where: string) =>
    `SELECT p.oid, p.relname || ${name} AS name, '${what} of a partition' AS what FROM p${from} WHERE ${where}`;
  const joined = (catalogue: string, table: string) =>
    ` JOIN pg_catalog.${catalogue} o ON o.${table} = p.oid`;
  const parts = [
    part(
      "trigger",
      joined("pg_trigger", "tgrelid"),
      "'.' || o.tgname",
      "NOT o.tgisinternal AND o.tgparentid = 0",
    ),
    part("policy", joined("pg_policy", "polrelid"), "'.' || o.polname", "true"),
    part("rule", joined("pg_rewrite", "ev_class"), "'.' || o.rulename", "true"),
    part("statistics", joined("pg_statistic_ext", "stxrelid"), "'.' || o.stxname", "true"),
    part(
      "comment on a column",
      ` JOIN pg_catalog.pg_description e ON e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND e.objoid = p.oid
        JOIN pg_catalog.pg_attribute a ON a.attrelid = p.oid AND a.attnum = e.objsubid`,
      "'.' || a.attname",
      "e.objsubid > 0",
    ),
    part("row security", "", "''", "p.relrowsecurity"),
    part("replica identity", "", "''", "p.relreplident <> 'd'"),
    part("no log", "", "''", "p.relpersistence = 'u'"),
  ];
  return `
SELECT pg_catalog.pg_partition_root(x.oid)::pg_catalog.oid, NULL, x.name, x.what FROM (
  WITH p AS MATERIALIZED (SELECT c.oid, c.relname, c.relrowsecurity, c.relreplident, c.relpersistence
    FROM pg_catalog.pg_class c WHERE ${isPartOfRead(scope)})
  ${parts.join("\n  UNION ALL ")}) AS x`;
}

/** Whether models can say that there is the partition. */
export function isDeclarable({
  partition,
  kind,
  bound,
}: Pick<PartitionRow, "partition" | "kind" | "bound">): boolean {
  return partition && kind !== "f" && bound !== null;
}

/**
 * The partitions that models can declare, and what each alone has, by the key of the table at the root of their tree, those
 * above others first.
 */
export function partitionsByRoot(
  rows: readonly PartitionRow[],
  nameOf: (row: { readonly name: string; readonly schema: string | null }) => TableName,
): ReadonlyMap<string, readonly string[]> {
  const partitions = rows.filter(isDeclarable);
  const above = new Map(partitions.map(({ path, of }) => [path!, of]));
  const depth = (path: string | null): number => (path === null ? 0 : 1 + depth(above.get(path) ?? null));
  const sorted = partitions
    .map((row) => ({ row, depth: depth(row.path) }))
    .sort((a, b) => a.depth - b.depth || compareText(a.row.path!, b.row.path!))
    .map(({ row }) => row);
  const found = new Map<string, string[]>();
  for (const texts of [sorted.map(bareText), sorted.map(partTexts)]) {
    for (const [i, row] of sorted.entries()) {
      const key = nameKey(nameOf({ name: row.root!, schema: row.rootSchema }));
      const own = texts[i]!.map(plainPartition);
      const all = found.get(key);
      if (all) all.push(...own);
      else found.set(key, own);
    }
  }
  return found;
}

/** A partition: its name, what it is part of where that is no root, and what follows in CREATE TABLE. */
function bareText({ path, of, bound, partitionBy, method, parameters, tablespace }: PartitionRow): string[] {
  const words = [
    path!,
    of === null ? [] : `PARTITION OF ${of}`,
    bound!,
    partitionBy === null ? [] : `PARTITION BY ${partitionBy}`,
    method === null ? [] : `USING ${plainName(method)}`,
    parameters === null ? [] : `WITH (${parameters.map(parameterSql).join(", ")})`,
    tablespace === null ? [] : `TABLESPACE ${plainName(tablespace)}`,
  ];
  return [words.flat().join(" ")];
}

function partTexts({ path, own, comment }: PartitionRow): string[] {
  const said = comment === null ? [] : [`${PART_WORDS.comment} ${stringLiteral(comment)}`];
  return [...said, ...(own ?? [])].map((text) => `${path} ${text}`);
}
