import { CompileError } from "../../errors/errors.js";
import type { DialectOptions, OptionValue } from "../../schema/options.js";
import type { Writer } from "../../sql/writer.js";
import { quoted, quoteName } from "./literal.js";
import type { Variant } from "./variant.js";

/** Options of one thing by name. */
export type Options = Readonly<Record<string, OptionValue>>;

/** The options of a thing that are this dialect's. */
export function optionsOf(thing: { readonly options?: DialectOptions }): Options {
  return thing.options?.["mysql"] ?? {};
}

/** An option that is a text, or undefined. */
export function textOption(thing: { readonly options?: DialectOptions }, name: string): string | undefined {
  const value = optionsOf(thing)[name];
  return typeof value === "string" ? value : undefined;
}

/** What a table option is called in SQL, and what values it takes. */
export interface TableOption {
  readonly sql: string;
  readonly kind: "word" | "text" | "number" | "flag" | "name" | "tables" | "versions" | "clauses";
  /** The one product that has it. */
  readonly product?: Variant["product"];
}

/** The options of tables but for partitioning, which comes last. */
export const TABLE_OPTIONS: Readonly<Record<string, TableOption>> = {
  engine: { sql: "ENGINE", kind: "word" },
  charset: { sql: "DEFAULT CHARACTER SET", kind: "word" },
  collate: { sql: "COLLATE", kind: "word" },
  rowFormat: { sql: "ROW_FORMAT", kind: "word" },
  keyBlockSize: { sql: "KEY_BLOCK_SIZE", kind: "number" },
  compression: { sql: "COMPRESSION", kind: "text", product: "mysql" },
  encryption: { sql: "ENCRYPTION", kind: "text", product: "mysql" },
  pageCompressed: { sql: "PAGE_COMPRESSED", kind: "flag", product: "mariadb" },
  pageCompressionLevel: { sql: "PAGE_COMPRESSION_LEVEL", kind: "number", product: "mariadb" },
  encrypted: { sql: "ENCRYPTED", kind: "word", product: "mariadb" },
  statsPersistent: { sql: "STATS_PERSISTENT", kind: "flag" },
  statsAutoRecalc: { sql: "STATS_AUTO_RECALC", kind: "flag" },
  statsSamplePages: { sql: "STATS_SAMPLE_PAGES", kind: "number" },
  avgRowLength: { sql: "AVG_ROW_LENGTH", kind: "number" },
  minRows: { sql: "MIN_ROWS", kind: "number" },
  maxRows: { sql: "MAX_ROWS", kind: "number" },
  checksum: { sql: "CHECKSUM", kind: "flag" },
  packKeys: { sql: "PACK_KEYS", kind: "flag" },
  delayKeyWrite: { sql: "DELAY_KEY_WRITE", kind: "flag" },
  autoIncrement: { sql: "AUTO_INCREMENT", kind: "number" },
  autoextendSize: { sql: "AUTOEXTEND_SIZE", kind: "number", product: "mysql" },
  transactional: { sql: "TRANSACTIONAL", kind: "flag", product: "mariadb" },
  pageChecksum: { sql: "PAGE_CHECKSUM", kind: "flag", product: "mariadb" },
  tablespace: { sql: "TABLESPACE", kind: "name", product: "mysql" },
  dataDirectory: { sql: "DATA DIRECTORY", kind: "text" },
  indexDirectory: { sql: "INDEX DIRECTORY", kind: "text" },
  connection: { sql: "CONNECTION", kind: "text" },
  union: { sql: "UNION", kind: "tables" },
  insertMethod: { sql: "INSERT_METHOD", kind: "word" },
  engineAttribute: { sql: "ENGINE_ATTRIBUTE", kind: "text", product: "mysql" },
  secondaryEngineAttribute: { sql: "SECONDARY_ENGINE_ATTRIBUTE", kind: "text", product: "mysql" },
  secondaryEngine: { sql: "SECONDARY_ENGINE", kind: "word", product: "mysql" },
  systemVersioned: { sql: "WITH SYSTEM VERSIONING", kind: "versions", product: "mariadb" },
  clauses: { sql: "", kind: "clauses" },
};

/** The names of the options of tables but for partitioning, in the order in which they are written. */
export const TABLE_OPTION_NAMES: readonly string[] = Object.keys(TABLE_OPTIONS);

/** Whether the engine keeps tables in memory, with indexes that are hashes where they do not say that they are trees. */
export function isMemory(engine: OptionValue | null | undefined): boolean {
  return typeof engine === "string" && /^(?:memory|heap)$/i.test(engine);
}

/** Whether a table is kept by InnoDB, as one is that names no engine. */
export function isInnoDb(table: { readonly options?: DialectOptions }): boolean {
  return /^innodb$/i.test(textOption(table, "engine") ?? "InnoDB");
}

/** Writes the options of a table as they stand at the end of CREATE TABLE, partitioning last. */
export function writeTableOptions(table: { readonly options?: DialectOptions }, w: Writer): void {
  const options = optionsOf(table);
  for (const name of TABLE_OPTION_NAMES) {
    const value = options[name];
    if (value !== undefined) w.kw(tableOptionSql(name, value));
  }
}

/** Writes PARTITION BY where the table is in parts; it comes after everything else. */
export function writePartitioning(table: { readonly options?: DialectOptions }, w: Writer): void {
  const { partitionBy } = optionsOf(table);
  if (partitionBy !== undefined) w.kw("PARTITION BY", String(partitionBy));
}

/**
 * One option of a table as SQL.
 *
 * @throws {CompileError} `compile.bad-literal`: it takes no such value
 */
export function tableOptionSql(name: string, value: OptionValue): string {
  const { sql, kind } = TABLE_OPTIONS[name]!;
  const text = String(value);
  switch (kind) {
    case "word":
      if (/^\w+$/.test(text)) return `${sql}=${text}`;
      break;
    case "number":
      if (/^\d+$/.test(text)) return `${sql}=${text}`;
      break;
    case "flag":
      if (typeof value === "boolean" || text === "1" || text === "0") return `${sql}=${Number(value)}`;
      break;
    case "text":
      return `${sql}=${quoted(text)}`;
    case "name":
      return `${sql}=${quoteName(text)}`;
    case "tables":
      if (Array.isArray(value)) return `${sql}=(${value.map(pathSql).join(",")})`;
      break;
    case "versions":
      if (typeof value === "boolean") return value ? sql : "";
      break;
    case "clauses":
      return text;
  }
  throw new CompileError("compile.bad-literal", `The option ${name} takes no ${JSON.stringify(text)}.`);
}

/** A table of this database or, behind a dot, of another; names with a dot in them stand in backquotes. */
function pathSql(path: string): string {
  const parts = path.match(/`(?:[^`]|``)*`|[^.`]+/g) ?? [];
  return parts.map((part) => (part.startsWith("`") ? part : quoteName(part))).join(".");
}
