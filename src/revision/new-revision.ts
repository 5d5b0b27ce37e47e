import { dirname, resolve, sep } from "node:path";
import { RevisionError } from "../errors/errors.js";
import { RevisionGraph } from "./graph.js";
import { resolveRevision, resolveRevisions } from "./resolve.js";
import { enumerateIds, type NameList, nameWithFile, type Revision, revision } from "./revision.js";
import { newRevisionId } from "./revision-id.js";

/** What is asked of a new revision. */
export interface NewRevision {
  /** The id, or what makes it of the ids that it follows; a random one where left out. */
  readonly id?: string | ((downRevisions: readonly string[]) => string) | undefined;
  readonly message?: string | undefined;
  readonly createdAt?: string | undefined;
  /** Identifiers of what it is to follow: `head` where left out, `base` to begin a history of its own. */
  readonly follows?: readonly string[] | undefined;
  /** Whether it may follow revisions that others follow already, and so begin a branch. */
  readonly splice?: boolean | undefined;
  readonly branchLabels?: NameList;
  /** Identifiers; labels stay labels, all else becomes full ids. */
  readonly dependsOn?: readonly string[] | undefined;
  /** The ids of the revisions that it replaces, from old to new. */
  readonly replaces?: readonly string[] | undefined;
}

/**
 * A new revision that fits into the history; neither the graph nor a file is changed.
 *
 * @throws {RevisionError} revision.not-a-head: it would branch off, and `splice` is not set.
 * @throws {RevisionError} revision.overlapping-parents: of two revisions to follow, one follows the other.
 * @throws {RevisionError} revision.duplicate, revision.duplicate-label, revision.bad-id, revision.bad-label: id or
 *   label are taken or cannot be such; else as `resolveRevisions`.
 */
export function newRevision(graph: RevisionGraph, request: NewRevision): Revision {
  const parents = resolveParents(graph, request);
  return fitInto(graph, parents, request);
}

/**
 * A new revision that joins branches: all heads where `follows` is left out.
 *
 * @throws {RevisionError} revision.nothing-to-merge: fewer than two revisions are named; else as `newRevision`.
 */
export function newMerge(graph: RevisionGraph, request: NewRevision): Revision {
  const parents = resolveParents(graph, { ...request, follows: request.follows ?? ["heads"] });
  if (parents.length < 2) {
    throw new RevisionError(
      "revision.nothing-to-merge",
      parents.length === 0 ? "There is nothing to merge." : `There is only ${parents[0]!.id} to merge.`,
      { hint: "A merge joins two revisions or more; `migr heads` lists the heads." },
    );
  }
  return fitInto(graph, parents, request);
}

/**
 * The version folder for a new revision: the one asked for, else the one its first parent is in, else the only one.
 *
 * @param folders the configured version folders.
 * @throws {RevisionError} revision.no-folder: the one asked for is not configured, or there are several to choose from.
 */
export function versionFolderFor(
  graph: RevisionGraph,
  created: Revision,
  folders: readonly string[],
  asked?: string,
): string {
  if (asked !== undefined) {
    const configured = folders.find((folder) => resolve(folder) === resolve(asked));
    if (configured !== undefined) return configured;
    throw new RevisionError("revision.no-folder", `${asked} is no version folder.`, {
      hint: `The configured folders are: ${folders.join(", ")}.`,
      details: { folder: asked, folders },
    });
  }
  if (folders.length === 1) return folders[0]!;
  const parentPath = created.downRevisions.map((id) => graph.find(id)?.path).find((path) => path != null);
  const beside = folders.filter((folder) => parentPath != null && isWithin(parentPath, folder));
  // Of nested folders the innermost is the one the parent was written to.
  const innermost = beside.sort((a, b) => resolve(b).length - resolve(a).length)[0];
  if (innermost !== undefined) return innermost;
  throw new RevisionError("revision.no-folder", "There are several version folders for the new revision.", {
    hint: `Name one with --version-path: ${folders.join(", ")}.`,
    details: { folders },
  });
}

function resolveParents(graph: RevisionGraph, request: NewRevision): readonly Revision[] {
  const identifiers = request.follows ?? ["head"];
  const parents = [...new Set(identifiers.flatMap((identifier) => resolveRevisions(graph, identifier)))];
  const passed = parents.find((parent) => graph.children(parent).length > 0);
  if (passed !== undefined && !request.splice) throw notAHead(graph, passed);
  for (const parent of parents) {
    const below = graph.ancestors([parent], "versioned");
    const overlapping = parents.find((other) => other !== parent && below.has(other));
    if (overlapping !== undefined) throw overlappingParents(parent, overlapping);
  }
  return parents;
}

function fitInto(graph: RevisionGraph, parents: readonly Revision[], request: NewRevision): Revision {
  const downRevisions = parents.map((parent) => parent.id);
  const asked = typeof request.id === "function" ? request.id(downRevisions) : request.id;
  const created = revision({
    id: asked ?? newRevisionId((id) => graph.find(id) !== undefined),
    message: request.message,
    createdAt: request.createdAt,
    downRevision: downRevisions,
    branchLabels: request.branchLabels,
    dependsOn: request.dependsOn?.flatMap((identifier) => resolveDependency(graph, identifier)),
    replaces: request.replaces,
  });
  // The checks of the whole history are the checks of its newest part.
  new RevisionGraph([...graph.all, created]);
  return created;
}

function resolveDependency(graph: RevisionGraph, identifier: string): readonly string[] {
  if (graph.findLabelled(identifier) !== undefined) return [identifier];
  const found = resolveRevision(graph, identifier);
  return found === null ? [] : [found.id];
}

function isWithin(path: string, folder: string): boolean {
  return `${resolve(dirname(path))}${sep}`.startsWith(`${resolve(folder)}${sep}`);
}

function notAHead(graph: RevisionGraph, passed: Revision): RevisionError {
  const next = enumerateIds(graph.children(passed));
  return new RevisionError(
    "revision.not-a-head",
    `Revision ${nameWithFile(passed)} is not a head: ${next} already ${graph.children(passed).length === 1 ? "follows" : "follow"} it.`,
    {
      hint: "To begin a branch there, say --splice.",
      details: { revision: passed.id, children: graph.children(passed).map((child) => child.id) },
    },
  );
}

function overlappingParents(parent: Revision, overlapping: Revision): RevisionError {
  return new RevisionError(
    "revision.overlapping-parents",
    `A revision cannot follow both ${parent.id} and ${overlapping.id}: ${parent.id} already comes after ${overlapping.id}.`,
    {
      hint: `Name only ${parent.id}.`,
      details: { revisions: [parent.id, overlapping.id] },
    },
  );
}
