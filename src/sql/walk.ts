import type { Node } from "./node.js";
import { SQL_NODES } from "./nodes/index.js";

const PARTS = new Map<string, readonly string[]>(
  Object.values(SQL_NODES).map((type) => [type.kind, type.parts as readonly string[]]),
);

/** The direct children of an expression node, in writing order. */
export function childrenOf(node: Node): readonly Node[] {
  const record = node as unknown as Readonly<Record<string, Node | readonly Node[] | undefined>>;
  return (PARTS.get(node.kind) ?? []).flatMap((part) => record[part] ?? []);
}

/** The node and everything below it, parents first. */
export function* walk(node: Node): Generator<Node> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

/** A copy in which `change` has replaced nodes, children before parents; the same node where nothing changed. */
export function mapNode(node: Node, change: (node: Node) => Node): Node {
  const record = node as unknown as Readonly<Record<string, Node | readonly Node[] | undefined>>;
  const changed: Record<string, Node | readonly Node[]> = {};
  for (const part of PARTS.get(node.kind) ?? []) {
    const child = record[part];
    if (child === undefined) continue;
    if (Array.isArray(child)) {
      const next = (child as readonly Node[]).map((item) => mapNode(item, change));
      if (next.some((item, i) => item !== (child as readonly Node[])[i])) changed[part] = next;
    } else {
      const next = mapNode(child as Node, change);
      if (next !== child) changed[part] = next;
    }
  }
  return change(Object.keys(changed).length === 0 ? node : Object.freeze({ ...node, ...changed }));
}
