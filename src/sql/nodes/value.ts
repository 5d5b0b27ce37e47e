import type { SqlType } from "../../types/type.js";
import { defineNode } from "../define-node.js";
import type { Node } from "../node.js";

/** A JavaScript value, bound as a parameter or written as a literal. */
export interface Value extends Node<"value"> {
  readonly value: unknown;
  readonly type?: SqlType;
}

/** Makes a value. */
export const value = defineNode<Value>("value", {
  parts: { type: false },
  write: (n, w) => w.value(n.value, n.type),
});

/** SQL text taken as it is. */
export interface Raw extends Node<"raw"> {
  readonly sql: string;
}

/** Makes raw SQL. */
export const raw = defineNode<Raw>("raw", {
  parts: {},
  write: (n, w) => w.kw(n.sql),
});

/** Pieces of SQL text and nodes in a row, keeping the text's own spaces. */
export interface Template extends Node<"template"> {
  readonly pieces: readonly Node[];
}

/** Makes a template. */
export const template = defineNode<Template>("template", {
  parts: { pieces: true },
  write(n, w) {
    n.pieces.forEach((piece, i) => {
      if (i > 0) w.tight();
      w.node(piece);
    });
  },
});
