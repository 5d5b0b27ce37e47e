import { closing, isSymbol, isWord } from "./expression.js";
import { type Token, tokenize } from "./tokens.js";

/** The words of an option of partitions. */
type Words = readonly string[];

/** What says of which engine a partition is. */
export const ENGINES: readonly Words[] = [["STORAGE", "ENGINE"], ["ENGINE"]];

/** The options that no view tells. */
export const UNTOLD: readonly Words[] = [
  ["DATA", "DIRECTORY"],
  ["INDEX", "DIRECTORY"],
  ["MAX_ROWS"],
  ["MIN_ROWS"],
  ["TABLESPACE"],
  ["NODEGROUP"],
  ["ALGORITHM"],
];

/** The tokens without these options, each with its value. */
export function withoutOptions(tokens: readonly Token[], options: readonly Words[]): readonly Token[] {
  const kept: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const end = optionEnd(tokens, i, options);
    if (end === null) kept.push(tokens[i]!);
    else i = end;
  }
  return kept;
}

/** A partition, or a part of one, in a text: where what it says of itself ends, and its options that no view tells. */
interface Told {
  readonly name: string;
  readonly end: number;
  readonly options: string;
}

/**
 * The partitions of a text, each that names none of the options that no view tells with those that it has as the table
 * stands: whoever writes them down has only what the views tell.
 *
 * @param before what follows PARTITION BY as the table stands
 */
export function withStandingOptions(before: string, after: string): string {
  const standing = new Map(toldIn(before).map(({ name, options }) => [name, options]));
  let text = "";
  let written = 0;
  for (const { name, end, options } of toldIn(after)) {
    const own = options === "" ? (standing.get(name) ?? "") : "";
    if (own === "") continue;
    text += `${after.slice(written, end)} ${own}`;
    written = end;
  }
  return text + after.slice(written);
}

function toldIn(text: string): readonly Told[] {
  const tokens = tokenize(text);
  const found: Told[] = [];
  for (let i = 1; i < tokens.length; i++) {
    const isListed = isSymbol(tokens[i - 1], "(") || isSymbol(tokens[i - 1], ",");
    if (!isListed || !(isWord(tokens[i], "partition") || isWord(tokens[i], "subpartition"))) continue;
    const name = tokens[i + 1];
    const options: string[] = [];
    let last = i + 1;
    for (let j = i + 2; j < tokens.length && !isSymbol(tokens[j], ",") && !isSymbol(tokens[j], ")"); j++) {
      if (isSymbol(tokens[j], "(")) {
        if (isWord(tokens[j + 1], "subpartition")) break;
        j = closing(tokens, j);
      } else {
        const end = optionEnd(tokens, j, UNTOLD);
        if (end !== null) options.push(text.slice(tokens[j]!.start, tokens[end]!.end));
        j = end ?? j;
      }
      last = j;
    }
    // Names of partitions are alike in any letters.
    found.push({ name: name?.text.toLowerCase() ?? "", end: tokens[last]!.end, options: options.join(" ") });
  }
  return found;
}

/** The position of the value of an option that begins here; null where none does. */
function optionEnd(tokens: readonly Token[], start: number, options: readonly Words[]): number | null {
  const before = tokens[start - 1];
  if (isWord(before, "partition") || isWord(before, "subpartition")) return null;
  const words = options.find((each) => each.every((word, j) => isWord(tokens[start + j], word)));
  if (!words) return null;
  const next = start + words.length;
  if (isSymbol(tokens[next], "=")) return next + 1;
  const value = tokens[next];
  return value !== undefined && value.kind !== "symbol" ? next : null;
}

/**
 * The tokens with numbers of partitions in place of lists of those that get their names and places by themselves, where
 * there are such lists, and with the number of one that goes without saying; lists need no numbers beside them.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22 "CREATE TABLE Statement": PARTITIONS num, SUBPARTITIONS num
 */
export function counted(tokens: readonly Token[]): readonly Token[] {
  const open = tokens.findIndex((token, i) => isSymbol(token, "(") && isWord(tokens[i + 1], "partition"));
  const listed = open !== -1 && closing(tokens, open) === tokens.length - 1;
  const head = listed ? tokens.slice(0, open) : tokens;
  const parts = listed ? elements(tokens, open) : null;
  const method = head[isWord(head[0], "linear") ? 1 : 0];
  const isHashed = isWord(method, "hash") || isWord(method, "key");
  const divided = head.findIndex((token) => isWord(token, "subpartition"));
  const [first, second] = divided === -1 ? [head, []] : [head.slice(0, divided), head.slice(divided)];
  const own = listed ? withoutNumber(first, "partitions") : withNumber(first, isHashed ? "partitions" : null);
  if (parts === null) return [...own, ...withNumber(second, second.length > 0 ? "subpartitions" : null)];
  if (isHashed && parts.every((part, i) => isPlain(part, `p${i}`))) {
    return [...own, word("PARTITIONS"), number(parts.length)];
  }
  const subs = parts.map((part) => subpartsOf(part));
  if (subs.every(({ length }) => length === 0)) {
    return [...own, ...withNumber(second, second.length > 0 ? "subpartitions" : null), ...tokens.slice(open)];
  }
  const isByItself = parts.every((part, i) =>
    subs[i]!.every((sub, j) => isPlain(sub, `${part[1]?.text}sp${j}`)),
  );
  const unnumbered = [...own, ...withoutNumber(second, "subpartitions")];
  if (!isByItself) return [...unnumbered, ...tokens.slice(open)];
  const list = parts.flatMap((part, i) => [
    ...(i === 0 ? [] : [symbol(",")]),
    ...part.slice(0, subpartsOpen(part)),
  ]);
  return [...unnumbered, word("SUBPARTITIONS"), number(subs[0]!.length), symbol("("), ...list, symbol(")")];
}

/** Whether a partition has this name, and no more to it. */
function isPlain(part: readonly Token[], name: string): boolean {
  return part.length === 2 && part[1]!.kind !== "symbol" && part[1]!.text === name;
}

function subpartsOf(part: readonly Token[]): readonly (readonly Token[])[] {
  const open = subpartsOpen(part);
  return open === -1 ? [] : elements(part, open);
}

/** The lists of tokens between commas in the parentheses that open here. */
function elements(tokens: readonly Token[], open: number): readonly (readonly Token[])[] {
  const found: Token[][] = [[]];
  for (let i = open + 1; i < closing(tokens, open); i++) {
    const end = isSymbol(tokens[i], "(") ? closing(tokens, i) : i;
    if (isSymbol(tokens[i], ",")) found.push([]);
    else found.at(-1)!.push(...tokens.slice(i, end + 1));
    i = end;
  }
  return found;
}

function subpartsOpen(part: readonly Token[]): number {
  return part.findIndex((token, i) => isSymbol(token, "(") && isWord(part[i + 1], "subpartition"));
}

function withoutNumber(tokens: readonly Token[], name: string): readonly Token[] {
  const isNumbered = isWord(tokens.at(-2), name) && tokens.at(-1)?.kind === "number";
  return isNumbered ? tokens.slice(0, -2) : tokens;
}

function withNumber(tokens: readonly Token[], name: string | null): readonly Token[] {
  if (name === null || (isWord(tokens.at(-2), name) && tokens.at(-1)?.kind === "number")) return tokens;
  return [...tokens, word(name.toUpperCase()), number(1)];
}

function symbol(text: string): Token {
  return { kind: "symbol", text, start: 0, end: 0 };
}

function word(text: string): Token {
  return { kind: "word", text, start: 0, end: 0 };
}

function number(value: number): Token {
  return { kind: "number", text: String(value), start: 0, end: 0 };
}
