import { ddlText } from "../../dialect/compiler.js";
import type { Node } from "../../sql/node.js";
import { currentTimestamp, raw, value } from "../../sql/nodes/index.js";
import type { Spelling } from "../../sql/writer.js";
import type { SqlType } from "../../types/type.js";
import { quoted } from "./literal.js";
import { type Token, tokenize } from "./tokens.js";
import { portableLike } from "./type-trait.js";

/** Character sets in which plain ASCII is itself. */
const ASCII_SETS: ReadonlySet<string> = new Set(["_utf8mb4", "_utf8mb3", "_utf8", "_latin1", "_ascii"]);

/**
 * An expression as the server tells it, without what it adds to every one: introducers that change nothing before
 * strings, and parentheses around the whole.
 */
export function cleanExpression(text: string): string {
  let clean = "";
  let last = 0;
  const tokens = tokenize(text);
  tokens.forEach((token, i) => {
    const next = tokens[i + 1];
    if (token.kind !== "word" || next?.kind !== "string") return;
    const introducer = token.text.toLowerCase();
    const isNeedless = introducer === "_utf8mb4" || (ASCII_SETS.has(introducer) && isAscii(next.text));
    if (!isNeedless) return;
    clean += text.slice(last, token.start);
    last = next.start;
  });
  return withoutOuterParentheses(clean + text.slice(last));
}

function isAscii(text: string): boolean {
  return /^[\u0000-\u007f]*$/.test(text);
}

/** Text whose outermost parentheses, where they hold all of it, are taken away. */
function withoutOuterParentheses(text: string): string {
  const tokens = tokenize(text);
  const last = tokens.length - 1;
  if (last < 2 || closing(tokens, 0) !== last) return text.trim();
  return withoutOuterParentheses(text.slice(tokens[0]!.end, tokens[last]!.start));
}

/** The position of the parenthesis that closes the one at `open`; -1 where there is none there. */
export function closing(tokens: readonly Token[], open: number): number {
  if (!isSymbol(tokens[open], "(")) return -1;
  let depth = 0;
  for (let i = open; i < tokens.length; i++) {
    if (isSymbol(tokens[i], "(")) depth++;
    else if (isSymbol(tokens[i], ")") && --depth === 0) return i;
  }
  return -1;
}

/** Whether the token is this symbol, and no string or name that looks like it. */
export function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === "symbol" && token.text === symbol;
}

/** Whether the token is this word, in whatever case, and no name that looks like it. */
export function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.text.toLowerCase() === word.toLowerCase();
}

const MOMENT = /^(?:current_timestamp|now|localtime|localtimestamp)(?:\(\s*\d?\s*\))?$/i;

/** Whether the text calls for the current date and time. */
export function isCurrentTimestamp(text: string): boolean {
  return MOMENT.test(text.trim());
}

/** A default that the server tells as SQL text: a literal as a value, the current time, or the text as it is. */
export function defaultOfSql(text: string, type: SqlType): Node {
  const clean = cleanExpression(text);
  if (isCurrentTimestamp(clean)) return currentTimestamp({});
  const given = literalOf(clean);
  return (given !== null && typedValue(given, type)) || raw({ sql: clean });
}

/** A default that the server tells as the bare value of a literal, without quotes. */
export function defaultOfText(text: string, type: SqlType): Node {
  return typedValue(text, type) ?? raw({ sql: isBare(text, type) ? text : quoted(text) });
}

/** Whether a literal of a type that the schema has no words for stands without quotes: a number, or bits. */
function isBare(text: string, type: SqlType): boolean {
  if (type.kind === "raw" ? /^(?:set|varchar|char|\w*text|enum)\b/.test(type.sql) : type.kind !== "native") {
    return false;
  }
  return /^(?:0x[0-9a-f]+|b'[01]+'|[+-]?[\d.]+(?:e[+-]?\d+)?)$/i.test(text);
}

/**
 * A default without the name of the connection's own database, which the server puts before sequences.
 *
 * @source MariaDB Server documentation, "Sequence Functions"
 */
export function withoutOwnDatabase(text: string, own: string | undefined): string {
  if (own === undefined || !/val\(/i.test(text)) return text;
  const tokens = tokenize(text);
  let clean = "";
  let last = 0;
  tokens.forEach(({ kind, text: word }, i) => {
    const isCall = kind === "word" && /^(?:next|last|set)val$/i.test(word) && isSymbol(tokens[i + 1], "(");
    const [name, point] = [tokens[i + 2], tokens[i + 3]];
    if (!isCall || name?.kind !== "name" || name.text !== own || !isSymbol(point, ".")) return;
    clean += text.slice(last, name.start);
    last = point!.end;
  });
  return clean + text.slice(last);
}

/** Whether the text is one literal and nothing else. */
export function isPlainLiteral(text: string): boolean {
  return standingAlone(tokenize(text)) !== null;
}

const IN_BYTES = /^convert\(0x((?:[0-9a-f]{2})+) using utf8mb4\)$/i;

/** The content of a literal that stands alone, with its sign or in bytes; null where there is more to it. */
function literalOf(text: string): string | null {
  const bytes = IN_BYTES.exec(text)?.[1];
  return bytes === undefined ? standingAlone(tokenize(text)) : Buffer.from(bytes, "hex").toString();
}

function standingAlone(tokens: readonly Token[]): string | null {
  const [first, second] = tokens;
  if (tokens.length === 1) return first!.kind === "string" || first!.kind === "number" ? first!.text : null;
  const isSigned = tokens.length === 2 && isSymbol(first, "-") && second?.kind === "number";
  return isSigned ? `-${second.text}` : null;
}

const INTEGER = /^-?\d+$/;
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const MOMENT_TEXT = /^(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(?:\.(\d{1,3})0*)?)?$/;

/** A literal as a value of its column's type; null where that is not certain. */
function typedValue(text: string, type: SqlType): Node | null {
  const read = VALUES[portableLike(type).kind]?.(text);
  return read === undefined || read === null ? null : value({ value: read, type });
}

const whole = (text: string) => (INTEGER.test(text) ? Number(text) : null);
const float = (text: string) => (NUMBER.test(text) ? Number(text) : null);
const words = (text: string) => text;

const VALUES: { readonly [K in SqlType["kind"]]?: (text: string) => unknown } = {
  integer: whole,
  smallInteger: whole,
  bigInteger: (text) => (INTEGER.test(text) ? BigInt(text) : null),
  numeric: (text) => (NUMBER.test(text) ? text : null),
  float,
  double: float,
  boolean: (text) => (text === "0" || text === "1" ? text === "1" : null),
  string: words,
  char: words,
  text: words,
  enum: words,
  uuid: words,
  date: words,
  time: words,
  dateTime: momentOf,
  json: documentOf,
  largeBinary: (text) =>
    /^0x(?:[0-9a-f]{2})*$/i.test(text) ? Uint8Array.from(Buffer.from(text.slice(2), "hex")) : null,
};

/** A moment in UTC, where a Date holds all of its digits. */
function momentOf(text: string): Date | null {
  const [, day, time = "00:00:00", fraction = "0"] = MOMENT_TEXT.exec(text) ?? [];
  const date = new Date(`${day}T${time}.${fraction.padEnd(3, "0")}Z`);
  return Number.isNaN(date.getTime()) ? null : date;
}

function documentOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** The names that the server's text of an expression mentions, which it quotes all. */
export function columnNames(expression: Node, spelling: Spelling): readonly string[] {
  const quoted = tokenize(ddlText(expression, spelling)).filter(({ kind }) => kind === "name");
  return [...new Set(quoted.map(({ text }) => text))];
}

/** The server's text of an expression with another name for a column. */
export function withColumnName(expression: Node, spelling: Spelling, name: string, to: string): Node {
  const text = ddlText(expression, spelling);
  let renamed = "";
  let last = 0;
  for (const token of tokenize(text)) {
    if (token.kind !== "name" || token.text !== name) continue;
    renamed += text.slice(last, token.start) + spelling.quote(to);
    last = token.end;
  }
  return raw({ sql: renamed + text.slice(last) });
}
