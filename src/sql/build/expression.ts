import { CompileError } from "../../errors/errors.js";
import type { SqlType } from "../../types/type.js";
import type { Node } from "../node.js";
import * as nodes from "../nodes/index.js";

/** What may stand where a `T` is expected: the value, or an expression that gives one. */
export type Operand<T> = T | Expression<T>;

/** An SQL expression that gives a `T`. Expressions never change; every method gives a new one. */
export class Expression<T = unknown> {
  /** Exists for the type checker only. */
  declare readonly _type: T;
  /** The expression as data. */
  readonly node: Node;
  /** The type that values compared with this expression take; undefined where it is not known. */
  readonly sqlType: SqlType | undefined;

  constructor(node: Node, sqlType?: SqlType) {
    this.node = node;
    this.sqlType = sqlType;
  }

  /** `a = b`; with null, `a IS NULL`. */
  eq(other: Operand<T> | null): Expression<boolean> {
    return other === null ? this.isNull() : this.#compare("=", other);
  }

  /** `a <> b`; with null, `a IS NOT NULL`. */
  ne(other: Operand<T> | null): Expression<boolean> {
    return other === null ? this.isNotNull() : this.#compare("<>", other);
  }

  /** `a > b` */
  gt(other: Operand<T>): Expression<boolean> {
    return this.#compare(">", other);
  }

  /** `a >= b` */
  ge(other: Operand<T>): Expression<boolean> {
    return this.#compare(">=", other);
  }

  /** `a < b` */
  lt(other: Operand<T>): Expression<boolean> {
    return this.#compare("<", other);
  }

  /** `a <= b` */
  le(other: Operand<T>): Expression<boolean> {
    return this.#compare("<=", other);
  }

  /** `a IN (…)` */
  in(items: readonly Operand<T>[]): Expression<boolean> {
    return this.#member(items, false);
  }

  /** `a NOT IN (…)` */
  notIn(items: readonly Operand<T>[]): Expression<boolean> {
    return this.#member(items, true);
  }

  /** `a BETWEEN low AND high`, both ends included. */
  between(low: Operand<T>, high: Operand<T>): Expression<boolean> {
    return condition(
      nodes.between({ operand: nested(this.node), low: this.#operand(low), high: this.#operand(high) }),
    );
  }

  /** `a LIKE pattern`, where `%` and `_` are wildcards. */
  like(pattern: Operand<string>): Expression<boolean> {
    return this.#like(pattern, false);
  }

  /** `a NOT LIKE pattern` */
  notLike(pattern: Operand<string>): Expression<boolean> {
    return this.#like(pattern, true);
  }

  /** Whether the text begins with `prefix`, in which `%` and `_` mean themselves. */
  startsWith(prefix: string): Expression<boolean> {
    return this.#like(`${escapePattern(prefix)}%`, false, "!");
  }

  /** Whether the text ends with `suffix`, in which `%` and `_` mean themselves. */
  endsWith(suffix: string): Expression<boolean> {
    return this.#like(`%${escapePattern(suffix)}`, false, "!");
  }

  /** Whether the text holds `part`, in which `%` and `_` mean themselves. */
  contains(part: string): Expression<boolean> {
    return this.#like(`%${escapePattern(part)}%`, false, "!");
  }

  /** `a IS NULL` */
  isNull(): Expression<boolean> {
    return condition(nodes.postfix({ operand: nested(this.node), op: "IS NULL" }));
  }

  /** `a IS NOT NULL` */
  isNotNull(): Expression<boolean> {
    return condition(nodes.postfix({ operand: nested(this.node), op: "IS NOT NULL" }));
  }

  /** `a + b` */
  plus(other: Operand<T>): Expression<T> {
    return this.#arithmetic("+", other);
  }

  /** `a - b` */
  minus(other: Operand<T>): Expression<T> {
    return this.#arithmetic("-", other);
  }

  /** `a * b` */
  times(other: Operand<T>): Expression<T> {
    return this.#arithmetic("*", other);
  }

  /** `a / b` */
  dividedBy(other: Operand<T>): Expression<T> {
    return this.#arithmetic("/", other);
  }

  /** Ascending order, for `orderBy` and indexes. */
  asc(): OrderingExpression {
    return new OrderingExpression(nodes.ordering({ operand: this.node, direction: "asc" }));
  }

  /** Descending order, for `orderBy` and indexes. */
  desc(): OrderingExpression {
    return new OrderingExpression(nodes.ordering({ operand: this.node, direction: "desc" }));
  }

  #operand(other: unknown): Node {
    return nested(toNode(other, this.sqlType));
  }

  #compare(op: string, other: unknown): Expression<boolean> {
    return condition(nodes.binary({ left: nested(this.node), op, right: this.#operand(other) }));
  }

  #arithmetic(op: string, other: unknown): Expression<T> {
    const node = nodes.binary({ left: nested(this.node), op, right: this.#operand(other) });
    return new Expression<T>(node, this.sqlType);
  }

  #member(items: readonly unknown[], negated: boolean): Expression<boolean> {
    const operand = nested(this.node);
    return condition(nodes.inList({ operand, items: items.map((item) => this.#operand(item)), negated }));
  }

  #like(pattern: Operand<string>, negated: boolean, escapeCharacter?: string): Expression<boolean> {
    const operand = nested(this.node);
    return condition(
      nodes.like({
        operand,
        pattern: nested(toNode(pattern)),
        negated,
        ...(escapeCharacter && { escape: escapeCharacter }),
      }),
    );
  }
}

/** An expression with a sort direction. */
export class OrderingExpression {
  readonly node: nodes.Ordering;

  constructor(node: nodes.Ordering) {
    this.node = node;
  }

  /** NULL sorts before everything else. */
  nullsFirst(): OrderingExpression {
    return new OrderingExpression(nodes.ordering({ ...this.node, nulls: "first" }));
  }

  /** NULL sorts after everything else. */
  nullsLast(): OrderingExpression {
    return new OrderingExpression(nodes.ordering({ ...this.node, nulls: "last" }));
  }
}

/** All of the conditions hold. */
export function and(...conditions: readonly Expression<boolean>[]): Expression<boolean> {
  return joined("AND", conditions);
}

/** At least one of the conditions holds. */
export function or(...conditions: readonly Expression<boolean>[]): Expression<boolean> {
  return joined("OR", conditions);
}

/** The condition does not hold. */
export function not(operand: Expression<boolean>): Expression<boolean> {
  return condition(nodes.unary({ op: "NOT", operand: nested(operand.node) }));
}

/** The expression converted to another type by the database: `CAST(a AS type)`. */
export function castTo<T>(operand: Expression<unknown>, type: SqlType): Expression<T> {
  return new Expression<T>(nodes.cast({ operand: operand.node, type }), type);
}

/**
 * The node of an expression, or of a plain value.
 *
 * @throws {CompileError} `compile.bad-parameters`: the value is undefined, which is not NULL
 */
export function toNode(operand: unknown, type?: SqlType): Node {
  if (operand instanceof Expression || operand instanceof OrderingExpression) return operand.node;
  if (operand === undefined) {
    throw new CompileError("compile.bad-parameters", "undefined stands where a value is expected.", {
      hint: "NULL is null; leave the condition out where there is nothing to compare with.",
    });
  }
  return nodes.value({ value: operand, ...(type && { type }) });
}

/** Whether something is an expression or an ordering of this toolkit. */
export function isExpression(thing: unknown): thing is Expression<unknown> | OrderingExpression {
  return thing instanceof Expression || thing instanceof OrderingExpression;
}

const COMPOUND = new Set(["binary", "unary", "postfix", "inList", "between", "like", "concat", "template"]);

/** Compound operands stand in parentheses, so that no dialect's precedence can change what is meant. */
function nested(node: Node): Node {
  return COMPOUND.has(node.kind) ? nodes.group({ inner: node }) : node;
}

function condition(node: Node): Expression<boolean> {
  return new Expression<boolean>(node, { kind: "boolean" });
}

function joined(op: "AND" | "OR", conditions: readonly Expression<boolean>[]): Expression<boolean> {
  const [first, ...rest] = conditions;
  if (!first) {
    throw new CompileError("compile.bad-parameters", `${op.toLowerCase()}() was called without a condition.`);
  }
  const node = rest.reduce<Node>(
    (left, { node: right }) => nodes.binary({ left, op, right: nested(right) }),
    rest.length === 0 ? first.node : nested(first.node),
  );
  return condition(node);
}

function escapePattern(text: string): string {
  return text.replace(/[!%_]/g, "!$&");
}
