import { RevisionError } from "../errors/errors.js";
import type { Branch, RevisionGraph } from "./graph.js";
import { type Identifier, isRelativeToOther, parseIdentifier, parseRange } from "./identifier.js";
import { branchOf, requireRows, resolveRevision, resolveRevisions, startsOf } from "./resolve.js";
import type { Revision } from "./revision.js";
import { ambiguousStart, outOfRange, walkDown } from "./walk.js";

/** Where a downgrade is to lead. */
export interface DowngradeTarget {
  /** As it was typed. */
  readonly text: string;
  /** The revision that must be applied and stays so; null where the target is a base or bare steps. */
  readonly to: Revision | null;
  /** The revisions to be undone with all that needs them. */
  readonly undo: readonly Revision[];
}

/** What stamping is to claim. */
export interface StampTarget {
  /** The revisions to be counted as applied with all that they need. */
  readonly reach: readonly Revision[];
  /** The revisions to be counted as not applied with all that needs them. */
  readonly undo: readonly Revision[];
}

/**
 * The revisions an upgrade is to reach. Bare `+N` counts from the rows of the version table.
 *
 * @throws {RevisionError} revision.wrong-direction: the target is a base or bare steps down; else as `resolveRevisions`.
 */
export function resolveUpgrade(
  graph: RevisionGraph,
  text: string,
  rows: Iterable<string>,
): readonly Revision[] {
  const identifier = parseIdentifier(text);
  const isBase = identifier.name === "base" && identifier.steps === null;
  if (isBase || isBareSteps(identifier, "down")) throw wrongDirection(text, "upgrade", "downgrade");
  return resolveRevisions(graph, identifier, rows);
}

/**
 * What a downgrade is to undo. A revision is the one that stays; a label before it leaves what other branches
 * have above it; `label@base` undoes what bears the label; bare `-N` undoes the last N of the one branch applied.
 *
 * @throws {RevisionError} revision.wrong-direction: the target is bare steps up.
 * @throws {RevisionError} revision.not-applied: nothing of the named branch is applied; else as `resolveRevision`.
 */
export function resolveDowngrade(
  graph: RevisionGraph,
  text: string,
  rows: Iterable<string>,
): DowngradeTarget {
  const identifier = parseIdentifier(text);
  if (isBareSteps(identifier, "up")) throw wrongDirection(text, "downgrade", "upgrade");
  const branch = branchOf(graph, identifier);
  if (isBareSteps(identifier, "down")) {
    return { text, to: null, undo: [lastToUndo(graph, identifier, branch, rows)] };
  }
  const to = resolveRevision(graph, identifier, rows);
  if (to === null) return { text, to, undo: aboveBase(graph, identifier, branch) };
  const above = graph.children(to);
  return { text, to, undo: branch === null ? above : above.filter((next) => branch.lineage.has(next)) };
}

/**
 * What `stamp` is to write for one of its arguments.
 *
 * @param rows the ids in the version table; undefined where no database was asked.
 * @throws {RevisionError} as `resolveRevisions`.
 */
export function resolveStamp(graph: RevisionGraph, text: string, rows?: Iterable<string>): StampTarget {
  const identifier = parseIdentifier(text);
  const branch = branchOf(graph, identifier);
  if (isBareSteps(identifier, "down")) {
    const undo = [lastToUndo(graph, identifier, branch, requireRows(identifier, rows))];
    return { reach: [], undo };
  }
  const reach = resolveRevisions(graph, identifier, rows);
  if (reach.length > 0) return { reach, undo: reach.flatMap((revision) => graph.above(revision)) };
  return { reach, undo: aboveBase(graph, identifier, branch) };
}

/**
 * The revisions of a range with the newest first, both ends included: what an upgrade from its lower to its
 * upper end would run, and the lower end. An open side is `base` or `heads`; bare steps count from the other
 * side where that is given, else from the database; steps that lead too far stop at the end of the history.
 *
 * @param rows the ids in the version table; undefined where no database was asked.
 * @throws {RevisionError} revision.bad-range: the lower end is not below the upper one; else as `resolveRevisions`.
 */
export function resolveRange(
  graph: RevisionGraph,
  text: string,
  rows?: Iterable<string>,
): readonly Revision[] {
  const { from, to } = parseRange(text);
  const branch = from === null ? null : branchOf(graph, from);
  const upper = upperEnd(graph, from, to, branch, rows);
  const lower = lowerEnd(graph, from, to, rows);
  const wanted = graph.ancestors(upper);
  const stranger = lower.find((revision) => !wanted.has(revision));
  if (stranger !== undefined) throw badRange(text, stranger);
  const excluded = graph.ancestors(lower);
  // The place below a branch is at the top of what the branch grew from.
  if (branch !== null && lower.length === 0) {
    for (const revision of graph.ancestors(graph.below(branch.start))) excluded.add(revision);
  }
  for (const revision of lower) excluded.delete(revision);
  for (const revision of excluded) wanted.delete(revision);
  return graph.sort(wanted).toReversed();
}

function upperEnd(
  graph: RevisionGraph,
  from: Identifier | null,
  to: Identifier | null,
  branch: Branch | null,
  rows: Iterable<string> | undefined,
): readonly Revision[] {
  if (to === null) {
    const heads = { text: "heads", branch: branch?.name ?? null, name: "heads", steps: null };
    return resolveRevisions(graph, heads);
  }
  if (!isRelativeToOther(to, from)) return resolveRevisions(graph, to, rows, true);
  return countFrom(graph, to, resolveRevisions(graph, from!, rows, true));
}

function lowerEnd(
  graph: RevisionGraph,
  from: Identifier | null,
  to: Identifier | null,
  rows: Iterable<string> | undefined,
): readonly Revision[] {
  if (from === null) return [];
  if (!isRelativeToOther(from, to)) return resolveRevisions(graph, from, rows, true);
  return countFrom(graph, from, resolveRevisions(graph, to!, rows, true));
}

/** Bare steps of one side counted from where the other side is. */
function countFrom(graph: RevisionGraph, side: Identifier, start: readonly Revision[]): readonly Revision[] {
  if (start.length > 1) throw ambiguousStart(side.text, start);
  const name = start[0]?.id ?? "base";
  return resolveRevisions(graph, { ...side, name }, undefined, true);
}

/** The lowest of the revisions that bare `-N` undoes; those above it go with it. */
function lastToUndo(
  graph: RevisionGraph,
  { text, steps }: Identifier,
  branch: Branch | null,
  rows: Iterable<string>,
): Revision {
  const starts = startsOf(graph, branch, rows).filter(
    (start) => branch === null || branch.members.has(start),
  );
  const [start] = starts;
  if (start === undefined) {
    if (branch === null) throw outOfRange(text, null, 0, "below");
    throw new RevisionError("revision.not-applied", `Nothing of branch ${branch.name} is applied.`, {
      hint: "`migr current` shows where the database stands.",
      details: { identifier: text, branch: branch.name },
    });
  }
  if (starts.length > 1) throw ambiguousStart(text, starts);
  const last = walkDown(graph, start, -steps! - 1, { branch, text });
  if (last === null || (branch !== null && !branch.members.has(last))) {
    throw outOfRange(text, start, countDown(graph, start, branch), "below");
  }
  return last;
}

/** What is undone on the way to a base: everything, or only the branch, or only the history of the `REV` in `REV-N`. */
function aboveBase(graph: RevisionGraph, identifier: Identifier, branch: Branch | null): readonly Revision[] {
  const { text, name, steps } = identifier;
  if (name === "base" || steps === null) return branch === null ? graph.bases : [branch.start];
  const start = resolveRevision(graph, { ...identifier, steps: null });
  return start === null ? [] : [walkDown(graph, start, -steps - 1, { branch, text })!];
}

/** How many revisions there are from `start` down to the first one of its branch. */
function countDown(graph: RevisionGraph, start: Revision, branch: Branch | null): number {
  const below = graph.ancestors([start], "versioned");
  return branch === null ? below.size : [...below].filter((revision) => branch.members.has(revision)).length;
}

function isBareSteps({ name, steps }: Identifier, direction: "up" | "down"): boolean {
  const isBare = (name === null || name === "current") && steps !== null;
  return isBare && (direction === "up" ? steps > 0 : steps < 0);
}

function wrongDirection(text: string, command: string, other: string): RevisionError {
  return new RevisionError("revision.wrong-direction", `${text} is no target for ${command}.`, {
    hint: `Say \`migr ${other} ${text}\`, or name a revision.`,
    details: { identifier: text, command },
  });
}

function badRange(text: string, stranger: Revision): RevisionError {
  return new RevisionError(
    "revision.bad-range",
    `The range ${text} does not run along the history: its upper end does not come after ${stranger.id}.`,
    {
      hint: "Write the older revision first; both ends must be on one branch.",
      details: { range: text, revision: stranger.id },
    },
  );
}
