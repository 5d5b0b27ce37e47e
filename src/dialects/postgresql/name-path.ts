import type { TableName } from "../../schema/name.js";
import type { Node } from "../../sql/node.js";
import { name } from "./clause.js";
import { tokenize } from "./tokens.js";

/** A table's name from its path as SQL: `"Odd".parents`. */
export function nameFromPath(path: string): TableName {
  const words = tokenize(path)
    .filter(({ kind }) => kind === "name" || kind === "word")
    .map(({ kind, text }) => (kind === "name" ? text.slice(1, -1).replaceAll('""', '"') : text));
  const [schema, name] = words;
  return name === undefined ? { name: schema ?? path } : { name, schema: schema! };
}

/** The same for a statement, in quotes: a path may be a word that needs them, such as `order`. */
export function quotedPath(path: string): Node {
  const table = nameFromPath(path);
  return name(table.schema, table.name);
}
