import type { BatchOptions, ColumnMove, TableArgs } from "../ops/batch-options.js";
import { withoutEmptyName } from "../schema/constraint.js";
import {
  aText,
  byDialect,
  CONVENTION_RULES,
  invalidArgument,
  listOf,
  oneOf,
  type Rule,
  type Rules,
} from "../schema/define/argument.js";
import { buildTable } from "../schema/define/build-table.js";
import { isColumnBuilder } from "../schema/define/column-builder.js";
import { TableDefinition } from "../schema/define/definition.js";
import { TableItem, type TableParts, tableOptions } from "../schema/define/table-item.js";
import { displayName, type TableName } from "../schema/name.js";
import { type DialectOptions, mergeOptions } from "../schema/options.js";
import type { Table } from "../schema/table.js";
import { builtItem } from "./constraint-factory.js";
import { type AnyColumn, declaredTable } from "./operation-factory.js";

/** A table as `op.createTable` is told of it, by name. */
export interface TableDeclaration {
  readonly columns: Readonly<Record<string, AnyColumn>>;
  readonly items?: readonly TableItem[];
  /** What only some databases know about a table: `{ sqlite: { strict: true } }`. */
  readonly options?: DialectOptions;
}

/** How `op.batchAlterTable` copies a table, on databases that copy one to change it; others take no notice. */
export interface BatchAlterTableOptions
  extends Pick<BatchOptions, "recreate" | "partialReordering" | "namingConvention"> {
  /**
   * The table as it stands, in place of what the database tells of it: nothing has to be known of the database then,
   * so that the SQL can be written without one. Whatever it leaves out but its columns, triggers and indexes is gone.
   */
  readonly copyFrom?: TableDeclaration | TableDefinition<unknown>;
  /** Columns and constraints that the table has otherwise than the database tells: the copy has them so. */
  readonly reflectArgs?: Partial<TableDeclaration>;
  /** Constraints, indexes and options that the table is to have in the end; those it has already stay. */
  readonly tableArgs?: Omit<Partial<TableDeclaration>, "columns">;
}

/**
 * What an operation needs of the options that a script gives.
 *
 * @throws {SchemaError} `schema.invalid-argument`: `copyFrom` is another table; others where a declaration
 * contradicts itself
 */
export function batchOptions(
  table: TableName,
  given: BatchAlterTableOptions,
  moves: readonly ColumnMove[],
): BatchOptions {
  const { copyFrom, reflectArgs, tableArgs, ...others } = given;
  return {
    ...others,
    ...(moves.length > 0 && { moves }),
    ...(copyFrom && { copyFrom: tableOf(table, copyFrom) }),
    ...(reflectArgs && { reflectArgs: argsOf(table, reflectArgs) }),
    ...(tableArgs && { tableArgs: argsOf(table, tableArgs) }),
  };
}

function tableOf(table: TableName, copyFrom: TableDeclaration | TableDefinition<unknown>): Table {
  if (!(copyFrom instanceof TableDefinition)) {
    const { columns, items = [], options } = copyFrom;
    return declaredTable(table, columns, options ? [...items, tableOptions(options)] : items);
  }
  const built = buildTable(copyFrom);
  if (built.name === table.name) return built;
  throw invalidArgument(
    `op.batchAlterTable() is about ${displayName(table)}, and its copyFrom is ${displayName(built)}.`,
  );
}

/** Parts of a table; the constraints of its columns are among them. */
function argsOf(table: TableName, { columns, items = [], options }: Partial<TableDeclaration>): TableArgs {
  const told = columns && Object.keys(columns).length > 0 ? declaredTable(table, columns, []) : null;
  const built = items.map((item) => builtItem(table, item));
  const all = built.reduce<DialectOptions | undefined>(
    (merged, part) => (part.options ? mergeOptions(merged, part.options) : merged),
    options,
  );
  const parts = <K extends keyof TableParts>(key: K) =>
    built.flatMap((part): NonNullable<TableParts[K]>[] => (part[key] ? [part[key]] : []));
  return {
    ...(told && { columns: told.columns }),
    constraints: [...(told?.constraints ?? []), ...parts("constraint").map(withoutEmptyName)],
    indexes: [...(told?.indexes ?? []), ...parts("index")],
    ...(all && { options: all }),
  };
}

const declaredColumns: Rule = (value) =>
  isRecord(value) && Object.values(value).every(isColumnBuilder)
    ? null
    : "columns by name, such as { id: integer() }";

const tableItems: Rule = (value) =>
  Array.isArray(value) && value.every((each) => each instanceof TableItem)
    ? null
    : "a list of constraints and indexes";

const DECLARATION_RULES: Rules<TableDeclaration> = {
  columns: declaredColumns,
  items: tableItems,
  options: byDialect,
};

/** A rule for what is told of a table; what it needs is that of the first part that is wrong. */
const told =
  (rules: Readonly<Record<string, Rule>>, what: string): Rule =>
  (value) => {
    if (!isRecord(value)) return what;
    const wrong = Object.entries(value).find(([key, part]) => {
      const rule = Object.hasOwn(rules, key) ? rules[key]! : null;
      return part !== undefined && (!rule || rule(part) !== null);
    });
    if (!wrong) return null;
    const rule = Object.hasOwn(rules, wrong[0]) ? rules[wrong[0]]! : null;
    return rule ? `${what}, and as ${wrong[0]} ${rule(wrong[1])}` : `${what} and no ${wrong[0]}`;
  };

const { columns: _, ...PARTS_RULES } = DECLARATION_RULES;

/** What each option of `op.batchAlterTable` may be. */
export const BATCH_RULES: Rules<BatchAlterTableOptions> = {
  recreate: oneOf("auto", "always", "never"),
  partialReordering: listOf(listOf(aText, "names"), "lists of names of columns"),
  namingConvention: told(CONVENTION_RULES, 'a naming convention, such as { uq: "uq_{table}_{columns}" }'),
  copyFrom: (value) => {
    if (value instanceof TableDefinition) return null;
    const what = "a table, as { columns, items, options }";
    return isRecord(value) && value["columns"] === undefined ? what : told(DECLARATION_RULES, what)(value);
  },
  reflectArgs: told(DECLARATION_RULES, "an object of columns, items and options"),
  tableArgs: told(PARTS_RULES, "an object of items and options"),
};

/** What says where a column is put. */
export interface PlaceOptions {
  readonly insertBefore?: string | undefined;
  readonly insertAfter?: string | undefined;
}

/** What each option that places a column may be. */
export const PLACE_RULES: Rules<PlaceOptions> = { insertBefore: aText, insertAfter: aText };

/**
 * Checks that a column is put in one place.
 *
 * @param isNeeded whether it must be
 *
 * @throws {SchemaError} `schema.invalid-argument`: it is not
 */
export function assertOnePlace(operation: string, place: PlaceOptions = {}, isNeeded = false): void {
  const { insertBefore, insertAfter } = place;
  if (insertBefore !== undefined && insertAfter !== undefined) {
    throw invalidArgument(`${operation} takes insertBefore or insertAfter, not both.`);
  }
  if (!isNeeded || insertBefore !== undefined || insertAfter !== undefined) return;
  throw invalidArgument(`${operation} takes insertBefore or insertAfter, and was given neither.`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
