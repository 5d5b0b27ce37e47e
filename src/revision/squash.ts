import { RevisionError } from "../errors/errors.js";
import { nameWithFile, type Revision } from "./revision.js";

/**
 * Which revisions make the history, where some of them were squashed. A squash stands for what it replaces, unless a
 * database stands in the middle of that: for such a database the old scripts stand, and the squash does not.
 */
export interface Squashed {
  /** The revisions that make the history. */
  readonly shown: readonly Revision[];
  /** Ids that stand for a shown revision beside its own: the end of what a squash replaces, or the squash itself. */
  readonly aliases: ReadonlyMap<string, Revision>;
  /** Every id that a shown squash replaces, with the squash. */
  readonly replaced: ReadonlyMap<string, Revision>;
}

/**
 * Tells the revisions that make the history from those that a squash replaces.
 *
 * @param unfolded the ids of the squashes in whose middle a database stands
 * @throws {RevisionError} revision.duplicate: two squashes replace one revision
 */
export function squashedRevisions(revisions: readonly Revision[], unfolded: ReadonlySet<string>): Squashed {
  const squashes = revisions.filter(({ id, replaces }) => replaces.length > 0 && !unfolded.has(id));
  if (squashes.length === 0 && unfolded.size === 0) return NOTHING_SQUASHED(revisions);
  // A squash may itself have been squashed; then only the outer one counts.
  const inner = new Set(squashes.flatMap(({ replaces }) => replaces));
  const outer = squashes.filter(({ id }) => !inner.has(id));
  const replaced = new Map<string, Revision>();
  for (const squash of outer) {
    for (const id of squash.replaces) {
      const other = replaced.get(id);
      if (other !== undefined) throw replacedTwice(id, other, squash);
      replaced.set(id, squash);
    }
  }
  const shown = revisions.filter(({ id }) => !replaced.has(id) && !unfolded.has(id));
  const byId = new Map(shown.map((revision) => [revision.id, revision]));
  const aliases = new Map<string, Revision>(
    outer.flatMap((squash) => squash.replacedEnd.map((id) => [id, squash] as const)),
  );
  for (const { id, replaces } of revisions.filter((revision) => unfolded.has(revision.id))) {
    const last = byId.get(replaces.at(-1)!) ?? aliases.get(replaces.at(-1)!);
    if (last !== undefined) aliases.set(id, last);
  }
  return { shown, aliases, replaced };
}

const NONE: ReadonlyMap<string, Revision> = new Map();
const NOTHING_SQUASHED = (shown: readonly Revision[]): Squashed => ({ shown, aliases: NONE, replaced: NONE });

/**
 * The squash in whose middle a version row stands, or null. One that names the last of what is replaced stands at its
 * end, which is where the squash leads.
 *
 * @throws {RevisionError} revision.squashed: scripts between the row and the end are gone
 */
export function squashAround(
  rows: readonly string[],
  { replaced }: Squashed,
  all: readonly Revision[],
): Revision | null {
  if (replaced.size === 0) return null;
  for (const row of rows) {
    const squash = replaced.get(row);
    if (squash === undefined || squash.replacedEnd.includes(row)) continue;
    const inside = new Set(squash.replaces);
    const there = new Set(all.flatMap(({ id, replaces }) => (inside.has(id) ? [id, ...replaces] : [])));
    const missing = squash.replaces.slice(squash.replaces.indexOf(row)).filter((id) => !there.has(id));
    if (missing.length === 0) return squash;
    throw new RevisionError(
      "revision.squashed",
      `The database stands at ${row}, which is squashed into ${nameWithFile(squash)}, and the scripts from there on are gone: ${missing.join(", ")}.`,
      {
        hint: `Restore these files, run \`migr upgrade ${squash.replaces.at(-1)}\`, and remove them again.`,
        details: { row, squash: squash.id, missing },
      },
    );
  }
  return null;
}

function replacedTwice(id: string, first: Revision, second: Revision): RevisionError {
  return new RevisionError(
    "revision.duplicate",
    `Revision ${id} is squashed twice: into ${nameWithFile(first)} and into ${nameWithFile(second)}.`,
    {
      hint: "Remove one of the two scripts, or the id from its `replaces`.",
      details: { id, files: [first.path, second.path] },
    },
  );
}
