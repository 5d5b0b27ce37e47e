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

/** Many objects of another model: the other side's foreign keys lead here, or a table in the middle does. */
export function many<C>(target: C, options: RelationshipOptions = {}): Relationship<C, "many"> {
  return new Relationship(target, "many", options, false);
}

/** One object of another model: a foreign key of this side leads there. */
export function one<C>(target: C, options: RelationshipOptions = {}): Relationship<C, "one"> {
  return new Relationship(target, "one", options, false);
}
