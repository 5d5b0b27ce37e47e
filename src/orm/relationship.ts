import {
  anything,
  assertArgument,
  assertOptions,
  aText,
  oneOf,
  type Rule,
  type Rules,
} from "../schema/define/argument.js";
import { TableMember } from "../schema/define/definition.js";

/** How related objects are fetched when nothing else is said. */
export type LazyStrategy = "select" | "selectin" | "joined" | "subquery" | "raise" | "noload";

/** How a relationship behaves. */
export interface RelationshipOptions {
  /** The relationship of the other side that mirrors this one. */
  readonly backPopulates?: string;
  /** What follows from this object to those it is related to, in SQLAlchemy's words. */
  readonly cascade?: string;
  readonly lazy?: LazyStrategy;
  /** The table in the middle of a many-to-many relationship. */
  readonly secondary?: { readonly name: string };
  /** The order of a collection. */
  readonly orderBy?: unknown;
}

/** A relationship to another model as a model declares it. */
export class Relationship<C, K extends "many" | "one", N extends boolean = false> extends TableMember {
  /** Exists for the type checker only. */
  declare readonly $: { readonly c: C; readonly kind: K; readonly n: N };
  /** The model on the other side. */
  readonly target: C;
  readonly cardinality: K;
  readonly options: RelationshipOptions;
  readonly isNullable: boolean;

  constructor(target: C, cardinality: K, options: RelationshipOptions, isNullable: boolean) {
    super();
    this.target = target;
    this.cardinality = cardinality;
    this.options = options;
    this.isNullable = isNullable;
  }

  /** There may be no object on the other side. */
  nullable(this: Relationship<C, "one", N>): Relationship<C, "one", true> {
    return new Relationship(this.target, "one", this.options, true);
  }
}

const RULES: Rules<RelationshipOptions> = {
  backPopulates: aText,
  cascade: aText,
  lazy: oneOf("select", "selectin", "joined", "subquery", "raise", "noload"),
  secondary: (value) =>
    typeof value === "object" && value !== null && "name" in value ? null : "the table in the middle",
  orderBy: anything,
};

const aModel: Rule = (value) =>
  typeof value === "function" && "table" in value
    ? null
    : "a model, behind a getter: get orders() { return many(Order); }";

function checked<C, K extends "many" | "one">(
  cardinality: K,
  target: C,
  options: RelationshipOptions,
): Relationship<C, K> {
  assertArgument(`${cardinality}()`, "model", target, aModel);
  assertOptions(`${cardinality}()`, options, RULES);
  return new Relationship(target, cardinality, options, false);
}

/**
 * Many objects of another model: the other side's foreign keys lead here, or a table in the middle does.
 *
 * @throws {SchemaError} `schema.invalid-argument`: an option that there is not, or no model
 */
export function many<C>(target: C, options: RelationshipOptions = {}): Relationship<C, "many"> {
  return checked("many", target, options);
}

/**
 * One object of another model: a foreign key of this side leads there.
 *
 * @throws {SchemaError} `schema.invalid-argument`: an option that there is not, or no model
 */
export function one<C>(target: C, options: RelationshipOptions = {}): Relationship<C, "one"> {
  return checked("one", target, options);
}
