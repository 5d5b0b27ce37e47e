import { literal } from "./literal.js";
import { is, isName, nameOf, sameName, type Token, textOf, tokenize } from "./tokens.js";

/** The text without parentheses around the whole of it. */
export function stripParentheses(sql: string): string {
  if (!sql.startsWith("(")) return sql;
  const tokens = tokenize(sql);
  const inner = stripped(tokens);
  return inner === tokens ? sql : textOf(sql, inner);
}

/** Tokens without parentheses around the whole of them. */
export function stripped(tokens: readonly Token[]): readonly Token[] {
  let inner = tokens;
  while (is(inner[0], "(") && closing(inner, 0) === inner.length - 1) inner = inner.slice(1, -1);
  return inner;
}

/** The position of the parenthesis that closes the one at `open`. */
export function closing(tokens: readonly Token[], open: number): number {
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (is(tokens[i], "(")) depth++;
    else if (is(tokens[i], ")") && --depth === 0) return i;
  }
  return -1;
}

/** Whether an expression over one table's columns is about this column. */
export function refersTo(sql: string, column: string): boolean {
  const tokens = tokenize(sql);
  return tokens.some((token, i) => isColumn(tokens, i) && sameName(nameOf(token), column));
}

/** An expression over one table's columns in which some have other names. @param to the new name, or null */
export function renamedIn(sql: string, to: (name: string) => string | null): string {
  const tokens = tokenize(sql);
  return replaced(sql, tokens, (token, i) => (isColumn(tokens, i) ? to(nameOf(token)) : null));
}

/** An expression over one table's columns without that table's name before them. */
export function withoutQualifier(sql: string, table: string): string {
  const tokens = tokenize(sql);
  return replaced(sql, tokens, (token, i) => {
    const qualifier = isName(token) && is(tokens[i + 1], ".") && sameName(nameOf(token), table);
    const dot = is(token, ".") && isName(tokens[i - 1]) && sameName(nameOf(tokens[i - 1]!), table);
    return qualifier || dot ? "" : null;
  });
}

/**
 * An expression in which texts between double quotes, as SQLite takes them where there is no such column, are texts
 * between single quotes: elsewhere than in a schema that is there already they may not be allowed.
 *
 * @param isName whether there is such a column
 * @source SQLite 3.53, "Quirks, Caveats, and Gotchas In SQLite", 8: Double-quoted String Literals Are Accepted
 */
export function withPlainTexts(sql: string, isName: (name: string) => boolean): string {
  if (!sql.includes('"')) return sql;
  const tokens = tokenize(sql);
  return replaced(sql, tokens, (token, i) => {
    const before = tokens[i - 1];
    const isText =
      token.text.startsWith('"') && isColumn(tokens, i) && !NAMING.some((word) => is(before, word));
    return isText && !isName(token.value) ? literal(token.value) : null;
  });
}

/** What stands before names of things that are no columns, or of columns of a table that is named. */
const NAMING = [".", "AS", "CONSTRAINT"];

/** Whether a token of an expression is a column's name: no keyword is, so that text is safe to ask for a column's. */
function isColumn(tokens: readonly Token[], i: number): boolean {
  const token = tokens[i];
  if (!isName(token) || is(tokens[i + 1], "(") || is(tokens[i + 1], ".")) return false;
  return !is(tokens[i - 1], "COLLATE");
}

function replaced(
  sql: string,
  tokens: readonly Token[],
  change: (token: Token, i: number) => string | null,
): string {
  let text = "";
  let end = 0;
  tokens.forEach((token, i) => {
    const next = change(token, i);
    text += sql.slice(end, token.start) + (next ?? token.text);
    end = token.end;
  });
  return text + sql.slice(end);
}

/** A text without a keyword, wherever it stands. */
export function withoutWord(sql: string, word: string): string {
  return replaced(sql, tokenize(sql), (token) => (is(token, word) ? "" : null)).trimEnd();
}
