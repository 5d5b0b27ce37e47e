import type { RevisionPlace } from "../api/revision-document.js";
import { shownPath } from "../config/failure.js";
import type { Revision } from "../revision/revision.js";
import { safeText } from "../util/text.js";
import type { Palette } from "./palette.js";

/** What a revision's line is told by beside the revision itself. */
export interface RevisionView extends RevisionPlace {
  readonly paint: Palette;
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

/** The warning under ids in the version table that no script has. */
export function noFileFor(unknown: readonly string[]): string {
  const ids = unknown.length === 1 ? "id" : "ids";
  return `no revision file has the unknown ${ids}; \`migr stamp\` sets the database to a known revision.`;
}
