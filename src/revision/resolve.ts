import { RevisionError } from "../errors/errors.js";
import { nearest } from "../util/text.js";
import type { Branch, RevisionGraph } from "./graph.js";
import { type Identifier, parseIdentifier } from "./identifier.js";
import { enumerateIds, type Revision } from "./revision.js";
import { RESERVED_WORDS } from "./revision-id.js";
import { ambiguousStart, nextOf, walkDown, walkUp } from "./walk.js";

/** How many of the revisions that fit an ambiguous prefix a message lists. */
const LISTED_CANDIDATES = 3;

/**
 * The revisions an identifier names, in a fixed order; none for `base`, which is below them all.
 *
 * @param rows the ids in the version table; undefined where no database was asked.
 * @throws {RevisionError} revision.malformed, revision.unknown, revision.ambiguous, revision.multiple-heads,
 *   revision.no-such-branch, revision.not-on-branch, revision.ambiguous-step, revision.out-of-range,
 *   revision.needs-database, revision.not-in-history.
 */
export function resolveRevisions(
  graph: RevisionGraph,
  identifier: string | Identifier,
  rows?: Iterable<string>,
  clamp = false,
): readonly Revision[] {
  const parsed = typeof identifier === "string" ? parseIdentifier(identifier) : identifier;
  const branch = branchOf(graph, parsed);
  if (parsed.name === "base") return resolveFromBase(graph, parsed, branch, clamp);
  if (parsed.name === null || parsed.name === "current") {
    return resolveFromRows(graph, parsed, branch, requireRows(parsed, rows), clamp);
  }
  const named = resolveName(graph, parsed, branch);
  if (parsed.steps === null) return named;
  return moveFrom(graph, parsed, branch, named, clamp);
}

/**
 * The one revision an identifier names, or null for `base`.
 *
 * @param rows the ids in the version table; undefined where no database was asked.
 * @throws {RevisionError} revision.multiple-heads: it names several revisions; else as `resolveRevisions`.
 */
export function resolveRevision(
  graph: RevisionGraph,
  identifier: string | Identifier,
  rows?: Iterable<string>,
): Revision | null {
  const parsed = typeof identifier === "string" ? parseIdentifier(identifier) : identifier;
  const found = resolveRevisions(graph, parsed, rows);
  if (found.length > 1) throw severalRevisions(parsed.text, found);
  return found[0] ?? null;
}

/**
 * The branch an identifier is limited to, or null where it names none.
 *
 * @throws {RevisionError} revision.no-such-branch: what stands before the `@` is no label and no revision.
 */
export function branchOf(graph: RevisionGraph, identifier: Identifier): Branch | null {
  if (identifier.branch === null) return null;
  const name = identifier.branch;
  const labelled = graph.findLabelled(name) ?? findByIdOrPrefix(graph, name);
  if (labelled !== null) return graph.branchThrough(labelled, name);
  const meant = nearest(name, graph.labels.keys());
  const labels = [...graph.labels.keys()];
  throw new RevisionError("revision.no-such-branch", `There is no branch ${name}.`, {
    hint:
      meant !== null
        ? `Did you mean ${meant}?`
        : labels.length > 0
          ? `The branch labels are: ${labels.join(", ")}.`
          : "No revision has a branch label; give one with `migr revision --branch-label`.",
    details: { branch: name },
  });
}

/** The heads of the history or of one branch, without those that another of them implies by a dependency. */
function headsOf(graph: RevisionGraph, branch: Branch | null): readonly Revision[] {
  if (branch === null) return graph.realHeads;
  const heads = new Set(graph.heads.filter((head) => branch.members.has(head)));
  const isImplied = (head: Revision) =>
    graph.dependents(head).length > 0 &&
    [...graph.descendants([head])].some((later) => later !== head && heads.has(later));
  return [...heads].filter((head) => !isImplied(head));
}

/**
 * The rows of the database that a step or `current` starts from: the tips of all that is applied, or of what
 * is applied of one branch, revisions that another branch's dependencies brought included.
 *
 * @throws {RevisionError} revision.not-in-history: a row names a revision that no file has.
 */
export function startsOf(
  graph: RevisionGraph,
  branch: Branch | null,
  rows: Iterable<string>,
): readonly Revision[] {
  const applied = graph.applied(rows);
  if (branch === null) return graph.tips(applied);
  const onBranch = new Set([...applied].filter((revision) => branch.lineage.has(revision)));
  return graph.tips(onBranch, "versioned");
}

/** The rows of the version table, where there is a database to ask. @throws {RevisionError} revision.needs-database */
export function requireRows(identifier: Identifier, rows: Iterable<string> | undefined): readonly string[] {
  if (rows !== undefined) return [...rows];
  throw new RevisionError(
    "revision.needs-database",
    `${identifier.text} counts from where a database stands, and none is asked here.`,
    { hint: "Name a revision instead, as in REV+1.", details: { identifier: identifier.text } },
  );
}

function resolveFromBase(
  graph: RevisionGraph,
  { text, steps }: Identifier,
  branch: Branch | null,
  clamp: boolean,
): readonly Revision[] {
  if (steps === null) return [];
  if (steps < 0) {
    if (clamp) return [];
    throw new RevisionError("revision.out-of-range", `${text} leads too far: nothing is below base.`, {
      details: { identifier: text, available: 0 },
    });
  }
  const walk = { branch, clamp, text };
  const found =
    branch === null ? walkUp(graph, null, steps, walk) : walkUp(graph, branch.start, steps - 1, walk);
  return found === null ? [] : [found];
}

function resolveFromRows(
  graph: RevisionGraph,
  identifier: Identifier,
  branch: Branch | null,
  rows: readonly string[],
  clamp: boolean,
): readonly Revision[] {
  const starts = startsOf(graph, branch, rows);
  if (identifier.steps === null) return starts;
  return moveFrom(graph, identifier, branch, starts, clamp);
}

/** Walks from wherever the name or the database put us; below the first revision where that is nowhere. */
function moveFrom(
  graph: RevisionGraph,
  identifier: Identifier,
  branch: Branch | null,
  starts: readonly Revision[],
  clamp: boolean,
): readonly Revision[] {
  const { text, steps } = identifier;
  const walk = { branch, clamp, text };
  if (starts.length === 0) {
    if (steps! < 0) return resolveFromBase(graph, identifier, branch, clamp);
    const found = walkUp(graph, null, steps!, walk);
    return found === null ? [] : [found];
  }
  if (steps! < 0) {
    if (starts.length > 1) throw ambiguousStart(text, starts);
    const found = walkDown(graph, starts[0]!, -steps!, walk);
    return found === null ? [] : [found];
  }
  // What nothing follows cannot be meant by "one up", so it makes nothing ambiguous.
  const open = starts.filter((start) => nextOf(graph, start, walk).length > 0);
  const from = open.length === 0 ? starts.slice(0, 1) : open;
  const reached = new Set(from.map((start) => walkUp(graph, start, steps!, walk)!));
  if (reached.size > 1) throw ambiguousStart(text, from);
  return [...reached];
}

function resolveName(
  graph: RevisionGraph,
  identifier: Identifier,
  branch: Branch | null,
): readonly Revision[] {
  const name = identifier.name!;
  if (name === "heads") return headsOf(graph, branch);
  if (name === "head") {
    const heads = headsOf(graph, branch);
    if (heads.length > 1) throw severalHeads(graph, heads, branch);
    return heads;
  }
  const revision = graph.findLabelled(name) ?? findByIdOrPrefix(graph, name);
  if (revision === null) throw unknownRevision(graph, name);
  if (branch !== null && !branch.lineage.has(revision)) throw notOnBranch(revision, branch);
  return [revision];
}

/** The revision with this id, else the only one whose id begins so. */
function findByIdOrPrefix(graph: RevisionGraph, name: string): Revision | null {
  const exact = graph.find(name);
  if (exact !== undefined) return exact;
  const beginning = graph.revisions.filter((revision) => revision.id.startsWith(name));
  if (beginning.length > 1) throw ambiguousPrefix(name, beginning);
  return beginning[0] ?? null;
}

function ambiguousPrefix(name: string, fitting: readonly Revision[]): RevisionError {
  const listed = fitting.slice(0, LISTED_CANDIDATES);
  const more = fitting.length - listed.length;
  const list = listed.map((revision) => `${revision.id} ${JSON.stringify(revision.message)}`).join(", ");
  return new RevisionError(
    "revision.ambiguous",
    `${fitting.length} revisions begin with ${name}: ${list}${more > 0 ? ` and ${more} more` : ""}.`,
    {
      hint: "Write more characters of the id.",
      details: { identifier: name, candidates: fitting.map((revision) => revision.id) },
    },
  );
}

function unknownRevision(graph: RevisionGraph, name: string): RevisionError {
  const squash = graph.squashOf(name);
  if (squash !== undefined) {
    return new RevisionError("revision.unknown", `Revision ${name} is squashed into ${squash.id}.`, {
      hint: `Name ${squash.id}, which stands for it.`,
      details: { identifier: name, squash: squash.id },
    });
  }
  const ids = graph.revisions.map((revision) => revision.id);
  const meant = nearest(name, [...RESERVED_WORDS, ...graph.labels.keys(), ...ids]);
  return new RevisionError("revision.unknown", `There is no revision ${name}.`, {
    hint: meant === null ? "`migr history` lists all revisions." : `Did you mean ${meant}?`,
    details: { identifier: name },
  });
}

function notOnBranch(revision: Revision, branch: Branch): RevisionError {
  return new RevisionError(
    "revision.not-on-branch",
    `Revision ${revision.id} is not on branch ${branch.name}.`,
    {
      hint: `Leave out the branch, or name a revision that ${branch.labelled.id} follows or that follows it.`,
      details: { revision: revision.id, branch: branch.name },
    },
  );
}

function severalHeads(
  graph: RevisionGraph,
  heads: readonly Revision[],
  branch: Branch | null,
): RevisionError {
  const labels = heads.flatMap((head) => graph.labelsOf(head));
  const example = branch === null && labels.length > 0 ? `${labels[0]}@head` : heads[0]!.id;
  return new RevisionError(
    "revision.multiple-heads",
    `${branch === null ? "The history" : `Branch ${branch.name}`} has ${heads.length} heads: ${enumerateIds(heads)}.`,
    {
      hint: `Name one, as in ${example}, say heads for all of them, or join them with \`migr merge heads\`.`,
      details: { heads: heads.map((head) => head.id) },
    },
  );
}

function severalRevisions(text: string, found: readonly Revision[]): RevisionError {
  return new RevisionError(
    "revision.multiple-heads",
    `${text} names ${found.length} revisions where one is needed: ${enumerateIds(found)}.`,
    {
      hint: "Name one of them.",
      details: { identifier: text, candidates: found.map((revision) => revision.id) },
    },
  );
}
