import { isSymbol, isWord } from "./expression.js";
import { quoted, quoteName } from "./literal.js";
import { counted, ENGINES, UNTOLD, withoutOptions } from "./partition-option.js";
import { type Token, tokenize } from "./tokens.js";

const WORDS: ReadonlySet<string> = new Set(
  (
    "ALGORITHM AND BY COLUMNS COMMENT CURRENT DATA DAY DEFAULT DIRECTORY DIV FROM HASH HISTORY HOUR IN INDEX " +
    "INTERVAL KEY LESS LINEAR LIST MAXVALUE MAX_ROWS MINUTE MIN_ROWS MOD MONTH NODEGROUP NULL PARTITION PARTITIONS RANGE SECOND " +
    "SUBPARTITION SUBPARTITIONS SYSTEM_TIME TABLESPACE THAN VALUES WEEK YEAR"
  ).split(" "),
);

/**
 * One text for what follows PARTITION BY, however its words and names are written, without the engine of each part, which is
 * that of the table.
 */
export function partitionText(text: string): string {
  return written(withoutOptions(tokenize(text), ENGINES));
}

/**
 * The text without what no view tells of partitions, as they are compared: folders, tablespaces, numbers of rows, and how
 * keys are hashed.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22 "CREATE TABLE Statement": partition_definition
 */
export function comparedPartitions(text: string): string {
  return written(withoutOptions(tokenize(text), [...ENGINES, ...UNTOLD]));
}

function written(given: readonly Token[]): string {
  const tokens = withDays(withoutPlainIntroducers(withBareMaximum(counted(given))));
  let form = "";
  tokens.forEach((token, i) => {
    const [previous, next] = [tokens[i - 1], tokens[i + 1]];
    const joined = !previous || isSymbol(previous, "(") || isSymbol(token, ",") || isSymbol(token, ")");
    const isCall = isSymbol(token, "(") && previous?.kind === "word" && !/^(?:THAN|IN)$/i.test(previous.text);
    form += joined || isCall ? "" : " ";
    if (isUnit(token, previous, next)) form += token.text.toUpperCase();
    else if (isIntroducer(token, next)) form += token.text.toLowerCase();
    else if (isDateColumn(token, next)) form += quoteName(token.text);
    else form += spelled(token, isSymbol(next, "("));
  });
  return form;
}

/** The tokens with MAXVALUE as it stands alone, which a text of the server has in parentheses, and its view has not. */
function withBareMaximum(tokens: readonly Token[]): readonly Token[] {
  const isMaximum = (open: number) =>
    isWord(tokens[open - 1], "than") &&
    isSymbol(tokens[open], "(") &&
    isWord(tokens[open + 1], "maxvalue") &&
    isSymbol(tokens[open + 2], ")");
  return tokens.filter((_, i) => !isMaximum(i) && !isMaximum(i - 2));
}

/** Whether a word is a part of dates, as stand after a number and before FROM. */
function isUnit(token: Token, previous: Token | undefined, next: Token | undefined): boolean {
  if (token.kind !== "word") return false;
  return previous?.kind === "number" || previous?.kind === "string" || isWord(next, "from");
}

/** Whether a word names the character set of the literal behind it. */
function isIntroducer(token: Token | undefined, next: Token | undefined): boolean {
  if (token?.kind !== "word" || !token.text.startsWith("_")) return false;
  return next?.kind === "string" || (next?.kind === "number" && /^0[xb]/.test(next.text));
}

/** The tokens without what says that bytes are bytes. */
function withoutPlainIntroducers(tokens: readonly Token[]): readonly Token[] {
  return tokens.filter((token, i) => {
    const next = tokens[i + 1];
    return !(next?.kind === "number" && isIntroducer(token, next) && /^_binary$/i.test(token.text));
  });
}

/** Whether a word is a column of the name of a part of dates. */
function isDateColumn(token: Token, next: Token | undefined): boolean {
  if (token.kind !== "word" || !DATE_FUNCTIONS.has(token.text.toUpperCase())) return false;
  return token.text.toUpperCase() !== "MOD" && !isSymbol(next, "(");
}

/** Words of the grammar in capitals, functions in lower case, names in quotes. */
function spelled(token: Token, isCalled: boolean): string {
  if (token.kind === "name") return quoteName(token.text);
  // Bounds may hold what comments and names of values may not.
  if (token.kind === "string") return `'${token.text.split("\u0000").map(inner).join("\\0")}'`;
  if (token.kind !== "word") return token.text;
  const word = token.text.toUpperCase();
  if (WORDS.has(word)) return isCalled && DATE_FUNCTIONS.has(word) ? word.toLowerCase() : word;
  return isCalled ? token.text.toLowerCase() : quoteName(token.text);
}

function inner(text: string): string {
  return quoted(text).slice(1, -1);
}

/** Words that are functions where arguments follow. */
const DATE_FUNCTIONS: ReadonlySet<string> = new Set([
  "DAY",
  "HOUR",
  "MINUTE",
  "MOD",
  "MONTH",
  "SECOND",
  "WEEK",
  "YEAR",
]);

/** What functions of a day that stands there in words are kept as. */
const OF_DAY: Readonly<Record<string, (day: Date) => number>> = {
  to_days: (day) => day.getTime() / 86_400_000 + 719_528,
  year: (day) => day.getUTCFullYear(),
  month: (day) => day.getUTCMonth() + 1,
};

/**
 * The tokens with numbers in place of functions of literal days, which the server works out as it makes the table.
 *
 * @source MySQL 9.7 Reference Manual, 14.7 "Date and Time Functions": TO_DAYS
 */
function withDays(tokens: readonly Token[]): readonly Token[] {
  const kept: Token[] = [];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    const of = token.kind === "word" ? OF_DAY[token.text.toLowerCase()] : undefined;
    const [open, text, close] = tokens.slice(i + 1, i + 4);
    const isDay = of && isSymbol(open, "(") && text?.kind === "string" && isSymbol(close, ")");
    const day = isDay && /^\d{4}-\d\d-\d\d$/.test(text.text) ? new Date(`${text.text}T00:00:00Z`) : null;
    if (of && day && !Number.isNaN(day.getTime())) {
      kept.push({ ...token, kind: "number", text: String(of(day)) });
      i += 3;
    } else kept.push(token);
  }
  return kept;
}
