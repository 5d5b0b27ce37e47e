import { Graph, layout } from "@dagrejs/dagre";
import { displayWidth } from "../../util/display-width.js";
import { type GraphNode, graphEdges, graphLabel } from "./formats.js";

/** Pixels, for a font of 12 pixels whose letters are at most 7.3 wide. */
const LETTER = 7.3;
const LINE = 17;
const PADDING = 12;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The history as a picture, in the colors of the page that shows it. */
export function svgText(nodes: readonly GraphNode[]): string {
  const graph = new Graph();
  graph.setGraph({ rankdir: "BT", nodesep: 24, ranksep: 36, marginx: 8, marginy: 8 });
  for (const node of nodes) {
    const letters = Math.max(...graphLabel(node).map(displayWidth));
    graph.setNode(node.revision, { width: letters * LETTER + 2 * PADDING, height: 2 * LINE + PADDING });
  }
  const edges = graphEdges(nodes);
  for (const { from, to } of edges) graph.setEdge(to, from, {});
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const lines = edges.map(({ from, to, isDependency }) => {
    const { points } = graph.edge(to, from) as { readonly points: readonly Point[] };
    const path = points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${pixels(x)} ${pixels(y)}`).join(" ");
    return `  <path d="${path}"${isDependency ? ' stroke-dasharray="4 3"' : ""}/>`;
  });
  const boxes = nodes.map((node) => boxOf(node, graph.node(node.revision) as Box));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${pixels(width)} ${pixels(height)}" width="${pixels(width)}" height="${pixels(height)}">`,
    "<style>text { font: 12px ui-monospace, monospace; text-anchor: middle; fill: currentColor; stroke: none }</style>",
    '<g fill="none" stroke="currentColor">',
    ...lines,
    ...boxes,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

function boxOf(node: GraphNode, { x, y, width, height }: Box): string {
  const [name, message] = graphLabel(node);
  const weight = node.isHead || node.isCurrent ? ' stroke-width="2"' : "";
  return [
    `  <rect x="${pixels(x - width / 2)}" y="${pixels(y - height / 2)}" width="${pixels(width)}" height="${pixels(height)}" rx="6"${weight}/>`,
    `  <text x="${pixels(x)}" y="${pixels(y - 3)}" font-weight="bold">${escaped(name)}</text>`,
    `  <text x="${pixels(x)}" y="${pixels(y + LINE - 3)}">${escaped(message)}</text>`,
  ].join("\n");
}

function pixels(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
