import { Cursor, splitAtCommas } from "./cursor.js";
import { stripped, withPlainTexts } from "./expression.js";
import { is, isName, type Token } from "./tokens.js";

/** One part of an index as it stands in the text. */
export interface CreatedIndexPart {
  /** The text without its direction and outer parentheses. */
  readonly text: string;
  /** Whether a collation stands there. */
  readonly collated: boolean;
}

/** What a CREATE INDEX text says that the catalog does not. */
export interface CreatedIndex {
  readonly parts: readonly CreatedIndexPart[];
  /** The condition of a partial index. */
  readonly where: string | null;
}

/**
 * Reads a CREATE INDEX text as SQLite keeps it.
 *
 * @throws {Internal} the text is no CREATE INDEX
 * @source SQLite 3.53, src/parse.y: CREATE uniqueflag INDEX
 */
export function parseCreateIndex(sql: string): CreatedIndex {
  const c = new Cursor(sql);
  c.expect("CREATE");
  c.take("UNIQUE");
  c.expect("INDEX");
  c.take("IF", "NOT", "EXISTS");
  c.qualifiedName();
  c.expect("ON");
  c.name();
  const parts = splitAtCommas(c.group()).map((tokens) => indexPart(c, tokens));
  const where: Token[] = [];
  if (c.take("WHERE")) while (c.peek()) where.push(c.next());
  return { parts, where: where.length === 0 ? null : c.text(stripped(where)) };
}

/** A CREATE INDEX text with another name. @param name quoted */
export function renamedIndex(sql: string, name: string): string {
  const c = new Cursor(sql);
  while (!c.at("INDEX")) c.next();
  c.expect("INDEX");
  c.take("IF", "NOT", "EXISTS");
  const head = sql.slice(0, c.end);
  c.qualifiedName();
  return `${head} ${name}${sql.slice(c.end)}`;
}

/** A CREATE INDEX text in which texts are between single quotes. @param isName whether the table has such a column */
export function indexWithPlainTexts(sql: string, isName: (name: string) => boolean): string {
  if (!sql.includes('"')) return sql;
  const c = new Cursor(sql);
  while (!c.at("ON")) c.next();
  c.expect("ON");
  c.name();
  return sql.slice(0, c.end) + withPlainTexts(sql.slice(c.end), isName);
}

function indexPart(c: Cursor, tokens: readonly Token[]): CreatedIndexPart {
  const last = tokens.at(-1);
  const directed = tokens.length > 1 && (is(last, "ASC") || is(last, "DESC"));
  const inner = stripped(directed ? tokens.slice(0, -1) : tokens);
  return { text: c.text(inner), collated: is(inner.at(-2), "COLLATE") && isName(inner.at(-1)) };
}

/** When a trigger fires. */
export interface CreatedTrigger {
  readonly event: "INSERT" | "UPDATE" | "DELETE";
  /** The columns of UPDATE OF; empty where it is any. */
  readonly columns: readonly string[];
  /** The file of its table, where a temporary trigger says it. */
  readonly file?: string | undefined;
}

/**
 * Reads the head of a CREATE TRIGGER text as SQLite keeps it.
 *
 * @throws {Internal} the text is no CREATE TRIGGER
 * @source SQLite 3.53, src/parse.y: trigger_decl
 */
export function parseCreateTrigger(sql: string): CreatedTrigger {
  const c = new Cursor(sql);
  c.expect("CREATE");
  if (!c.take("TEMP")) c.take("TEMPORARY");
  c.expect("TRIGGER");
  c.take("IF", "NOT", "EXISTS");
  c.qualifiedName();
  if (!c.take("BEFORE") && !c.take("AFTER")) c.take("INSTEAD", "OF");
  const event = c.next().value as CreatedTrigger["event"];
  const columns: string[] = [];
  if (c.take("OF")) {
    do columns.push(c.name());
    while (c.take(","));
  }
  c.expect("ON");
  const first = c.name();
  return { event, columns, file: c.at(".") ? first : undefined };
}
