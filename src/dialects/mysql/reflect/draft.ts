import { byKindAndName, sortFew } from "../../../dialect/reflector.js";
import type { Column } from "../../../schema/column.js";
import type { Constraint, ForeignKey } from "../../../schema/constraint.js";
import type { TableName } from "../../../schema/name.js";
import type { DialectOptions } from "../../../schema/options.js";
import { compareText } from "../../../schema/order.js";
import type { Table } from "../../../schema/table.js";
import type { TableIndex } from "../../../schema/table-index.js";
import { optionsOfRow } from "../adapt-option.js";
import { isMemory } from "../option.js";
import { type PartitionRow, partitionByOf } from "../partition.js";
import { type ColumnRow, isVersioned, type RuleRow, type TableRow } from "./catalog.js";
import { type ColumnContext, columnOfRow, isGeneratedKey } from "./column.js";
import { jsonCheckOf } from "./constraint.js";

/** A table while it is put together: rows are read once, and found by name only where the table changes. */
export interface Draft {
  readonly row: TableRow;
  readonly name: TableName;
  readonly inMemory: boolean;
  readonly columns: Column[];
  readonly constraints: Constraint[];
  readonly indexes: TableIndex[];
  readonly keys: ForeignKey[];
  readonly partitions: PartitionRow[];
  readonly rules: RuleRow[];
  /** What few tables have. */
  rare: Rare | undefined;
  /** The column that the server added as the key of a table that has none. */
  hiddenKey: string | undefined;
}

/** What few tables have. */
export interface Rare {
  /** Columns that MariaDB keeps as LONGTEXT with a check and that are JSON. */
  readonly json: Set<string>;
  /** Spatial reference systems by column, where another view tells them. */
  readonly systems: Map<string, number>;
  /** Keys WITHOUT OVERLAPS, which would be others without their period. */
  readonly periodKeys: Set<string>;
  /** Periods of two columns, each with a check of its name. */
  readonly periods: Set<string>;
  /** MariaDB: checks that stand in the definitions of columns, by column. */
  readonly columnChecks: Map<string, string>;
}

/** A table of which nothing is read but its own row. */
export function draftOf(row: TableRow, name: TableName): Draft {
  return {
    row,
    name,
    inMemory: isMemory(row.engine),
    columns: [],
    constraints: [],
    indexes: [],
    keys: [],
    partitions: [],
    rules: [],
    rare: undefined,
    hiddenKey: undefined,
  };
}

/** What few tables have, of this one. */
export function rareOf(draft: Draft): Rare {
  draft.rare ??= {
    json: new Set(),
    systems: new Map(),
    periodKeys: new Set(),
    periods: new Set(),
    columnChecks: new Map(),
  };
  return draft.rare;
}

/** Adds the column of a row. */
export function addColumn(draft: Draft, row: ColumnRow, context: ColumnContext): void {
  if (isGeneratedKey(row)) {
    draft.hiddenKey = row.name;
    return;
  }
  const { rare } = draft;
  const isValid = rare?.json.has(row.name) === true;
  // JSON is LONGTEXT of this one collation.
  const isJson = isValid && row.type === "longtext" && row.collation === "utf8mb4_bin";
  if (isValid && !isJson) rare.columnChecks.set(row.name, jsonCheckOf(row.name));
  const srid = row.srid ?? rare?.systems.get(row.name) ?? null;
  draft.columns.push(columnOfRow(row, isJson || srid !== null ? { ...context, isJson, srid } : context));
}

/**
 * The table of a draft to which all of its rows were added.
 *
 * @param known takes the options of tables, for others with the same
 */
export function tableOf(draft: Draft, known: Map<string, DialectOptions>): Table {
  const { columns, constraints, indexes, row, rare } = draft;
  const { name, schema } = draft.name;
  const checks = rare?.columnChecks;
  const kept = checks && checks.size > 0 ? columns.map((each) => withCheck(each, checks)) : columns;
  const options = optionsOfDraft(draft, known);
  sortFew(constraints, byKindAndName);
  sortFew(indexes, byName);
  const table: { -readonly [K in keyof Table]: Table[K] } =
    schema === undefined
      ? { name, columns: kept, constraints, indexes, options }
      : { name, schema, columns: kept, constraints, indexes, options };
  if (row.comment !== "") table.comment = row.comment;
  return table;
}

/** The options of a table; most tables have the same, which they share. */
function optionsOfDraft(
  { row, partitions, columns }: Draft,
  known: Map<string, DialectOptions>,
): DialectOptions {
  const { engine, collation, options, told } = row;
  const key = `${engine} ${collation} ${options}`;
  let plain = known.get(key);
  if (!plain) {
    plain = { mysql: optionsOfRow(engine, collation, options ?? "") };
    known.set(key, plain);
  }
  const [first, ...others] = partitions;
  const isKept = isVersioned(row);
  if (!first && !told && !isKept) return plain;
  const partitionBy = first && partitionByOf([first, ...others], columns);
  return {
    mysql: {
      ...plain["mysql"],
      ...told,
      ...(isKept && { systemVersioned: true }),
      ...(partitionBy !== undefined && { partitionBy }),
    },
  };
}

function byName(a: TableIndex, b: TableIndex): number {
  return compareText(a.name, b.name);
}

function withCheck(column: Column, checks: ReadonlyMap<string, string>): Column {
  const check = checks.get(column.name);
  if (check === undefined) return column;
  return { ...column, options: { mysql: { check, ...column.options?.["mysql"] } } };
}
