import { shortenName } from "../util/name.js";

/** The kinds of things that a convention names: index, unique, check, foreign key, primary key, exclusion, enum type. */
export type NamedKind = "ix" | "uq" | "ck" | "fk" | "pk" | "ex" | "en";

/** What a convention may build a name from. */
export interface NamingContext {
  readonly table: string;
  readonly schema: string | undefined;
  readonly columns: readonly string[];
  /** Foreign keys: the table referred to. */
  readonly referredTable: string | undefined;
}

/**
 * A name as a pattern of `{table}`, `{columns}` (joined by `_`), `{column_0}`, `{referredTable}`, or a function; where
 * it is empty, constraints are left without a name.
 */
export type NamingPattern = string | ((context: NamingContext) => string);

/** A pattern for each kind of thing; what is left out follows the default. */
export type NamingConvention = { readonly [K in NamedKind]?: NamingPattern };

/** The names that things get where no other convention is given. */
export const DEFAULT_NAMING: Required<NamingConvention> = {
  ix: "ix_{table}_{columns}",
  uq: "uq_{table}_{columns}",
  ck: "ck_{table}_{columns}",
  fk: "fk_{table}_{columns}_{referredTable}",
  pk: "pk_{table}",
  ex: "ex_{table}_{columns}",
  en: "{table}_{columns}_enum",
};

/** The longest identifier a database takes, and how it counts. */
export interface NameLimit {
  readonly length: number;
  readonly unit: "bytes" | "characters";
}

/**
 * The name that a convention gives, shortened with a hash where the database's limit asks for it.
 */
export function conventionalName(
  kind: NamedKind,
  context: NamingContext,
  convention: NamingConvention = DEFAULT_NAMING,
  limit?: NameLimit,
): string {
  const pattern = convention[kind] ?? DEFAULT_NAMING[kind];
  const name = typeof pattern === "function" ? pattern(context) : fill(pattern, context);
  return limit ? shortenName(name, limit.length, limit.unit) : name;
}

/** Patterns as their texts and, at every other place, the tokens between those: few patterns make all names. */
const parts = new Map<string, readonly string[]>();

function fill(pattern: string, context: NamingContext): string {
  let split = parts.get(pattern);
  if (!split) {
    split = pattern.split(/\{(table|schema|columns|referredTable|column_\d+)\}/);
    parts.set(pattern, split);
  }
  const name = split.map((part, i) => (i % 2 === 0 ? part : wordsOf(part, context))).join("");
  return name.endsWith("_") ? name.replace(/_+$/, "") : name;
}

function wordsOf(token: string, context: NamingContext): string {
  if (token === "columns") return context.columns.join("_");
  if (token.startsWith("column_")) return context.columns[Number(token.slice("column_".length))] ?? "";
  return context[token as "table" | "schema" | "referredTable"] ?? "";
}
