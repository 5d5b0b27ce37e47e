import type { Node } from "./node.js";
import type { Writer } from "./writer.js";

/** The properties of `N` that could hold nodes: one, a list, or none. */
type Part<N> = {
  [P in keyof N]-?: [Extract<N[P], Node | readonly Node[]>] extends [never] ? never : P;
}[keyof N];

/** A node kind: makes nodes, and knows their children and their standard SQL. */
export interface NodeType<N extends Node> {
  (props: Omit<N, "kind">): N;
  readonly kind: N["kind"];
  readonly parts: readonly Part<N>[];
  readonly write: (node: N, w: Writer) => void;
}

/**
 * Declares a node kind: its shape (`N`), its child nodes and its standard SQL, in one place.
 * Leaving a child out of `parts` is a type error, so walking and mapping can never miss one; `false` says that a
 * property is data which only looks like a node.
 */
export function defineNode<N extends Node>(
  kind: N["kind"],
  spec: { readonly parts: Readonly<Record<Part<N>, boolean>>; write(node: N, w: Writer): void },
): NodeType<N> {
  const make = (props: Omit<N, "kind">): N => Object.freeze({ kind, ...props }) as unknown as N;
  // One by one, which is faster than to assign an object: there are a hundred kinds, and each command declares them.
  make.kind = kind;
  make.parts = (Object.keys(spec.parts) as Part<N>[]).filter((part) => spec.parts[part]);
  make.write = spec.write;
  return make;
}
