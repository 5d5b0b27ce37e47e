import * as nodes from "../nodes/index.js";
import { Expression, type Operand, toNode } from "./expression.js";

/** Functions of the database whose types are known. */
export interface KnownFunctions {
  /** The time at which the statement or its transaction began. */
  now(): Expression<Date>;
  /** The number of rows, or of rows in which the operand is not NULL. */
  count(operand?: Expression<unknown>): Expression<number>;
  /** The operands as one text. */
  concat(...operands: readonly Operand<string>[]): Expression<string>;
  lower(operand: Operand<string>): Expression<string>;
  upper(operand: Operand<string>): Expression<string>;
  length(operand: Operand<string>): Expression<number>;
  trim(operand: Operand<string>): Expression<string>;
  abs<T extends number | bigint | string>(operand: Operand<T>): Expression<T>;
  /** The first operand that is not NULL. */
  coalesce<T>(...operands: readonly (Operand<T> | Expression<T | null>)[]): Expression<T>;
  min<T>(operand: Expression<T>): Expression<T | null>;
  max<T>(operand: Expression<T>): Expression<T | null>;
  sum<T>(operand: Expression<T>): Expression<T | null>;
  avg(operand: Expression<number>): Expression<number | null>;
}

/** Functions of the database, called as methods: the known ones are typed, any other name may be called too. */
export type Func = KnownFunctions & {
  readonly [name: string]: <T = unknown>(...operands: readonly unknown[]) => Expression<T>;
};

type Special = (...operands: readonly unknown[]) => Expression<unknown>;

const SPECIAL: Readonly<Record<string, Special>> = {
  now: () => new Expression(nodes.currentTimestamp({}), { kind: "dateTime", timezone: true }),
  concat: (...operands) =>
    new Expression(nodes.concat({ items: operands.map((operand) => toNode(operand)) }), { kind: "text" }),
  count: (operand) =>
    new Expression(
      nodes.call({
        name: "count",
        args: [operand === undefined ? nodes.raw({ sql: "*" }) : toNode(operand)],
      }),
      { kind: "bigInteger", mode: "number" },
    ),
};

const FUNCTION_NAME = /^[A-Za-z_][A-Za-z0-9_$.]*$/;

/** Functions of the database: `func.now()`, `func.lower(c.email)`, `func.anything(…)`. */
export const func: Func = new Proxy({} as Func, {
  get(_, name) {
    if (typeof name !== "string" || !FUNCTION_NAME.test(name)) return undefined;
    return (
      SPECIAL[name] ??
      ((...operands: readonly unknown[]) =>
        new Expression(nodes.call({ name, args: operands.map((operand) => toNode(operand)) })))
    );
  },
});
