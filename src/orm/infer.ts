import type { ColumnExpression } from "../schema/define/column-expression.js";
import type { Relationship } from "./relationship.js";

/** The type-level face of a column builder. */
interface ColumnMark<T, N extends boolean, O extends boolean> {
  readonly $: { readonly t: T; readonly n: N; readonly o: O; readonly kind: "column" };
}

/** The type-level face of a relationship. */
interface RelationshipMark<C, K extends "many" | "one", N extends boolean> {
  readonly $: { readonly c: C; readonly kind: K; readonly n: N };
}

/** A class, abstract or not. */
export type AnyClass = abstract new (...args: never[]) => object;

type Value<T, N> = N extends true ? T | null : T;

type AttributeOf<F> =
  F extends ColumnMark<infer T, infer N, boolean>
    ? Value<T, N>
    : F extends RelationshipMark<infer C, infer K, infer N>
      ? C extends AnyClass
        ? K extends "many"
          ? InstanceType<C>[]
          : Value<InstanceType<C>, N>
        : never
      : never;

/** The properties of a model's objects. */
export type Attributes<S> = { -readonly [K in keyof S]: AttributeOf<S[K]> };

type RequiredKeys<S> = {
  [K in keyof S]: S[K] extends ColumnMark<unknown, boolean, infer O> ? (O extends true ? never : K) : never;
}[keyof S];

/** What `new Model({…})` takes: columns without a default must be given. */
export type Init<S> = { [K in RequiredKeys<S>]: AttributeOf<S[K]> } & {
  [K in Exclude<keyof S, RequiredKeys<S>>]?: AttributeOf<S[K]>;
};

type StaticOf<F> =
  F extends ColumnMark<infer T, infer N, boolean>
    ? ColumnExpression<Value<T, N>>
    : F extends Relationship<infer C, infer K, infer N>
      ? Relationship<C, K, N>
      : never;

/** A model's columns and relationships as expressions: `User.c.email`. */
export type Statics<S> = { readonly [K in keyof S]: StaticOf<S[K]> };
