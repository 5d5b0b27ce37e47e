import { SchemaError } from "../../errors/errors.js";
import { callSite } from "../../util/call-site.js";
import { toSnakeCase } from "../../util/name.js";
import { nearest } from "../../util/text.js";
import type { TableName } from "../name.js";
import { assertArgument, itemsOfColumns, misdeclared } from "./argument.js";
import { type ColumnBuilder, isColumnBuilder } from "./column-builder.js";
import { ColumnExpression } from "./column-expression.js";
import type { TableItem } from "./table-item.js";

/** How property names become column names: as they are written, or `createdAt` as `created_at`. */
export type ColumnNaming = "as-written" | "snake_case";

/** The properties of a table or model; what refers to others stands behind getters and is read late. */
export type Spec = Readonly<Record<string, unknown>>;

/** The spec of a table that is declared to have no columns. */
export const NO_COLUMNS: Readonly<Record<string, never>> = Object.freeze({});

/** The columns of a spec as expressions. */
export type ColumnsOf<S> = {
  readonly [K in keyof S as S[K] extends ColumnBuilder<unknown, boolean, boolean> | ColumnLike
    ? K
    : never]: S[K] extends {
    readonly $: { readonly t: infer T; readonly n: infer N; readonly kind: "column" };
  }
    ? ColumnExpression<N extends true ? T | null : T>
    : never;
};

/** The type-level mark of a column builder. */
interface ColumnLike {
  readonly $: { readonly kind: "column" };
}

/** What a property of a model may be beside a column: a relationship. */
export abstract class TableMember {
  /** Tells it from everything else that a property may be set to by mistake. @internal */
  readonly isMember = true;
}

/** A declared table: its name, its columns as expressions, and what is needed to put it together. */
export class TableDefinition<S = Spec> {
  readonly name: string;
  readonly schema?: string;
  /** @internal */
  readonly spec: Spec;
  readonly #naming: ColumnNaming;
  readonly #items: (() => readonly TableItem[])[] = [];
  #made: readonly TableItem[] | null = null;
  readonly #members = new Map<string, unknown>();
  #c: ColumnsOf<S> | null = null;
  #builders: ReadonlyMap<string, ColumnBuilder<unknown, boolean, boolean>> | null = null;

  readonly #declared: { readonly stack?: string } = {};

  /** @param hasPlace whether it tells where it is declared, since to keep a stack takes time */
  constructor(name: TableName, spec: S & object, naming: ColumnNaming, hasPlace = true) {
    if (hasPlace) Error.captureStackTrace(this.#declared);
    this.name = name.name;
    if (name.schema !== undefined) this.schema = name.schema;
    this.spec = spec as unknown as Spec;
    this.#naming = naming;
  }

  /** The columns as expressions: `postTags.c.postId`. */
  get c(): ColumnsOf<S> {
    this.#c ??= this.#columns() as ColumnsOf<S>;
    return this.#c;
  }

  /** The declared properties in order. */
  get keys(): readonly string[] {
    return Object.keys(this.spec);
  }

  /**
   * Adds constraints, indexes and options; the function is called with the columns when the table is put together.
   *
   * @param builder what is called, as `table()`
   * @throws {SchemaError} `schema.invalid-argument`: it is no function
   * @internal
   */
  addItems<C>(builder: string, items: (c: C) => readonly TableItem[], c: C): void {
    assertArgument(builder, "items", items, itemsOfColumns);
    this.#items.push(() => items(c));
    this.#made = null;
  }

  /** The constraints, indexes and options over the whole table. @internal */
  items(): readonly TableItem[] {
    this.#made ??= this.#items.flatMap((items) => items());
    return this.#made;
  }

  /** The name that the table had before, where an item tells it. @internal */
  formerName(): string | null {
    return this.items().findLast((item) => item.formerName !== null)?.formerName ?? null;
  }

  /** A declared property, read once and kept, since a getter gives a new builder each time. @internal */
  member(key: string): unknown {
    if (!this.#members.has(key)) this.#members.set(key, this.#declaredMember(key));
    return this.#members.get(key);
  }

  #declaredMember(key: string): unknown {
    const member = this.spec[key];
    if (isColumnBuilder(member) || member instanceof TableMember) return member;
    const what = typeof member === "function" ? "a function" : "no column and no relationship";
    const where = this.declaredAt();
    const hints = [
      typeof member === "function" ? "Call it: put () behind it." : null,
      where === null ? null : `The table is declared at ${where}.`,
    ].filter((hint) => hint !== null);
    throw new SchemaError("schema.invalid-column", `${this.name}.${key} is ${what}.`, {
      ...(hints.length > 0 && { hint: hints.join(" ") }),
      details: { table: this.name, column: key },
    });
  }

  /** The column builders by property. @internal */
  columns(): ReadonlyMap<string, ColumnBuilder<unknown, boolean, boolean>> {
    if (this.#builders) return this.#builders;
    const columns = new Map<string, ColumnBuilder<unknown, boolean, boolean>>();
    for (const key of this.keys) {
      const member = this.member(key);
      if (isColumnBuilder(member)) columns.set(key, member);
    }
    this.#builders = columns;
    return columns;
  }

  /** The database name of the column behind a property. @internal */
  columnName(key: string, builder: ColumnBuilder<unknown, boolean, boolean>): string {
    return builder.spec.columnName ?? (this.#naming === "snake_case" ? toSnakeCase(key) : key);
  }

  /** The file, line and column where the table was declared, or null where the stack does not tell. */
  declaredAt(): string | null {
    return callSite(this.#declared.stack);
  }

  #columns(): object {
    const expressions = {};
    for (const key of this.keys) {
      Object.defineProperty(expressions, key, {
        enumerable: true,
        configurable: true,
        get: () => {
          const expression = this.#expression(key);
          Object.defineProperty(expressions, key, { enumerable: true, value: expression });
          return expression;
        },
      });
    }
    return new Proxy(expressions, {
      get: (target, key) => {
        if (typeof key === "symbol" || key in target || ASKED_OF_ANYTHING.has(key))
          return Reflect.get(target, key);
        throw this.noSuchColumn(key);
      },
    });
  }

  /** The error of a property that the table does not have, which a caller throws. */
  noSuchColumn(key: string): SchemaError {
    const like = nearest(key, this.keys);
    const where = this.declaredAt();
    const hints = [
      like === null ? `It has ${this.keys.join(", ")}.` : `Did you mean ${like}?`,
      ...(where === null ? [] : [`The table is declared at ${where}.`]),
    ];
    return new SchemaError("schema.no-such-column", `${this.name} has no property ${key}.`, {
      hint: hints.join(" "),
      details: { table: this.name },
    });
  }

  #expression(key: string): unknown {
    const member = this.member(key);
    if (!isColumnBuilder(member)) return member;
    return new ColumnExpression(
      { name: this.name, ...(this.schema !== undefined && { schema: this.schema }) },
      this.columnName(key, member),
      member.spec.type,
    );
  }
}

/** Properties by which the language and tools find out what they were given. */
const ASKED_OF_ANYTHING: ReadonlySet<string> = new Set([
  "then",
  "toJSON",
  "asymmetricMatch",
  "nodeType",
  "tagName",
  "$$typeof",
  "hasAttribute",
]);

/**
 * Checks a spec when it is declared: its properties may be anything a builder gives, and getters stay unread.
 *
 * @throws {SchemaError} `schema.invalid-table`: the spec is no object or has no properties
 */
export function assertSpec(name: string, spec: unknown): void {
  if (typeof name !== "string" || name === "") {
    throw misdeclared("schema.invalid-table", "A table needs a name.");
  }
  if (typeof spec !== "object" || spec === null || (Object.keys(spec).length === 0 && spec !== NO_COLUMNS)) {
    throw misdeclared("schema.invalid-table", `Table ${name} is declared without columns.`);
  }
}
