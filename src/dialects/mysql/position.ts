import type { Live } from "../../dialect/dialect.js";
import { MigrationError } from "../../errors/errors.js";
import type { AlterColumn } from "../../ops/column.js";
import type { AlterSequence } from "../../ops/sequence.js";
import { displayName } from "../../schema/name.js";
import { columnOf, type Table } from "../../schema/table.js";
import type { Spelling } from "../../sql/writer.js";
import { withChange } from "../../util/change.js";
import { quotedPath } from "./spelling.js";

/** Bits of whole numbers by their names. @source MySQL 9.7 Reference Manual, 13.1.2 "Integer Types" */
const BITS: Readonly<Record<string, bigint>> = {
  TINYINT: 8n,
  SMALLINT: 16n,
  MEDIUMINT: 24n,
  INT: 32n,
  BIGINT: 64n,
};

/**
 * Sees to it that a column that numbers itself goes on in its new type. The server takes a type that is too small for
 * the next number, and refuses every row from then on.
 *
 * @throws {MigrationError} `migration.position-out-of-bounds`: the next number is beyond the type
 * @source MySQL 9.7 and MariaDB 11.8, measured: AUTO_INCREMENT stays as it is when the type changes
 */
export async function assertNumbersFit(
  changes: readonly AlterColumn[],
  standing: Table | null,
  { typeSql, quote }: Spelling,
  live: Live,
): Promise<void> {
  for (const { table, name, change, from } of changes) {
    const before = (standing && columnOf(standing, name)) ?? from;
    if (!change.type || !before?.identity || !withChange(before, change).identity) continue;
    const [bits, isUnsigned] = roomOf(typeSql(change.type));
    if (bits === undefined) continue;
    const most = 2n ** (isUnsigned ? bits : bits - 1n) - 1n;
    const path = quotedPath(table, quote);
    const shown = await live.query(`SHOW CREATE TABLE ${path}`);
    const text = String(shown?.rows[0]?.[1] ?? "");
    // A comment of the table comes after it, and is quoted.
    const next = /^\n\) [^']*?\bAUTO_INCREMENT=(\d+)/.exec(text.slice(text.lastIndexOf("\n) ")))?.[1];
    if (next === undefined || BigInt(next) <= most) continue;
    throw new MigrationError(
      "migration.position-out-of-bounds",
      `The next number of ${displayName(table)}.${name} is ${next}, and ${typeSql(change.type)} ends at ${most}.`,
      {
        hint: `Where no row has such a number, take it back: op.execute(sql\`ALTER TABLE ${path} AUTO_INCREMENT = 1\`).`,
        details: { table: displayName(table), column: name, position: next },
      },
    );
  }
}

function roomOf(sql: string): readonly [bits: bigint | undefined, isUnsigned: boolean] {
  const [word = ""] = /^\w+/.exec(sql) ?? [];
  return [BITS[word.toUpperCase()], /\bUNSIGNED\b/i.test(sql)];
}

/**
 * Sees to it that a sequence goes on within its new bounds. MariaDB takes bounds that its position is beyond, and then
 * says that it has run out.
 *
 * @param start where it is to start
 * @returns whether it must be put to its start: nothing was taken from it, and it stands elsewhere
 *
 * @throws {MigrationError} `migration.position-out-of-bounds`: the next value is beyond a bound
 * @source MariaDB Server documentation, "ALTER SEQUENCE"; measured on 11.8
 */
export async function mustRestart(
  { sequence, change, from }: AlterSequence,
  start: number | bigint | null,
  { quote }: Spelling,
  live: Live,
): Promise<boolean> {
  const { minValue, maxValue, cycle = from?.cycle } = change;
  const path = quotedPath(sequence, quote);
  const read = await live.query(`SELECT next_not_cached_value, start_value FROM ${path}`);
  const [value, began] = (read?.rows[0] ?? []) as readonly (number | bigint | string | null)[];
  if (value === undefined || value === null) return false;
  const next = BigInt(value);
  if (began !== undefined && began !== null && next === BigInt(began)) {
    return start !== null && next !== BigInt(start);
  }
  if (cycle) return false;
  const isBelow =
    typeof minValue === "number" || typeof minValue === "bigint" ? next < BigInt(minValue) : false;
  const isAbove =
    typeof maxValue === "number" || typeof maxValue === "bigint" ? next > BigInt(maxValue) : false;
  if (!isBelow && !isAbove) return false;
  const bound = isBelow ? `MINVALUE ${minValue}` : `MAXVALUE ${maxValue}`;
  throw new MigrationError(
    "migration.position-out-of-bounds",
    `The next value of the sequence ${displayName(sequence)} is ${next}, which is outside of ${bound}.`,
    {
      hint: `Set it first: op.execute(sql\`ALTER SEQUENCE ${path} RESTART …\`), or choose another bound.`,
      details: { sequence: displayName(sequence), position: String(next) },
    },
  );
}
