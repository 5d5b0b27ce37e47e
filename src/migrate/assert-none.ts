import type { DriverResult } from "../dialect/driver.js";
import { MigrationError } from "../errors/errors.js";
import type { AssertNone } from "../ops/assert-none.js";
import { displayName, type TableName } from "../schema/name.js";
import { constraintsOf, type Table } from "../schema/table.js";
import type { Node } from "../sql/node.js";
import { identifier, raw, template } from "../sql/nodes/index.js";
import { plural, safeText } from "../util/text.js";

/** How many rows a message names. */
const SHOWN = 3;

/**
 * Asks the database for rows that must not be.
 *
 * @throws {MigrationError} `migration.rows-in-the-way`: there are some
 */
export async function assertNone(
  { table, rows, message }: AssertNone,
  db: {
    query(statement: Node): Promise<DriverResult>;
    table(name: TableName): Promise<Table | null>;
  },
): Promise<void> {
  const counted = await db.query(countOf(rows));
  const count = Number(counted.rows[0]?.[0] ?? 0);
  if (count === 0) return;
  const key = keyOf(await db.table(table));
  const sample = key.length === 0 ? [] : await sampleOf(key, rows, db);
  const shown = sample.map((values) => key.map((column, i) => `${column} ${textOf(values[i])}`).join(", "));
  if (shown.length > 0 && count > shown.length) shown.push(`and ${count - shown.length} more`);
  const name = displayName(table);
  throw new MigrationError(
    "migration.rows-in-the-way",
    `In ${plural(count, "row")} of ${name} ${message}${shown.length === 0 ? "" : ` (${shown.join("; ")})`}.`,
    {
      hint: "Mend them and run again, or have the script mend them: op.execute(…) before op.assertNone(…).",
      details: {
        table: name,
        count,
        sample: sample.map((values) =>
          Object.fromEntries(key.map((column, i) => [column, textOf(values[i])])),
        ),
      },
    },
  );
}

/** The query that counts rows, given as `FROM … WHERE …`. */
export function countOf(rows: Node): Node {
  return template({ pieces: [raw({ sql: "SELECT count(*) " }), rows] });
}

async function sampleOf(
  key: readonly string[],
  rows: Node,
  db: { query(statement: Node): Promise<DriverResult> },
): Promise<readonly (readonly unknown[])[]> {
  const list = key.flatMap((name, i): readonly Node[] => [
    ...(i === 0 ? [] : [raw({ sql: ", " })]),
    identifier({ path: [name] }),
  ]);
  const pieces = [raw({ sql: "SELECT " }), ...list, raw({ sql: " " }), rows];
  const order = [raw({ sql: " ORDER BY " }), ...list, raw({ sql: ` LIMIT ${SHOWN}` })];
  return (await db.query(template({ pieces: [...pieces, ...order] }))).rows;
}

function keyOf(table: Table | null): readonly string[] {
  return (table ? constraintsOf(table, "primaryKey")[0]?.columns : undefined) ?? [];
}

const LONGEST = 40;

function textOf(value: unknown): string {
  const text = value instanceof Uint8Array ? Buffer.from(value).toString("hex") : safeText(String(value));
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
