import type { Node } from "../../sql/node.js";
import { raw } from "../../sql/nodes/index.js";
import { cleanExpression, closing, isSymbol, isWord, withoutOwnDatabase } from "./expression.js";
import { type Token, tokenize } from "./tokens.js";

/** The expressions of a table in the server's words, by the names of what they belong to. */
export interface ServerExpressions {
  /** Defaults by column, as SQL text. */
  readonly defaults: ReadonlyMap<string, string>;
  /** Expressions of generated columns, by column. */
  readonly computed: ReadonlyMap<string, Node>;
  /** Conditions by name of the check. */
  readonly checks: ReadonlyMap<string, Node>;
  /** The expressions among the parts of an index, in order, by name of the index; a column's place is undefined. */
  readonly indexes: ReadonlyMap<string, readonly (Node | undefined)[]>;
}

/** Words that end a default in a column's definition. */
const AFTER_DEFAULT: ReadonlySet<string> = new Set(["comment", "on", "check", "invisible", "not", "null"]);

/**
 * Reads the expressions out of the text of SHOW CREATE TABLE, the one place where a server tells those of a temporary
 * table.
 *
 * @param own the connection's own database, whose name is left out before sequences
 * @source MySQL 9.7 Reference Manual, 15.7.7.12 "SHOW CREATE TABLE Statement"
 */
export function readCreateTable(text: string, own?: string): ServerExpressions {
  const defaults = new Map<string, string>();
  const computed = new Map<string, Node>();
  const checks = new Map<string, Node>();
  const indexes = new Map<string, readonly (Node | undefined)[]>();
  for (const element of elementTokens(text)) {
    const [first, second] = element;
    if (first?.kind === "name") {
      const expression = afterWords(element, ["generated", "always", "as"]);
      if (expression !== -1) computed.set(first.text, inside(text, element, expression));
      const fallback = defaultText(text, element);
      if (fallback !== null) defaults.set(first.text, withoutOwnDatabase(fallback, own));
    } else if (isWord(first, "constraint") && isWord(element[2], "check")) {
      checks.set(second!.text, inside(text, element, 3));
    } else {
      const start = element.findIndex((token) => isSymbol(token, "("));
      const name = element[start - 1];
      if (name?.kind !== "name") continue;
      const parts = split(element.slice(start + 1, closing(element, start)));
      indexes.set(
        name.text,
        parts.map((part) => (isSymbol(part[0], "(") ? inside(text, part, 0) : undefined)),
      );
    }
  }
  return { defaults, computed, checks, indexes };
}

/** One element of CREATE TABLE. */
export interface TableElement {
  readonly kind: "column" | "index" | "other";
  readonly name: string;
  /** What follows a column's name, or the parts of an index. */
  readonly rest: readonly Token[];
}

/** The elements of a table in the text of SHOW CREATE TABLE. */
export function elementsOf(text: string): readonly TableElement[] {
  return elementTokens(text).map((tokens): TableElement => {
    const [first] = tokens;
    if (first?.kind === "name") return { kind: "column", name: first.text, rest: tokens.slice(1) };
    const open = tokens.findIndex((token) => isSymbol(token, "("));
    const name = tokens[open - 1];
    const isIndex = name?.kind === "name" && !isWord(first, "constraint") && !isWord(first, "period");
    if (!isIndex) return { kind: "other", name: "", rest: tokens };
    return { kind: "index", name: name.text, rest: tokens.slice(closing(tokens, open) + 1) };
  });
}

/** A text of quotes, where hints may only seem to be, or a hint with what it holds. */
const HINT =
  /'(?:[^'\\]|''|\\[\s\S])*'|`(?:[^`]|``)*`|\/\*M?!\d{5,6} ((?:'(?:[^'\\]|''|\\[\s\S])*'|[^*]|\*(?!\/))*)\*\//g;

/**
 * The text with what stands in comments for servers that know it, as if all did.
 *
 * @source MySQL 9.7 Reference Manual, 11.7 "Comments": version comments
 */
export function withoutHints(text: string): string {
  return text.replace(HINT, (whole, inside: string | undefined) => inside ?? whole);
}

function elementTokens(text: string): readonly (readonly Token[])[] {
  const tokens = tokenize(text);
  const open = tokens.findIndex((token) => isSymbol(token, "("));
  return split(tokens.slice(open + 1, closing(tokens, open)));
}

/** The tokens between commas that stand in no parentheses. */
function split(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const elements: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")")) depth--;
    if (depth === 0 && isSymbol(token, ",")) elements.push([]);
    else elements.at(-1)!.push(token);
  }
  return elements;
}

/** The position after these words in a row; -1 where they are not there. */
function afterWords(tokens: readonly Token[], words: readonly string[]): number {
  const at = tokens.findIndex((_, i) => words.every((word, j) => isWord(tokens[i + j], word)));
  return at === -1 ? -1 : at + words.length;
}

/** The text inside the parentheses that open at a position. */
function inside(text: string, tokens: readonly Token[], open: number): Node {
  const close = closing(tokens, open);
  return raw({ sql: cleanExpression(text.slice(tokens[open]!.end, tokens[close]!.start)) });
}

function defaultText(text: string, tokens: readonly Token[]): string | null {
  const start = afterWords(tokens, ["default"]);
  if (start === -1) return null;
  let end = start;
  while (end < tokens.length && !(end > start && isEnd(tokens[end]!))) {
    end = isSymbol(tokens[end], "(") ? closing(tokens, end) + 1 : end + 1;
  }
  const written = text.slice(tokens[start]!.start, tokens[end - 1]!.end);
  return written.toUpperCase() === "NULL" ? null : written;
}

function isEnd({ kind, text }: Token): boolean {
  return kind === "word" && AFTER_DEFAULT.has(text.toLowerCase());
}
