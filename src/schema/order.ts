import { topoSort } from "../util/graph.js";
import type { ForeignKey } from "./constraint.js";
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
 */
export function creationOrder(tables: readonly Table[]): CreationOrder {
  const byKey = new Map(tables.map((table) => [nameKey(table), table]));
  const byName = [...tables].sort((a, b) => compareText(nameKey(a), nameKey(b)));
  const deferred = new Map<string, ForeignKey[]>();
  const isDeferred = (table: Table, key: ForeignKey) => deferred.get(nameKey(table))?.includes(key) ?? false;
  const byPlainName = new Map(tables.map((table) => [plainName(displayName(table)), table]));
  const parents = (table: Table): Table[] =>
    [
      ...constraintsOf(table, "foreignKey")
        .filter((key) => !isDeferred(table, key))
        .map((key) => byKey.get(nameKey(key.references))),
      ...inheritedNames(table).map((name) => byPlainName.get(name)),
    ]
      .filter((parent): parent is Table => parent !== undefined && parent !== table)
      .sort((a, b) => compareText(nameKey(a), nameKey(b)));
  for (;;) {
    const sorted = topoSort(byName, parents);
    if (sorted.order) return { tables: sorted.order, deferred };
    const [child, parent] = sorted.cycle;
    const closing = constraintsOf(child!, "foreignKey").filter(
      (key) => nameKey(key.references) === nameKey(parent!),
    );
    deferred.set(nameKey(child!), [...(deferred.get(nameKey(child!)) ?? []), ...closing]);
  }
}

/** The tables whose columns a table has too, as its options name them; they must be there before it. */
function inheritedNames({ options }: Table): readonly string[] {
  if (!options) return [];
  return Object.values(options).flatMap(({ inherits }) =>
    Array.isArray(inherits) ? (inherits as readonly string[]).map(plainName) : [],
  );
}

function plainName(name: string): string {
  return name.replaceAll('"', "");
}

/** Orders texts by code unit, the same on every machine. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
