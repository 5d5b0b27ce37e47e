import { is, nameOf, tokenize } from "./tokens.js";

/** Words that cannot be part of a type unless they stand in quotes. @source SQLite 3.53, src/parse.y: %fallback ID */
const RESERVED = new Set(
  (
    "ADD ALL ALTER ALWAYS AND AS AUTOINCREMENT BETWEEN CASE CHECK COLLATE COMMIT CONSTRAINT CREATE CROSS DEFAULT " +
    "DEFERRABLE DELETE DISTINCT DROP ELSE ESCAPE EXCEPT EXISTS FOREIGN FROM FULL GENERATED GROUP HAVING IN INDEX " +
    "INDEXED INNER INSERT INTERSECT INTO IS ISNULL JOIN LEFT LIMIT NATURAL NOT NOTHING NOTNULL NULL ON OR ORDER OUTER " +
    "PRIMARY REFERENCES RETURNING RIGHT SELECT SET TABLE THEN TO TRANSACTION UNION UNIQUE UPDATE USING VALUES WHEN WHERE"
  ).split(" "),
);

/**
 * A declared type as CREATE TABLE takes it, from one that is written there: quotes stay only where they must.
 *
 * @source SQLite 3.53, src/parse.y: typetoken
 */
export function declaredType(written: string): string {
  const text = written.trim();
  if (/^[A-Za-z]*$/.test(text) && !RESERVED.has(text.toUpperCase())) return text;
  const tokens = tokenize(text);
  if (tokens.length === 1 && (tokens[0]!.kind === "quoted" || tokens[0]!.kind === "string")) {
    return catalogType(nameOf(tokens[0]!));
  }
  return isPlain(text) ? text : quoted(text);
}

/**
 * A declared type as CREATE TABLE takes it, from one that the catalog gives, which has no quotes around it any more:
 * what is no row of words with one or two numbers gets them again.
 *
 * @source SQLite 3.53, src/build.c: sqlite3AddColumn, sqlite3Dequote
 */
export function catalogType(native: string): string {
  return isPlain(native) ? native.trim() : quoted(native);
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
