import { SchemaError } from "../../errors/errors.js";
import { type Expression, OrderingExpression } from "../../sql/build/expression.js";
import type { Node } from "../../sql/node.js";
import type { ColumnReference, Identifier, Ordering } from "../../sql/nodes/index.js";
import { walk } from "../../sql/walk.js";
import type { Constraint } from "../constraint.js";
import type { TableName } from "../name.js";
import type { NamedKind } from "../naming.js";
import type { IndexPart, TableIndex } from "../table-index.js";
import type { ReferenceOptions } from "./column-builder.js";
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
}

/** A constraint, index or option over a whole table, for `.with((c) => […])` and `op.createTable`. */
export class TableItem {
  readonly build: (context: ItemContext) => TableParts;

  constructor(build: (context: ItemContext) => TableParts) {
    this.build = build;
  }
}

/** The primary key over several columns; with null the naming convention names it. */
export function primaryKey(name: string | null, ...columns: readonly ColumnName[]): TableItem {
  return new TableItem((context) => {
    const names = columns.map(nameOf);
    return {
      constraint: {
        kind: "primaryKey",
        name: name ?? context.conventionalName("pk", names),
        columns: names,
      },
    };
  });
}

/** Columns that no two rows have alike; with null the naming convention names the constraint. */
export function unique(name: string | null, ...columns: readonly ColumnName[]): TableItem {
  return new TableItem((context) => {
    const names = columns.map(nameOf);
    return {
      constraint: { kind: "unique", name: name ?? context.conventionalName("uq", names), columns: names },
    };
  });
}

/** A condition that every row meets; with null the naming convention names it after its columns. */
export function check(name: string | null, condition: Expression<boolean> | Expression<unknown>): TableItem {
  return new TableItem((context) => ({
    constraint: {
      kind: "check",
      name: name ?? context.conventionalName("ck", referredColumns(condition.node)),
      expression: condition.node,
    },
  }));
}

/** Columns that hold the key of another table: targets are `User.c.id` or `"users.id"` in database names. */
export function foreignKey(
  name: string | null,
  columns: readonly ColumnName[],
  targets: readonly Target[],
  options: Omit<ReferenceOptions, "name"> = {},
): TableItem {
  return new TableItem((context) => {
    const names = columns.map(nameOf);
    const references = targetOf(targets, context.table);
    const constraint: Constraint = {
      kind: "foreignKey",
      name: name ?? context.conventionalName("fk", names, references.name),
      columns: names,
      references,
      ...options,
    };
    return { constraint };
  });
}

/** A comment on the table, where the database keeps comments. */
export function tableComment(text: string): TableItem {
  return new TableItem(() => ({ comment: text }));
}

/** Details of an index beside its columns. */
interface IndexOptions {
  readonly unique: boolean;
  readonly where?: Node;
  readonly method?: string;
  readonly include?: readonly ColumnName[];
}

/** An index being declared. */
export class IndexItem extends TableItem {
  readonly #name: string | null;
  readonly #parts: readonly (ColumnName | Expression<unknown> | OrderingExpression)[];
  readonly #options: IndexOptions;

  constructor(
    name: string | null,
    parts: readonly (ColumnName | Expression<unknown> | OrderingExpression)[],
    options: IndexOptions,
  ) {
    super((context) => this.#build(context));
    this.#name = name;
    this.#parts = parts;
    this.#options = options;
  }

  /** No two rows have the same key. */
  unique(): IndexItem {
    return new IndexItem(this.#name, this.#parts, { ...this.#options, unique: true });
  }

  /** Only rows that meet the condition are in the index. */
  where(condition: Expression<boolean> | Expression<unknown>): IndexItem {
    return new IndexItem(this.#name, this.#parts, { ...this.#options, where: condition.node });
  }

  /** The access method, such as `gin` or `hash`. */
  using(method: string): IndexItem {
    return new IndexItem(this.#name, this.#parts, { ...this.#options, method: method.toLowerCase() });
  }

  /** Columns kept in the index beside its key. */
  include(...columns: readonly ColumnName[]): IndexItem {
    return new IndexItem(this.#name, this.#parts, { ...this.#options, include: columns });
  }

  #build(context: ItemContext): TableParts {
    const { unique, where, method, include } = this.#options;
    const parts = this.#parts.map(indexPart);
    const columns = parts.flatMap(({ column, expression }) => column ?? referredColumns(expression!));
    return {
      index: {
        name: this.#name ?? context.conventionalName("ix", columns),
        parts,
        unique,
        ...(where && { where }),
        ...(method !== undefined && { method }),
        ...(include && { include: include.map(nameOf) }),
      },
    };
  }
}

/** An index over columns and expressions; with null the naming convention names it. */
export function index(
  name: string | null,
  ...parts: readonly (ColumnName | Expression<unknown> | OrderingExpression)[]
): IndexItem {
  return new IndexItem(name, parts, { unique: false });
}

/** One part of an index from what a user may write for it. */
export function indexPart(part: ColumnName | Expression<unknown> | OrderingExpression): IndexPart {
  if (typeof part === "string") return { column: part };
  if (part instanceof OrderingExpression) {
    const { operand, direction, nulls } = part.node as Ordering;
    return {
      ...plainPart(operand),
      ...(direction === "desc" && { descending: true }),
      ...(nulls && { nulls }),
    };
  }
  return plainPart((part as Expression<unknown>).node);
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

function plainPart(node: Node): IndexPart {
  if (node.kind === "columnReference") return { column: (node as ColumnReference).name };
  const { path } = node as Identifier;
  if (node.kind === "identifier" && path.length === 1) return { column: path[0]! };
  return { expression: node };
}

function nameOf(column: ColumnName): string {
  return typeof column === "string" ? column : column.name;
}

function referredColumns(node: Node): readonly string[] {
  const names = [...walk(node)]
    .filter((part): part is ColumnReference => part.kind === "columnReference")
    .map((part) => part.name);
  return [...new Set(names)];
}
