import { basename } from "node:path";
import { Internal, RevisionError } from "../errors/errors.js";
import { reachable, topoSort } from "../util/graph.js";
import { enumerate } from "../util/text.js";
import { indexRevisions, type RevisionIndex } from "./index-revisions.js";
import type { Revision } from "./revision.js";
import { type Squashed, squashAround, squashedRevisions } from "./squash.js";

/** Which edges count: only `downRevision`, or `dependsOn` too. */
export type Edges = "versioned" | "all";

/** The part of the history that a label, or a revision in its stead, names. */
export interface Branch {
  /** The label or id as it was asked for. */
  readonly name: string;
  /** The revision that carries the label. */
  readonly labelled: Revision;
  /** The first revision of the branch: where it leaves a branch point or a merge, or a base. */
  readonly start: Revision;
  /** From `start` up to all that follows the labelled revision: those that bear the label. */
  readonly members: ReadonlySet<Revision>;
  /** The members and all that the labelled revision follows, down to the base. */
  readonly lineage: ReadonlySet<Revision>;
}

/**
 * The history: revisions and how they follow each other. Never changes; every list it gives has the same
 * order on every run, whatever order the files were read in.
 */
export class RevisionGraph {
  /** All revisions by file name, those without a file by id. */
  readonly revisions: readonly Revision[];
  /** Revisions that nothing follows. */
  readonly heads: readonly Revision[];
  /** Heads that nothing depends on either: where a database with everything applied stands. */
  readonly realHeads: readonly Revision[];
  /** Revisions that follow nothing. */
  readonly bases: readonly Revision[];
  /** Revisions that several others follow. */
  readonly branchPoints: readonly Revision[];
  /** Revisions that follow several others. */
  readonly mergePoints: readonly Revision[];

  /** The revisions it was made of, those that a squash replaces included. */
  readonly all: readonly Revision[];
  readonly #squashed: Squashed;
  readonly #unfolded: ReadonlySet<string>;
  readonly #index: RevisionIndex;
  #places: ReadonlyMap<Revision, number> | undefined;
  #labels: ReadonlyMap<Revision, readonly string[]> | undefined;

  /**
   * Checks and links the revisions.
   *
   * @param unfolded the ids of squashes that do not stand for what they replace
   * @throws {RevisionError} revision.duplicate, revision.duplicate-label, revision.missing-parent,
   *   revision.missing-dependency, revision.cycle: the files do not make a history.
   */
  constructor(revisions: Iterable<Revision>, unfolded: ReadonlySet<string> = NO_IDS) {
    this.all = Object.freeze([...revisions].sort(byFileName));
    this.#unfolded = unfolded;
    this.#squashed = squashedRevisions(this.all, unfolded);
    this.revisions = this.#squashed.shown;
    this.#index = indexRevisions(this.revisions, this.#squashed);
    const ends = findEnds(this.#index.links);
    this.heads = ends.heads;
    this.realHeads = ends.realHeads;
    this.bases = ends.bases;
    this.branchPoints = ends.branchPoints;
    this.mergePoints = ends.mergePoints;
  }

  /**
   * The history as it is for a database whose version table has these rows: where it stands in the middle of what a
   * squash replaces, the old revisions instead of the squash.
   *
   * @throws {RevisionError} revision.squashed: scripts that it would need are gone
   */
  at(rows: Iterable<string>): RevisionGraph {
    const unfolded = squashAround([...rows], this.#squashed, this.all);
    if (unfolded === null) return this;
    return new RevisionGraph(this.all, new Set([...this.#unfolded, unfolded.id])).at(rows);
  }

  /** The revision with exactly this id; the last of what a squash replaces is the squash. */
  find(id: string): Revision | undefined {
    return this.#index.byId.get(id);
  }

  /** The squash that stands for a revision. */
  squashOf(id: string): Revision | undefined {
    return this.#squashed.replaced.get(id);
  }

  /** The ids by which a version table may name a revision: its own, and where it is a squash, the end of what it replaces. */
  rowsOf({ id, replacedEnd }: Revision): readonly string[] {
    const squashes =
      this.#unfolded.size === 0 ? [] : [...this.#unfolded].filter((each) => this.find(each)?.id === id);
    return [id, ...replacedEnd, ...squashes];
  }

  /** The revision whose file gives exactly this label. */
  findLabelled(label: string): Revision | undefined {
    return this.#index.byLabel.get(label);
  }

  /** All labels, each with the revision whose file gives it. */
  get labels(): ReadonlyMap<string, Revision> {
    return this.#index.byLabel;
  }

  /** What a revision follows, in the order its file names them. */
  parents(revision: Revision): readonly Revision[] {
    return this.#links(revision).parents;
  }

  /** What follows a revision. */
  children(revision: Revision): readonly Revision[] {
    return this.#links(revision).children;
  }

  /** What a revision depends on beside its parents. */
  dependencies(revision: Revision): readonly Revision[] {
    return this.#links(revision).dependencies;
  }

  /** What depends on a revision without following it. */
  dependents(revision: Revision): readonly Revision[] {
    return this.#links(revision).dependents;
  }

  /** What must be applied directly before a revision. */
  below(revision: Revision, edges: Edges = "all"): readonly Revision[] {
    const { parents, dependencies } = this.#links(revision);
    return edges === "versioned" || dependencies.length === 0 ? parents : [...parents, ...dependencies];
  }

  /** What needs a revision directly. */
  above(revision: Revision, edges: Edges = "all"): readonly Revision[] {
    const { children, dependents } = this.#links(revision);
    return edges === "versioned" || dependents.length === 0 ? children : [...children, ...dependents];
  }

  /** The given revisions and all that they need. */
  ancestors(starts: Iterable<Revision>, edges: Edges = "all"): Set<Revision> {
    return reachable(starts, (revision) => this.below(revision, edges));
  }

  /** The given revisions and all that needs them. */
  descendants(starts: Iterable<Revision>, edges: Edges = "all"): Set<Revision> {
    return reachable(starts, (revision) => this.above(revision, edges));
  }

  /** Those of a set that nothing else in the set needs; with all edges, the rows of the version table. */
  tips(set: ReadonlySet<Revision>, edges: Edges = "all"): readonly Revision[] {
    const tips = [...set].filter((revision) => !this.above(revision, edges).some((next) => set.has(next)));
    return this.#inFileOrder(tips);
  }

  /**
   * A set from old to new: each after all that it needs, and one branch finished before the next begins.
   * Reversed, it is the order of undoing, and of a listing with the newest first.
   */
  sort(set: ReadonlySet<Revision>): readonly Revision[] {
    const tips = this.tips(set);
    const { order } = topoSort([...tips, ...set], (revision) => this.below(revision));
    if (order === null) throw new Internal("A checked revision graph has a cycle.");
    return order;
  }

  /** The labels a revision bears: its own, and those of the branches it is a member of. */
  labelsOf(revision: Revision): readonly string[] {
    this.#labels ??= this.#spreadLabels();
    return this.#labels.get(revision) ?? [];
  }

  /** The branch through a revision; `name` is what it is called in messages. */
  branchThrough(labelled: Revision, name: string = labelled.id): Branch {
    const members = this.descendants([labelled], "versioned");
    let start = labelled;
    for (let below = this.#soleParent(start); below !== null; below = this.#soleParent(start)) {
      if (this.children(below).length > 1 || this.parents(below).length > 1) break;
      members.add(below);
      start = below;
    }
    const lineage = new Set([...members, ...this.ancestors([labelled], "versioned")]);
    return { name, labelled, start, members, lineage };
  }

  /** The ids in a version table that no revision has. */
  unknownRows(rows: Iterable<string>): readonly string[] {
    return [...new Set(rows)].filter((id) => !this.#index.byId.has(id)).sort();
  }

  /**
   * The revisions that the rows of a version table name.
   *
   * @throws {RevisionError} revision.not-in-history: a row names a revision that no file has.
   */
  revisionsOfRows(rows: Iterable<string>): readonly Revision[] {
    const ids = [...new Set(rows)];
    const unknown = this.unknownRows(ids);
    if (unknown.length > 0) throw notInHistory(unknown);
    return this.#inFileOrder(ids.map((id) => this.#index.byId.get(id)!));
  }

  /**
   * All that is applied to a database whose version table has these rows.
   *
   * @throws {RevisionError} revision.not-in-history: a row names a revision that no file has.
   */
  applied(rows: Iterable<string>): Set<Revision> {
    return this.ancestors(this.revisionsOfRows(rows));
  }

  #links(revision: Revision) {
    const links = this.#index.links.get(revision);
    if (links === undefined) throw new Internal(`Revision ${revision.id} is not of this graph.`);
    return links;
  }

  #soleParent(revision: Revision): Revision | null {
    const parents = this.parents(revision);
    return parents.length === 1 ? parents[0]! : null;
  }

  #spreadLabels(): Map<Revision, readonly string[]> {
    const labels = new Map<Revision, string[]>();
    for (const labelled of this.revisions) {
      if (labelled.branchLabels.length === 0) continue;
      for (const member of this.branchThrough(labelled).members) {
        const list = labels.get(member) ?? [];
        // Its own labels come first; inherited ones follow in the order of the files that give them.
        if (member === labelled) list.unshift(...labelled.branchLabels);
        else list.push(...labelled.branchLabels);
        labels.set(member, list);
      }
    }
    return labels;
  }

  #inFileOrder(revisions: readonly Revision[]): readonly Revision[] {
    if (revisions.length < 2) return revisions;
    this.#places ??= new Map(this.revisions.map((revision, i) => [revision, i]));
    const places = this.#places;
    return [...revisions].sort((a, b) => places.get(a)! - places.get(b)!);
  }
}

const NO_IDS: ReadonlySet<string> = new Set();

/** Where the history begins and ends, parts and meets, in one pass over all revisions. */
function findEnds(links: RevisionIndex["links"]) {
  const heads: Revision[] = [];
  const realHeads: Revision[] = [];
  const bases: Revision[] = [];
  const branchPoints: Revision[] = [];
  const mergePoints: Revision[] = [];
  for (const [revision, { parents, children, dependents }] of links) {
    if (children.length === 0) {
      heads.push(revision);
      if (dependents.length === 0) realHeads.push(revision);
    } else if (children.length > 1) branchPoints.push(revision);
    if (parents.length === 0) bases.push(revision);
    else if (parents.length > 1) mergePoints.push(revision);
  }
  return { heads, realHeads, bases, branchPoints, mergePoints };
}

function byFileName(a: Revision, b: Revision): number {
  return compareText(fileKey(a), fileKey(b)) || compareText(a.id, b.id);
}

function fileKey(revision: Revision): string {
  return revision.path === null ? revision.id : basename(revision.path);
}

/** By code unit, as the order must not depend on the machine's language. */
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function notInHistory(unknown: readonly string[]): RevisionError {
  const one = unknown.length === 1;
  return new RevisionError(
    "revision.not-in-history",
    `The database is at ${one ? "revision" : "revisions"} ${enumerate(unknown)}, which no revision file has.`,
    {
      hint: "Restore the missing file, or say where the database stands with `migr stamp`.",
      details: { unknown },
    },
  );
}
