import { createEntity, creatingEntity, dropEntity } from "../ddl/nodes/entity.js";
import { displayName } from "../schema/name.js";
import { type Entity, type EntityKind, type EntityName, entityKey } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import { DEFAULT_PARSER, parserOf } from "../schema/text-search.js";
import type { Node } from "../sql/node.js";
import { arrayCode, type Code, type CodeEntry, callCode, objectCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** How each kind is called in scripts and lists. */
const KINDS: { readonly [K in EntityKind]: { readonly method: string; readonly words: string } } = {
  extension: { method: "Extension", words: "extension" },
  view: { method: "View", words: "view" },
  materializedView: { method: "MaterializedView", words: "materialized view" },
  viewIndex: { method: "ViewIndex", words: "index" },
  function: { method: "Function", words: "function" },
  procedure: { method: "Procedure", words: "procedure" },
  aggregate: { method: "Aggregate", words: "aggregate" },
  collation: { method: "Collation", words: "collation" },
  trigger: { method: "Trigger", words: "trigger" },
  policy: { method: "Policy", words: "policy" },
  rule: { method: "Rule", words: "rule" },
  eventTrigger: { method: "EventTrigger", words: "event trigger" },
  cast: { method: "Cast", words: "cast" },
  operator: { method: "Operator", words: "operator" },
  operatorClass: { method: "OperatorClass", words: "operator class" },
  textSearchDictionary: { method: "TextSearchDictionary", words: "text search dictionary" },
  textSearchConfiguration: { method: "TextSearchConfiguration", words: "text search configuration" },
};

/** Kinds that are replaced by dropping them and making them anew, so that scripts need not say it. */
const ALWAYS_ANEW: ReadonlySet<EntityKind> = new Set([
  "materializedView",
  "viewIndex",
  "policy",
  "eventTrigger",
  "cast",
  "operator",
  "operatorClass",
]);

/** The function of `migr` that declares an object of a kind. */
export function entityBuilder(kind: EntityKind): string {
  return kind === "function" ? "sqlFunction" : kind === "cast" ? "sqlCast" : kind;
}

/** What a declaration or an operation says of an object after its name and table. */
export function entityArguments(
  s: SourceWriter,
  { kind, event, arguments: args, mappings, definition }: Entity,
): readonly Code[] {
  const text = kind === "extension" ? [] : [mappings ? textsCode(mappings) : s.sql(definition, true)];
  return [
    ...(args === undefined ? [] : [stringCode(args)]),
    ...(event === undefined ? [] : [stringCode(event)]),
    ...text,
  ];
}

/** The options that a kind of object has of its own. */
export function entityOptions({
  columns,
  constraint,
  unique,
  unchecked,
  with: parameters,
  mappings,
  definition,
}: Entity): readonly CodeEntry[] {
  return [
    ...(mappings ? parserOption(definition) : []),
    ...(columns ? [["columns", arrayCode(columns.map(stringCode))] as const] : []),
    ...(parameters ? [["with", arrayCode(parameters.map(stringCode))] as const] : []),
    ...(constraint ? [["constraint", "true"] as const] : []),
    ...(unique ? [["unique", "true"] as const] : []),
    ...(unchecked ? [["checkBody", "false"] as const] : []),
  ];
}

/** Texts by what they are of, as source. */
export function textsCode(texts: Readonly<Record<string, string>>): Code {
  return objectCode(Object.entries(texts).map(([of, text]) => [of, stringCode(text)] as const));
}

function parserOption(definition: Node): readonly CodeEntry[] {
  const parser = parserOf(definition);
  return parser === DEFAULT_PARSER ? [] : [["parser", stringCode(parser)]];
}

/** Makes something that is declared by its SQL. */
export class CreateEntity implements Operation {
  readonly kind = "createEntity";
  readonly entity: Entity;
  /** It gets what the one of its name had beside its definition that the same script dropped. */
  readonly restore: boolean;

  constructor(entity: Entity, restore = false) {
    this.entity = entity;
    this.restore = restore;
  }

  describe(): Description {
    return { sign: "+", subject: displayName(this.entity), detail: wordsOf(this.entity) };
  }

  inverse(): DropEntity {
    return new DropEntity(this.entity, this.entity, false, this.restore);
  }

  apply(before: Schema): Schema {
    return { ...before, entities: [...before.entities, this.entity] };
  }

  ddl(): readonly Node[] {
    return creatingEntity(this.entity);
  }

  source(s: SourceWriter): Code {
    return sourceOf(s, "create", this.entity, this.restore ? "restore" : undefined);
  }
}

/** Gives something that is declared by its SQL another definition. */
export class ReplaceEntity implements Operation {
  readonly kind = "replaceEntity";
  readonly entity: Entity;
  /** As it stood; without it the change cannot be taken back. */
  readonly from: Entity | null;
  /** It is dropped and made again, since it cannot be replaced in place. */
  readonly recreate: boolean;

  constructor(entity: Entity, from: Entity | null = null, recreate = false) {
    this.entity = entity;
    this.from = from;
    this.recreate = recreate;
  }

  describe(): Description {
    const how = this.recreate ? "dropped and made anew" : "replaced";
    return { sign: "~", subject: displayName(this.entity), detail: `${wordsOf(this.entity)}, ${how}` };
  }

  inverse(): ReplaceEntity | null {
    return this.from && new ReplaceEntity(this.from, this.entity, this.recreate);
  }

  apply(before: Schema): Schema {
    const key = entityKey(this.entity);
    const entities = before.entities.map((each) => (entityKey(each) === key ? this.entity : each));
    return { ...before, entities };
  }

  ddl(): readonly Node[] {
    const { entity } = this;
    if (!this.recreate) return [createEntity({ entity, orReplace: true })];
    return [dropEntity({ entity: this.from ?? entity }), ...creatingEntity(entity)];
  }

  source(s: SourceWriter): Code {
    const isSaid = this.recreate && !ALWAYS_ANEW.has(this.entity.kind);
    return sourceOf(s, "replace", this.entity, isSaid ? "recreate" : undefined);
  }
}

/** Removes something that is declared by its SQL. */
export class DropEntity implements Operation {
  readonly kind = "dropEntity";
  readonly entity: EntityName;
  /** As it stood; without it the drop cannot be undone. */
  readonly was: Entity | null;
  readonly ifExists: boolean;
  /** It makes way for a moment, and is made again in the same script. */
  readonly makesWay: boolean;

  constructor(entity: EntityName, was: Entity | null = null, ifExists = false, makesWay = false) {
    this.entity = entity;
    this.was = was;
    this.ifExists = ifExists;
    this.makesWay = makesWay;
  }

  describe(): Description {
    return { sign: "-", subject: displayName(this.entity), detail: wordsOf(this.entity) };
  }

  inverse(): CreateEntity | null {
    return this.was && new CreateEntity(this.was, this.makesWay);
  }

  apply(before: Schema): Schema {
    const key = entityKey(this.entity);
    return { ...before, entities: before.entities.filter((each) => entityKey(each) !== key) };
  }

  ddl(): readonly Node[] {
    return [dropEntity({ entity: this.entity, ...(this.ifExists && { ifExists: true }) })];
  }

  source(s: SourceWriter): Code {
    const options = this.ifExists ? [objectCode([["ifExists", "true"]])] : [];
    return callCode(
      s.op(`drop${KINDS[this.entity.kind].method}`),
      ...nameArguments(s, this.entity),
      ...options,
    );
  }
}

function wordsOf({ kind, table }: EntityName): string {
  return table ? `${KINDS[kind].words} on ${displayName(table)}` : KINDS[kind].words;
}

function nameArguments(s: SourceWriter, entity: EntityName): readonly Code[] {
  const { table, arguments: args } = entity;
  return [
    s.table(entity),
    ...(table ? [s.table(table)] : []),
    ...(args === undefined ? [] : [stringCode(args)]),
  ];
}

function sourceOf(
  s: SourceWriter,
  verb: "create" | "replace",
  entity: Entity,
  flag?: "recreate" | "restore",
): Code {
  const { kind, event, mappings, definition } = entity;
  const text = mappings ? textsCode(mappings) : s.sql(definition, true);
  const options: readonly CodeEntry[] = [
    ...entityOptions(entity),
    ...(flag ? [[flag, "true"] as const] : []),
  ];
  return callCode(
    s.op(`${verb}${KINDS[kind].method}`),
    ...nameArguments(s, entity),
    ...(event === undefined ? [] : [stringCode(event)]),
    ...(kind === "extension" && typeof text === "string" && text.endsWith("``") ? [] : [text]),
    ...(options.length > 0 ? [objectCode(options)] : []),
  );
}
