import type { Node } from "../../../sql/node.js";
import { currentTimestamp, raw, value } from "../../../sql/nodes/index.js";
import type { SqlType } from "../../../types/type.js";
import { withPlainTexts } from "../expression.js";
import { literal as quoted } from "../literal.js";
import { is, nameOf, type Token, tokenize } from "../tokens.js";

/** What a literal of the database is to a column of this type; undefined where that is not certain. */
type Reading = (literal: Literal, type: SqlType) => unknown;

interface Literal {
  readonly kind: "number" | "string" | "blob" | "word";
  /** A string's own text, or the literal as written. */
  readonly text: string;
}

const text: Reading = ({ kind, text }) => (kind === "string" ? text : undefined);
const number: Reading = ({ kind, text }) => {
  const parsed = kind === "number" ? Number(text) : Number.NaN;
  return Number.isFinite(parsed) ? parsed : undefined;
};
const whole: Reading = ({ kind, text }) => {
  const parsed = kind === "number" && /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(parsed) ? parsed : undefined;
};

const READINGS: { readonly [K in SqlType["kind"]]?: Reading } = {
  integer: whole,
  smallInteger: whole,
  bigInteger: ({ kind, text }) => (kind === "number" && /^-?\d+$/.test(text) ? BigInt(text) : undefined),
  numeric: ({ kind, text }) => (kind === "number" && /^-?\d+(?:\.\d+)?$/.test(text) ? text : undefined),
  float: number,
  double: number,
  string: text,
  char: text,
  text,
  date: text,
  time: text,
  uuid: text,
  boolean: ({ kind, text }) => {
    if (kind === "string" || kind === "blob") return undefined;
    return { "0": false, "1": true, FALSE: false, TRUE: true }[text.toUpperCase()];
  },
  dateTime: ({ kind, text }) => {
    if (kind !== "string" || !/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}$/.test(text)) return undefined;
    const date = new Date(`${text.replace(" ", "T")}Z`);
    return Number.isNaN(date.getTime()) ? undefined : date;
  },
  json: ({ kind, text }) => {
    if (kind !== "string") return undefined;
    try {
      const parsed: unknown = JSON.parse(text);
      // Only what would be written in the same letters again.
      return JSON.stringify(parsed) === text ? parsed : undefined;
    } catch {
      return undefined;
    }
  },
  largeBinary: ({ kind, text }) =>
    kind === "blob" ? new Uint8Array(Buffer.from(text.slice(2, -1), "hex")) : undefined,
};

/**
 * The default that a text of the catalog stands for: a value where that is certain, CURRENT_TIMESTAMP, or the text.
 * `DEFAULT NULL` is none.
 */
export function parseDefault(sql: string | null, type: SqlType): Node | undefined {
  if (sql === null) return undefined;
  const word = sql.trim().toUpperCase();
  if (word === "NULL") return undefined;
  if (word === "CURRENT_TIMESTAMP") return currentTimestamp({});
  const literal = toLiteral(sql);
  const read = literal && READINGS[type.kind]?.(literal, type);
  if (read !== undefined && read !== null) return value({ value: read, type });
  // A default is about no column, so that names in it are texts.
  return raw({ sql: literal?.kind === "string" ? quoted(literal.text) : withPlainTexts(sql, () => false) });
}

/** Words that are no names where a default stands. @source SQLite 3.53, "CREATE TABLE", 3.2 */
const CONSTANTS = new Set(["NULL", "TRUE", "FALSE", "CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"]);

function toLiteral(sql: string): Literal | null {
  const tokens = tokenize(sql);
  const [first, second] = tokens;
  if (tokens.length === 2 && first!.text === "-" && second!.kind === "number") {
    return { kind: "number", text: `-${second!.text}` };
  }
  if (tokens.length !== 1) {
    const joined = joinedText(tokens);
    return joined === null ? null : { kind: "string", text: joined };
  }
  const { kind, text, value } = first!;
  if (kind === "string") return { kind, text: value };
  if (kind === "quoted" || (kind === "word" && !CONSTANTS.has(value))) {
    return { kind: "string", text: nameOf(first!) };
  }
  return kind === "number" || kind === "blob" || kind === "word" ? { kind, text } : null;
}

/** The text that `'a' || char(13) || 'b'` is: so a script for the shell says what it cannot write into a string. */
function joinedText(tokens: readonly Token[]): string | null {
  let text = "";
  for (let i = 0; i < tokens.length; i++) {
    const [token, open, code, close] = tokens.slice(i, i + 4);
    if (token!.kind === "string") text += token!.value;
    else if (is(token, "CHAR") && is(open, "(") && code?.text === "13" && is(close, ")")) {
      text += "\r";
      i += 3;
    } else return null;
    i++;
    if (i < tokens.length && !is(tokens[i], "||")) return null;
  }
  return text;
}
