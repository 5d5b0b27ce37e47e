import type { Entity, EntityKind, EntityName } from "../../schema/object.js";
import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";
import type { Writer } from "../../sql/writer.js";

/** The words of each kind. */
const WORDS: { readonly [K in EntityKind]: string } = {
  extension: "EXTENSION",
  view: "VIEW",
  materializedView: "MATERIALIZED VIEW",
  viewIndex: "INDEX",
  function: "FUNCTION",
  procedure: "PROCEDURE",
  aggregate: "AGGREGATE",
  collation: "COLLATION",
  trigger: "TRIGGER",
  policy: "POLICY",
  rule: "RULE",
  eventTrigger: "EVENT TRIGGER",
  cast: "CAST",
  operator: "OPERATOR",
  operatorClass: "OPERATOR CLASS",
  textSearchDictionary: "TEXT SEARCH DICTIONARY",
  textSearchConfiguration: "TEXT SEARCH CONFIGURATION",
};

/** CREATE of something that is declared by its SQL. */
export interface CreateEntity extends Node<"createEntity"> {
  readonly entity: Entity;
  readonly orReplace?: boolean;
}

/** Makes a CREATE of something that is declared by its SQL. */
export const createEntity = defineNode<CreateEntity>("createEntity", {
  parts: { entity: false },
  write({ entity, orReplace }, w) {
    const { constraint, unique } = entity;
    w.kw("CREATE", orReplace && "OR REPLACE", constraint && "CONSTRAINT", unique && "UNIQUE");
    w.kw(WORDS[entity.kind]);
    HEADS[entity.kind](entity, w);
    w.node(entity.definition);
    if (entity.kind === "operator") w.tight().kw(")");
  },
});

/** A statement that gives kinds of words of a text search configuration their dictionaries. */
export interface MapWords extends Node<"mapWords"> {
  readonly entity: EntityName;
  /** The kinds of words, as `asciiword, word`. */
  readonly words: string;
  /** The dictionaries in order; left out, the kinds of words that have any lose them. */
  readonly dictionaries?: string;
}

/** Makes a statement that gives kinds of words their dictionaries. */
export const mapWords = defineNode<MapWords>("mapWords", {
  parts: { entity: false },
  write({ entity, words, dictionaries }, w) {
    const action = dictionaries === undefined ? "DROP MAPPING IF EXISTS FOR" : "ADD MAPPING FOR";
    w.kw("ALTER TEXT SEARCH CONFIGURATION").name(entity).kw(action, words);
    if (dictionaries !== undefined) w.kw("WITH", dictionaries);
  },
});

/** All statements that make something which is declared by its SQL. */
export function creatingEntity(entity: Entity): readonly Node[] {
  return [
    createEntity({ entity }),
    ...Object.entries(entity.mappings ?? {}).map(([words, dictionaries]) =>
      mapWords({ entity, words, dictionaries }),
    ),
  ];
}

const named = (entity: Entity, w: Writer) => w.name(entity);
const called = (entity: Entity, w: Writer) =>
  w
    .name(entity)
    .tight()
    .kw(`(${entity.arguments ?? ""})`);

function viewHead(entity: Entity, w: Writer): void {
  const { columns, with: parameters } = entity;
  w.name(entity);
  if (columns) w.paren(() => w.ids(columns));
  w.kw(parameters && `WITH (${parameters.join(", ")})`);
  w.kw("AS");
}

/** What stands between the words and the definition. */
const HEADS: { readonly [K in EntityKind]: (entity: Entity, w: Writer) => void } = {
  extension: ({ name, schema }, w) => {
    w.id(name);
    if (schema !== undefined) w.kw("SCHEMA").id(schema);
  },
  view: viewHead,
  materializedView: viewHead,
  viewIndex: ({ name, table }, w) => w.id(name).kw("ON").name(table!),
  function: called,
  procedure: called,
  aggregate: called,
  collation: named,
  trigger: ({ name, event, table }, w) => w.id(name).kw(event, "ON").name(table!),
  policy: ({ name, table }, w) => w.id(name).kw("ON").name(table!),
  rule: ({ name, event, table }, w) => w.id(name).kw("AS ON", event, "TO").name(table!),
  eventTrigger: ({ name, event }, w) => w.id(name).kw("ON", event),
  cast: writeName,
  operator: operatorHead,
  operatorClass: named,
  textSearchDictionary: named,
  textSearchConfiguration: named,
};

function operatorHead(entity: Entity, w: Writer): void {
  const [left, right] = sidesOf(entity.arguments ?? "");
  const sides = [left === undefined ? [] : `LEFTARG = ${left}`, `RIGHTARG = ${right}`].flat().join(", ");
  writeOperator(entity, w);
  w.kw(`(${sides},`);
}

/** The types of an operator's sides; of one before its only side the first is none. */
function sidesOf(args: string): readonly [string | undefined, string] {
  const at = args.search(/,(?![^(]*\))/);
  const [left, right] = [args.slice(0, Math.max(at, 0)).trim(), args.slice(at + 1).trim()];
  return [left === "" || /^none$/i.test(left) ? undefined : left, right];
}

/** The name of an operator, which is no identifier. */
function writeOperator({ name, schema }: EntityName, w: Writer): void {
  if (schema !== undefined) w.id(schema).tight().kw(".").tight();
  w.kw(name);
}

/** DROP of something that is declared by its SQL. */
export interface DropEntity extends Node<"dropEntity"> {
  readonly entity: EntityName;
  readonly ifExists?: boolean;
}

/** Makes a DROP of something that is declared by its SQL. */
export const dropEntity = defineNode<DropEntity>("dropEntity", {
  parts: { entity: false },
  write({ entity, ifExists }, w) {
    w.kw("DROP", WORDS[entity.kind], ifExists && "IF EXISTS");
    writeName(entity, w);
  },
});

/** COMMENT ON something that is declared by its SQL; without a text the comment is removed. */
export interface CommentOnEntity extends Node<"commentOnEntity"> {
  readonly entity: EntityName;
  readonly text?: string;
}

/** Makes a comment on something that is declared by its SQL. */
export const commentOnEntity = defineNode<CommentOnEntity>("commentOnEntity", {
  parts: { entity: false },
  write({ entity, text }, w) {
    w.kw("COMMENT ON", WORDS[entity.kind]);
    writeName(entity, w);
    w.kw("IS").literal(text ?? null);
  },
});

function writeName(entity: EntityName, w: Writer): void {
  const { kind, name, table } = entity;
  if (kind === "cast") w.kw(`(${name})`);
  else if (kind === "operator") writeOperator(entity, w);
  else if (kind === "viewIndex") w.id(table?.schema, name);
  else if (table) w.id(name).kw("ON").name(table);
  else if (kind === "extension" || kind === "eventTrigger") w.id(name);
  else w.name(entity);
  if (kind === "operatorClass") w.kw("USING").id(entity.arguments);
  else if (kind === "operator") w.kw(`(${entity.arguments ?? ""})`);
  else if (entity.arguments !== undefined) w.tight().kw(`(${argumentTypes(entity.arguments)})`);
}

/** The DROP of a database that knows triggers by their names alone, and routines too. */
export function writeDropByName({ entity, ifExists }: DropEntity, w: Writer): void {
  w.kw("DROP", WORDS[entity.kind], ifExists && "IF EXISTS").id(
    entity.schema ?? entity.table?.schema,
    entity.name,
  );
}

/** Strings and quoted names, words, brackets, and what separates arguments from each other and from their defaults. */
const ARGUMENT_TOKEN =
  /e'(?:[^'\\]|''|\\.)*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|[\w$\u0080-\uffff]+|[\s\S]/giu;

/**
 * Arguments without their defaults, which DROP does not take.
 *
 * @source PostgreSQL 18, DROP FUNCTION
 */
export function argumentTypes(args: string): string {
  let depth = 0;
  let isDefault = false;
  let kept = "";
  for (const [token] of args.matchAll(ARGUMENT_TOKEN)) {
    if (depth === 0 && token === ",") isDefault = false;
    else if (depth === 0 && /^(?:default|=)$/i.test(token)) {
      isDefault = true;
      kept = kept.trimEnd();
    }
    if (/^[([]$/.test(token)) depth++;
    else if (/^[)\]]$/.test(token)) depth--;
    if (!isDefault) kept += token;
  }
  return kept;
}
