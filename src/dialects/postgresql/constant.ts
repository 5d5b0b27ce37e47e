import type { Node } from "../../sql/node.js";
import { currentTimestamp, value } from "../../sql/nodes/index.js";
import type { SqlType, TypeKind } from "../../types/type.js";
import { remembering } from "../../util/remember.js";
import { decodeArray, decodeBytes, decodeTimestamp } from "./decode.js";
import { arrayElement, baseType, isJson } from "./native-kind.js";
import { parseType } from "./native-type.js";
import { type Token, tokenize } from "./tokens.js";

/** An expression that is a constant by its text alone. */
export type Constant =
  | { readonly kind: "null" }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** Digits, or text in quotes; `cast` is the type it is given, in PostgreSQL's words. */
  | { readonly kind: "text"; readonly text: string; readonly quoted: boolean; readonly cast?: string }
  /** The current timestamp; `isFunction` where it is written `now()`. */
  | { readonly kind: "now"; readonly precision?: number; readonly isFunction?: true };

/** What a text says as a constant, or null where it is an expression. */
export const readConstant = remembering((sql: string): Constant | null => {
  let tokens = tokenize(sql);
  while (isSymbol(tokens[0], "(") && isSymbol(tokens.at(-1), ")") && isWrapped(tokens)) {
    tokens = tokens.slice(1, -1);
  }
  const now = readNow(tokens);
  if (now) return now;
  const negative = isSymbol(tokens[0], "-");
  const first = tokens[negative ? 1 : 0];
  const cast = readCast(tokens.slice(negative ? 2 : 1));
  if (!first || cast === null) return null;
  if (negative) {
    return first.kind === "number" && cast === undefined
      ? { kind: "text", text: `-${first.text}`, quoted: false }
      : null;
  }
  switch (first.kind) {
    case "number":
    case "string":
      return {
        kind: "text",
        text: first.text,
        quoted: first.kind === "string",
        ...(cast !== undefined && { cast }),
      };
    case "word":
      if (first.text === "null") return { kind: "null" };
      if (cast === undefined && (first.text === "true" || first.text === "false")) {
        return { kind: "boolean", value: first.text === "true" };
      }
      return null;
    default:
      return null;
  }
});

/** The current timestamp in any of its spellings. @source PostgreSQL 18, 9.9.5 Current Date/Time */
function readNow(tokens: readonly Token[]): Constant | null {
  const text = tokens.map((token) => token.text).join("");
  if (tokens[0]?.kind !== "word") return null;
  if (text === "now()") return { kind: "now", isFunction: true };
  if (["current_timestamp", "transaction_timestamp()", "pg_catalog.now()"].includes(text)) {
    return { kind: "now" };
  }
  const precision = /^current_timestamp\((\d)\)$/.exec(text)?.[1];
  return precision === undefined ? null : { kind: "now", precision: Number(precision) };
}

/** The type after `::`; undefined where the tokens end, null where they are something else. */
function readCast(tokens: readonly Token[]): string | undefined | null {
  if (tokens.length === 0) return undefined;
  if (!isSymbol(tokens[0], "::") || tokens.length < 2) return null;
  const rest = tokens.slice(1);
  if (rest.some(({ kind, text }) => kind === "string" || (kind === "symbol" && !/^[.,()[\]]+$/.test(text)))) {
    return null;
  }
  return rest
    .map(({ text }) => text)
    .join(" ")
    .replace(/ ?([.,()[\]]) ?/g, "$1");
}

/** Types of casts that say nothing new about a constant of a column's type. */
const ALIKE: { readonly [K in TypeKind]?: readonly TypeKind[] } = {
  integer: ["integer", "smallInteger", "bigInteger"],
  smallInteger: ["integer", "smallInteger", "bigInteger"],
  bigInteger: ["integer", "smallInteger", "bigInteger"],
  numeric: ["integer", "smallInteger", "bigInteger", "numeric"],
  float: ["integer", "smallInteger", "bigInteger", "numeric", "float", "double"],
  double: ["integer", "smallInteger", "bigInteger", "numeric", "float", "double"],
  string: ["string", "text"],
  char: ["string", "text"],
  text: ["string", "text"],
};

/** Whether a cast may be left out of a constant that a column of this type holds. */
function isImplied(to: SqlType, column: SqlType): boolean {
  const type = column.kind === "raw" ? parseType(column.sql) : column;
  const [element, of] = [arrayElement(to), arrayElement(type)];
  if (element || of) return element !== null && of !== null && isImplied(element, of);
  if (to.kind === "native") return type.kind === "native" && to.name === type.name;
  if (type.kind === "enum") return to.kind === "raw";
  if (to.kind === "raw") {
    return type.kind === "raw" ? type.sql === to.sql : to.sql === "bpchar" && isText(type);
  }
  if ("length" in to || "precision" in to) return false;
  if (to.kind === "interval" && type.kind === "native") return type.name === "intervalOf";
  if (to.kind === "dateTime" && type.kind === "dateTime") return to.timezone === type.timezone;
  return to.kind === type.kind || (ALIKE[type.kind]?.includes(to.kind) ?? false);
}

function isText(type: SqlType): boolean {
  return type.kind === "string" || type.kind === "char" || type.kind === "text";
}

const INTEGER = /^-?\d+$/;
const NUMBER = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** How the text of a constant reads as a value of each kind; undefined where it is not certain. */
const READERS: { readonly [K in TypeKind]?: (text: string, type: SqlType) => unknown } = {
  integer: (text) => (INTEGER.test(text) ? Number(text) + 0 : undefined),
  smallInteger: (text) => (INTEGER.test(text) ? Number(text) + 0 : undefined),
  bigInteger: (text, type) => {
    if (!INTEGER.test(text)) return undefined;
    const asNumber = type.kind === "bigInteger" && type.mode === "number";
    return asNumber && Number.isSafeInteger(Number(text)) ? Number(text) + 0 : BigInt(text);
  },
  numeric: (text, type) => {
    if (!NUMBER.test(text)) return text === "NaN" ? text : undefined;
    return type.kind === "numeric" && type.mode === "number" ? Number(text) : text;
  },
  float: readFloat,
  double: readFloat,
  string: (text) => text,
  char: (text) => text.replace(/ +$/, ""),
  text: (text) => text,
  date: (text) => text,
  time: (text) => text,
  interval: (text) => text,
  uuid: (text) => text.toLowerCase(),
  enum: (text) => text,
  raw: (text) => text,
  native: (text, type) => {
    const element = arrayElement(type);
    if (element) return arrayItems(text, element);
    return isJson(type) ? readJsonb(text) : text;
  },
  dateTime: (text) => {
    const date = /\.\d{3}\d*[1-9]/.test(text) ? text : decodeTimestamp(text);
    return date instanceof Date ? date : undefined;
  },
  largeBinary: (text) => (/^\\x(?:[0-9a-f]{2})*$/.test(text) ? decodeBytes(text) : undefined),
  json: readJson,
};

function readFloat(text: string): number | undefined {
  if (!NUMBER.test(text)) return ["NaN", "Infinity", "-Infinity"].includes(text) ? Number(text) : undefined;
  return Number(text);
}

/** JSON text keeps its spaces and the order of its keys, so only what JavaScript writes alike is certain. */
function readJson(text: string): unknown {
  try {
    const parsed = JSON.parse(text) as unknown;
    return parsed !== null && JSON.stringify(parsed) === text ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** A jsonb's text has spaces of its own; numbers that JavaScript writes otherwise are not certain. */
function readJsonb(text: string): unknown {
  return readJson(text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, string?: string) => string ?? ""));
}

/** The items of an array's text; undefined where one of them is not certain, or where bounds are given. */
function arrayItems(text: string, element: SqlType): unknown {
  if (!text.startsWith("{") || !text.endsWith("}")) return undefined;
  let certain = true;
  const items = decodeArray(text, (item) => {
    const read = READERS[baseType(element).kind]?.(item, baseType(element));
    if (read === undefined) certain = false;
    return read;
  });
  return certain ? items : undefined;
}

/** The JavaScript value of a constant in a column of this type; undefined where it is not certain. */
export function constantValue(constant: Constant, declared: SqlType): unknown {
  const type = baseType(declared);
  switch (constant.kind) {
    case "null":
      return null;
    case "boolean":
      return type.kind === "boolean" ? constant.value : undefined;
    case "now":
      return undefined;
    case "text":
      if (constant.cast !== undefined && !isImplied(parseType(constant.cast), type)) return undefined;
      // A number in a column of the server's own types is converted, not read.
      return constant.quoted || type.kind !== "native"
        ? READERS[type.kind]?.(constant.text, type)
        : undefined;
  }
}

/**
 * A default as the schema holds it: a value or the current timestamp where that is certain. Null where there is in
 * truth no default, undefined where it is an expression.
 */
export function readDefault(sql: string, type: SqlType): Node | null | undefined {
  const constant = readConstant(sql);
  if (!constant) return undefined;
  if (constant.kind === "null") return null;
  if (constant.kind === "now") {
    const { precision, isFunction } = constant;
    // The other spellings of now() are the same to the server, and kept for those who wrote them.
    if (precision === undefined && !isFunction) return undefined;
    return currentTimestamp(precision === undefined ? {} : { precision });
  }
  if (baseType(type).kind === "raw") return undefined;
  const read = constantValue(constant, type);
  return read === undefined ? undefined : value({ value: read, type });
}

function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text;
}

/** Whether the first parenthesis is closed by the last one. */
function isWrapped(tokens: readonly Token[]): boolean {
  let depth = 0;
  return tokens.every((token, i) => {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")")) depth--;
    return depth > 0 || i === tokens.length - 1;
  });
}
