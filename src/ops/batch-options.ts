import type { Column } from "../schema/column.js";
import type { Constraint } from "../schema/constraint.js";
import type { TableName } from "../schema/name.js";
import type { NamingConvention } from "../schema/naming.js";
import type { DialectOptions } from "../schema/options.js";
import { type Schema, withNewTable, withoutTable, withTable } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import { arrayCode, type Code, type CodeEntry, objectCode } from "./code.js";
import type { SourceWriter } from "./source.js";
import { changeOptions } from "./table-options.js";

/** Where a column is put: directly before or behind another one. */
export type ColumnPlace =
  | { readonly insertBefore: string; readonly insertAfter?: undefined }
  | { readonly insertAfter: string; readonly insertBefore?: undefined };

/** Where one column is put. */
export type ColumnMove = ColumnPlace & { readonly column: string };

/** Parts that a script tells of a table; one that the table has by that name, or that says the same, is this one. */
export interface TableArgs {
  readonly columns?: readonly Column[];
  readonly constraints?: readonly Constraint[];
  readonly indexes?: readonly TableIndex[];
  readonly options?: DialectOptions;
}

/** How a batch is made where the database copies a table to change it; others take no notice. */
export interface BatchOptions {
  /** `auto` copies where the changes need it; `never` refuses such changes; `always` copies whatever they need. */
  readonly recreate?: "auto" | "always" | "never";
  /** Orders of columns: in each list, every column is put directly behind the one before it. */
  readonly partialReordering?: readonly (readonly string[])[];
  /** Columns that are put somewhere else, once all other changes are made. */
  readonly moves?: readonly ColumnMove[];
  /** The convention by which constraints are called that have no name; a copy gives them those names. */
  readonly namingConvention?: NamingConvention;
  /** The table as it stands, in place of what the database tells of it. */
  readonly copyFrom?: Table;
  /** What the table has otherwise than the database tells. */
  readonly reflectArgs?: TableArgs;
  /** What the table is to have in the end. */
  readonly tableArgs?: TableArgs;
}

/** Where each column is put, one after another: those of the lists, then those that are moved by themselves. */
export function placesOf({ partialReordering = [], moves = [] }: BatchOptions): readonly ColumnMove[] {
  const listed = partialReordering.flatMap((names) =>
    names.slice(1).map((column, i) => ({ column, insertAfter: names[i]! })),
  );
  return [...listed, ...moves];
}

/** The schema as the options say that it is before the changes. */
export function toldBefore(schema: Schema, name: TableName, options: BatchOptions): Schema {
  const { copyFrom, reflectArgs } = options;
  const known = copyFrom ? withNewTable(withoutTable(schema, name), copyFrom) : schema;
  return reflectArgs ? withTable(known, name, (table) => withArgs(table, reflectArgs)) : known;
}

/** The schema after the changes, with what the options say of the table as it is to be. */
export function toldAfter(schema: Schema, name: TableName, options: BatchOptions): Schema {
  const { tableArgs } = options;
  const moves = placesOf(options);
  if (!tableArgs && moves.length === 0) return schema;
  return withTable(schema, name, (given) => {
    const table = tableArgs ? withArgs(given, tableArgs) : given;
    return { ...table, columns: moves.reduce(moved, table.columns) };
  });
}

/** The options of a batch that takes one back, whose table is then `made`; null where they are not known. */
export function inverseOptions(options: BatchOptions, made: Table | null): BatchOptions | null {
  const { recreate, namingConvention, copyFrom, tableArgs } = options;
  const isMoved = placesOf(options).length > 0;
  // Whether the table had those parts before, or that order, is not known.
  if (tableArgs || (isMoved && !copyFrom)) return null;
  const order = copyFrom?.columns.map(({ name }) => name) ?? [];
  return {
    ...(recreate && { recreate }),
    ...(namingConvention && { namingConvention }),
    ...(made && { copyFrom: made }),
    ...(isMoved && { partialReordering: [order] }),
  };
}

/** A table with parts in place of those of their names, or beside them. */
function withArgs(table: Table, args: TableArgs): Table {
  const { columns = [], constraints = [], indexes = [], options } = args;
  const all = changeOptions(table.options, options ?? {});
  const { options: _, ...rest } = table;
  return {
    ...rest,
    columns: rest.columns.map((column) => columns.find(({ name }) => name === column.name) ?? column),
    constraints: withParts(rest.constraints, constraints),
    indexes: withParts(rest.indexes, indexes),
    ...(all && { options: all }),
  };
}

function withParts<T extends { readonly name?: string | undefined }>(
  parts: readonly T[],
  told: readonly T[],
): readonly T[] {
  const names = new Set(told.map(({ name }) => name));
  return [...parts.filter(({ name }) => name === undefined || !names.has(name)), ...told];
}

/** The columns with one of them elsewhere; a place that names no column changes nothing. */
function moved(columns: readonly Column[], move: ColumnMove): readonly Column[] {
  const column = columns.find(({ name }) => name === move.column);
  const others = columns.filter((each) => each !== column);
  const neighbor = others.findIndex(({ name }) => name === (move.insertBefore ?? move.insertAfter));
  if (!column || neighbor < 0) return columns;
  return others.toSpliced(neighbor + (move.insertBefore === undefined ? 1 : 0), 0, column);
}

/** The last argument of `op.batchAlterTable`; none where it would be empty. */
export function optionsSource(s: SourceWriter, options: BatchOptions): readonly Code[] {
  const { recreate, partialReordering, namingConvention, copyFrom, reflectArgs, tableArgs } = options;
  const entries: CodeEntry[] = Object.entries({ recreate, partialReordering, namingConvention }).flatMap(
    ([key, value]): CodeEntry[] => (value === undefined ? [] : [[key, s.value(value)]]),
  );
  if (copyFrom) entries.push(["copyFrom", objectCode(declaration(s.tableArguments(copyFrom)))]);
  if (reflectArgs) entries.push(["reflectArgs", argsSource(s, reflectArgs)]);
  if (tableArgs) entries.push(["tableArgs", argsSource(s, tableArgs)]);
  return entries.length === 0 ? [] : [objectCode(entries)];
}

/** The arguments of `op.createTable` by their names. */
function declaration([, columns, items, options]: readonly Code[]): readonly CodeEntry[] {
  const given = { columns, items, options };
  return Object.entries(given).flatMap(([key, code]): CodeEntry[] =>
    code === undefined ? [] : [[key, code]],
  );
}

function argsSource(
  s: SourceWriter,
  { columns = [], constraints = [], indexes = [], options }: TableArgs,
): Code {
  const items = [
    ...constraints.map((each) => s.constraint(each)),
    ...indexes.map((each) => s.indexItem(each)),
  ];
  const entries: CodeEntry[] = [];
  if (columns.length > 0) {
    const named = columns.map((column): CodeEntry => [column.name, s.column(column)]);
    entries.push(["columns", objectCode(named)]);
  }
  if (items.length > 0) entries.push(["items", arrayCode(items)]);
  if (options) entries.push(["options", s.value(options)]);
  return objectCode(entries);
}
