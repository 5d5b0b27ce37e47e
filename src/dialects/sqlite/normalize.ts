import { ddlText } from "../../dialect/compiler.js";
import type { Node } from "../../sql/node.js";
import type { SqlType } from "../../types/type.js";
import { closing, stripped } from "./expression.js";
import { SPELLING } from "./spelling.js";
import { fold, is, isName, type Token, tokenize } from "./tokens.js";

/** Other spellings of an operator. */
const OPERATORS: Readonly<Record<string, string>> = { "<>": "!=", "==": "=" };

/** Other spellings of words; TRUE and FALSE are 1 and 0. @source SQLite 3.53, "SQL Language Expressions", 14 */
const WORDS: Readonly<Record<string, string>> = {
  ISNULL: "is null",
  NOTNULL: "is not null",
  TRUE: "1",
  FALSE: "0",
};

const SIMPLE = /^[A-Za-z_][A-Za-z0-9_$]*$/;
const NUMERIC = new Set(["integer", "smallInteger", "bigInteger", "numeric", "float", "double"]);

/**
 * One text for all spellings of an expression: SQLite keeps the text it was given, so letters' case, spaces, quotes
 * around names and parentheses around the whole or around one operand say nothing.
 */
export function normalize(expression: Node, column?: { readonly type: SqlType }): string {
  const tokens = withoutNeedless(stripped(tokenize(ddlText(expression, SPELLING))));
  const [only] = tokens;
  if (tokens.length === 1 && only?.kind === "string" && column && NUMERIC.has(column.type.kind)) {
    const number = Number(only.value);
    if (only.value.trim() !== "" && Number.isFinite(number)) return String(number);
  }
  const text = tokens.map(normalized).join(" ");
  const number = /^([+-]) (\S+)$/.exec(text);
  if (number && Number.isFinite(Number(number[2]))) return number[1] === "+" ? number[2]! : `-${number[2]}`;
  return text;
}

/** Tokens of any statement, each in the one spelling of it. */
export function normalizedTokens(tokens: readonly Token[]): readonly string[] {
  return tokens.map(normalized);
}

function normalized(token: Token): string {
  switch (token.kind) {
    case "symbol":
      return OPERATORS[token.text] ?? token.text;
    case "word":
      return Object.hasOwn(WORDS, token.value) ? WORDS[token.value]! : fold(token.text);
    case "quoted":
      return SIMPLE.test(token.value) ? fold(token.value) : `"${fold(token.value).replaceAll('"', '""')}"`;
    case "number":
      return number(token.text.replaceAll("_", ""));
    case "blob":
      return token.text.toUpperCase();
    default:
      return token.text;
  }
}

/** A number by its value; one with a point or an exponent is no integer and stays so. */
function number(text: string): string {
  if (/^0x/i.test(text)) return text.toLowerCase();
  if (/^\d+$/.test(text)) return text.replace(/^0+(?=\d)/, "");
  const value = String(Number(text));
  return /^\d+$/.test(value) ? `${value}.0` : value;
}

/** Tokens without parentheses around a single operand: `(a) > (1)`. */
function withoutNeedless(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const needless = is(tokens[i], "(") && closing(tokens, i) === i + 2 && !belongsTo(kept.at(-1));
    if (needless) kept.push(tokens[++i]!);
    else kept.push(tokens[i]!);
    if (needless) i++;
  }
  return kept;
}

/** Whether a parenthesis behind this token is that of a function or of a list. */
function belongsTo(token: Token | undefined): boolean {
  return isName(token) && !is(token, "AND") && !is(token, "OR") && !is(token, "NOT");
}
