import { assertOptions, invalidArgument } from "../schema/define/argument.js";
import { type ColumnBuilder, isColumnBuilder } from "../schema/define/column-builder.js";
import type { TableDefinition } from "../schema/define/definition.js";
import { METADATA_RULES, MetaData, type MetaDataOptions } from "../schema/define/metadata.js";
import type { TableItem } from "../schema/define/table-item.js";
import type { Attributes, Init, Statics } from "./infer.js";
import { Relationship } from "./relationship.js";

/** A class whose objects are rows of a table; extend it. */
export interface ModelClass<S> {
  new (init: Init<S>): Attributes<S>;
  /** Columns and relationships as expressions: `User.c.email.eq("x")`. */
  readonly c: Statics<S>;
  /** The table behind the model. */
  readonly table: TableDefinition<S>;
  /** Constraints, indexes and options over the whole table, the counterpart of SQLAlchemy's `__table_args__`. */
  with(items: (c: Statics<S>) => readonly TableItem[]): ModelClass<S>;
}

/** Where models come from: all that are made with it are in its metadata. */
export interface Base {
  readonly metadata: MetaData;
  /**
   * A class for the rows of a table, to be extended. Nothing behind a getter is read until it is needed.
   *
   * @throws {SchemaError} `schema.invalid-table`: there is no name or no column; `schema.invalid-argument`: more than those
   */
  model<const N extends string, S>(name: N, spec: S & object): ModelClass<S>;
}

/** Options of a base. */
export interface BaseOptions extends MetaDataOptions {
  /** A MetaData to share with other bases; a new one otherwise. */
  readonly metadata?: MetaData;
}

/** Makes the base that models are declared with: `const Base = declarativeBase({ naming: "snake_case" })`. */
export function declarativeBase(options: BaseOptions = {}): Base {
  const { metadata: shared, ...own } = options;
  // What another base has said of the metadata holds for this one too.
  const { schema } = METADATA_RULES;
  if (shared) assertOptions<Pick<MetaDataOptions, "schema">>("declarativeBase()", own, { schema });
  else assertOptions("declarativeBase()", own, METADATA_RULES);
  const metadata = shared ?? new MetaData(own);
  return {
    metadata,
    model: <S>(name: string, spec: S & object, ...rest: readonly unknown[]) => {
      assertNoMore(rest);
      return modelClass(metadata.declare<S>(name, spec, options.schema));
    },
  };
}

/** What other libraries take as a third argument would be lost without a word: models are not always type-checked. */
function assertNoMore(rest: readonly unknown[]): void {
  if (rest.length === 0) return;
  throw invalidArgument(
    "model() takes a name and columns, and nothing more.",
    "What is about several columns stands behind it: .with((c) => […]).",
  );
}

function modelClass<S>(definition: TableDefinition<S>): ModelClass<S> {
  class Model {
    static readonly c = definition.c as unknown as Statics<S>;
    static readonly table = definition;

    static with(items: (c: Statics<S>) => readonly TableItem[]): unknown {
      definition.addItems("with()", items, Model.c);
      return Model;
    }

    constructor(init: Readonly<Record<string, unknown>> = {}) {
      assign(this as Record<string, unknown>, definition as unknown as TableDefinition<unknown>, init);
    }
  }
  return Model as unknown as ModelClass<S>;
}

/** Gives a new object its properties: what was passed, checked, and the defaults of what was not. */
function assign(
  object: Record<string, unknown>,
  definition: TableDefinition<unknown>,
  init: Readonly<Record<string, unknown>>,
): void {
  const { keys } = definition;
  const stranger = Object.keys(init).find((key) => !keys.includes(key));
  if (stranger !== undefined) throw definition.noSuchColumn(stranger);
  for (const key of keys) {
    const member = definition.member(key);
    if (isColumnBuilder(member)) {
      const value = init[key] === undefined ? initial(member) : init[key];
      if (value !== undefined) object[key] = validated(member, value);
    } else if (member instanceof Relationship) {
      object[key] = init[key] ?? (member.cardinality === "many" ? [] : null);
    }
  }
}

function initial({ spec }: ColumnBuilder<unknown, boolean, boolean>): unknown {
  if (typeof spec.default === "function") return (spec.default as () => unknown)();
  return spec.default ?? (spec.nullable && !spec.serverDefault ? null : undefined);
}

function validated({ spec }: ColumnBuilder<unknown, boolean, boolean>, value: unknown): unknown {
  if (value === null) return value;
  let checked: unknown = value;
  for (const check of spec.validators) checked = check(checked as never);
  return checked;
}
