import type { Node } from "./node.js";
import { SQL_NODES } from "./nodes/index.js";

const PARTS = new Map<string, readonly string[]>(
  Object.values(SQL_NODES).map((type) => [type.kind, type.parts as readonly string[]]),
);

/** The direct children of an expression node, in writing order. */
function childrenOf(node: Node): readonly Node[] {
  const record = node as unknown as Readonly<Record<string, Node | readonly Node[] | undefined>>;
  return (PARTS.get(node.kind) ?? []).flatMap((part) => record[part] ?? []);
}

/** The node and everything below it, parents first. */
export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

/** A copy of the node with every node in it, children first, as `change` makes it. */
export function mapNodes(node: Node, change: (node: Node) => Node): Node {
  const copy: Record<string, unknown> = { ...node };
  for (const part of PARTS.get(node.kind) ?? []) {
    const child = copy[part] as Node | readonly Node[] | undefined;
    if (Array.isArray(child)) copy[part] = child.map((each: Node) => mapNodes(each, change));
    else if (child) copy[part] = mapNodes(child as Node, change);
  }
  return change(copy as unknown as Node);
}
