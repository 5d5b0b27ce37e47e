import { topoSort } from "../util/graph.js";
import type { ForeignKey } from "./constraint.js";
import { inheritedNames, plainName } from "./inherited.js";
import { displayName, nameKey } from "./name.js";
import { constraintsOf, type Table } from "./table.js";

/** Tables in an order in which they can be created, and the keys that must wait until all are there. */
export interface CreationOrder {
  readonly tables: readonly Table[];
  /** Foreign keys that close a circle, by the key (`nameKey`) of their table. */
  readonly deferred: ReadonlyMap<string, readonly ForeignKey[]>;
}

/**
 * Orders tables so that each comes after those it refers to. Where tables refer to each other in a circle, the
 * foreign keys that close it are deferred. Among free tables the order is by name, so it is always the same.
 *
 * @param needs the tables that a table needs besides, which count for nothing where they alone close a circle
 */
export function creationOrder(
  tables: readonly Table[],
  needs: (table: Table) => readonly Table[] = () => [],
): CreationOrder {
  const byKey = new Map(tables.map((table) => [nameKey(table), table]));
  const byName = [...tables].sort((a, b) => compareText(nameKey(a), nameKey(b)));
  const deferred = new Map<string, ForeignKey[]>();
  const isDeferred = (table: Table, key: ForeignKey) => deferred.get(nameKey(table))?.includes(key) ?? false;
  const byPlainName = new Map(tables.map((table) => [plainName(displayName(table)), table]));
  const passed = new Map<Table, Set<Table>>();
  const parents = (table: Table): Table[] =>
    [
      ...constraintsOf(table, "foreignKey")
        .filter((key) => !isDeferred(table, key))
        .map((key) => byKey.get(nameKey(key.references))),
      ...inheritedNames(table).map((name) => byPlainName.get(name)),
      ...needs(table),
    ]
      .filter((parent): parent is Table => parent !== undefined && parent !== table)
      .filter((parent) => !passed.get(table)?.has(parent))
      .sort((a, b) => compareText(nameKey(a), nameKey(b)));
  for (;;) {
    const sorted = topoSort(byName, parents);
    if (sorted.order) return { tables: sorted.order, deferred };
    const steps = sorted.cycle.slice(1).map((parent, index) => ({ child: sorted.cycle[index]!, parent }));
    const closing = steps.map(({ child, parent }) =>
      constraintsOf(child, "foreignKey").filter(
        (key) => !isDeferred(child, key) && nameKey(key.references) === nameKey(parent),
      ),
    );
    const open = closing.findIndex((keys) => keys.length > 0);
    if (open >= 0) {
      const key = nameKey(steps[open]!.child);
      deferred.set(key, [...(deferred.get(key) ?? []), ...closing[open]!]);
      continue;
    }
    // What a table inherits from must be there; the rest of a circle without foreign keys the database may refuse.
    const inherits = ({ child, parent }: (typeof steps)[number]) =>
      inheritedNames(child).includes(plainName(displayName(parent)));
    const free = steps.filter((step) => !inherits(step));
    for (const { child, parent } of free.length > 0 ? free : steps) {
      passed.set(child, new Set([...(passed.get(child) ?? []), parent]));
    }
  }
}

/** Orders texts by code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
