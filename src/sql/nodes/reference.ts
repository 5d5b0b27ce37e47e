import { defineNode } from "../define-node.js";
import type { Node } from "../node.js";

/** A column of a table. */
export interface ColumnReference extends Node<"columnReference"> {
  readonly name: string;
  readonly table?: string;
  readonly schema?: string;
}

/** Makes a column reference. */
export const columnReference = defineNode<ColumnReference>("columnReference", {
  parts: {},
  write(n, w) {
    if (w.options.unqualified) w.id(n.name);
    else w.id(n.schema, n.table, n.name);
  },
});

/** A name that is quoted: a table, column or other object. */
export interface Identifier extends Node<"identifier"> {
  readonly path: readonly string[];
}

/** Makes an identifier. */
export const identifier = defineNode<Identifier>("identifier", {
  parts: {},
  write: (n, w) => w.id(...n.path),
});
