import type { SqlType } from "../../types/type.js";
import { defineNode } from "../define-node.js";
import type { Node } from "../node.js";

/** Two operands with an operator between them: `a = b`, `a AND b`. */
export interface Binary extends Node<"binary"> {
  readonly left: Node;
  readonly op: string;
  readonly right: Node;
}

/** Makes a binary operation. */
export const binary = defineNode<Binary>("binary", {
  parts: { left: true, right: true },
  write: (n, w) => w.node(n.left).kw(n.op).node(n.right),
});

/** An operator before its operand: `NOT a`. */
export interface Unary extends Node<"unary"> {
  readonly op: string;
  readonly operand: Node;
}

/** Makes a unary operation. */
export const unary = defineNode<Unary>("unary", {
  parts: { operand: true },
  write: (n, w) => w.kw(n.op).node(n.operand),
});

/** A test that follows its operand: `a IS NULL`, `a IS NOT NULL`. */
export interface Postfix extends Node<"postfix"> {
  readonly operand: Node;
  readonly op: string;
}

/** Makes a postfix test. */
export const postfix = defineNode<Postfix>("postfix", {
  parts: { operand: true },
  write: (n, w) => w.node(n.operand).kw(n.op),
});

/** `a IN (b, c)`, or NOT IN. An empty list is a condition that is never (or always) true. */
export interface InList extends Node<"inList"> {
  readonly operand: Node;
  readonly items: readonly Node[];
  readonly negated: boolean;
}

/** Makes a membership test. */
export const inList = defineNode<InList>("inList", {
  parts: { operand: true, items: true },
  write(n, w) {
    if (n.items.length === 0) {
      w.kw(n.negated ? "1 = 1" : "1 = 0");
      return;
    }
    w.node(n.operand)
      .kw(n.negated && "NOT", "IN")
      .paren(() => w.list(n.items));
  },
});

/** `a BETWEEN b AND c`, both ends included. */
export interface Between extends Node<"between"> {
  readonly operand: Node;
  readonly low: Node;
  readonly high: Node;
}

/** Makes a range test. */
export const between = defineNode<Between>("between", {
  parts: { operand: true, low: true, high: true },
  write: (n, w) => w.node(n.operand).kw("BETWEEN").node(n.low).kw("AND").node(n.high),
});

/** `a LIKE b`, with the escape character where one is given. */
export interface Like extends Node<"like"> {
  readonly operand: Node;
  readonly pattern: Node;
  readonly negated: boolean;
  readonly escape?: string;
}

/** Makes a pattern match. */
export const like = defineNode<Like>("like", {
  parts: { operand: true, pattern: true },
  write(n, w) {
    w.node(n.operand)
      .kw(n.negated && "NOT", "LIKE")
      .node(n.pattern);
    if (n.escape !== undefined) w.kw("ESCAPE").literal(n.escape);
  },
});

/** An expression in parentheses. */
export interface Group extends Node<"group"> {
  readonly inner: Node;
}

/** Makes a parenthesised expression. */
export const group = defineNode<Group>("group", {
  parts: { inner: true },
  write: (n, w) => w.paren(() => w.node(n.inner)),
});

/** `CAST(a AS type)`. */
export interface Cast extends Node<"cast"> {
  readonly operand: Node;
  readonly type: SqlType;
}

/** Makes a cast. */
export const cast = defineNode<Cast>("cast", {
  parts: { operand: true, type: false },
  write: (n, w) => w.call("CAST", () => w.node(n.operand).kw("AS").type(n.type)),
});

/** An expression with a sort direction: `a DESC NULLS LAST`. */
export interface Ordering extends Node<"ordering"> {
  readonly operand: Node;
  readonly direction: "asc" | "desc";
  readonly nulls?: "first" | "last";
}

/** Makes an ordering. */
export const ordering = defineNode<Ordering>("ordering", {
  parts: { operand: true },
  write(n, w) {
    w.node(n.operand).kw(n.direction === "desc" && "DESC");
    if (n.nulls) w.kw("NULLS", n.nulls.toUpperCase());
  },
});
