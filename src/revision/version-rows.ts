import type { RevisionGraph } from "./graph.js";
import type { Revision } from "./revision.js";
import type { StampTarget } from "./target.js";

/** How the rows of the version table change. */
export interface RowChange {
  /** The rows before the change, sorted. */
  readonly before: readonly string[];
  /** The rows after it, sorted. */
  readonly after: readonly string[];
  readonly removes: readonly string[];
  readonly inserts: readonly string[];
}

/** One statement on the version table; an update or delete must meet exactly one row. */
export type RowStatement =
  | { readonly kind: "insert"; readonly id: string }
  | { readonly kind: "delete"; readonly id: string }
  | { readonly kind: "update"; readonly from: string; readonly to: string };

/** The statements for a change: one row is updated where a row goes and another comes, the rest are deleted or inserted. */
export function rowStatements(change: Pick<RowChange, "removes" | "inserts">): readonly RowStatement[] {
  const updates = Math.min(change.removes.length, change.inserts.length);
  return [
    ...change.removes.slice(updates).map((id) => ({ kind: "delete", id }) as const),
    ...change.removes
      .slice(0, updates)
      .map((from, i) => ({ kind: "update", from, to: change.inserts[i]! }) as const),
    ...change.inserts.slice(updates).map((id) => ({ kind: "insert", id }) as const),
  ];
}

/**
 * What `stamp` writes: the targets and all they need count as applied, what needs a target no longer does, and
 * other branches stay. All targets are seen at once, so their order does not matter. Rows that no revision has are removed.
 *
 * @param options.purge takes the table for empty, so that nothing stays beside the targets.
 */
export function planStamp(
  graph: RevisionGraph,
  rows: Iterable<string>,
  targets: readonly StampTarget[],
  options: { readonly purge?: boolean } = {},
): RowChange {
  const before = [...new Set(rows)];
  const unknown = new Set(graph.unknownRows(before));
  const applied = options.purge
    ? new Set<Revision>()
    : graph.applied(before.filter((id) => !unknown.has(id)));
  for (const gone of graph.descendants(targets.flatMap((target) => target.undo))) applied.delete(gone);
  for (const reached of graph.ancestors(targets.flatMap((target) => target.reach))) applied.add(reached);
  return changeOfRows(
    before,
    graph.tips(applied).map((revision) => revision.id),
  );
}

/** The difference between two states of the version table. */
function changeOfRows(before: Iterable<string>, after: Iterable<string>): RowChange {
  const from = new Set([...before].sort());
  const to = new Set([...after].sort());
  return {
    before: [...from],
    after: [...to],
    removes: [...from].filter((id) => !to.has(id)),
    inserts: [...to].filter((id) => !from.has(id)),
  };
}
