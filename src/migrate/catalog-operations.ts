import type { TextSearchOptions, ViewIndexForm, WordMappings } from "../schema/define/catalog-entity.js";
import { definitionOf, type EntitySql } from "../schema/define/entity.js";
import type { Entity, EntityKind } from "../schema/object.js";
import { parsedBy } from "../schema/text-search.js";
import { raw } from "../sql/nodes/index.js";
import { EntityOperations, type ReplaceOptions, type RestoreOptions } from "./entity-operations.js";
import { type DropOptions, type TableArgument, toTableName } from "./operation-factory.js";

/** The parser of a text search configuration, where not the default one. */
export type ParserOptions = Pick<TextSearchOptions, "parser">;

/** The part of `op` that is about extensions, collations, rules, casts, operators, text search and event triggers of PostgreSQL. */
export class CatalogOperations extends EntityOperations {
  /** PostgreSQL: installs an extension; what follows its name in CREATE EXTENSION may be given. */
  createExtension(name: TableArgument, body?: EntitySql): Promise<void> {
    return this.createEntity("createExtension", {}, (builder) => {
      const definition = body ? definitionOf(builder, body) : raw({ sql: "" });
      return { kind: "extension", ...toTableName(name), definition };
    });
  }

  /** PostgreSQL: removes an extension. */
  dropExtension(name: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.dropEntity("dropExtension", options, () => ({ kind: "extension", ...toTableName(name) }));
  }

  /** PostgreSQL: makes a collation. */
  createCollation(name: TableArgument, definition: EntitySql, options: RestoreOptions = {}): Promise<void> {
    return this.createEntity("createCollation", options, (builder) => collationOf(builder, name, definition));
  }

  /** PostgreSQL: makes a collation anew, which nothing may use. */
  replaceCollation(name: TableArgument, definition: EntitySql, options: ReplaceOptions = {}): Promise<void> {
    return this.replaceEntity("replaceCollation", { ...options, recreate: true }, (builder) =>
      collationOf(builder, name, definition),
    );
  }

  /** PostgreSQL: removes a collation that nothing uses. */
  dropCollation(name: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.dropEntity("dropCollation", options, () => ({ kind: "collation", ...toTableName(name) }));
  }

  /** PostgreSQL: makes an index of a materialized view: what follows the view's name. */
  createViewIndex(
    name: string,
    view: TableArgument,
    definition: EntitySql,
    options: ViewIndexForm & RestoreOptions = {},
  ): Promise<void> {
    return this.createEntity("createViewIndex", options, (b) =>
      viewIndexOf(b, name, view, definition, options),
    );
  }

  /** PostgreSQL: makes an index of a materialized view anew. */
  replaceViewIndex(
    name: string,
    view: TableArgument,
    definition: EntitySql,
    options: ViewIndexForm = {},
  ): Promise<void> {
    return this.replaceEntity("replaceViewIndex", { recreate: true }, (b) =>
      viewIndexOf(b, name, view, definition, options),
    );
  }

  /** PostgreSQL: removes an index of a materialized view. */
  dropViewIndex(name: string, view: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.dropEntity("dropViewIndex", options, () => ({ kind: "viewIndex", ...onTable(name, view) }));
  }

  /** PostgreSQL: makes a rule: what it takes the place of, and what follows the table's name. */
  createRule(
    name: string,
    table: TableArgument,
    event: string,
    body: EntitySql,
    options: RestoreOptions = {},
  ): Promise<void> {
    const at = () => ({ ...onTable(name, table), event });
    return this.createEntity("createRule", options, (b) => entityOf("rule", at(), definitionOf(b, body)));
  }

  /** PostgreSQL: gives a rule another body. */
  replaceRule(name: string, table: TableArgument, event: string, body: EntitySql): Promise<void> {
    const at = () => ({ ...onTable(name, table), event });
    return this.replaceEntity("replaceRule", {}, (b) => entityOf("rule", at(), definitionOf(b, body)));
  }

  /** PostgreSQL: removes a rule. */
  dropRule(name: string, table: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.dropEntity("dropRule", options, () => ({ kind: "rule", ...onTable(name, table) }));
  }

  /** PostgreSQL: makes an event trigger: when it fires, and what follows that. */
  createEventTrigger(
    name: string,
    event: string,
    body: EntitySql,
    options: RestoreOptions = {},
  ): Promise<void> {
    const at = { name, event };
    const made = (b: string) => entityOf("eventTrigger", at, definitionOf(b, body));
    return this.createEntity("createEventTrigger", options, made);
  }

  /** PostgreSQL: makes an event trigger anew. */
  replaceEventTrigger(name: string, event: string, body: EntitySql): Promise<void> {
    const at = { name, event };
    const made = (b: string) => entityOf("eventTrigger", at, definitionOf(b, body));
    return this.replaceEntity("replaceEventTrigger", { recreate: true }, made);
  }

  /** PostgreSQL: removes an event trigger. */
  dropEventTrigger(name: string, options: DropOptions = {}): Promise<void> {
    return this.dropEntity("dropEventTrigger", options, () => ({ kind: "eventTrigger", name }));
  }

  /** PostgreSQL: makes a cast, such as `text AS color`, and says how it is done. */
  createCast(types: string, definition: EntitySql, options: RestoreOptions = {}): Promise<void> {
    const made = (b: string) => entityOf("cast", { name: types }, definitionOf(b, definition));
    return this.createEntity("createCast", options, made);
  }

  /** PostgreSQL: makes a cast anew. */
  replaceCast(types: string, definition: EntitySql): Promise<void> {
    const made = (b: string) => entityOf("cast", { name: types }, definitionOf(b, definition));
    return this.replaceEntity("replaceCast", { recreate: true }, made);
  }

  /** PostgreSQL: removes a cast. */
  dropCast(types: string, options: DropOptions = {}): Promise<void> {
    return this.dropEntity("dropCast", options, () => ({ kind: "cast", name: types }));
  }

  /** PostgreSQL: makes an operator: the types of its sides, and what else it is made of. */
  createOperator(
    name: TableArgument,
    args: string,
    definition: EntitySql,
    options: RestoreOptions = {},
  ): Promise<void> {
    const at = () => ({ ...toTableName(name), arguments: args });
    const made = (b: string) => entityOf("operator", at(), definitionOf(b, definition));
    return this.createEntity("createOperator", options, made);
  }

  /** PostgreSQL: makes an operator anew, which nothing may use. */
  replaceOperator(name: TableArgument, args: string, definition: EntitySql): Promise<void> {
    const at = () => ({ ...toTableName(name), arguments: args });
    const made = (b: string) => entityOf("operator", at(), definitionOf(b, definition));
    return this.replaceEntity("replaceOperator", { recreate: true }, made);
  }

  /** PostgreSQL: removes an operator; the types of its sides tell it from others of its name. */
  dropOperator(name: TableArgument, args: string, options: DropOptions = {}): Promise<void> {
    const at = () => ({ kind: "operator" as const, ...toTableName(name), arguments: args });
    return this.dropEntity("dropOperator", options, at);
  }

  /** PostgreSQL: makes an operator class: its index method, and what follows its name. */
  createOperatorClass(
    name: TableArgument,
    method: string,
    definition: EntitySql,
    options: RestoreOptions = {},
  ): Promise<void> {
    const at = () => ({ ...toTableName(name), arguments: method });
    const made = (b: string) => entityOf("operatorClass", at(), definitionOf(b, definition));
    return this.createEntity("createOperatorClass", options, made);
  }

  /** PostgreSQL: makes an operator class anew, which nothing may use. */
  replaceOperatorClass(name: TableArgument, method: string, definition: EntitySql): Promise<void> {
    const at = () => ({ ...toTableName(name), arguments: method });
    const made = (b: string) => entityOf("operatorClass", at(), definitionOf(b, definition));
    return this.replaceEntity("replaceOperatorClass", { recreate: true }, made);
  }

  /** PostgreSQL: removes an operator class. */
  dropOperatorClass(name: TableArgument, method: string, options: DropOptions = {}): Promise<void> {
    const at = () => ({ kind: "operatorClass" as const, ...toTableName(name), arguments: method });
    return this.dropEntity("dropOperatorClass", options, at);
  }

  /** PostgreSQL: makes a dictionary of text search. */
  createTextSearchDictionary(
    name: TableArgument,
    definition: EntitySql,
    options: RestoreOptions = {},
  ): Promise<void> {
    const made = (b: string) =>
      entityOf("textSearchDictionary", toTableName(name), definitionOf(b, definition));
    return this.createEntity("createTextSearchDictionary", options, made);
  }

  /** PostgreSQL: gives a dictionary of text search other options. */
  replaceTextSearchDictionary(
    name: TableArgument,
    definition: EntitySql,
    options: ReplaceOptions = {},
  ): Promise<void> {
    const made = (b: string) =>
      entityOf("textSearchDictionary", toTableName(name), definitionOf(b, definition));
    return this.replaceEntity("replaceTextSearchDictionary", options, made);
  }

  /** PostgreSQL: removes a dictionary of text search. */
  dropTextSearchDictionary(name: TableArgument, options: DropOptions = {}): Promise<void> {
    const at = () => ({ kind: "textSearchDictionary" as const, ...toTableName(name) });
    return this.dropEntity("dropTextSearchDictionary", options, at);
  }

  /** PostgreSQL: makes a configuration of text search, with the dictionaries of kinds of words. */
  createTextSearchConfiguration(
    name: TableArgument,
    mappings: WordMappings,
    options: RestoreOptions & ParserOptions = {},
  ): Promise<void> {
    return this.createEntity("createTextSearchConfiguration", options, () =>
      configurationOf(name, mappings, options),
    );
  }

  /** PostgreSQL: gives a configuration of text search other dictionaries. */
  replaceTextSearchConfiguration(
    name: TableArgument,
    mappings: WordMappings,
    options: ReplaceOptions & ParserOptions = {},
  ): Promise<void> {
    return this.replaceEntity("replaceTextSearchConfiguration", options, () =>
      configurationOf(name, mappings, options),
    );
  }

  /** PostgreSQL: removes a configuration of text search. */
  dropTextSearchConfiguration(name: TableArgument, options: DropOptions = {}): Promise<void> {
    const at = () => ({ kind: "textSearchConfiguration" as const, ...toTableName(name) });
    return this.dropEntity("dropTextSearchConfiguration", options, at);
  }
}

function collationOf(builder: string, name: TableArgument, definition: EntitySql): Entity {
  return { kind: "collation", ...toTableName(name), definition: definitionOf(builder, definition) };
}

function entityOf(
  kind: EntityKind,
  place: Omit<Entity, "kind" | "definition">,
  definition: Entity["definition"],
): Entity {
  return { kind, ...place, definition };
}

function onTable(name: string, table: TableArgument): Pick<Entity, "name" | "table"> {
  return { name, table: toTableName(table) };
}

function viewIndexOf(
  builder: string,
  name: string,
  view: TableArgument,
  definition: EntitySql,
  { unique }: ViewIndexForm,
): Entity {
  const place = { ...onTable(name, view), ...(unique && { unique: true as const }) };
  return entityOf("viewIndex", place, definitionOf(builder, definition));
}

function configurationOf(name: TableArgument, mappings: WordMappings, { parser }: ParserOptions): Entity {
  return {
    kind: "textSearchConfiguration",
    ...toTableName(name),
    mappings: { ...mappings },
    definition: parsedBy(parser),
  };
}
