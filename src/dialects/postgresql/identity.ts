import type { Identity } from "../../schema/column.js";
import type { SqlType } from "../../types/type.js";

/** The greatest value of each integer type; the least is one less than its negative. */
const GREATEST: { readonly [K in SqlType["kind"]]?: bigint } = {
  smallInteger: 32767n,
  integer: 2147483647n,
  bigInteger: 9223372036854775807n,
};

/**
 * An identity without what a sequence has by default, so that two that do the same are written the same.
 *
 * @source PostgreSQL 18, CREATE SEQUENCE
 */
export function plainIdentity(identity: Identity, type: SqlType): Identity {
  const { generated, cycle } = identity;
  const increment = BigInt(identity.increment ?? 1);
  const ascending = increment > 0n;
  const greatest = GREATEST[type.kind] ?? GREATEST.bigInteger!;
  const leastDefault = ascending ? 1n : -greatest - 1n;
  const greatestDefault = ascending ? greatest : -1n;
  const minValue = BigInt(identity.minValue ?? leastDefault);
  const maxValue = BigInt(identity.maxValue ?? greatestDefault);
  const startDefault = ascending ? minValue : maxValue;
  const start = BigInt(identity.start ?? startDefault);
  const cache = BigInt(identity.cache ?? 1);
  return {
    generated,
    ...(start !== startDefault && { start: shortest(start) }),
    ...(increment !== 1n && { increment: shortest(increment) }),
    ...(minValue !== leastDefault && { minValue: shortest(minValue) }),
    ...(maxValue !== greatestDefault && { maxValue: shortest(maxValue) }),
    ...(cache !== 1n && { cache: shortest(cache) }),
    ...(cycle && { cycle }),
  };
}

/** A number where it is exact, else a bigint. */
function shortest(value: bigint): number | bigint {
  return Number.isSafeInteger(Number(value)) ? Number(value) : value;
}
