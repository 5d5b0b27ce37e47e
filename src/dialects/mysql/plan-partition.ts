import { closing, isSymbol, isWord } from "./expression.js";
import { withStandingOptions } from "./partition-option.js";
import { comparedPartitions, partitionText } from "./partition-text.js";
import { type Token, tokenize } from "./tokens.js";

/** A partition of a list: its name, which rows are in it, all that is said of it, and what of that is compared. */
interface Part {
  readonly name: string;
  readonly rows: string;
  readonly text: string;
  readonly compared: string;
}

/** What follows PARTITION BY: how rows are told apart, and the list of partitions. */
interface Partitioning {
  readonly head: string;
  readonly parts: readonly Part[];
}

/**
 * The action that puts a table into other parts. Where partitions of a range or a list come, or split or merge, only
 * those are written anew, not the whole table; no partition is dropped, whose rows would go with it.
 *
 * @param before what follows PARTITION BY as the table stands, where that is known
 * @source MySQL 9.7 Reference Manual, 26.3.1 "Management of RANGE and LIST Partitions"
 */
export function partitionAction(before: string | undefined, given: string): string {
  const after = before === undefined ? given : withStandingOptions(before, given);
  const whole = `PARTITION BY ${after}`;
  const [old, wanted] = [before === undefined ? null : partitioningOf(before), partitioningOf(after)];
  if (!old || !wanted || old.head !== wanted.head) return whole;
  const isRange = old.head.startsWith("RANGE");
  if (!isRange && !old.head.startsWith("LIST")) return whole;
  const start = sharedLength(old.parts, wanted.parts);
  const rest = [old.parts.slice(start), wanted.parts.slice(start)] as const;
  const end = sharedLength(rest[0].toReversed(), rest[1].toReversed());
  const kept = rest[0].slice(rest[0].length - end);
  const gone = rest[0].slice(0, rest[0].length - end);
  const come = rest[1].slice(0, rest[1].length - end);
  if (gone.length === 0 && (!isRange || end === 0)) return `ADD PARTITION (${texts(come)})`;
  // Where another bound ends them, ranges take rows from the one that follows, or leave rows to it.
  const next = isRange && gone.at(-1)?.rows !== come.at(-1)?.rows ? kept.slice(0, 1) : [];
  const [from, into] = [
    [...gone, ...next],
    [...come, ...next],
  ];
  if (into.length === 0 || (isRange && kept.length === 0)) return whole;
  return `REORGANIZE PARTITION ${from.map(({ name }) => name).join(", ")} INTO (${texts(into)})`;
}

function texts(parts: readonly Part[]): string {
  return parts.map(({ text }) => text).join(", ");
}

function sharedLength(a: readonly Part[], b: readonly Part[]): number {
  const at = a.findIndex(({ compared }, i) => compared !== b[i]?.compared);
  return at === -1 ? a.length : at;
}

/** The partitions that a text lists; null where it lists none. */
function partitioningOf(given: string): Partitioning | null {
  const text = partitionText(given);
  const tokens = tokenize(text);
  const open = tokens.findIndex((token, i) => isSymbol(token, "(") && isWord(tokens[i + 1], "partition"));
  if (open === -1 || closing(tokens, open) !== tokens.length - 1) return null;
  const parts: Part[] = [];
  let first = open + 1;
  for (let i = first; i < tokens.length; i++) {
    if (isSymbol(tokens[i], "(")) i = closing(tokens, i);
    else if (isSymbol(tokens[i], ",") || i === tokens.length - 1) {
      parts.push(partOf(text, tokens, first, i));
      first = i + 1;
    }
  }
  return { head: comparedPartitions(text.slice(0, tokens[open]!.start)), parts };
}

function partOf(text: string, tokens: readonly Token[], first: number, end: number): Part {
  const name = tokens[first + 1]!;
  const values = tokens.findIndex((token, i) => i > first && isSymbol(token, "("));
  const isBounded = values !== -1 && values < end;
  const last = tokens[isBounded ? closing(tokens, values) : first + 5] ?? name;
  const whole = text.slice(tokens[first]!.start, tokens[end - 1]!.end);
  return {
    name: text.slice(name.start, name.end),
    rows: text.slice(name.end, last.end),
    text: whole,
    compared: comparedPartitions(whole),
  };
}
