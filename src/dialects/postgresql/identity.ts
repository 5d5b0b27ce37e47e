import type { Identity } from "../../schema/column.js";
import type { Sequence, SequenceChange } from "../../schema/object.js";
import type { SqlType } from "../../types/type.js";
import { withChange } from "../../util/change.js";
import { IDENTIFIER_LIMIT } from "./features.js";

/** What a serial column is called, by the kinds of types that it may have. @source PostgreSQL 18, 8.1.4 Serial Types */
export const SERIAL: { readonly [K in SqlType["kind"]]?: string } = {
  smallInteger: "smallserial",
  integer: "serial",
  bigInteger: "bigserial",
};

/** Whether a column of the type may be serial; others, such as one of a domain, count by a default. */
export function isSerialType({ kind }: SqlType): boolean {
  return SERIAL[kind] !== undefined;
}

/** The greatest value of each integer type; the least is one less than its negative. */
const GREATEST: { readonly [K in SqlType["kind"]]?: bigint } = {
  smallInteger: 32767n,
  integer: 2147483647n,
  bigInteger: 9223372036854775807n,
};

/** How something counts. */
export type Counter = Omit<Identity, "generated">;

/**
 * An identity without what a sequence has by default, so that two that do the same are written the same.
 *
 * @source PostgreSQL 18, CREATE SEQUENCE
 */
export function plainIdentity(identity: Identity, type: SqlType): Identity {
  return { generated: identity.generated, ...plainCounter(identity, type) };
}

/** Between which values something counts in a type. @source PostgreSQL 18, CREATE SEQUENCE: MINVALUE, MAXVALUE */
export function boundsOf(
  { increment, minValue, maxValue }: Counter,
  type: SqlType,
): readonly [bigint, bigint] {
  const ascending = BigInt(increment ?? 1) > 0n;
  const greatest = GREATEST[type.kind] ?? GREATEST.bigInteger!;
  return [
    BigInt(minValue ?? (ascending ? 1n : -greatest - 1n)),
    BigInt(maxValue ?? (ascending ? greatest : -1n)),
  ];
}

/** How something counts in a type, without what a sequence does by default. */
export function plainCounter(counter: Counter, type: SqlType): Counter {
  const { cycle } = counter;
  const increment = BigInt(counter.increment ?? 1);
  const ascending = increment > 0n;
  const [leastDefault, greatestDefault] = boundsOf({ increment }, type);
  const [minValue, maxValue] = boundsOf(counter, type);
  const startDefault = ascending ? minValue : maxValue;
  const start = BigInt(counter.start ?? startDefault);
  const cache = BigInt(counter.cache ?? 1);
  return {
    ...(start !== startDefault && { start: shortest(start) }),
    ...(increment !== 1n && { increment: shortest(increment) }),
    ...(minValue !== leastDefault && { minValue: shortest(minValue) }),
    ...(maxValue !== greatestDefault && { maxValue: shortest(maxValue) }),
    ...(cache !== 1n && { cache: shortest(cache) }),
    ...(cycle && { cycle }),
  };
}

/** Where something starts to count, whether or not it says so. @source PostgreSQL 18, CREATE SEQUENCE: START */
export function startOf({ start, increment, minValue, maxValue }: Counter): number | bigint {
  return start ?? (BigInt(increment ?? 1) > 0n ? (minValue ?? 1) : (maxValue ?? -1));
}

/**
 * The change of a sequence with the start that follows from its bounds, which the server does not move by itself. With
 * another type it takes NO MAXVALUE and NO MINVALUE for those of a sequence that counts up, so bounds are then said.
 *
 * @source PostgreSQL 18, source, sequence.c: init_params
 */
export function settledSequence(change: SequenceChange, from: Sequence | null): SequenceChange {
  const type = change.type === null ? BIGINT : change.type;
  if (!from) return type ? { ...change, type } : change;
  const to = withChange(from, change);
  const [low, high] = boundsOf(to, type ?? BIGINT);
  const typed = type && {
    type,
    ...(change.minValue === null && { minValue: shortest(low) }),
    ...(change.maxValue === null && { maxValue: shortest(high) }),
  };
  const [before, after] = [startOf(from), startOf(to)];
  const isSettled = BigInt(before) === BigInt(after) && change.start !== null;
  return { ...change, ...typed, ...(!isSettled && { start: after }) };
}

/** What a sequence counts in where nothing is said. @source PostgreSQL 18, CREATE SEQUENCE: AS */
export const BIGINT: SqlType = { kind: "bigInteger", mode: "bigint" };

/** What a sequence is told of how it counts, in words of CREATE SEQUENCE. @source PostgreSQL 18, CREATE SEQUENCE */
export function counterWords(counter: Counter): readonly string[] {
  const { start, increment, minValue, maxValue, cache, cycle } = counter;
  const words = [
    increment !== undefined && `INCREMENT BY ${increment}`,
    minValue !== undefined && `MINVALUE ${minValue}`,
    maxValue !== undefined && `MAXVALUE ${maxValue}`,
    start !== undefined && `START WITH ${start}`,
    cache !== undefined && `CACHE ${cache}`,
    cycle && "CYCLE",
  ];
  return words.filter((word) => typeof word === "string");
}

/**
 * What PostgreSQL calls the sequence of a serial or identity column: both names, the longer one cut first, never
 * inside of a character.
 *
 * @source PostgreSQL 18, source, indexcmds.c: makeObjectName
 */
export function sequenceName(table: string, column: string): string {
  const room = IDENTIFIER_LIMIT.length - "__seq".length;
  let [first, second] = [Buffer.byteLength(table), Buffer.byteLength(column)];
  while (first + second > room) {
    if (first > second) first--;
    else second--;
  }
  return `${cut(table, first)}_${cut(column, second)}_seq`;
}

function cut(name: string, bytes: number): string {
  let head = "";
  for (const character of name) {
    if (Buffer.byteLength(head + character) > bytes) break;
    head += character;
  }
  return head;
}

/** A number where it is exact, else a bigint. */
function shortest(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
