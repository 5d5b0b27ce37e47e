import { defineNode } from "../define-node.js";
import type { Node } from "../node.js";

/** A function with its arguments: `lower(a)`. */
export interface Call extends Node<"call"> {
  readonly name: string;
  readonly args: readonly Node[];
}

/** Makes a function call. */
export const call = defineNode<Call>("call", {
  parts: { args: true },
  write: (n, w) => w.call(n.name, () => w.list(n.args)),
});

/** The time at which the statement or its transaction began; `precision` is in fractional digits of a second. */
export interface CurrentTimestamp extends Node<"currentTimestamp"> {
  readonly precision?: number;
}

/** Makes the current timestamp. */
export const currentTimestamp = defineNode<CurrentTimestamp>("currentTimestamp", {
  parts: {},
  write(n, w) {
    w.kw(n.precision === undefined ? "CURRENT_TIMESTAMP" : `CURRENT_TIMESTAMP(${n.precision})`);
  },
});

/** Texts joined together. */
export interface Concat extends Node<"concat"> {
  readonly items: readonly Node[];
}

/** Makes a concatenation; standard SQL writes it with `||`. */
export const concat = defineNode<Concat>("concat", {
  parts: { items: true },
  write: (n, w) => w.list(n.items, "||"),
});
