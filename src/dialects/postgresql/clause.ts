import type { Node } from "../../sql/node.js";
import { identifier, raw, template } from "../../sql/nodes/index.js";

/** SQL from keywords and nodes with one space between them, casts tight. */
export function clause(...parts: readonly (string | Node | false | undefined)[]): Node {
  const pieces = parts.filter((part) => part !== false && part !== undefined);
  return template({
    pieces: pieces.flatMap((part, i): readonly Node[] => [
      ...(i > 0 && !(typeof part === "string" && part.startsWith("::")) ? [raw({ sql: " " })] : []),
      typeof part === "string" ? raw({ sql: part }) : part,
    ]),
  });
}

/** A quoted name for `clause`. */
export function name(...path: readonly (string | undefined)[]): Node {
  return identifier({ path: path.filter((part) => part !== undefined) });
}
