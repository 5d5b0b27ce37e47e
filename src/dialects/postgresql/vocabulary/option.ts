import type { ColumnBuilder } from "../../../schema/define/column-builder.js";
import { bigInteger, integer, smallInteger } from "../../../schema/define/column-type.js";
import { type ColumnName, type TableItem, tableOptions } from "../../../schema/define/table-item.js";
import type { OptionValue } from "../../../schema/options.js";
import { DIALECT } from "../native-kind.js";
import { plainName, plainPath } from "../partition-key.js";

/** Parameters of storage by name, as `{ fillfactor: 70 }`. */
export type StorageParameters = Readonly<Record<string, string | number | boolean>>;

/** The table is not written to the log: fast, and empty after a crash. @source PostgreSQL 18, CREATE TABLE: UNLOGGED */
export function unlogged(): TableItem {
  return own({ unlogged: true });
}

/**
 * The table's rows are in partitions, which `partitions` names or which are made outside of the models: `partitionBy("range",
 * c.createdAt)`. An expression is written in SQL: `partitionBy("hash", "lower(name)")`.
 *
 * @source PostgreSQL 18, 5.12.2 Declarative Partitioning
 */
export function partitionBy(
  strategy: "range" | "list" | "hash",
  ...columns: readonly ColumnName[]
): TableItem {
  const keys = columns.map((column) => (typeof column === "string" ? column : plainName(column.name)));
  return own({ partitionBy: `${strategy.toUpperCase()} (${keys.join(", ")})` });
}

/** A partition with what it alone has; each is written in SQL. */
export interface PartitionItems {
  /** Which rows are in it, and how it is kept: `FOR VALUES IN ('x') WITH (fillfactor = 80)`. */
  readonly bound: string;
  readonly comment?: string;
  /** Indexes by name, as they follow the table's: `USING btree (note)`, or `UNIQUE (note)`. */
  readonly indexes?: Readonly<Record<string, string>>;
  /** Constraints by name: `CHECK (n > 0)`. */
  readonly constraints?: Readonly<Record<string, string>>;
  /** Defaults by column that are not its table's. */
  readonly defaults?: Readonly<Record<string, string>>;
}

/**
 * The partitions that a table is to have, each by its bound: `partitions({ sales_2026: "FOR VALUES FROM ('2026-01-01') TO
 * ('2027-01-01')", other: "DEFAULT" })`. Those that are missing are made, those with another bound put in anew; others that
 * there are stay, as does what a partition has and its items do not say. A partition of a partition says so: `"PARTITION OF
 * sales_2026 FOR VALUES …"`.
 *
 * @source PostgreSQL 18, 5.12.2 Declarative Partitioning
 */
export function partitions(bounds: Readonly<Record<string, string | PartitionItems>>): TableItem {
  const entries = Object.entries(bounds).map(([name, items]) => [
    plainPath(name),
    typeof items === "string" ? { bound: items } : items,
  ]) as readonly (readonly [string, PartitionItems])[];
  return own({
    partitions: [
      ...entries.map(([path, { bound }]) => `${path} ${bound}`),
      ...entries.flatMap(([path, items]) => partsOf(items).map((part) => `${path} ${part}`)),
    ],
  });
}

/** What one partition alone has, in the words in which options tell it. */
function partsOf({
  comment,
  indexes = {},
  constraints = {},
  defaults = {},
}: PartitionItems): readonly string[] {
  const unique = /^\s*unique\b/i;
  return [
    ...(comment === undefined ? [] : [`COMMENT '${comment.replaceAll("'", "''")}'`]),
    ...Object.entries(indexes).map(([name, text]) => {
      const word = unique.test(text) ? "UNIQUE INDEX" : "INDEX";
      return `${word} ${plainName(name)} ${text.replace(unique, "").trim()}`;
    }),
    ...Object.entries(constraints).map(([name, text]) => `CONSTRAINT ${plainName(name)} ${text}`),
    ...Object.entries(defaults).map(([name, text]) => `COLUMN ${plainName(name)} DEFAULT ${text}`),
  ];
}

/**
 * The table has the columns of others beside its own, and its rows are seen in theirs: `inherits("people")`, or
 * `inherits("sales.people")` where the parent is in another schema.
 *
 * @source PostgreSQL 18, 5.11 Inheritance
 */
export function inherits(...parents: readonly string[]): TableItem {
  return own({ inherits: parents });
}

/** Parameters of the table's storage: `storageParameters({ fillfactor: 70 })`. @source PostgreSQL 18, CREATE TABLE */
export function storageParameters(parameters: StorageParameters): TableItem {
  return own({ with: Object.entries(parameters).map(([name, value]) => `${name}=${value}`) });
}

/** Where the table is kept. @source PostgreSQL 18, 22.6 Tablespaces */
export function tablespace(name: string): TableItem {
  return own({ tablespace: name });
}

/**
 * What logical replication tells of rows as they were: all of them, nothing, or the columns of a unique index.
 *
 * @source PostgreSQL 18, ALTER TABLE: REPLICA IDENTITY
 */
export function replicaIdentity(identity: "full" | "nothing" | { readonly index: string }): TableItem {
  return own({ replicaIdentity: typeof identity === "string" ? identity : `index ${identity.index}` });
}

/** Rows are seen as policies say; `forced` for the owner too. @source PostgreSQL 18, 5.9 Row Security Policies */
export function rowSecurity(how: "enabled" | "forced" = "enabled"): TableItem {
  return own({ rowSecurity: how });
}

/** An integer that numbers itself by a sequence in its default. @source PostgreSQL 18, 8.1.4 Serial Types */
export function serial(): ColumnBuilder<number, false, true> {
  return integer().identity().options(SERIAL);
}

/** A 16-bit integer that numbers itself by a sequence in its default. @source PostgreSQL 18, 8.1.4 Serial Types */
export function smallserial(): ColumnBuilder<number, false, true> {
  return smallInteger().identity().options(SERIAL);
}

/** A 64-bit integer that numbers itself by a sequence in its default. @source PostgreSQL 18, 8.1.4 Serial Types */
export function bigserial(): ColumnBuilder<bigint, false, true> {
  return bigInteger().identity().options(SERIAL);
}

const SERIAL = { [DIALECT]: { serial: true } };

function own(options: Readonly<Record<string, OptionValue>>): TableItem {
  return tableOptions({ [DIALECT]: options });
}
