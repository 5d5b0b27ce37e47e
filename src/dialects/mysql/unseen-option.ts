import type { Writer } from "../../sql/writer.js";
import { badLiteral, quoted } from "./literal.js";
import type { Options } from "./option.js";

/** What an option that no view tells is called in SQL, and what follows. */
export interface Unseen {
  readonly sql: string;
  readonly kind: "word" | "text" | "number" | "name";
  /** Of words: those that there are. */
  readonly values?: RegExp;
}

/**
 * Options of columns and indexes that no view tells.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22 "CREATE TABLE Statement": column_definition, index_option
 */
export const UNSEEN: Readonly<Record<string, Unseen>> = {
  columnFormat: { sql: "COLUMN_FORMAT", kind: "word", values: /^(?:fixed|dynamic|default)$/i },
  storage: { sql: "STORAGE", kind: "word", values: /^(?:disk|memory|default)$/i },
  keyBlockSize: { sql: "KEY_BLOCK_SIZE", kind: "number", values: /^\d+$/ },
  parser: { sql: "WITH PARSER", kind: "name" },
  engineAttribute: { sql: "ENGINE_ATTRIBUTE", kind: "text" },
  secondaryEngineAttribute: { sql: "SECONDARY_ENGINE_ATTRIBUTE", kind: "text" },
};

/**
 * Writes what no view tells of a column or an index.
 *
 * @throws {CompileError} `compile.bad-literal`: an option takes no such value
 */
export function writeUnseen(options: Options, w: Writer): void {
  for (const [name, { sql, kind, values }] of Object.entries(UNSEEN)) {
    if (options[name] === undefined) continue;
    const text = String(options[name]);
    if (values && !values.test(text))
      throw badLiteral(`The option ${name} takes no ${JSON.stringify(text)}.`);
    if (kind === "name") w.kw(sql).id(text);
    else if (kind === "number") w.kw(`${sql}=${text}`);
    else w.kw(sql, kind === "text" ? quoted(text) : text.toUpperCase());
  }
  if (options["clauses"] !== undefined) w.kw(String(options["clauses"]));
}
