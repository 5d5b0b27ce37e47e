import { nameKey } from "../schema/name.js";
import type { Schema } from "../schema/schema.js";
import { Comparison } from "./comparison.js";
import { compareEnums } from "./enum.js";
import { compareObjects } from "./objects.js";
import { isAlikeTable } from "./table.js";

/**
 * Whether a database holds what the models say to the letter, so that nothing is to be changed, asked or found out: as
 * most comparisons find, and far faster than what finds out how to change it. What the project decides by functions of
 * its own is never sure.
 *
 * @param adapted the models' schema as the database would hold it
 */
export function isInStep(from: Schema, adapted: Schema, comparison: Comparison): boolean {
  const { dialect, rules, asksUser } = comparison;
  if (asksUser || from.tables.length !== adapted.tables.length) return false;
  const standing = new Map(from.tables.map((table) => [nameKey(table), table]));
  for (const table of adapted.tables) {
    const before = standing.get(nameKey(table));
    if (!before || !isAlikeTable(before, table, comparison)) return false;
  }
  const own = new Comparison(dialect, rules);
  const objects = compareObjects(from, adapted, own);
  if (objects.before.length + objects.after.length + objects.problems.length > 0) return false;
  if (adapted.domains.some((domain) => own.isUnsure(domain))) return false;
  if (!dialect.features.namedEnums) return true;
  const enums: Readonly<Record<string, readonly unknown[]>> = { ...compareEnums(from, adapted, new Map()) };
  return Object.values(enums).every((changes) => changes.length === 0);
}
