import { shownPath } from "../config/failure.js";
import type { RevisionGraph } from "../revision/graph.js";
import type { Revision } from "../revision/revision.js";
import { safeText } from "./failure.js";
import type { Palette } from "./output.js";

/** What a revision's line is told by beside the revision itself. */
export interface RevisionView {
  readonly graph: RevisionGraph;
  /** The ids of the revisions at which the database stands, where it was asked. */
  readonly current?: ReadonlySet<string>;
  readonly paint: Palette;
}

/** A revision as `--json` shows it. */
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

/** A revision as data for programs. */
export function revisionDocument(
  revision: Revision,
  { graph, current }: Omit<RevisionView, "paint">,
): RevisionDocument {
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

/** What a revision is, each mark after a space: ` (label) (head) (current)`. */
export function revisionMarks(revision: Revision, { graph, current, paint }: RevisionView): string {
  const labels = graph.labelsOf(revision);
  const isHead = graph.children(revision).length === 0;
  const isImplied = isHead && graph.dependents(revision).length > 0;
  return [
    labels.length > 0 && paint.attention(`(${labels.join(", ")})`),
    isHead && paint.good(isImplied ? "(effective head)" : "(head)"),
    current?.has(revision.id) && paint.strong("(current)"),
    graph.children(revision).length > 1 && "(branchpoint)",
    graph.parents(revision).length > 1 && "(mergepoint)",
  ]
    .filter(Boolean)
    .map((mark) => ` ${mark}`)
    .join("");
}

/** `3f1c9a7be210 (label) (head)`: where a revision is, in a line. */
export function revisionName(revision: Revision, view: RevisionView): string {
  return revision.id + revisionMarks(revision, view);
}

/** `<down> -> <rev> (label) (head), message`: a revision in a line, as Alembic has it. */
export function revisionLine(revision: Revision, view: RevisionView): string {
  const { paint } = view;
  const needs = revision.dependsOn.length > 0 ? ` (${revision.dependsOn.join(", ")})` : "";
  const down = paint.dim(`${downName(revision)}${needs} ->`);
  const message = revision.message === "" ? "empty message" : safeText(revision.message);
  return `${down} ${revisionName(revision, view)}, ${message}`;
}

/** The long form of a revision, for `show` and `--verbose`. */
export function revisionEntry(revision: Revision, view: RevisionView, cwd: string): readonly string[] {
  const { graph, paint } = view;
  const isMerge = graph.parents(revision).length > 1;
  const children = graph.children(revision).map((child) => child.id);
  const labels = graph.labelsOf(revision);
  const facts: readonly (readonly [string, string])[] = [
    [isMerge ? "Merges" : "Parent", downName(revision)],
    ["Also depends on", revision.dependsOn.join(", ")],
    ["Branches into", children.length > 1 ? children.join(", ") : ""],
    ["Branch names", labels.join(", ")],
    ["Path", revision.path === null ? "" : shownPath(revision.path, cwd)],
  ];
  return [
    `Rev: ${revisionName(revision, view)}`,
    ...facts.filter(([, value]) => value !== "").map(([name, value]) => `${name}: ${value}`),
    "",
    ...safeText(revision.doc || "empty message")
      .split("\n")
      .map((line) => (line === "" ? "" : `    ${line}`)),
    "",
  ].map((line) => (line.startsWith("Path: ") ? `Path: ${paint.dim(line.slice(6))}` : line));
}

/** `abc123 add a column`: how messages and lists name a revision; `base` for none. */
export function revisionTitle(revision: Revision | null): string {
  if (revision === null) return "base";
  return `${revision.id} ${safeText(revision.message)}`.trimEnd();
}

function downName({ downRevisions }: Revision): string {
  return downRevisions.length === 0 ? "<base>" : downRevisions.join(", ");
}
