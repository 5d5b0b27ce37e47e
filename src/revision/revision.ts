import { enumerate } from "../util/text.js";
import { checkBranchLabel, checkRevisionId } from "./revision-id.js";

/** One revision as frozen data: what its file says about it, without its code. */
export interface Revision {
  readonly id: string;
  /** The revisions this one follows: none for a base, several for a merge. */
  readonly downRevisions: readonly string[];
  /** The labels this file gives to its branch; those it inherits are `RevisionGraph.labelsOf`. */
  readonly branchLabels: readonly string[];
  /** Ids or branch labels of revisions that must be applied first although this one does not follow them. */
  readonly dependsOn: readonly string[];
  /** The ids of the revisions that were squashed into this one, from old to new. */
  readonly replaces: readonly string[];
  /** The ids among them that name their end: the last, and where that is a squash, the last of what it replaces. */
  readonly replacedEnd: readonly string[];
  /** The first line of the script's leading comment. */
  readonly message: string;
  /** The whole leading comment as plain text. */
  readonly doc: string;
  /** The create date as the leading comment has it. */
  readonly createdAt: string | null;
  /** The script's file, or null while there is none. */
  readonly path: string | null;
}

/** None, one or several names, as scripts write them. */
export type NameList = string | readonly string[] | null | undefined;

/** What a revision is made from: only the id must be given. */
export interface RevisionParts {
  readonly id: string;
  readonly downRevision?: NameList;
  readonly branchLabels?: NameList;
  readonly dependsOn?: NameList;
  /** From old to new; `c003=s100` has two names of one place: what a squash replaced last, and that squash. */
  readonly replaces?: NameList;
  readonly message?: string | undefined;
  readonly doc?: string | undefined;
  readonly createdAt?: string | null | undefined;
  readonly path?: string | null | undefined;
}

/**
 * Makes a revision of its parts; a name that is given twice counts once.
 *
 * @throws {RevisionError} revision.bad-id: the id cannot be one.
 * @throws {RevisionError} revision.bad-label: a branch label cannot be one.
 */
export function revision(parts: RevisionParts): Revision {
  const where = parts.path ?? "the new revision";
  const branchLabels = toNames(parts.branchLabels);
  for (const label of branchLabels) checkBranchLabel(label, where);
  const places = toNames(parts.replaces).map((place) => place.split("="));
  return Object.freeze({
    id: checkRevisionId(parts.id, where),
    downRevisions: toNames(parts.downRevision),
    branchLabels,
    dependsOn: toNames(parts.dependsOn),
    replaces: toNames(places.flat()),
    replacedEnd: toNames(places.at(-1)),
    message: parts.message ?? "",
    doc: parts.doc ?? parts.message ?? "",
    createdAt: parts.createdAt ?? null,
    path: parts.path ?? null,
  });
}

/** `3f1c9a7be210 (versions/first.ts)`: a revision as error messages name it. */
export function nameWithFile(revision: Revision): string {
  return revision.path === null ? revision.id : `${revision.id} (${revision.path})`;
}

/** The ids of some revisions as part of a sentence. */
export function enumerateIds(revisions: Iterable<Revision>, last: "and" | "or" = "and"): string {
  return enumerate(
    [...revisions].map((revision) => revision.id),
    last,
  );
}

/** Of the names of a revision, none. */
export const NO_NAMES: readonly string[] = Object.freeze([]);

function toNames(list: NameList): readonly string[] {
  if (typeof list === "string") return Object.freeze([list]);
  return list == null || list.length === 0 ? NO_NAMES : Object.freeze([...new Set(list)]);
}
