import { isSymbol } from "./expression.js";
import { quoted, quoteName } from "./literal.js";
import { type Token, tokenize } from "./tokens.js";

/** A row of INFORMATION_SCHEMA.PARTITIONS: a partition, or a part of one. */
export interface PartitionRow {
  readonly db: string;
  readonly tbl: string;
  readonly name: string;
  readonly part: string | null;
  readonly method: string;
  readonly part_method: string | null;
  readonly expression: string | null;
  readonly part_expression: string | null;
  readonly description: string | null;
  readonly comment: string;
}

/**
 * What follows PARTITION BY, from a table's rows in the order of its partitions.
 *
 * @source MySQL 9.7 Reference Manual, 26.2 "Partitioning Types"
 */
export function partitionByOf(rows: readonly [PartitionRow, ...PartitionRow[]]): string {
  const [{ method, expression, part_method, part_expression }] = rows;
  const partitions = [...byName(rows)];
  const text = [`${method}(${expression ?? ""})`];
  const isPlain = rows.every(({ comment }) => comment === "");
  const hasOwnParts = partitions.some(([name, parts]) =>
    parts.some(({ part }, i) => part !== null && part !== `${name}sp${i}`),
  );
  if (part_method !== null) {
    text.push(`SUBPARTITION BY ${part_method}(${part_expression ?? ""})`);
    if (!hasOwnParts) text.push(`SUBPARTITIONS ${rows.length / partitions.length}`);
  }
  const isCounted = isPlain && !hasOwnParts && partitions.every(([name], i) => name === `p${i}`);
  if (/HASH|KEY/.test(method) && isCounted) text.push(`PARTITIONS ${partitions.length}`);
  else {
    const listed = partitions.map(([name, parts]) => {
      const [{ description, comment }] = parts as [PartitionRow];
      const own = hasOwnParts
        ? ` (${parts.map(({ part }) => `SUBPARTITION ${quoteName(part!)}`).join(", ")})`
        : "";
      const note = comment === "" ? "" : ` COMMENT = ${quoted(comment)}`;
      return `PARTITION ${quoteName(name)}${valuesOf(method, description)}${note}${own}`;
    });
    text.push(`(${listed.join(", ")})`);
  }
  return partitionText(text.join(" "));
}

function byName(rows: readonly PartitionRow[]): ReadonlyMap<string, readonly PartitionRow[]> {
  const groups = new Map<string, PartitionRow[]>();
  for (const row of rows) {
    const group = groups.get(row.name);
    if (group) group.push(row);
    else groups.set(row.name, [row]);
  }
  return groups;
}

function valuesOf(method: string, description: string | null): string {
  if (description === null) return "";
  if (method.startsWith("LIST")) return ` VALUES IN (${description})`;
  if (!method.startsWith("RANGE")) return "";
  return description === "MAXVALUE" ? " VALUES LESS THAN MAXVALUE" : ` VALUES LESS THAN (${description})`;
}

const WORDS: ReadonlySet<string> = new Set(
  (
    "ALGORITHM AND BY COLUMNS COMMENT CURRENT DATA DAY DEFAULT DIRECTORY DIV FROM HASH HISTORY HOUR IN INDEX " +
    "INTERVAL KEY LESS LINEAR LIST MAXVALUE MAX_ROWS MINUTE MIN_ROWS MOD MONTH NULL PARTITION PARTITIONS RANGE SECOND " +
    "SUBPARTITION SUBPARTITIONS SYSTEM_TIME TABLESPACE THAN VALUES WEEK YEAR"
  ).split(" "),
);

/** One text for what follows PARTITION BY, however its words and names are written, without the engine of each part. */
export function partitionText(text: string): string {
  const tokens = withDays(withoutEngines(tokenize(text)));
  let form = "";
  tokens.forEach((token, i) => {
    const [previous, next] = [tokens[i - 1], tokens[i + 1]];
    const joined = !previous || isSymbol(previous, "(") || isSymbol(token, ",") || isSymbol(token, ")");
    const isCall = isSymbol(token, "(") && previous?.kind === "word" && !/^(?:THAN|IN)$/i.test(previous.text);
    form += joined || isCall ? "" : " ";
    form += isDateColumn(token, previous, next) ? quoteName(token.text) : spelled(token, isSymbol(next, "("));
  });
  return form;
}

/** Whether a word is a column of the name of a part of dates, and no such part after a number or before FROM. */
function isDateColumn(token: Token, previous: Token | undefined, next: Token | undefined): boolean {
  if (token.kind !== "word" || !DATE_FUNCTIONS.has(token.text.toUpperCase())) return false;
  const isUnit = previous?.kind === "number" || previous?.kind === "string";
  const isOperator = token.text.toUpperCase() === "MOD";
  const isPart = next?.kind === "word" && next.text.toUpperCase() === "FROM";
  return !isUnit && !isOperator && !isPart && !isSymbol(next, "(");
}

/** Words of the grammar in capitals, functions in lower case, names in quotes. */
function spelled(token: Token, isCalled: boolean): string {
  if (token.kind === "name") return quoteName(token.text);
  if (token.kind === "string") return quoted(token.text);
  if (token.kind !== "word") return token.text;
  const word = token.text.toUpperCase();
  if (WORDS.has(word)) return isCalled && DATE_FUNCTIONS.has(word) ? word.toLowerCase() : word;
  return isCalled ? token.text.toLowerCase() : quoteName(token.text);
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

function withoutEngines(tokens: readonly Token[]): readonly Token[] {
  const dropped = new Set<number>();
  tokens.forEach((token, i) => {
    if (token.kind !== "word" || token.text.toUpperCase() !== "ENGINE") return;
    const value = isSymbol(tokens[i + 1], "=") ? i + 2 : i + 1;
    for (let j = i; j <= value; j++) dropped.add(j);
  });
  return tokens.filter((_, i) => !dropped.has(i));
}
