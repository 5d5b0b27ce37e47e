import { RevisionError } from "../errors/errors.js";
import { topoSort } from "../util/graph.js";
import { nearest } from "../util/text.js";
import { nameWithFile, type Revision } from "./revision.js";
import type { Squashed } from "./squash.js";

/** The edges of one revision, resolved to revisions. */
export interface Links {
  /** What it follows, in the order its file names them. */
  readonly parents: readonly Revision[];
  /** What it depends on beside its parents. */
  readonly dependencies: readonly Revision[];
  /** What follows it. */
  readonly children: readonly Revision[];
  /** What depends on it without following it. */
  readonly dependents: readonly Revision[];
}

/** All revisions by id, the labelled ones by label, and the edges between them. */
export interface RevisionIndex {
  readonly byId: ReadonlyMap<string, Revision>;
  readonly byLabel: ReadonlyMap<string, Revision>;
  readonly links: ReadonlyMap<Revision, Links>;
}

/**
 * Links revisions with each other after checking that they make a history.
 *
 * @throws {RevisionError} revision.duplicate: two revisions have one id.
 * @throws {RevisionError} revision.duplicate-label: two revisions have one label, or a label is also an id.
 * @throws {RevisionError} revision.missing-parent: a revision follows one that does not exist.
 * @throws {RevisionError} revision.missing-dependency: a revision depends on one that does not exist.
 * @throws {RevisionError} revision.cycle: following parents or dependencies leads round in a circle.
 */
export function indexRevisions(
  revisions: readonly Revision[],
  { aliases, replaced }: Pick<Squashed, "aliases" | "replaced">,
): RevisionIndex {
  const byId = indexById(revisions);
  for (const [id, revision] of aliases) byId.set(id, revision);
  const byLabel = indexByLabel(revisions, byId);
  const links = linkRevisions(revisions, byId, new Map([...replaced, ...byLabel]));
  refuseCycle(revisions, links);
  return { byId, byLabel, links };
}

function indexById(revisions: readonly Revision[]): Map<string, Revision> {
  const byId = new Map<string, Revision>();
  for (const revision of revisions) {
    const other = byId.get(revision.id);
    if (other !== undefined) throw duplicateId(other, revision);
    byId.set(revision.id, revision);
  }
  return byId;
}

function indexByLabel(revisions: readonly Revision[], byId: ReadonlyMap<string, Revision>) {
  const byLabel = new Map<string, Revision>();
  for (const revision of revisions) {
    for (const label of revision.branchLabels) {
      const other = byLabel.get(label) ?? byId.get(label);
      if (other !== undefined) throw duplicateLabel(label, other, revision);
      byLabel.set(label, revision);
    }
  }
  return byLabel;
}

function linkRevisions(
  revisions: readonly Revision[],
  byId: ReadonlyMap<string, Revision>,
  byLabel: ReadonlyMap<string, Revision>,
): Map<Revision, Links> {
  const links = new Map<Revision, { -readonly [list in keyof Links]: Revision[] }>();
  for (const revision of revisions) {
    links.set(revision, { parents: NONE, dependencies: NONE, children: NONE, dependents: NONE });
  }
  for (const [revision, own] of links) {
    for (const id of revision.downRevisions) {
      const parent = byId.get(id);
      if (parent === undefined) throw missingParent(revision, id, byId);
      own.parents = extended(own.parents, parent);
      const below = links.get(parent)!;
      below.children = extended(below.children, revision);
    }
    for (const name of revision.dependsOn) {
      const dependency = byId.get(name) ?? byLabel.get(name);
      if (dependency === undefined) throw missingDependency(revision, name, byId, byLabel);
      // A parent, or a label and an id of one revision, would make a second edge of the same meaning.
      if (own.parents.includes(dependency) || own.dependencies.includes(dependency)) continue;
      own.dependencies = extended(own.dependencies, dependency);
      const needed = links.get(dependency)!;
      needed.dependents = extended(needed.dependents, revision);
    }
  }
  return links;
}

/** The lists that stay empty, which are most of them, are all the same one. */
const NONE: Revision[] = [];
Object.freeze(NONE);

function extended(list: Revision[], revision: Revision): Revision[] {
  if (list === NONE) return [revision];
  list.push(revision);
  return list;
}

function refuseCycle(revisions: readonly Revision[], links: ReadonlyMap<Revision, Links>): void {
  const { cycle } = topoSort(revisions, (revision) => {
    const { parents, dependencies } = links.get(revision)!;
    return dependencies.length === 0 ? parents : [...parents, ...dependencies];
  });
  if (cycle === null) return;
  const steps = cycle.slice(1).map((to, i) => {
    const follows = links.get(cycle[i]!)!.parents.includes(to);
    return `${follows ? "follows" : "depends on"} ${cycle.length === 2 ? "itself" : nameWithFile(to)}`;
  });
  throw new RevisionError(
    "revision.cycle",
    `Revision ${nameWithFile(cycle[0]!)} ${steps.join(", which ")}.`,
    {
      hint: "Mend the downRevision or dependsOn of one of these files.",
      details: { cycle: cycle.map((revision) => revision.id) },
    },
  );
}

function duplicateId(first: Revision, second: Revision): RevisionError {
  const compiled = isCompiledCopy(first.path, second.path);
  return new RevisionError(
    "revision.duplicate",
    `Two files have the revision id ${first.id}: ${first.path ?? "a new one"} and ${second.path ?? "a new one"}.`,
    {
      hint: compiled
        ? "One is the compiled copy of the other: compile into another folder, and remove the copy."
        : "Give one of them another id, and mend the downRevision of those that follow it.",
      details: { id: first.id, files: [first.path, second.path] },
    },
  );
}

function isCompiledCopy(first: string | null, second: string | null): boolean {
  if (first === null || second === null) return false;
  const stem = (path: string) => path.replace(/\.[cm]?[jt]s$/, "");
  return stem(first) === stem(second);
}

function duplicateLabel(label: string, first: Revision, second: Revision): RevisionError {
  const isId = first.id === label;
  return new RevisionError(
    "revision.duplicate-label",
    isId
      ? `The branch label ${label} of revision ${nameWithFile(second)} is the id of another: ${nameWithFile(first)}.`
      : `The branch label ${label} is given twice: by ${nameWithFile(first)} and by ${nameWithFile(second)}.`,
    {
      hint: "A label names one branch; the revisions that follow inherit it. Remove it from one of the files.",
      details: { label, revisions: [first.id, second.id] },
    },
  );
}

function missingParent(revision: Revision, id: string, byId: ReadonlyMap<string, Revision>): RevisionError {
  const meant = closestId(id, byId.keys());
  return new RevisionError(
    "revision.missing-parent",
    `Revision ${nameWithFile(revision)} follows ${id}, which no revision file has.`,
    {
      hint:
        meant === null
          ? "Restore the missing file, or set downRevision to a revision that exists."
          : `Restore the missing file, or mend downRevision: did you mean ${meant}?`,
      details: { revision: revision.id, missing: id },
    },
  );
}

function missingDependency(
  revision: Revision,
  name: string,
  byId: ReadonlyMap<string, Revision>,
  byLabel: ReadonlyMap<string, Revision>,
): RevisionError {
  const meant = closestId(name, [...byLabel.keys(), ...byId.keys()]);
  return new RevisionError(
    "revision.missing-dependency",
    `Revision ${nameWithFile(revision)} depends on ${name}, which is neither a revision nor a branch label.`,
    {
      hint:
        meant === null
          ? "Restore the missing file, or mend dependsOn."
          : `Restore the missing file, or mend dependsOn: did you mean ${meant}?`,
      details: { revision: revision.id, missing: name },
    },
  );
}

/** What was meant by a name that must be whole in a file: the only one that begins so, else the nearest. */
function closestId(name: string, known: Iterable<string>): string | null {
  const all = [...known];
  const beginning = all.filter((id) => name !== "" && id.startsWith(name));
  return beginning.length === 1 ? beginning[0]! : nearest(name, all);
}
