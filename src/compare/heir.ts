import { inheritedNames, plainName } from "../schema/inherited.js";
import { displayName, nameKey } from "../schema/name.js";
import { constraintsOf, type Table } from "../schema/table.js";

/** Tables that stay, with what they were before. */
interface Kept {
  readonly from: Table;
  readonly to: Table;
}

/**
 * The tables, of those that come or go, that inherit from one that stays: they are there only while that is as it is
 * to be, and go before it changes. None of them where others refer to them, which need them otherwise.
 */
export function heirsOfKept(tables: readonly Table[], kept: readonly Kept[]): ReadonlySet<Table> {
  const names = new Set(kept.map(({ to }) => plainName(displayName(to))));
  const heirs = new Set<Table>();
  for (let known = -1; known !== heirs.size; ) {
    known = heirs.size;
    for (const table of tables.filter((each) => inheritedNames(each).some((name) => names.has(name)))) {
      heirs.add(table);
      names.add(plainName(displayName(table)));
    }
  }
  if (heirs.size === 0) return heirs;
  const keys = new Set([...heirs].map(nameKey));
  const others = [
    ...tables.filter((each) => !heirs.has(each)),
    ...kept.flatMap(({ from, to }) => [from, to]),
  ];
  const isReferred = others.some((each) =>
    constraintsOf(each, "foreignKey").some(({ references }) => keys.has(nameKey(references))),
  );
  return isReferred ? new Set() : heirs;
}
