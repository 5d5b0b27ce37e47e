import { RevisionError } from "../errors/errors.js";
import { plural } from "../util/text.js";
import type { Branch, RevisionGraph } from "./graph.js";
import { enumerateIds, type Revision } from "./revision.js";

/** How a relative step is walked. */
export interface Walk {
  /** Only revisions of this lineage are stepped on. */
  readonly branch?: Branch | null;
  /** Stop at the end of the history instead of failing. */
  readonly clamp?: boolean;
  /** What was typed, for messages. */
  readonly text: string;
}

/**
 * The revision `steps` above `from`, null being the place below the first revision.
 *
 * @throws {RevisionError} revision.ambiguous-step: several revisions follow at one of the steps.
 * @throws {RevisionError} revision.out-of-range: there are fewer revisions.
 */
export function walkUp(
  graph: RevisionGraph,
  from: Revision | null,
  steps: number,
  walk: Walk,
): Revision | null {
  let place = from;
  for (let taken = 0; taken < steps; taken++) {
    const next = nextOf(graph, place, walk);
    if (next.length > 1) throw ambiguousStep(walk.text, place, "up", next);
    if (next.length === 0) {
      if (walk.clamp) return place;
      throw outOfRange(walk.text, from, taken, "above");
    }
    place = next[0]!;
  }
  return place;
}

/**
 * The revision `steps` below `from`, or null where that is the place below the first revision.
 *
 * @throws {RevisionError} revision.ambiguous-step: one of the revisions stepped over is a merge.
 * @throws {RevisionError} revision.out-of-range: there are fewer revisions.
 */
export function walkDown(graph: RevisionGraph, from: Revision, steps: number, walk: Walk): Revision | null {
  let place: Revision | null = from;
  for (let taken = 0; taken < steps; taken++) {
    if (place === null) {
      if (walk.clamp) return null;
      throw outOfRange(walk.text, from, taken, "below");
    }
    const next = onLineage(graph.parents(place), walk);
    if (next.length > 1) throw ambiguousStep(walk.text, place, "down", next);
    place = next[0] ?? null;
  }
  return place;
}

/** Where one step up leads: the revisions that follow, or the bases from below the first revision. */
export function nextOf(graph: RevisionGraph, place: Revision | null, walk: Walk): readonly Revision[] {
  return onLineage(place === null ? graph.bases : graph.children(place), walk);
}

/** The error for steps from a database that stands at several revisions. */
export function ambiguousStart(text: string, starts: readonly Revision[]): RevisionError {
  return ambiguous(text, `it can count from ${enumerateIds(starts, "or")}`, starts);
}

function ambiguousStep(
  text: string,
  from: Revision | null,
  direction: "up" | "down",
  candidates: readonly Revision[],
): RevisionError {
  const ids = enumerateIds(candidates);
  const reason =
    from === null
      ? `the history begins with ${ids}`
      : direction === "up"
        ? `${from.id} is followed by ${ids}`
        : `${from.id} is a merge of ${ids}`;
  return ambiguous(text, reason, candidates);
}

function ambiguous(text: string, reason: string, candidates: readonly Revision[]): RevisionError {
  return new RevisionError("revision.ambiguous-step", `${text} is ambiguous: ${reason}.`, {
    hint: "Name the branch, as in label@+1 or label@-1, or the revision itself.",
    details: { identifier: text, candidates: candidates.map((revision) => revision.id) },
  });
}

/** The error for steps that lead past the end of the history. */
export function outOfRange(
  text: string,
  from: Revision | null,
  available: number,
  side: "above" | "below",
): RevisionError {
  const place = from === null ? "the start of the history" : from.id;
  const count = available === 0 ? "no revision" : `only ${plural(available, "revision")}`;
  const verb = available > 1 ? "are" : "is";
  const below =
    from === null
      ? "nothing is below the start of the history"
      : `${place} and what it follows ${verb} ${count}`;
  return new RevisionError(
    "revision.out-of-range",
    side === "above"
      ? `${text} leads too far: there ${verb} ${count} above ${place}.`
      : `${text} leads too far: ${below}.`,
    {
      hint:
        side === "above" ? "`head` is the last revision." : "`base` is the place below the first revision.",
      details: { identifier: text, available },
    },
  );
}

function onLineage(revisions: readonly Revision[], { branch }: Walk): readonly Revision[] {
  return branch ? revisions.filter((revision) => branch.lineage.has(revision)) : revisions;
}
