import { safeText } from "../util/text.js";
import type { Project } from "./project.js";
import { type RevisionDocument, revisionDocument } from "./revision-document.js";

/** What `heads` gives. */
export interface HeadsResult {
  readonly heads: readonly RevisionDocument[];
}

/** What is asked of `heads`. */
export interface HeadsOptions {
  /** Leaves out heads that another revision depends on: what is left is what the version table holds at the end. */
  readonly resolveDependencies?: boolean | undefined;
}

/** The revisions that nothing follows. @throws {RevisionError} a file or the history is broken */
export async function heads(
  project: Project,
  { resolveDependencies = false }: HeadsOptions = {},
): Promise<HeadsResult> {
  const graph = await project.graph();
  const found = resolveDependencies ? graph.realHeads : graph.heads;
  return { heads: found.map((head) => revisionDocument(head, { graph })) };
}

/** What `branches` gives. */
export interface BranchesResult {
  /** The revisions that several follow, each with those. */
  readonly branchPoints: readonly (RevisionDocument & { readonly branches: readonly RevisionDocument[] })[];
}

/** Where the history forks. @throws {RevisionError} a file or the history is broken */
export async function branches(project: Project): Promise<BranchesResult> {
  const graph = await project.graph();
  return {
    branchPoints: graph.branchPoints.map((point) => ({
      ...revisionDocument(point, { graph }),
      branches: graph.children(point).map((child) => revisionDocument(child, { graph })),
    })),
  };
}

/** What is asked of `history`. */
export interface HistoryOptions {
  /** `FROM:TO`; either side may be left open. */
  readonly revRange?: string | undefined;
  /** Whether the database is asked where it stands. */
  readonly indicateCurrent?: boolean | undefined;
}

/** What `history` and `show` give. */
export interface RevisionsResult {
  readonly revisions: readonly RevisionDocument[];
}

/**
 * The revisions, newest first. The database is asked only for `indicateCurrent`, and where the range counts from it.
 *
 * @throws {RevisionError} the range is malformed, does not run along the history, or names no revision
 */
export async function history(project: Project, options: HistoryOptions = {}): Promise<RevisionsResult> {
  const { revRange = ":", indicateCurrent = false } = options;
  const [{ resolveRange }, { needsDatabase }] = await Promise.all([
    import("../revision/target.js"),
    import("../revision/identifier.js"),
  ]);
  const asks = indicateCurrent || needsDatabase(revRange);
  const rows = asks ? await (await project.migrator()).current() : undefined;
  const graph = (await project.graph()).at(rows ?? []);
  const current =
    indicateCurrent && rows ? new Set(rows.map((row) => graph.find(row)?.id ?? row)) : undefined;
  const revisions = resolveRange(graph, revRange, rows);
  return {
    revisions: revisions.map((revision) =>
      revisionDocument(revision, { graph, ...(current && { current }) }),
    ),
  };
}

/** How a history can be drawn. */
export type GraphFormat = "mermaid" | "dot" | "svg";

/** What is asked of `graph`. */
export interface GraphOptions extends HistoryOptions {
  /** How it is drawn; without it the revisions are given alone. */
  readonly format?: GraphFormat | undefined;
}

/** What `graph` gives. */
export interface GraphResult extends RevisionsResult {
  readonly format?: GraphFormat;
  /** The drawing. */
  readonly text?: string;
}

/** The history, and a drawing of it. @throws {RevisionError} as `history` */
export async function graph(
  project: Project,
  { format, ...options }: GraphOptions = {},
): Promise<GraphResult> {
  const listed = await history(project, options);
  if (format === undefined) return listed;
  const known = await project.graphWith(listed.revisions);
  const nodes = listed.revisions.map((document) => ({
    ...document,
    // Ids where a label stands in a file, and no terminal escapes.
    dependsOn: known.dependencies(known.find(document.revision)!).map(({ id }) => id),
    message: safeText(document.message),
  }));
  if (format === "svg") return { ...listed, format, text: (await import("./graph/svg.js")).svgText(nodes) };
  const { dotText, mermaidText } = await import("./graph/formats.js");
  return { ...listed, format, text: format === "dot" ? dotText(nodes) : mermaidText(nodes) };
}

/** What is asked of `show`. */
export interface ShowOptions {
  /** An id or its beginning, `head`, `heads`, `current`, `label@head`, `REV-1`. */
  readonly revision: string;
}

/**
 * The revisions that an identifier names; none for `base`. The database is asked only where it counts from there.
 *
 * @throws {RevisionError} there is no such revision
 */
export async function show(project: Project, { revision }: ShowOptions): Promise<RevisionsResult> {
  const [{ resolveRevisions }, { needsDatabase }] = await Promise.all([
    import("../revision/resolve.js"),
    import("../revision/identifier.js"),
  ]);
  const rows = needsDatabase(revision) ? await (await project.migrator()).current() : undefined;
  const graph = (await project.graph()).at(rows ?? []);
  return {
    revisions: resolveRevisions(graph, revision, rows).map((found) => revisionDocument(found, { graph })),
  };
}
