import { CompileError } from "../../errors/errors.js";
import type { DialectOptions, OptionValue } from "../../schema/options.js";
import type { Writer } from "../../sql/writer.js";
import { nearest } from "../../util/text.js";
import { HOW } from "./algorithm.js";
import { quoted } from "./literal.js";
import { OPTION_RULES } from "./option-rules.js";
import { partitionText } from "./partition.js";
import { unsupported } from "./unsupported.js";
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
interface TableOption {
  readonly sql: string;
  readonly kind: "word" | "text" | "number" | "flag";
  /** The one product that has it. */
  readonly product?: Variant["product"];
}

/** The options of tables but for partitioning, which comes last. */
const TABLE_OPTIONS: Readonly<Record<string, TableOption>> = {
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
  autoextendSize: { sql: "AUTOEXTEND_SIZE", kind: "number", product: "mysql" },
  transactional: { sql: "TRANSACTIONAL", kind: "flag", product: "mariadb" },
  pageChecksum: { sql: "PAGE_CHECKSUM", kind: "flag", product: "mariadb" },
};

/** The names of the options of tables but for partitioning, in the order in which they are written. */
export const TABLE_OPTION_NAMES: readonly string[] = Object.keys(TABLE_OPTIONS);

/**
 * What takes an option of a table back to what the server does by itself.
 *
 * @throws {CompileError} `compile.unsupported`: a table always has one
 */
export function tableOptionReset(name: string, variant: Variant): string {
  const { sql, kind } = TABLE_OPTIONS[name]!;
  if (name === "rowFormat" || name === "packKeys" || name.startsWith("stats")) return `${sql}=DEFAULT`;
  if (name === "encrypted") return `${sql}=NO`;
  if (kind === "word") {
    throw unsupported(variant, `table without ${name}`, "Name the one that it shall have.");
  }
  return kind === "text" ? `${sql}=''` : `${sql}=0`;
}

/** Engines as the server spells them. @source MySQL 9.7 Reference Manual, 18 "Alternative Storage Engines" */
const ENGINES = ["InnoDB", "MyISAM", "MEMORY", "CSV", "ARCHIVE", "BLACKHOLE", "FEDERATED", "Aria", "ROCKSDB"];

/** Whether the engine keeps tables in memory, with indexes that are hashes where they do not say that they are trees. */
export function isMemory(engine: OptionValue | null | undefined): boolean {
  return typeof engine === "string" && /^(?:memory|heap)$/i.test(engine);
}

/** What columns have on MariaDB alone. */
const MARIADB_ONLY: ReadonlySet<string> = new Set(["compressed", "check", "displayWidth"]);

/** The other spellings that the server knows of the values of an option. */
const SPELLINGS: Readonly<Record<string, (value: string) => string>> = {
  engine: (value) => ENGINES.find((engine) => engine.toLowerCase() === value.toLowerCase()) ?? value,
  charset: (value) => value.toLowerCase().replace(/^utf8$/, "utf8mb3"),
  collate: (value) => value.toLowerCase().replace(/^utf8_/, "utf8mb3_"),
  rowFormat: (value) => value.toUpperCase(),
  encrypted: (value) => value.toUpperCase(),
  partitionBy: partitionText,
};

/**
 * The options of a thing that this dialect has, as the server will tell them.
 *
 * @throws {CompileError} `compile.unsupported`: it has no option of a name, or it takes no such value
 */
export function adaptOptions<T extends { readonly options?: DialectOptions }>(
  thing: T,
  kind: keyof typeof OPTION_RULES,
  variant: Variant,
  where: string,
): T {
  const { options: _, ...rest } = thing;
  const kept: [string, OptionValue][] = [];
  for (const [name, given] of Object.entries(optionsOf(thing))) {
    const rule = Object.hasOwn(OPTION_RULES[kind], name) ? OPTION_RULES[kind][name] : undefined;
    const { product } = TABLE_OPTIONS[name] ?? {};
    const needs = MARIADB_ONLY.has(name) ? "mariadb" : product;
    if (!rule || (needs !== undefined && needs !== variant.product)) {
      throw unsupported(variant, `option ${name}, which ${where} sets`, hintFor(name, kind));
    }
    const value = typeof given === "string" ? (SPELLINGS[name]?.(given) ?? given) : given;
    if (kind === "table" && name !== "partitionBy") tableOptionSql(name, value);
    if (value !== rule.default && !HOW.has(name)) kept.push([name, value]);
  }
  if (kept.length === 0) return rest as T;
  kept.sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...rest, options: { mysql: Object.fromEntries(kept) } } as unknown as T;
}

function hintFor(name: string, kind: keyof typeof OPTION_RULES): string | undefined {
  const known = Object.keys(OPTION_RULES[kind]);
  const like = nearest(name, known);
  if (like !== null && like !== name) return `Did you mean ${like}?`;
  return known.length === 0 ? undefined : `It has ${known.join(", ")}.`;
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
  }
  throw new CompileError("compile.bad-literal", `The option ${name} takes no ${JSON.stringify(text)}.`);
}

/** Names in CREATE_OPTIONS by option. */
const CREATED = new Map(
  Object.entries(TABLE_OPTIONS).map(([name, { sql }]) => [sql.toLowerCase(), name] as const),
);

/**
 * The options of a table from its row in INFORMATION_SCHEMA.TABLES.
 *
 * @source MySQL 9.7 Reference Manual, 28.3.38 "The INFORMATION_SCHEMA TABLES Table": CREATE_OPTIONS
 */
export function optionsOfRow(engine: string | null, collation: string | null, created: string): Options {
  const options: Record<string, OptionValue> = {};
  if (collation !== null) {
    options["charset"] = charsetOf(collation);
    options["collate"] = collation;
  }
  if (engine !== null) options["engine"] = engine;
  if (created !== "" && created !== "partitioned") {
    for (const [, name, text] of created.matchAll(/`?(\w+)`?=["']?([^\s"']*)["']?/g)) {
      const option = CREATED.get(name!.toLowerCase());
      if (option !== undefined) options[option] = optionValue(option, text!);
    }
  }
  return options;
}

function optionValue(name: string, text: string): OptionValue {
  const { kind } = TABLE_OPTIONS[name]!;
  if (kind === "number") return Number(text);
  if (kind === "flag") return text === "1" || text.toUpperCase() === "YES" || text.toUpperCase() === "ON";
  return SPELLINGS[name]?.(text) ?? text;
}

/** The character set of a collation, which its name begins with. */
function charsetOf(collation: string): string {
  const end = collation.indexOf("_");
  return end === -1 ? collation : collation.slice(0, end);
}
