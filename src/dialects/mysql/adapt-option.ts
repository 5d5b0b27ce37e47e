import type { DialectOptions, OptionValue } from "../../schema/options.js";
import { nearest } from "../../util/text.js";
import { HOW } from "./algorithm.js";
import { assertWhole } from "./connection-address.js";
import { type Options, optionsOf, TABLE_OPTIONS, tableOptionSql } from "./option.js";
import { OPTION_RULES } from "./option-rules.js";
import { partitionText } from "./partition-text.js";
import { unsupported } from "./unsupported.js";
import type { Variant } from "./variant.js";

/** Options that take the word DEFAULT, and some of them no number of zero. */
const DEFAULTS = /^(?:rowFormat|packKeys|stats\w+|pageCompress\w+|encrypted)$/;

/** What the server does by itself, of options that have a word of their own for it. */
const RESETS: Readonly<Record<string, string>> = {
  tablespace: "`innodb_file_per_table`",
  union: "()",
  insertMethod: "NO",
  secondaryEngine: "NULL",
};

/**
 * What takes an option of a table back to what the server does by itself.
 *
 * @throws {CompileError} `compile.unsupported`: a table always has one
 */
export function tableOptionReset(name: string, variant: Variant): string {
  const { sql, kind } = TABLE_OPTIONS[name]!;
  if (kind === "versions") return versioningSql(false);
  if (DEFAULTS.test(name)) return `${sql}=DEFAULT`;
  const reset = RESETS[name];
  if (reset !== undefined) return `${sql}=${reset}`;
  if (kind === "word" || kind === "clauses" || name.endsWith("Directory")) {
    throw unsupported(variant, `table without ${name}`, "Name the one that it shall have.");
  }
  return kind === "text" ? `${sql}=''` : `${sql}=0`;
}

/** What keeps former versions of rows from now on, or gives them up. @source MariaDB Server documentation, "System-Versioned Tables" */
export function versioningSql(isKept: boolean): string {
  return `${isKept ? "ADD" : "DROP"} SYSTEM VERSIONING`;
}

/** Engines as the server spells them. @source MySQL 9.7 Reference Manual, 18 "Alternative Storage Engines" */
const ENGINES = [
  "InnoDB",
  "MyISAM",
  "MEMORY",
  "CSV",
  "ARCHIVE",
  "BLACKHOLE",
  "FEDERATED",
  "MRG_MyISAM",
  "Aria",
  "ROCKSDB",
];
const OTHER_NAMES: Readonly<Record<string, string>> = { merge: "MRG_MyISAM", heap: "MEMORY" };

/** An engine as the server spells it, which has two names for some. */
export function engineName(value: string): string {
  const name = value.toLowerCase();
  return OTHER_NAMES[name] ?? ENGINES.find((engine) => engine.toLowerCase() === name) ?? value;
}

/** What only some servers have, of all kinds of things or of one. */
const HAS: Readonly<Record<string, (variant: Variant) => boolean>> = {
  compressed: ({ product }) => product === "mariadb",
  unversioned: ({ product }) => product === "mariadb",
  check: ({ product }) => product === "mariadb",
  displayWidth: ({ displayWidths }) => displayWidths,
  columnFormat: ({ product }) => product === "mysql",
  storage: ({ product }) => product === "mysql",
  engineAttribute: ({ engineAttributes }) => engineAttributes,
  secondaryEngineAttribute: ({ engineAttributes }) => engineAttributes,
  autoextendSize: ({ autoextendSize }) => autoextendSize,
  "column.invisible": ({ invisibleColumns }) => invisibleColumns,
};

/** The other spellings that the server knows of the values of an option. */
const SPELLINGS: Readonly<Record<string, (value: string, variant: Variant) => string>> = {
  engine: engineName,
  insertMethod: (value) => value.toUpperCase(),
  charset: (value, { threeByteName }) => value.toLowerCase().replace(/^utf8(?:mb3)?$/, threeByteName),
  collate: collationName,
  rowFormat: (value) => value.toUpperCase(),
  encrypted: (value) => value.toUpperCase(),
  partitionBy: partitionText,
};

/** A collation as the server calls it. */
export function collationName(value: string, { threeByteName }: Variant): string {
  return value.toLowerCase().replace(/^utf8(?:mb3)?_/, `${threeByteName}_`);
}

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
    const has = HAS[`${kind}.${name}`] ?? HAS[name];
    const isOther = product !== undefined && product !== variant.product;
    if (!rule || isOther || has?.(variant) === false) {
      throw unsupported(variant, `option ${name}, which ${where} sets`, hintFor(name, kind));
    }
    const value = typeof given === "string" ? (SPELLINGS[name]?.(given, variant) ?? given) : given;
    if (kind === "table" && name !== "partitionBy") tableOptionSql(name, value);
    if (name === "connection") assertWhole(String(value));
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
  if (engine !== null) options["engine"] = engineName(engine);
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
  return name === "rowFormat" || name === "encrypted" ? text.toUpperCase() : text;
}

/** The character set of a collation, which its name begins with. */
function charsetOf(collation: string): string {
  const end = collation.indexOf("_");
  return end === -1 ? collation : collation.slice(0, end);
}
