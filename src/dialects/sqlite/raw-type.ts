import { is, nameOf, tokenize } from "./tokens.js";

/** Words that cannot be part of a type unless they stand in quotes. @source SQLite 3.53, src/parse.y: %fallback ID */
const RESERVED = new Set(
  (
    "ADD ALL ALTER ALWAYS AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE DEFAULT DEFERRABLE " +
    "DELETE DISTINCT DROP ELSE ESCAPE EXISTS FOREIGN FROM GENERATED GROUP HAVING IN INDEX INSERT INTERSECT INTO IS " +
    "ISNULL JOIN LIMIT NOT NOTHING NOTNULL NULL ON OR ORDER PRIMARY REFERENCES RETURNING SELECT SET TABLE THEN TO " +
    "TRANSACTION UNION UNIQUE UPDATE USING VALUES WHEN WHERE"
  ).split(" "),
);

/**
 * A declared type as CREATE TABLE takes it. The catalog gives one that was in quotes without them, so that what is
 * no row of words with one or two numbers gets quotes again.
 *
 * @source SQLite 3.53, src/parse.y: typetoken
 */
export function declaredType(native: string): string {
  const text = native.trim();
  if (/^[A-Za-z]*$/.test(text) && !RESERVED.has(text.toUpperCase())) return text;
  const tokens = tokenize(text);
  if (tokens.length === 1 && (tokens[0]!.kind === "quoted" || tokens[0]!.kind === "string")) {
    const inner = nameOf(tokens[0]!);
    return isPlain(inner) ? inner.trim() : quoted(inner);
  }
  return isPlain(text) ? text : quoted(text);
}

/** Words, and at most two signed numbers in parentheses behind them. */
function isPlain(text: string): boolean {
  const tokens = tokenize(text);
  const open = tokens.findIndex((token) => is(token, "("));
  const words = open < 0 ? tokens : tokens.slice(0, open);
  const isWords = words.every(({ kind, value }) => kind === "word" && !RESERVED.has(value));
  if (!isWords || (words.length === 0 && text !== "")) return false;
  const numbers = open < 0 ? "" : text.slice(tokens[open]!.start);
  return /^(?:\(\s*[-+]?[\d.]+(?:[eE][-+]?\d+)?\s*(?:,\s*[-+]?[\d.]+(?:[eE][-+]?\d+)?\s*)?\))?$/.test(
    numbers,
  );
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
