import { RevisionError } from "../errors/errors.js";
import type { RevisionGraph } from "./graph.js";
import { type Identifier, isRange, isRelativeToOther, parseRange } from "./identifier.js";
import { type Direction, type Plan, planDowngrade, planUpgrade } from "./plan.js";
import { branchOf, resolveRevisions } from "./resolve.js";
import { resolveDowngrade, resolveUpgrade } from "./target.js";

/**
 * The steps of a script that is written without a database: `FROM:TO` says where the database will stand. An upgrade
 * of a bare target begins at base, and the open side of a range is base or the heads.
 *
 * @throws {RevisionError} revision.range-needed: a downgrade is not told where it begins
 * @throws {RevisionError} revision.bad-range: the range runs the other way
 * @throws {RevisionError} revision.needs-database: a side is `current`; else as `resolveUpgrade`, `resolveDowngrade`
 */
export function planRange(graph: RevisionGraph, direction: Direction, text: string): Plan {
  if (direction === "up") {
    const { start, target } = isRange(text) ? sidesOf(text) : { start: null, target: text };
    const rows = start === null ? [] : rowsAt(graph, start.identifier, start.other);
    const targets = resolveUpgrade(graph, target ?? "heads", rows);
    const plan = planUpgrade(graph, rows, targets);
    if (plan.steps.length === 0 && plan.passed.length > 0) throw badRange(text, "upgrade");
    return plan;
  }
  if (!isRange(text)) throw rangeNeeded(text);
  const { start, target } = sidesOf(text);
  const rows = start === null ? headRows(graph) : rowsAt(graph, start.identifier, start.other);
  return planDowngrade(graph, rows, resolveDowngrade(graph, target ?? "base", rows));
}

/**
 * The version rows of a database that stands at the left sides of some ranges; none where these are open.
 *
 * @throws {RevisionError} revision.bad-range: no database stands at all of them
 */
export function commonStart(graph: RevisionGraph, ranges: readonly string[]): readonly string[] {
  const starts = ranges.map((range) => {
    const { start } = sidesOf(range);
    return start === null ? [] : rowsAt(graph, start.identifier, start.other);
  });
  const rows = [...new Set(starts.flat())].sort();
  const standing = graph.tips(graph.ancestors(rows.map((row) => graph.find(row)!)));
  if (rows.length === standing.length && (rows.length === 0 || starts.every(({ length }) => length > 0))) {
    return rows;
  }
  throw new RevisionError(
    "revision.bad-range",
    `The ranges ${ranges.join(" and ")} begin at places where no database stands at once.`,
    { hint: "Write the same place before each colon.", details: { ranges } },
  );
}

interface Sides {
  readonly start: { readonly identifier: Identifier; readonly other: Identifier | null } | null;
  readonly target: string | null;
}

function sidesOf(text: string): Sides {
  const { from, to } = parseRange(text);
  return { start: from && { identifier: from, other: to }, target: to?.text ?? null };
}

/** The version rows of a database that stands at what an identifier names; bare steps count from the other side. */
function rowsAt(graph: RevisionGraph, identifier: Identifier, other: Identifier | null): readonly string[] {
  const counted = isRelativeToOther(identifier, other);
  const reached = resolveRevisions(graph, counted ? { ...identifier, name: other!.name } : identifier);
  if (reached.length > 0) return idsOf(graph.tips(graph.ancestors(reached)));
  const branch = branchOf(graph, identifier);
  // The place below a branch is at the top of what the branch grew from.
  return branch === null ? [] : idsOf(graph.tips(graph.ancestors(graph.below(branch.start))));
}

function headRows(graph: RevisionGraph): readonly string[] {
  return idsOf(graph.tips(new Set(graph.revisions)));
}

function idsOf(revisions: readonly { readonly id: string }[]): readonly string[] {
  return revisions.map(({ id }) => id).sort();
}

function rangeNeeded(text: string): RevisionError {
  return new RevisionError(
    "revision.range-needed",
    "A downgrade that is written as SQL must be told where the database stands.",
    {
      hint: `Write it as FROM:TO, such as head:${text.startsWith("-") ? "REV" : text}.`,
      details: { identifier: text },
    },
  );
}

function badRange(text: string, command: string): RevisionError {
  return new RevisionError("revision.bad-range", `The range ${text} leads down, and this is an ${command}.`, {
    hint: "Write where the database stands first, then where it is to go; `migr downgrade` leads down.",
    details: { range: text },
  });
}
