import type { Node } from "../sql/node.js";
import { type Raw, raw } from "../sql/nodes/index.js";

/** The parser of text search configurations that name none. @source PostgreSQL 18, 12.5 Parsers */
export const DEFAULT_PARSER = '"default"';

/** What a text search configuration is made of, by the parser that finds its words. */
export function parsedBy(parser: string = DEFAULT_PARSER): Raw {
  return raw({ sql: `(PARSER = ${parser})` });
}

/** The parser in what `parsedBy` gives. */
export function parserOf(definition: Node): string {
  return /^\(PARSER = (.*)\)$/s.exec((definition as Raw).sql)?.[1] ?? DEFAULT_PARSER;
}
