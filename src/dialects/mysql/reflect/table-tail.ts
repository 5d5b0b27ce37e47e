import type { OptionValue } from "../../../schema/options.js";
import { maskedAddress } from "../connection-address.js";
import { closing, isSymbol, isWord } from "../expression.js";
import { type Options, TABLE_OPTIONS } from "../option.js";
import { type Token, tokenize } from "../tokens.js";

/** Options that the text of a table tells and no view does, by their words. */
const OWN: ReadonlyMap<string, string> = new Map(
  [
    "autoextendSize",
    "dataDirectory",
    "indexDirectory",
    "connection",
    "union",
    "insertMethod",
    "engineAttribute",
    "secondaryEngineAttribute",
  ].map((name) => [TABLE_OPTIONS[name]!.sql, name] as const),
);

/** The words of options that views tell, or that are of the rows. */
const TOLD: ReadonlySet<string> = new Set([
  ...Object.values(TABLE_OPTIONS).map(({ sql }) => sql),
  "DEFAULT CHARSET",
  "CHARSET",
  "COMMENT",
]);

/**
 * The options behind the elements of a table in the text of SHOW CREATE TABLE that no view tells, its hints opened; what
 * only the engine knows is among the clauses, as SQL text.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22 "CREATE TABLE Statement": table_option
 * @source MariaDB Server documentation, "CREATE TABLE": storage engine options
 */
export function optionsInTail(text: string): Options {
  const all = tokenize(text);
  const open = all.findIndex((token) => isSymbol(token, "("));
  const tokens = all.slice(closing(all, open) + 1);
  const options: Record<string, OptionValue> = {};
  const clauses: string[] = [];
  for (let i = 0; i < tokens.length && !isWord(tokens[i], "partition"); ) {
    const next = tokens[i + 1];
    if (isWord(tokens[i], "tablespace") && next) {
      options["tablespace"] = next.text;
      i += 2;
    } else if (isWord(tokens[i], "storage") && next?.kind === "word") {
      clauses.push(text.slice(tokens[i]!.start, next.end));
      i += 2;
    } else {
      const equals = signAfterWords(tokens, i);
      if (equals === -1) {
        i++;
        continue;
      }
      const words = tokens.slice(i, equals);
      const name = words.map((word) => word.text.toUpperCase()).join(" ");
      const end = isSymbol(tokens[equals + 1], "(") ? closing(tokens, equals + 1) : equals + 1;
      const value = tokens.slice(equals + 1, end + 1);
      const option = OWN.get(name);
      if (option !== undefined && value[0]) options[option] = optionValue(option, value, text);
      else if (!TOLD.has(name) && value[0]) clauses.push(text.slice(words[0]!.start, value.at(-1)!.end));
      i = end + 1;
    }
  }
  return { ...options, ...(clauses.length > 0 && { clauses: clauses.join(" ") }) };
}

/** What follows PARTITION BY in the text of SHOW CREATE TABLE, its hints opened; null where it is in no parts. */
export function partitionsInTail(text: string): string | null {
  const all = tokenize(text);
  const open = all.findIndex((token) => isSymbol(token, "("));
  const tokens = all.slice(closing(all, open) + 1);
  const at = tokens.findIndex((token, i) => isWord(token, "partition") && isWord(tokens[i + 1], "by"));
  return at === -1 ? null : text.slice(tokens[at + 1]!.end);
}

/** The position of the sign behind one or two words; -1 where none stands there. */
function signAfterWords(tokens: readonly Token[], from: number): number {
  const isName = (token: Token | undefined) => token?.kind === "word" || token?.kind === "name";
  if (!isName(tokens[from])) return -1;
  if (isSymbol(tokens[from + 1], "=")) return from + 1;
  return isName(tokens[from + 1]) && isSymbol(tokens[from + 2], "=") ? from + 2 : -1;
}

function optionValue(option: string, tokens: readonly Token[], text: string): OptionValue {
  const [first] = tokens as [Token];
  switch (TABLE_OPTIONS[option]!.kind) {
    case "number":
      return Number(first.text);
    case "tables":
      return tablesIn(tokens, text);
    default:
      return option === "connection" ? maskedAddress(first.text) : first.text;
  }
}

/** Tables between parentheses, each by its name where that needs no quotes, behind the name of its database. */
function tablesIn(tokens: readonly Token[], text: string): readonly string[] {
  const paths: string[] = [];
  let path = "";
  for (const token of tokens) {
    if (isSymbol(token, "(")) continue;
    if (isSymbol(token, ",") || isSymbol(token, ")")) {
      if (path !== "") paths.push(path);
      path = "";
    } else if (isSymbol(token, ".")) path += ".";
    else path += /[.`]/.test(token.text) ? text.slice(token.start, token.end) : token.text;
  }
  return paths;
}
