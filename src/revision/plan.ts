import { RevisionError } from "../errors/errors.js";
import type { RevisionGraph } from "./graph.js";
import type { Revision } from "./revision.js";
import type { DowngradeTarget } from "./target.js";

/** Up applies a revision, down undoes it. */
export type Direction = "up" | "down";

/** One revision to run, and what its success does to the rows of the version table. */
export interface Step {
  readonly revision: Revision;
  readonly direction: Direction;
  /** The version rows that go. */
  readonly removes: readonly string[];
  /** The version rows that come; `rowStatements` pairs them with those that go. */
  readonly inserts: readonly string[];
}

/** The way from one state of a database to another, step by step. */
export interface Plan {
  readonly direction: Direction;
  readonly steps: readonly Step[];
  /** The version rows before the first step, sorted. */
  readonly before: readonly string[];
  /** The version rows after the last step, sorted. */
  readonly after: readonly string[];
  /** Targets of an upgrade that are applied already and lie below where the database stands. */
  readonly passed: readonly Revision[];
}

/**
 * The revisions to apply so that the targets and all that they need are applied, from old to new.
 *
 * @param rows the ids in the version table.
 * @throws {RevisionError} revision.not-in-history: a row names a revision that no file has.
 */
export function planUpgrade(
  graph: RevisionGraph,
  rows: Iterable<string>,
  targets: readonly Revision[],
): Plan {
  const before = new Set(rows);
  const applied = graph.applied(before);
  const missing = new Set([...graph.ancestors(targets)].filter((revision) => !applied.has(revision)));
  const after = new Set(before);
  const steps = graph.sort(missing).map((revision): Step => {
    const removes = graph
      .below(revision)
      .flatMap((below) => graph.rowsOf(below))
      .filter((id) => after.delete(id));
    after.add(revision.id);
    return { revision, direction: "up", removes, inserts: [revision.id] };
  });
  const passed = targets.filter(
    (target) => applied.has(target) && !graph.rowsOf(target).some((id) => before.has(id)),
  );
  return { direction: "up", steps, before: sorted(before), after: sorted(after), passed };
}

/**
 * The revisions to undo, from new to old: those the target names and all that needs them. Other branches
 * and what was applied only as a dependency stay.
 *
 * @param rows the ids in the version table.
 * @throws {RevisionError} revision.not-in-history: a row names a revision that no file has.
 * @throws {RevisionError} revision.not-applied: the revision to go down to is not applied.
 */
export function planDowngrade(graph: RevisionGraph, rows: Iterable<string>, target: DowngradeTarget): Plan {
  const before = new Set(rows);
  const applied = graph.applied(before);
  if (target.to !== null && !applied.has(target.to)) throw notApplied(target, target.to, before);
  const undone = new Set([...graph.descendants(target.undo)].filter((revision) => applied.has(revision)));
  const after = new Set(before);
  const steps = graph
    .sort(undone)
    .toReversed()
    .map((revision): Step => {
      applied.delete(revision);
      const removes = graph.rowsOf(revision).filter((id) => after.delete(id));
      const bared = graph
        .below(revision)
        .filter((below) => !graph.above(below).some((next) => applied.has(next)));
      const inserts = bared.filter((below) => !graph.rowsOf(below).some((id) => after.has(id))).map(idOf);
      for (const id of inserts) after.add(id);
      return { revision, direction: "down", removes, inserts };
    });
  return { direction: "down", steps, before: sorted(before), after: sorted(after), passed: [] };
}

/**
 * The revisions that are not applied yet, from old to new; none where the database is at its heads.
 *
 * @param rows the ids in the version table.
 * @throws {RevisionError} revision.not-in-history: a row names a revision that no file has.
 */
export function pendingRevisions(graph: RevisionGraph, rows: Iterable<string>): readonly Revision[] {
  const applied = graph.applied(rows);
  return graph.sort(new Set(graph.revisions.filter((revision) => !applied.has(revision))));
}

/**
 * Where a database stands as people see it: the tip of each applied branch, those that have no row of their
 * own because another row depends on them included.
 *
 * @param rows the ids in the version table.
 * @throws {RevisionError} revision.not-in-history: a row names a revision that no file has.
 */
export function currentRevisions(graph: RevisionGraph, rows: Iterable<string>): readonly Revision[] {
  return graph.tips(graph.applied(rows), "versioned");
}

function notApplied(target: DowngradeTarget, to: Revision, rows: ReadonlySet<string>): RevisionError {
  const at = rows.size === 0 ? "base" : sorted(rows).join(", ");
  return new RevisionError(
    "revision.not-applied",
    `Revision ${to.id} is not applied, so the database cannot go down to it: it is at ${at}.`,
    {
      hint: `\`migr current\` shows where the database stands; \`migr upgrade ${to.id}\` applies it.`,
      details: { identifier: target.text, revision: to.id, rows: sorted(rows) },
    },
  );
}

function idOf(revision: Revision): string {
  return revision.id;
}

function sorted(ids: ReadonlySet<string>): readonly string[] {
  return [...ids].sort();
}
