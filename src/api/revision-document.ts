import type { RevisionGraph } from "../revision/graph.js";
import type { Revision } from "../revision/revision.js";

/** A revision as data. */
export interface RevisionDocument {
  readonly revision: string;
  readonly downRevisions: readonly string[];
  /** The labels it bears: its own, and those of its branch. */
  readonly branchLabels: readonly string[];
  readonly dependsOn: readonly string[];
  readonly message: string;
  readonly createdAt: string | null;
  readonly path: string | null;
  readonly isHead: boolean;
  readonly isBranchPoint: boolean;
  readonly isMergePoint: boolean;
  /** Whether the database stands here; left out where it was not asked. */
  readonly isCurrent?: boolean;
}

/** What a revision is seen in. */
export interface RevisionPlace {
  readonly graph: RevisionGraph;
  /** The ids of the revisions at which the database stands, where it was asked. */
  readonly current?: ReadonlySet<string>;
}

/** A revision as data for programs. */
export function revisionDocument(revision: Revision, { graph, current }: RevisionPlace): RevisionDocument {
  return {
    revision: revision.id,
    downRevisions: revision.downRevisions,
    branchLabels: graph.labelsOf(revision),
    dependsOn: revision.dependsOn,
    message: revision.message,
    createdAt: revision.createdAt,
    path: revision.path,
    isHead: graph.children(revision).length === 0,
    isBranchPoint: graph.children(revision).length > 1,
    isMergePoint: graph.parents(revision).length > 1,
    ...(current && { isCurrent: current.has(revision.id) }),
  };
}
