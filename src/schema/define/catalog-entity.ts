import type { Entity } from "../object.js";
import { parsedBy } from "../text-search.js";
import { anyText, assertArgument, assertOptions, aText, type Rule, type Rules, yesOrNo } from "./argument.js";
import {
  type CommentOptions,
  commented,
  definitionOf,
  type EntityOptions,
  type EntitySql,
  type EntityTable,
  onTable,
  placed,
} from "./entity.js";
import type { MetaData } from "./metadata.js";
import { assertObject } from "./schema-object.js";

/** What a text search configuration may be given beside its dictionaries. */
export interface TextSearchOptions extends EntityOptions {
  /** The parser that finds words, where not the default one. */
  readonly parser?: string;
}

/** Dictionaries of kinds of words: `{ "asciiword, word": "unaccent, english_stem" }`. */
export type WordMappings = Readonly<Record<string, string>>;

/** What an index of a materialized view may be given beside its columns. */
export interface ViewIndexForm {
  /** No two rows have the same values, as `REFRESH … CONCURRENTLY` needs of one index. */
  readonly unique?: boolean;
}

/** What an index of a materialized view may be given, with its comment. */
export interface ViewIndexOptions extends ViewIndexForm, CommentOptions {}

/** What the form of an index of a materialized view must be. */
export const VIEW_INDEX_RULES: Rules<ViewIndexForm> = { unique: yesOrNo };

/**
 * PostgreSQL: declares an index of a materialized view, by what follows the view's name:
 * ``viewIndex("sums_day", Base.metadata, "sums", sql`(day DESC)`, { unique: true })``.
 */
export function viewIndex(
  name: string,
  metadata: MetaData,
  view: EntityTable,
  definition: EntitySql,
  options: ViewIndexOptions = {},
): Entity {
  assertObject("viewIndex()", name, metadata);
  assertOptions<ViewIndexOptions>("viewIndex()", options, { ...VIEW_INDEX_RULES, comment: anyText });
  return metadata.declareEntity({
    kind: "viewIndex",
    ...onTable(name, view),
    ...(options.unique && { unique: true }),
    ...commented(options),
    definition: definitionOf("viewIndex()", definition),
  });
}

/**
 * PostgreSQL: declares a rule of a table or a view: what it takes the place of, and what follows the table's name:
 * ``rule("kept", Base.metadata, Note, "delete", sql`DO INSTEAD NOTHING`)``.
 */
export function rule(
  name: string,
  metadata: MetaData,
  table: EntityTable,
  event: "insert" | "update" | "delete",
  body: EntitySql,
  options: CommentOptions = {},
): Entity {
  assertObject("rule()", name, metadata);
  assertArgument("rule()", "event", event, aText);
  assertOptions<CommentOptions>("rule()", options, { comment: anyText });
  return metadata.declareEntity({
    kind: "rule",
    ...onTable(name, table),
    event,
    ...commented(options),
    definition: definitionOf("rule()", body),
  });
}

/**
 * PostgreSQL: declares an event trigger: when it fires, and what follows that:
 * ``eventTrigger("told", Base.metadata, "ddl_command_end", sql`EXECUTE FUNCTION tell()`)``.
 */
export function eventTrigger(
  name: string,
  metadata: MetaData,
  event: string,
  body: EntitySql,
  options: CommentOptions = {},
): Entity {
  assertObject("eventTrigger()", name, metadata);
  assertArgument("eventTrigger()", "event", event, aText);
  assertOptions<CommentOptions>("eventTrigger()", options, { comment: anyText });
  const definition = definitionOf("eventTrigger()", body);
  return metadata.declareEntity({ kind: "eventTrigger", name, event, ...commented(options), definition });
}

/**
 * PostgreSQL: declares a cast from one type to another, and how it is done:
 * ``sqlCast("text AS color", Base.metadata, sql`WITH FUNCTION color(text) AS IMPLICIT`)``.
 */
export function sqlCast(
  types: string,
  metadata: MetaData,
  definition: EntitySql,
  options: CommentOptions = {},
): Entity {
  assertObject("sqlCast()", types, metadata);
  assertArgument("sqlCast()", "types", types, twoTypes);
  assertOptions<CommentOptions>("sqlCast()", options, { comment: anyText });
  const sql = definitionOf("sqlCast()", definition);
  return metadata.declareEntity({ kind: "cast", name: types, ...commented(options), definition: sql });
}

/**
 * PostgreSQL: declares an operator: the types of its sides, `NONE` where there is no left one, and what else it is made of:
 * ``operator("===", Base.metadata, "text, text", sql`FUNCTION = same, COMMUTATOR = ===`)``.
 */
export function operator(
  name: string,
  metadata: MetaData,
  args: string,
  definition: EntitySql,
  options: EntityOptions = {},
): Entity {
  assertObject("operator()", name, metadata);
  assertArgument("operator()", "name", name, anOperator);
  assertArgument("operator()", "arguments", args, aText);
  const sql = definitionOf("operator()", definition);
  return metadata.declareEntity({
    kind: "operator",
    ...placed(name, options),
    arguments: args,
    definition: sql,
  });
}

/**
 * PostgreSQL: declares an operator class: its index method, and what follows its name:
 * ``operatorClass("by_length", Base.metadata, "btree", sql`FOR TYPE text USING btree AS OPERATOR 1 <, …`)``.
 */
export function operatorClass(
  name: string,
  metadata: MetaData,
  method: string,
  definition: EntitySql,
  options: EntityOptions = {},
): Entity {
  assertObject("operatorClass()", name, metadata);
  assertArgument("operatorClass()", "method", method, aText);
  const sql = definitionOf("operatorClass()", definition);
  return metadata.declareEntity({
    kind: "operatorClass",
    ...placed(name, options),
    arguments: method,
    definition: sql,
  });
}

/**
 * PostgreSQL: declares a dictionary of text search by what it is made of:
 * ``textSearchDictionary("plain", Base.metadata, sql`(TEMPLATE = simple, stopwords = 'english')`)``.
 */
export function textSearchDictionary(
  name: string,
  metadata: MetaData,
  definition: EntitySql,
  options: EntityOptions = {},
): Entity {
  assertObject("textSearchDictionary()", name, metadata);
  const sql = definitionOf("textSearchDictionary()", definition);
  return metadata.declareEntity({ kind: "textSearchDictionary", ...placed(name, options), definition: sql });
}

/**
 * PostgreSQL: declares a configuration of text search by the dictionaries of kinds of words:
 * `textSearchConfiguration("plain", Base.metadata, { "asciiword, word": "unaccent, simple" })`.
 */
export function textSearchConfiguration(
  name: string,
  metadata: MetaData,
  mappings: WordMappings,
  options: TextSearchOptions = {},
): Entity {
  assertObject("textSearchConfiguration()", name, metadata);
  assertArgument("textSearchConfiguration()", "mappings", mappings, someMappings);
  const { parser, ...place } = options;
  if (parser !== undefined) assertArgument("textSearchConfiguration()", "parser", parser, aText);
  return metadata.declareEntity({
    kind: "textSearchConfiguration",
    ...placed(name, place),
    mappings: { ...mappings },
    definition: parsedBy(parser),
  });
}

/** What the dictionaries of kinds of words must be. */
export const someMappings: Rule = (value) =>
  typeof value === "object" && value !== null && Object.values(value).every((each) => aText(each) === null)
    ? null
    : 'dictionaries by kinds of words, such as { "asciiword, word": "simple" }';

/** What the name of a cast must be. */
export const twoTypes: Rule = (value) =>
  typeof value === "string" && /\S\s+as\s+\S/i.test(value) ? null : "two types, such as text AS color";

/** What the name of an operator must be. @source PostgreSQL 18, 4.1.3 Operators */
export const anOperator: Rule = (value) =>
  typeof value === "string" && /^[-+*/<>=~!@#%^&|`?]+$/.test(value) ? null : "an operator, such as ===";
