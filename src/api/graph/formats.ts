import type { RevisionDocument } from "../revision-document.js";

/** What a drawing other than the terminal's is made from. */
export type GraphNode = Pick<
  RevisionDocument,
  "revision" | "downRevisions" | "dependsOn" | "branchLabels" | "message" | "isHead" | "isCurrent"
>;

/** One line from a revision to what it needs. */
interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** It depends on it without following it. */
  readonly isDependency: boolean;
}

/** The lines between revisions, those to revisions that are not drawn left out. */
export function graphEdges(nodes: readonly GraphNode[]): readonly GraphEdge[] {
  const known = new Set(nodes.map(({ revision }) => revision));
  return nodes
    .flatMap(({ revision: from, downRevisions, dependsOn }) => [
      ...downRevisions.map((to) => ({ from, to, isDependency: false })),
      ...dependsOn.map((to) => ({ from, to, isDependency: true })),
    ])
    .filter(({ to }) => known.has(to));
}

/** What a revision's box says: its id with what marks it, and its message. */
export function graphLabel(node: GraphNode): readonly [name: string, message: string] {
  const marks = [
    node.branchLabels.length > 0 && `(${node.branchLabels.join(", ")})`,
    node.isHead && "(head)",
    node.isCurrent && "(current)",
  ].filter((mark) => typeof mark === "string");
  return [[node.revision, ...marks].join(" "), node.message === "" ? "empty message" : node.message];
}

/**
 * The history as a Mermaid flowchart, which GitHub draws in Markdown.
 *
 * @source Mermaid 11, "Flowcharts", Special characters that break syntax
 */
export function mermaidText(nodes: readonly GraphNode[]): string {
  const place = placeOf(nodes);
  const text = (part: string) =>
    part.replace(/[^\p{L}\p{N} .,()_-]/gu, (character) => `#${character.codePointAt(0)};`);
  return [
    "flowchart BT",
    ...nodes.map((node, i) => `  r${i}["${graphLabel(node).map(text).join("<br>")}"]`),
    ...graphEdges(nodes).map(
      ({ from, to, isDependency }) => `  r${place(to)} ${isDependency ? "-.->" : "-->"} r${place(from)}`,
    ),
    "",
  ].join("\n");
}

/**
 * The history for Graphviz.
 *
 * @source Graphviz 12, "DOT Language", Strings
 */
export function dotText(nodes: readonly GraphNode[]): string {
  const quoted = (part: string) => `"${part.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;
  return [
    "digraph history {",
    "  rankdir = BT;",
    '  node [shape = box, style = rounded, fontname = "sans-serif"];',
    ...nodes.map((node) => `  ${quoted(node.revision)} [label = ${quoted(graphLabel(node).join("\n"))}];`),
    ...graphEdges(nodes).map(
      ({ from, to, isDependency }) =>
        `  ${quoted(to)} -> ${quoted(from)}${isDependency ? " [style = dashed]" : ""};`,
    ),
    "}",
    "",
  ].join("\n");
}

function placeOf(nodes: readonly GraphNode[]): (id: string) => number {
  const places = new Map(nodes.map(({ revision }, i) => [revision, i]));
  return (id) => places.get(id)!;
}
