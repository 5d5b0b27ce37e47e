import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import type { Constraint } from "../../../src/schema/constraint.js";
import type { TableName } from "../../../src/schema/name.js";
import { mergeOptions } from "../../../src/schema/options.js";
import type { Table } from "../../../src/schema/table.js";
import type { Capabilities } from "./capabilities.js";
import type { Migration } from "./migration.js";

/** Tables whose rows are in partitions, on PostgreSQL always by the same key: that never changes. */
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

/** Ways in which MySQL keeps rows apart, which may change. */
const WAYS: readonly string[] = [
  "HASH (`part no`) PARTITIONS 2",
  "KEY (`part no`) PARTITIONS 3",
  "RANGE (`part no`) (PARTITION low VALUES LESS THAN (10), PARTITION `it's` VALUES LESS THAN MAXVALUE)",
  "LIST (`part no`) (PARTITION one VALUES IN (1), PARTITION more VALUES IN (2, 3))",
];

/** The table in partitions, where it is one of those. */
export function inPartitions(table: Table, { vocabulary }: Capabilities): fc.Arbitrary<Table> {
  if (!isPartitioned(table)) return fc.constant(table);
  const isMysql = vocabulary === "mysql";
  const column: Column = isMysql
    ? { name: "part no", type: { kind: "integer" }, nullable: false }
    : { name: "region", type: { kind: "string", length: 20 }, nullable: false };
  return fc.constantFrom(...(isMysql ? WAYS : [KEYS[table.name]!])).map((partitionBy) => ({
    ...partitionable(table, column),
    options: isMysql
      ? mergeOptions(table.options, { mysql: { partitionBy } })
      : { postgresql: { partitionBy } },
  }));
}

/**
 * The table without what one in partitions cannot have; each key of its rows has their partition's in it.
 *
 * @source PostgreSQL 18, 5.12.2.3 Limitations of declarative partitioning; CREATE TABLE: storage parameters, NO INHERIT
 * @source MySQL 9.7 Reference Manual, 26.6 "Restrictions and Limitations on Partitioning"
 */
function partitionable(table: Table, column: Column): Table {
  const keyed = (columns: readonly string[]) => [...columns, column.name];
  const isSpatial = ({ type }: Column) =>
    type.kind === "native" && type.dialect === "mysql" && ["point", "geometry"].includes(type.name);
  return {
    ...table,
    columns: [...table.columns.filter((each) => !isSpatial(each)), column],
    constraints: table.constraints.flatMap((each): readonly Constraint[] => {
      if (each.kind === "exclude") return [];
      if (each.kind === "primaryKey" || each.kind === "unique") {
        return [{ ...each, columns: keyed(each.columns) }];
      }
      if (each.kind !== "check") return [each];
      const { noInherit: _, ...check } = each;
      return [check];
    }),
    indexes: table.indexes
      .filter(({ method }) => method !== "fulltext" && method !== "spatial")
      .map(({ nullsNotDistinct: _, ...index }) => ({ ...index, unique: false })),
  };
}

let made = 0;

/**
 * Makes a partition for all rows of each table in partitions that has none: models say nothing of them.
 *
 * @returns whether it has made any
 */
export async function addPartitions(m: Migration, tables: readonly TableName[]): Promise<boolean> {
  if (m.dialect.vocabulary !== "postgresql") return false;
  const before = made;
  const { quote } = m.dialect.spelling;
  for (const { name } of tables.filter(isPartitioned)) {
    const found = await m.connection.query(
      `SELECT 1 FROM pg_catalog.pg_inherits WHERE inhparent = '${quote(name)}'::pg_catalog.regclass`,
    );
    if (found.rows.length > 0) continue;
    const values = KEYS[name]!.startsWith("HASH") ? "FOR VALUES WITH (MODULUS 1, REMAINDER 0)" : "DEFAULT";
    await m.connection.query(`CREATE TABLE part_${++made} PARTITION OF ${quote(name)} ${values}`);
  }
  return made > before;
}
