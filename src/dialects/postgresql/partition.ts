import { stringLiteral } from "./literal.js";
import { PATH_PATTERN, plainName, plainPartitionKey, plainPath } from "./partition-key.js";
import { type Token, tokenize } from "./tokens.js";

/** A partition as an element of its table's option tells it. */
export interface Partition {
  readonly kind: "partition";
  /** Its name, as SQL writes it. */
  readonly path: string;
  /** The partition that it is part of; null where that is the table itself. */
  readonly of: string | null;
  /** Which rows are in it: `FOR VALUES IN (1, 2)`, or `DEFAULT`. */
  readonly bound: string;
  /** How its own rows are in partitions. */
  readonly partitionBy: string | null;
  readonly using: string | null;
  readonly with: readonly string[];
  readonly tablespace: string | null;
}

/** What a partition has that the others of its table do not have. */
export interface PartitionPart {
  readonly kind: "comment" | "index" | "uniqueIndex" | "constraint" | "default";
  /** The partition, as SQL writes it. */
  readonly path: string;
  /** Of an index and a constraint its own name, of a default the column's, as SQL writes it; empty of a comment. */
  readonly name: string;
  /** What follows: the text of a comment as a literal, an index from USING on, a constraint's body, an expression. */
  readonly text: string;
}

/** The words that a part begins with. */
export const PART_WORDS: Readonly<Record<PartitionPart["kind"], string>> = {
  comment: "COMMENT",
  index: "INDEX",
  uniqueIndex: "UNIQUE INDEX",
  constraint: "CONSTRAINT",
  default: "COLUMN",
};

const PARTITION = new RegExp(
  `^\\s*(${PATH_PATTERN})\\s+(?:partition\\s+of\\s+(${PATH_PATTERN})\\s+)?((?:for\\s+values|default)\\b[\\s\\S]*)$`,
  "i",
);
const COMMENT = new RegExp(`^\\s*(${PATH_PATTERN})\\s+comment\\s+([\\s\\S]+)$`, "i");
const PART = new RegExp(
  `^\\s*(${PATH_PATTERN})\\s+(unique\\s+index|index|constraint|column)\\s+(${PATH_PATTERN})\\s*([\\s\\S]+)$`,
  "i",
);

/** An element of the option `partitions`; null where it is none, or more than one statement. */
export function readPartition(text: string): Partition | PartitionPart | null {
  if (tokenize(text).some((token) => isSymbol(token, ";"))) return null;
  const comment = COMMENT.exec(text);
  if (comment)
    return {
      kind: "comment",
      path: plainPath(comment[1]!),
      name: "",
      text: stringLiteral(tokenize(comment[2]!)[0]?.text ?? ""),
    };
  const part = PART.exec(text);
  if (part) {
    const [, path, words, name, rest] = part;
    const word = words!.toLowerCase().replace(/\s+/, " ");
    const kind = word === "unique index" ? "uniqueIndex" : word === "column" ? "default" : word;
    return {
      kind: kind as PartitionPart["kind"],
      path: plainPath(path!),
      name: plainPath(name!),
      text: kind === "default" ? rest!.trim().replace(/^default\s+/i, "") : rest!.trim(),
    };
  }
  const match = PARTITION.exec(text);
  if (!match) return null;
  const [, path, of, rest] = match;
  const said = boundAndTail(rest!);
  return (
    said && {
      kind: "partition",
      path: plainPath(path!),
      of: of === undefined ? null : plainPath(of),
      ...said,
    }
  );
}

/** The text of an element, the same for all that say the same in other letters and spaces. */
export function partitionText(element: Partition | PartitionPart): string {
  if (element.kind !== "partition") {
    const { kind, path, name, text } = element;
    const words = kind === "default" ? `DEFAULT ${text}` : text;
    return [path, PART_WORDS[kind], ...(kind === "comment" ? [] : [name]), words].join(" ");
  }
  const { path, of, bound, partitionBy, using, with: parameters, tablespace } = element;
  return [
    path,
    of === null ? [] : `PARTITION OF ${of}`,
    bound,
    partitionBy === null ? [] : `PARTITION BY ${partitionBy}`,
    using === null ? [] : `USING ${using}`,
    parameters.length === 0 ? [] : `WITH (${parameters.join(", ")})`,
    tablespace === null ? [] : `TABLESPACE ${tablespace}`,
  ]
    .flat()
    .join(" ");
}

/** An element in one spelling; what is none stays as it is. */
export function plainPartition(text: string): string {
  const element = readPartition(text);
  return element ? partitionText(element) : text;
}

/** What tells elements apart: a partition by its name, a part of one by what it is. */
export function partitionKey(element: Partition | PartitionPart): string {
  const { kind, path } = element;
  if (kind === "partition") return path;
  return `${path} ${kind === "uniqueIndex" ? "index" : kind} ${element.name}`;
}

/** What follows the name in CREATE TABLE: the bound, and what there is of all else; null where there is more than that. */
function boundAndTail(text: string): Omit<Partition, "kind" | "path" | "of"> | null {
  const tokens = tokenize(text);
  const end = boundEnd(tokens);
  const tail = new Map<string, readonly Token[]>();
  let word = "";
  let depth = 0;
  for (const token of tokens.slice(end)) {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")")) depth--;
    const isHead = depth === 0 && token.kind === "word" && TAIL.has(token.text);
    if (isHead) word = token.text;
    tail.set(word, isHead ? [] : [...(tail.get(word) ?? []), token]);
  }
  const isOne = (name: string) => (tail.get(name)?.length ?? 1) === 1;
  if (tail.has("") || !isOne("using") || !isOne("tablespace")) return null;
  const said = (name: string) => {
    const own = tail.get(name);
    return own ? spell(own) : null;
  };
  const key = tail.get("partition")?.slice(1);
  return {
    bound: spell(tokens.slice(0, end), true),
    partitionBy: key ? plainPartitionKey(spell(key)) : null,
    using: said("using"),
    with: parametersOf(tail.get("with") ?? []),
    tablespace: said("tablespace"),
  };
}

const TAIL: ReadonlySet<string> = new Set(["partition", "using", "with", "tablespace"]);

/** Where a bound ends: after its last list in parentheses. */
function boundEnd(tokens: readonly Token[]): number {
  if (tokens[0]?.text === "default") return 1;
  const lists = tokens[2]?.text === "from" ? 2 : 1;
  let [depth, met] = [0, 0];
  for (const [i, token] of tokens.entries()) {
    if (isSymbol(token, "(")) depth++;
    if (isSymbol(token, ")") && --depth === 0 && ++met === lists) return i + 1;
  }
  return tokens.length;
}

/** Storage parameters, each as `fillfactor = 80`. */
function parametersOf(tokens: readonly Token[]): readonly string[] {
  const texts: string[] = [];
  let own: Token[] = [];
  for (const token of tokens.slice(1)) {
    if (!isSymbol(token, ",") && !isSymbol(token, ")")) own.push(token);
    else {
      const at = own.findIndex((each) => isSymbol(each, "="));
      const [name, value] = at === -1 ? [own, []] : [own.slice(0, at), own.slice(at + 1)];
      const text = value.map(({ text }) => text).join("");
      const shown = /^[\w.+-]+$/.test(text) ? text : stringLiteral(text);
      texts.push([name.map(({ text }) => text).join(""), ...(at === -1 ? [] : ["=", shown])].join(" "));
      own = [];
    }
  }
  return texts;
}

/** Words of a bound that the server writes small. */
const SMALL: ReadonlySet<string> = new Set(["modulus", "remainder", "true", "false"]);

/** Tokens as the server spaces them. */
function spell(tokens: readonly Token[], isBound = false): string {
  let text = "";
  let isCall = false;
  for (const [i, token] of tokens.entries()) {
    const before = tokens[i - 1];
    const isOpen = isSymbol(token, "(");
    const isTight =
      i === 0 ||
      [")", ",", "::", "."].some((symbol) => isSymbol(token, symbol)) ||
      ["(", "::", "."].some((symbol) => isSymbol(before, symbol)) ||
      (isSymbol(before, "-") && token.kind === "number") ||
      (isOpen && isCall);
    text += `${isTight ? "" : " "}${wordOf(token, isBound && !isKeyless(tokens, i))}`;
    isCall = token.kind === "word" && i > 0 && !isBound;
  }
  return text;
}

/** Whether a word of a bound is one of an expression, such as the function of a call or a type. */
function isKeyless(tokens: readonly Token[], at: number): boolean {
  const word = tokens[at]?.text ?? "";
  return isSymbol(tokens[at - 1], "::") || !BOUND_WORDS.has(word);
}

const BOUND_WORDS: ReadonlySet<string> = new Set(
  "for values from to in with default minvalue maxvalue null".split(" "),
);

function wordOf({ kind, text }: Token, isKeyword: boolean): string {
  if (kind === "string") return stringLiteral(text);
  if (kind === "name") return plainName(text.slice(1, -1).replaceAll('""', '"'));
  return kind === "word" && isKeyword && !SMALL.has(text) ? text.toUpperCase() : text;
}

function isSymbol(token: Token | undefined, symbol: string): boolean {
  return token?.kind === "symbol" && token.text === symbol;
}
