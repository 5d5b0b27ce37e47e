import type { Entity, EntityKind, EntityName } from "../../schema/object.js";
import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";
import type { Writer } from "../../sql/writer.js";

/** The words of each kind. */
const WORDS: { readonly [K in EntityKind]: string } = {
  extension: "EXTENSION",
  view: "VIEW",
  materializedView: "MATERIALIZED VIEW",
  function: "FUNCTION",
  procedure: "PROCEDURE",
  aggregate: "AGGREGATE",
  collation: "COLLATION",
  trigger: "TRIGGER",
  policy: "POLICY",
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
    w.kw("CREATE", orReplace && "OR REPLACE", entity.constraint && "CONSTRAINT", WORDS[entity.kind]);
    HEADS[entity.kind](entity, w);
    w.node(entity.definition);
  },
});

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
  function: called,
  procedure: called,
  aggregate: called,
  collation: named,
  trigger: ({ name, event, table }, w) => w.id(name).kw(event, "ON").name(table!),
  policy: ({ name, table }, w) => w.id(name).kw("ON").name(table!),
};

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
  if (entity.table) w.id(entity.name).kw("ON").name(entity.table);
  else if (entity.kind === "extension") w.id(entity.name);
  else w.name(entity);
  if (entity.arguments !== undefined) w.tight().kw(`(${argumentTypes(entity.arguments)})`);
}

/** The DROP of a database that knows triggers by their names alone, and routines too. */
export function writeDropByName({ entity, ifExists }: DropEntity, w: Writer): void {
  w.kw("DROP", WORDS[entity.kind], ifExists && "IF EXISTS").id(
    entity.schema ?? entity.table?.schema,
    entity.name,
  );
}

/**
 * Arguments without their defaults, which DROP does not take.
 *
 * @source PostgreSQL 18, DROP FUNCTION
 */
export function argumentTypes(args: string): string {
  return args.replace(/\s+(?:default\s+|=\s*)(?:'(?:[^']|'')*'|[^,'()]|\([^()]*\))*/gi, "");
}
