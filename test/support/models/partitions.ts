import type { Constraint } from "../../../src/schema/constraint.js";
import type { TableName } from "../../../src/schema/name.js";
import { mergeOptions } from "../../../src/schema/options.js";
import type { Table } from "../../../src/schema/table.js";
import type { Migration } from "./migration.js";

/** Tables whose rows are in partitions, always by the same key: that never changes. */
const KEYS: Readonly<Record<string, string>> = {
  ledger: "RANGE (region)",
  "Log of": "LIST (region)",
  shards: "HASH (region)",
};

/** Their names. */
export const PARTITIONED: readonly TableName[] = Object.keys(KEYS).map((name) => ({ name }));

/** Whether the table's rows are in partitions. */
export function isPartitioned({ name }: TableName): boolean {
  return KEYS[name] !== undefined;
}

/**
 * The table in partitions, without what such a table cannot have; each key of its rows has their partition's in it.
 *
 * @source PostgreSQL 18, 5.12.2.3 Limitations of declarative partitioning; CREATE TABLE: storage parameters, NO INHERIT
 */
export function inPartitions({ options: _, ...table }: Table): Table {
  const keyed = (columns: readonly string[]) =>
    columns.includes("region") ? columns : [...columns, "region"];
  return {
    ...table,
    columns: [...table.columns, { name: "region", type: { kind: "string", length: 20 }, nullable: false }],
    constraints: table.constraints.flatMap((each): readonly Constraint[] => {
      if (each.kind === "exclude") return [];
      if (each.kind === "primaryKey" || each.kind === "unique") {
        return [{ ...each, columns: keyed(each.columns) }];
      }
      if (each.kind !== "check") return [each];
      const { noInherit: __, ...check } = each;
      return [check];
    }),
    indexes: table.indexes.map(({ nullsNotDistinct: __, ...index }) => ({ ...index, unique: false })),
    options: mergeOptions(undefined, { postgresql: { partitionBy: KEYS[table.name]! } }),
  };
}

let made = 0;

/** Makes a partition for all rows of each table in partitions that has none: models say nothing of them. */
export async function addPartitions(m: Migration, tables: readonly TableName[]): Promise<void> {
  const { quote } = m.dialect.spelling;
  for (const { name } of tables.filter(isPartitioned)) {
    const found = await m.connection.query(
      `SELECT 1 FROM pg_catalog.pg_inherits WHERE inhparent = '${quote(name)}'::pg_catalog.regclass`,
    );
    if (found.rows.length > 0) continue;
    const values = KEYS[name]!.startsWith("HASH") ? "FOR VALUES WITH (MODULUS 1, REMAINDER 0)" : "DEFAULT";
    await m.connection.query(`CREATE TABLE part_${++made} PARTITION OF ${quote(name)} ${values}`);
  }
}
