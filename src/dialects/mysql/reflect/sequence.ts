import type { Queryable } from "../../../dialect/dialect.js";
import { toObjects } from "../../../dialect/driver.js";
import type { TableName } from "../../../schema/name.js";
import type { Sequence } from "../../../schema/object.js";
import { quoteName } from "../literal.js";

/** What a sequence says of itself, which is a table of one row. */
export interface SequenceRow {
  readonly db: string;
  readonly name: string;
  readonly start: number | bigint;
  readonly increment: number | bigint;
  readonly low: number | bigint;
  readonly high: number | bigint;
  readonly cache: number | bigint;
  readonly cycle: number | bigint;
}

/**
 * Reads all sequences in one statement; none where there are none.
 *
 * @source MariaDB Server documentation, "CREATE SEQUENCE": the table behind a sequence
 */
export async function readSequences(
  db: Queryable,
  tables: readonly { readonly db: string; readonly name: string; readonly type: string }[],
): Promise<readonly SequenceRow[]> {
  const sequences = tables.filter(({ type }) => type === "SEQUENCE");
  if (sequences.length === 0) return [];
  const selects = sequences.map(
    ({ db: schema, name }, i) =>
      `SELECT ${i} AS i, start_value AS start, \`increment\`, minimum_value AS low, maximum_value AS high, ` +
      `cache_size AS cache, cycle_option AS cycle FROM ${quoteName(schema)}.${quoteName(name)}`,
  );
  const rows = toObjects<Omit<SequenceRow, "db" | "name"> & { readonly i: number | bigint }>(
    await db.query(selects.join(" UNION ALL ")),
  );
  return rows.map(({ i, ...row }) => {
    const { db: schema, name } = sequences[Number(i)]!;
    return { ...row, db: schema, name };
  });
}

/** The last number of a sequence where none is said. */
export const MAX_SEQUENCE = 2n ** 63n - 2n;

/**
 * A sequence from its row, without what it has where nothing is said.
 *
 * @source MariaDB Server documentation, "CREATE SEQUENCE": defaults
 */
export function sequenceOfRow(row: SequenceRow, name: TableName): Sequence {
  const [increment, low, high] = [BigInt(row.increment), BigInt(row.low), BigInt(row.high)];
  const [start, cache] = [BigInt(row.start), BigInt(row.cache)];
  const isDown = increment < 0n;
  const isWhole = isDown ? low === -MAX_SEQUENCE - 1n && high === -1n : low === 1n && high === MAX_SEQUENCE;
  return {
    ...name,
    ...(start !== (isDown ? high : low) && { start: plain(start) }),
    ...(increment !== 1n && { increment: plain(increment) }),
    ...(!isWhole && { minValue: plain(low), maxValue: plain(high) }),
    ...(cache !== 1000n && { cache: plain(cache) }),
    ...(Number(row.cycle) === 1 && { cycle: true }),
  };
}

function plain(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
