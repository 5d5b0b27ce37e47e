import fc from "fast-check";
import { nameKey, tableName } from "../../../src/schema/name.js";
import type { Rename } from "../../../src/schema/rename.js";
import { findTable, type Schema } from "../../../src/schema/schema.js";
import { columnOf, type Table } from "../../../src/schema/table.js";
import { isPartitioned } from "./partitions.js";

/** Names of columns that are of one family, so that one can become the other. */
const ALIKE: readonly (readonly [string, string])[] = [
  ["amount", "Total"],
  ["label", "order by"],
  ["happened", "createdAt"],
];

/** What models say of former names in a step. */
interface Said {
  readonly columns: boolean;
  readonly tables: boolean;
}

/** Chains of schemas in some of whose steps tables and columns get other names. */
export function withRenames(chains: fc.Arbitrary<readonly Schema[]>): fc.Arbitrary<readonly Schema[]> {
  const said = fc.record({ columns: fc.boolean(), tables: fc.boolean() });
  return chains.chain((chain) =>
    fc.array(said, { minLength: chain.length, maxLength: chain.length }).map((list) =>
      chain.map((to, i) => {
        const renames = i === 0 ? [] : renamesOf(chain[i - 1]!, to, list[i]!);
        return renames.length === 0 ? to : { ...to, renames };
      }),
    ),
  );
}

function renamesOf(from: Schema, to: Schema, said: Said): readonly Rename[] {
  const open = from.tables.filter((table) => !findTable(to, table) && !isPartitioned(table));
  const renames: Rename[] = [];
  for (const after of to.tables) {
    const kept = findTable(from, after);
    const at =
      kept || !said.tables || isPartitioned(after)
        ? -1
        : open.findIndex(({ schema }) => schema === after.schema);
    const [before = kept] = at === -1 ? [] : open.splice(at, 1);
    if (!before) continue;
    if (nameKey(before) !== nameKey(after)) renames.push({ table: tableName(after), from: before.name });
    if (said.columns) renames.push(...columnsOf(before, after));
  }
  return renames;
}

function columnsOf(before: Table, after: Table): readonly Rename[] {
  return ALIKE.flatMap((pair) => [pair, [pair[1], pair[0]] as const]).flatMap(([from, column]) => {
    const goes = columnOf(before, from) && !columnOf(after, from);
    const comes = columnOf(after, column) && !columnOf(before, column);
    return goes && comes ? [{ table: tableName(after), column, from }] : [];
  });
}
