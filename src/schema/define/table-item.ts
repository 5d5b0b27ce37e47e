import { SchemaError } from "../../errors/errors.js";
import type { Node } from "../../sql/node.js";
import type { ColumnReference } from "../../sql/nodes/index.js";
import { walk } from "../../sql/walk.js";
import type { Constraint } from "../constraint.js";
import type { TableName } from "../name.js";
import type { NamedKind } from "../naming.js";
import type { DialectOptions } from "../options.js";
import type { TableIndex } from "../table-index.js";
import { anyText, assertArgument, aText, byDialect, invalidArgument, type Rule } from "./argument.js";
import { ColumnExpression } from "./column-expression.js";

/** A column of the table being declared: by its database name, or as `c.name`. */
export type ColumnName = string | ColumnExpression<never> | ColumnExpression<unknown>;

/** A column that a foreign key refers to, where its name holds a dot and so cannot be written as one text. */
export interface TargetColumn {
  readonly table: string;
  readonly schema?: string;
  readonly column: string;
}

/** A column that a foreign key refers to: `User.c.id`, or `"users.id"` in database names. */
export type Target = string | TargetColumn | ColumnExpression<never> | ColumnExpression<unknown>;

/** What an item may ask while its table is put together. */
export interface ItemContext {
  readonly table: TableName;
  /** The conventional name of a thing on these columns. */
  conventionalName(kind: NamedKind, columns: readonly string[], referredTable?: string): string;
}

/** What one item adds to its table. */
export interface TableParts {
  readonly constraint?: Constraint;
  readonly index?: TableIndex;
  readonly comment?: string;
  readonly options?: DialectOptions;
}

/** A constraint, index or option over a whole table, for `.with((c) => […])` and `op.createTable`. */
export class TableItem {
  readonly build: (context: ItemContext) => TableParts;
  /** The name that the table had before, where that is what the item tells. @internal */
  readonly formerName: string | null;

  constructor(build: (context: ItemContext) => TableParts, formerName: string | null = null) {
    this.build = build;
    this.formerName = formerName;
  }
}

/** A comment on the table, where the database keeps comments. */
export function tableComment(text: string): TableItem {
  assertArgument("tableComment()", "text", text, anyText);
  return new TableItem(() => ({ comment: text }));
}

/** What only some databases know about a table: `tableOptions({ mysql: { engine: "InnoDB" } })`. */
export function tableOptions(options: DialectOptions): TableItem {
  assertArgument("tableOptions()", "options", options, byDialect);
  return new TableItem(() => ({ options }));
}

/**
 * The name that the table had before: where the database has a table of that name and none of the new one, it is
 * renamed, with all its rows.
 */
export function renamedFrom(name: string): TableItem {
  assertArgument("renamedFrom()", "name", name, aText);
  return new TableItem(() => ({}), name);
}

/**
 * The table and columns that a foreign key refers to.
 *
 * @throws {SchemaError} `schema.bad-reference`: a target is no `table.column`, or they are of several tables
 */
export function targetOf(
  targets: readonly Target[],
  from: TableName,
): TableName & { readonly columns: readonly string[] } {
  const parsed = targets.map((target) => {
    if (target instanceof ColumnExpression) return { ...target.table, column: target.name };
    if (typeof target !== "string") {
      const { table: name, schema, column } = target as TargetColumn;
      return { name, ...(schema !== undefined && { schema }), column };
    }
    const words = target.split(".");
    const column = words.pop()!;
    const name = words.pop();
    if (name === undefined || words.length > 1) {
      throw new SchemaError(
        "schema.bad-reference",
        `A foreign key of ${from.name} refers to "${target}", which is not of the form "table.column".`,
      );
    }
    return { name, ...(words[0] !== undefined && { schema: words[0] }), column };
  });
  const [first] = parsed;
  if (!first || parsed.some(({ name, schema }) => name !== first.name || schema !== first.schema)) {
    throw new SchemaError(
      "schema.bad-reference",
      `A foreign key of ${from.name} must refer to columns of exactly one table.`,
    );
  }
  const { column: _, ...table } = first;
  return { ...table, columns: parsed.map(({ column }) => column) };
}

/** The name of a constraint or an index, null where a convention names it. */
const aName: Rule = (value) =>
  value === null || typeof value === "string" ? null : "a text, or null for one by convention";

/** A column of the table being declared. */
export const aColumn: Rule = (value) =>
  (typeof value === "string" && value !== "") || value instanceof ColumnExpression
    ? null
    : "a column of its table, such as c.price";

/**
 * Checks the name and the columns that an item is given.
 *
 * @throws {SchemaError} `schema.invalid-argument`: the name is no text, there is no column, or something else in place
 * of one
 */
export function assertItem(
  builder: string,
  name: unknown,
  columns?: readonly unknown[],
  rule = aColumn,
): void {
  assertArgument(builder, "name", name, aName);
  if (columns?.length === 0) throw invalidArgument(`${builder} takes at least one column.`);
  for (const column of columns ?? []) assertArgument(builder, "column", column, rule);
}

/** The database name of a column that an item is on. */
export function nameOf(column: ColumnName): string {
  return typeof column === "string" ? column : column.name;
}

/** The columns that an expression names, each once. */
export function referredColumns(node: Node): readonly string[] {
  const names = [...walk(node)]
    .filter((part): part is ColumnReference => part.kind === "columnReference")
    .map((part) => part.name);
  return [...new Set(names)];
}
