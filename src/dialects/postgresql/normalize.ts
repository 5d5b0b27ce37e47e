import { ddlText } from "../../dialect/compiler.js";
import { compareText } from "../../schema/order.js";
import type { Node } from "../../sql/node.js";
import type { SqlType } from "../../types/type.js";
import { type Constant, constantValue, readConstant } from "./constant.js";
import { baseType, isNative } from "./native-kind.js";
import { spelling } from "./spelling.js";
import { type Token, tokenize } from "./tokens.js";

/** A text that is equal for two spellings of one expression, as far as spelling alone can tell. */
export function normalize(expression: Node, column?: { readonly type: SqlType }): string {
  const sql = ddlText(expression, spelling);
  const constant = column ? readConstant(sql) : null;
  const text = constant && column ? constantText(constant, column.type) : null;
  return text ?? foldTokens(tokenize(sql)).join(" ");
}

/** A constant in one spelling, or null where it is none of the column's type. */
function constantText(constant: Constant, declared: SqlType): string | null {
  const type = baseType(declared);
  if (constant.kind === "now") return `current_timestamp(${constant.precision ?? ""})`;
  const value = constantValue(constant, type);
  if (value === undefined) return null;
  if (type.kind === "numeric" && typeof value === "string") return `constant ${plainDecimal(value)}`;
  if (value instanceof Date) return `constant ${value.toISOString()}`;
  if (value instanceof Uint8Array) return `constant ${Buffer.from(value).toString("hex")}`;
  if (typeof value === "number") return `constant ${Object.is(value, -0) ? "-0" : String(value)}`;
  return `constant ${typeof value === "object" ? objectText(value, isNative(type, "jsonb")) : String(value)}`;
}

/** A document or an array; keys of a `jsonb` have no order of their own. */
function objectText(value: unknown, sorted: boolean): string {
  return JSON.stringify(value, (_, item: unknown) => {
    if (typeof item === "bigint") return String(item);
    if (!sorted || typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).sort(([a], [b]) => compareText(a, b)));
  });
}

/** `1.50` and `+1.5` as `1.5`. */
function plainDecimal(text: string): string {
  const match = /^(-?)0*(\d+)(?:\.(\d*?)0*)?$/.exec(text);
  if (!match) return text;
  const [, sign, whole, fraction = ""] = match;
  const digits = fraction === "" ? whole! : `${whole}.${fraction}`;
  return /^[0.]+$/.test(digits) ? "0" : `${sign}${digits}`;
}

/** Words that mean something else without quotes than with them. */
const SPECIAL = new Set(
  (
    "all and any array asc between case cast collate current_catalog current_date current_role current_schema " +
    "current_time current_timestamp current_user default desc distinct else end false from ilike in is isnull like " +
    "localtime localtimestamp not notnull null or select session_user similar some system_user then true user when"
  ).split(" "),
);

/** Words before which or after which a parenthesis is no argument list. */
const OPERATORS = new Set([
  "and",
  "or",
  "not",
  "like",
  "ilike",
  "is",
  "case",
  "when",
  "then",
  "else",
  "between",
]);

/** Types whose casts PostgreSQL writes wherever it compares texts. */
const TEXT_CAST = /^(?:text|bpchar|character varying)$/;

/** Spellings of one operator. */
const SAME: Readonly<Record<string, readonly string[]>> = {
  "!=": ["<>"],
  "~~": ["like"],
  "!~~": ["not", "like"],
  "~~*": ["ilike"],
  "!~~*": ["not", "ilike"],
};

type Item = string | readonly Item[];

/** Tokens in one spelling: names unquoted, casts to text and needless parentheses gone. */
function foldTokens(tokens: readonly Token[]): readonly string[] {
  const words = withoutTextCasts(tokens.flatMap(foldToken));
  const stack: Item[][] = [[]];
  for (const word of words) {
    if (word === "(") stack.push([]);
    else if (word === ")" && stack.length > 1) {
      const group = stack.pop()!;
      stack.at(-1)!.push(group);
    } else stack.at(-1)!.push(word);
  }
  return flatten(inLists(unwrap(stack.flat())));
}

function foldToken({ kind, text }: Token): readonly string[] {
  if (kind === "string") return [`'${text.replaceAll("'", "''")}'`];
  if (kind === "name") {
    const bare = text.slice(1, -1);
    return [/^[a-z_][a-z0-9_$]*$/.test(bare) && !SPECIAL.has(bare) ? bare : text];
  }
  return kind === "symbol" ? (SAME[text] ?? [text]) : [text];
}

function withoutTextCasts(words: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (let i = 0; i < words.length; i++) {
    if (words[i] === "::") {
      const length = words[i + 1] === "character" ? 2 : 1;
      const isArray = words[i + length + 1] === "[" && words[i + length + 2] === "]";
      const next = words[i + length + 1];
      if (
        TEXT_CAST.test(words.slice(i + 1, i + 1 + length).join(" ")) &&
        (isArray || (next !== "(" && next !== "["))
      ) {
        i += length + (isArray ? 2 : 0);
        continue;
      }
    }
    kept.push(words[i]!);
  }
  return kept;
}

/** Takes away parentheses around the whole, around a group, and around a single word that is no argument. */
function unwrap(items: readonly Item[]): readonly Item[] {
  const only = items.length === 1 ? items[0] : undefined;
  if (only !== undefined && typeof only !== "string") return unwrap(only);
  return items.map((item, i): Item => {
    if (typeof item === "string") return item;
    const inner = unwrap(item);
    const [word, ...rest] = inner;
    const before = items[i - 1];
    const isArgument = typeof before === "string" && /^[\w"$]/.test(before) && !OPERATORS.has(before);
    return rest.length === 0 && typeof word === "string" && !isArgument ? word : inner;
  });
}

/** `a = ANY (ARRAY[…])` as the `a IN (…)` that it was written as. */
function inLists(items: readonly Item[]): readonly Item[] {
  const result: Item[] = [];
  for (let i = 0; i < items.length; i++) {
    const [item, any, list] = [items[i]!, items[i + 1], items[i + 2]];
    const array = any === "any" && typeof list === "object" ? arrayItems(list) : null;
    if (item === "=" && array) {
      result.push("in", array);
      i += 2;
    } else result.push(typeof item === "string" ? item : inLists(item));
  }
  return result;
}

function arrayItems(list: readonly Item[]): readonly Item[] | null {
  const [inner] = list;
  const items = list.length === 1 && typeof inner === "object" ? inner : list;
  if (items[0] !== "array" || items[1] !== "[" || items.at(-1) !== "]") return null;
  return items.slice(2, -1);
}

function flatten(items: readonly Item[]): readonly string[] {
  return items.flatMap((item) => (typeof item === "string" ? [item] : ["(", ...flatten(item), ")"]));
}
