import type { Features } from "../dialect/dialect.js";
import type { Constraint, ConstraintOf } from "../schema/constraint.js";
import { conventionalName } from "../schema/naming.js";
import { constraintsOf, primaryKeyOf, type Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import { type FoundNaming, isConventional, namingContext } from "./naming.js";

/** What a column's own declaration says about keys and indexes. */
export interface ColumnMarks {
  readonly primaryKey: boolean;
  /** A name of its own, or true where the convention names it. */
  readonly unique?: true | string;
  readonly index?: true | string;
  readonly references?: ConstraintOf<"foreignKey">;
}

/** An index; without a name it has the conventional one. */
export type IndexToWrite = Omit<TableIndex, "name"> & { readonly name?: string };

/** A table's keys, constraints and indexes, told apart by where they are declared; conventional names are left out. */
export interface FoldedTable {
  /** By column. */
  readonly marks: ReadonlyMap<string, ColumnMarks>;
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly IndexToWrite[];
}

/** What naming a table's parts depends on. */
export interface FoldingRules {
  readonly naming: FoundNaming;
  readonly features: Features;
}

/** Moves what is about one column alone, and says no more than a column's declaration can, to the column. */
export function foldTable(table: Table, { naming, features }: FoldingRules): FoldedTable {
  const marks = new Map<string, ColumnMarks>();
  const mark = (column: string, more: Partial<ColumnMarks>) =>
    marks.set(column, { ...(marks.get(column) ?? { primaryKey: false }), ...more });
  const marked = (column: string): Partial<ColumnMarks> => marks.get(column) ?? {};
  const short = <C extends Constraint>(each: C): C =>
    isConventional(table, each, naming, features) ? withoutName(each) : each;
  const constraints: Constraint[] = [];
  for (const each of table.constraints.map(short)) {
    const [column, ...others] = "columns" in each ? each.columns : [];
    if (each.kind === "primaryKey" && isPlain(each) && each.name === undefined && inColumnOrder(table)) {
      for (const name of each.columns) mark(name, { primaryKey: true });
    } else if (column === undefined || others.length > 0) {
      constraints.push(each);
    } else if (each.kind === "unique" && isPlain(each) && marked(column).unique === undefined) {
      mark(column, { unique: each.name ?? true });
    } else if (each.kind === "foreignKey" && canBeReferred(each) && marked(column).references === undefined) {
      mark(column, { references: each });
    } else {
      constraints.push(each);
    }
  }
  const indexes: IndexToWrite[] = [];
  for (const index of table.indexes) {
    const column = soleColumn(index);
    const each = isConventionalIndex(table, index, { naming, features }) ? withoutName(index) : index;
    // A unique constraint and an index declared by one column would be a unique index instead.
    if (column === null || marked(column).unique !== undefined || marked(column).index !== undefined) {
      indexes.push(each);
    } else {
      mark(column, { index: each.name ?? true, ...(index.unique && { unique: true as const }) });
    }
  }
  return { marks, constraints, indexes };
}

/** Whether a thing says nothing beyond its name and columns. */
function isPlain(thing: Constraint): boolean {
  return keysOf(thing).every((key) => key === "kind" || key === "name" || key === "columns");
}

function keysOf(thing: object): readonly string[] {
  return Object.entries(thing).flatMap(([key, value]) => (value === undefined ? [] : key));
}

/** Whether the key can be written as `table.column`. */
function canBeReferred({ references: { name, schema, columns } }: ConstraintOf<"foreignKey">): boolean {
  return columns.length === 1 && ![name, schema ?? "", ...columns].some((part) => part.includes("."));
}

/** Whether the primary key's columns come in the order of the table's. */
function inColumnOrder(table: Table): boolean {
  const key = primaryKeyOf(table)?.columns ?? [];
  const own = table.columns.map(({ name }) => name).filter((name) => key.includes(name));
  return own.join("\u0000") === key.join("\u0000");
}

/** The column of an index that is nothing but an index of this column. */
function soleColumn(index: TableIndex): string | null {
  const [part, ...more] = index.parts;
  if (part?.column === undefined || more.length > 0 || keysOf(part).length > 1) return null;
  const isBare = keysOf(index).every((key) => key === "name" || key === "parts" || key === "unique");
  return isBare ? part.column : null;
}

function isConventionalIndex(
  table: Table,
  { name, parts }: TableIndex,
  { naming, features }: FoldingRules,
): boolean {
  if (parts.some(({ expression }) => expression !== undefined)) return false;
  const columns = parts.flatMap(({ column }) => column ?? []);
  const context = namingContext(table, columns);
  return name === conventionalName("ix", context, naming.patterns, features.identifierLimit ?? undefined);
}

function withoutName<T extends { readonly name?: string }>({ name: _, ...rest }: T): T {
  return rest as unknown as T;
}

/** The columns that number themselves unless they say otherwise: a sole key that refers to no table. */
export function numberingColumn(table: Table): string | null {
  const [sole, ...more] = primaryKeyOf(table)?.columns ?? [];
  if (sole === undefined || more.length > 0) return null;
  const refers = constraintsOf(table, "foreignKey").some(({ columns }) => columns.includes(sole));
  return refers ? null : sole;
}
