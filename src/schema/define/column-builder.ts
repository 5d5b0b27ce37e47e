import { type Expression, isExpression, type Operand, toNode } from "../../sql/build/expression.js";
import type { Node } from "../../sql/node.js";
import type { EnumSqlType, SqlType } from "../../types/type.js";
import { nearest } from "../../util/text.js";
import type { Computed, Identity } from "../column.js";
import { type DialectOptions, mergeOptions } from "../options.js";
import {
  anExpression,
  anyText,
  assertArgument,
  assertOptions,
  aText,
  aWholeNumber,
  byDialect,
  misdeclared,
  oneOf,
  type Rule,
  type Rules,
  yesOrNo,
} from "./argument.js";
import type { ColumnExpression } from "./column-expression.js";
import { REFERENCE_RULES, type ReferenceOptions } from "./reference.js";

/** What a builder has gathered about a column; names and types of other tables are not yet looked up. */
export interface ColumnSpec {
  readonly type: SqlType;
  readonly nullable: boolean;
  readonly primaryKey: boolean;
  /** The name of a column whose property is called otherwise. */
  readonly columnName?: string;
  readonly unique?: true | string;
  readonly index?: true | string;
  readonly default?: unknown;
  readonly onUpdate?: () => unknown;
  readonly serverDefault?: Node;
  readonly serverOnUpdate?: Node;
  readonly references?: {
    readonly target: string | ColumnExpression<unknown>;
    readonly options: ReferenceOptions;
  };
  readonly autoincrement?: boolean;
  readonly identity?: Identity;
  readonly computed?: Computed;
  readonly collation?: string;
  readonly comment?: string;
  readonly options?: DialectOptions;
  /** The name that the column had before. */
  readonly renamedFrom?: string;
  readonly validators: readonly ((value: never) => unknown)[];
}

/**
 * A column being declared. `T` is its JavaScript type, `N` whether it may be null, `O` whether it may be left out
 * when a row is made. Builders never change; every method gives a new one.
 */
export class ColumnBuilder<T, N extends boolean = false, O extends boolean = false> {
  /** Exists for the type checker only. */
  declare readonly $: { readonly t: T; readonly n: N; readonly o: O; readonly kind: "column" };
  /** What has been gathered so far. */
  readonly spec: ColumnSpec;

  constructor(spec: ColumnSpec) {
    this.spec = spec;
  }

  /** The column may be NULL; columns are NOT NULL otherwise. */
  nullable(): ColumnBuilder<T, true, true> {
    return this.#with({ nullable: true });
  }

  /** The column is the primary key, or part of it; a single integer key numbers itself. */
  primaryKey(): ColumnBuilder<T, N, true> {
    return this.#with({ primaryKey: true });
  }

  /** No two rows have the same value. Together with `index()` it is one unique index. */
  unique(name?: string): ColumnBuilder<T, N, O> {
    return this.#with({ unique: given("unique()", "name", name, anyText) ?? true });
  }

  /** The column has an index. */
  index(name?: string): ColumnBuilder<T, N, O> {
    return this.#with({ index: given("index()", "name", name, anyText) ?? true });
  }

  /** The value of new objects that have none, worked out in JavaScript. */
  default(value: T | (() => T)): ColumnBuilder<T, N, true> {
    return this.#with({ default: value });
  }

  /** The value that an object gets whenever it is updated, worked out in JavaScript. */
  onUpdate(value: () => T): ColumnBuilder<T, N, O> {
    return this.#with({ onUpdate: value });
  }

  /** The database's own default: a literal, or an expression such as `func.now()`. */
  serverDefault(value: Operand<T>): ColumnBuilder<T, N, true> {
    return this.#with({ serverDefault: defaultNode(value, this.spec.type) });
  }

  /** MySQL and MariaDB: what the column becomes whenever its row is updated. */
  serverOnUpdate(value: Expression<T>): ColumnBuilder<T, N, O> {
    return this.#with({ serverOnUpdate: given("serverOnUpdate()", "value", value, anExpression).node });
  }

  /**
   * The column holds the key of a row of another table: `User.c.id`, or `"users.id"` in database names. A new object
   * may be given the related object instead of the key.
   *
   * @throws {SchemaError} `schema.bad-reference`: it is given a model, or what is not there yet
   * @throws {SchemaError} `schema.invalid-argument`: an option that there is not
   */
  references(
    target: string | ColumnExpression<T> | ColumnExpression<T | null>,
    options: ReferenceOptions = {},
  ): ColumnBuilder<T, N, true> {
    if (typeof target !== "string" && !isColumn(target)) {
      throw misdeclared(
        "schema.bad-reference",
        "A column refers to something that is no column.",
        "Write it behind a getter, get userId() { return integer().references(User.c.id); }, or as text.",
      );
    }
    assertOptions("references()", options, REFERENCE_RULES);
    return this.#with({ references: { target: target as string | ColumnExpression<unknown>, options } });
  }

  /** Whether a single integer primary key numbers itself, as it does without this call. */
  autoincrement(on = true): ColumnBuilder<T, N, O> {
    return this.#with({ autoincrement: on });
  }

  /** The column numbers its rows by itself. */
  identity(options: Partial<Identity> = {}): ColumnBuilder<T, N, true> {
    assertOptions("identity()", options, IDENTITY_RULES);
    return this.#with({ identity: { generated: "byDefault", ...options } });
  }

  /** The database computes the column from the others of its row. */
  computed(
    expression: Expression<T>,
    options: { readonly stored?: boolean } = {},
  ): ColumnBuilder<T, N, true> {
    assertArgument("computed()", "expression", expression, anExpression);
    assertOptions("computed()", options, { stored: yesOrNo });
    return this.#with({ computed: { expression: expression.node, stored: options.stored ?? true } });
  }

  collation(name: string): ColumnBuilder<T, N, O> {
    return this.#with({ collation: given("collation()", "name", name, aText) });
  }

  /** A comment kept in the database, where it keeps comments. */
  comment(text: string): ColumnBuilder<T, N, O> {
    return this.#with({ comment: given("comment()", "text", text, anyText) });
  }

  /** What only some databases know about a column: `{ postgresql: { compression: "lz4" } }`. */
  options(options: DialectOptions): ColumnBuilder<T, N, O> {
    assertArgument("options()", "options", options, byDialect);
    return this.#with({ options: mergeOptions(this.spec.options, options) });
  }

  /**
   * The database name that the column had before: where the table has a column of that name and none of the new one,
   * it is renamed, with its data.
   */
  renamedFrom(name: string): ColumnBuilder<T, N, O> {
    return this.#with({ renamedFrom: given("renamedFrom()", "name", name, aText) });
  }

  /** Checks, and may change, every value that an object's property is given. */
  validate(check: (value: T) => T): ColumnBuilder<T, N, O> {
    return this.#with({ validators: [...this.spec.validators, check as (value: never) => unknown] });
  }

  /** The column's name in the database, where the naming rule would give another. */
  named(name: string): ColumnBuilder<T, N, O> {
    return this.#with({ columnName: given("named()", "name", name, aText) });
  }

  /** A copy with another spec; the type parameters are the caller's to get right. */
  #with<N2 extends boolean, O2 extends boolean>(change: Partial<ColumnSpec>): ColumnBuilder<T, N2, O2> {
    const Class = this.constructor as new (spec: ColumnSpec) => ColumnBuilder<T, N2, O2>;
    return new Class({ ...this.spec, ...change });
  }
}

/** What is said of an enum type beside its name. */
export interface EnumTypeOptions {
  readonly schema?: string;
  readonly comment?: string;
}

const ENUM_TYPE_RULES: Rules<EnumTypeOptions> = { schema: aText, comment: anyText };

/** An enum column; `.named()` names its type, `.columnNamed()` the column. */
export class EnumBuilder<T extends string> extends ColumnBuilder<T> {
  /** The name of the enum type, with its schema or more, where the database keeps it as an object of its own. */
  override named(name: string, options?: string | EnumTypeOptions): EnumBuilder<T> {
    assertArgument("named()", "name", name, aText);
    const given = typeof options === "string" ? { schema: options } : options;
    assertOptions("named()", given, ENUM_TYPE_RULES);
    const { schema, comment } = given ?? {};
    const type: EnumSqlType = {
      ...(this.spec.type as EnumSqlType),
      name,
      ...(schema !== undefined && { schema }),
      ...(comment !== undefined && comment !== "" && { comment }),
    };
    return new EnumBuilder<T>({ ...this.spec, type });
  }

  /** The column's name in the database, where the naming rule would give another. */
  columnNamed(name: string): EnumBuilder<T> {
    return new EnumBuilder<T>({ ...this.spec, columnName: given("columnNamed()", "name", name, aText) });
  }
}

/** What may be said of how a column that numbers itself, or a sequence, counts. @internal */
export const COUNTING_RULES: Rules<Omit<Identity, "generated">> = {
  start: aWholeNumber,
  increment: aWholeNumber,
  minValue: aWholeNumber,
  maxValue: aWholeNumber,
  cache: aWholeNumber,
  cycle: yesOrNo,
};

/** What each option of a column that numbers itself may be. */
const IDENTITY_RULES: Rules<Identity> = { generated: oneOf("always", "byDefault"), ...COUNTING_RULES };

/** An argument that may be left out, checked. */
function given<T>(builder: string, name: string, value: T, rule: Rule): T {
  if (value !== undefined) assertArgument(builder, name, value, rule);
  return value;
}

/** Whether something may be a column that another one refers to. */
function isColumn(target: unknown): boolean {
  return typeof target === "object" && target !== null && ("node" in target || "column" in target);
}

/** A new column of a type. */
export function columnOfType<T>(type: SqlType): ColumnBuilder<T> {
  return new ColumnBuilder<T>({ type, nullable: false, primaryKey: false, validators: [] });
}

/** Whether something is a column being declared. */
export function isColumnBuilder(thing: unknown): thing is ColumnBuilder<unknown, boolean, boolean> {
  return thing instanceof ColumnBuilder;
}

/**
 * The node of a server default.
 *
 * @throws {SchemaError} `schema.invalid-column`: the value cannot be a default
 */
export function defaultNode(value: unknown, type: SqlType): Node {
  if (value === undefined || (typeof value === "function" && !isExpression(value))) {
    throw misdeclared(
      "schema.invalid-column",
      "A server default is a literal or an SQL expression.",
      "A function or an object made in JavaScript goes to .default(…).",
    );
  }
  if (type.kind === "enum" && typeof value === "string" && !type.values.includes(value)) {
    const like = nearest(value, type.values);
    throw misdeclared(
      "schema.invalid-column",
      `"${value}" is no word of the enum, and so no default of it.`,
      like === null ? `Its words are ${type.values.join(", ")}.` : `Did you mean ${like}?`,
    );
  }
  return toNode(value, type);
}
