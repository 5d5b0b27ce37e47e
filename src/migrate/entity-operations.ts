import { CreateEntity, DropEntity, ReplaceEntity } from "../ops/entity.js";
import type { Operation } from "../ops/operation.js";
import { definitionOf, type EntitySql, type TriggerForm } from "../schema/define/entity.js";
import type { Entity, EntityName } from "../schema/object.js";
import { type CommentedKind, type ObjectCommentOptions, objectComment } from "./object-comment.js";
import { type DropOptions, type TableArgument, toTableName } from "./operation-factory.js";
import { TableOperations } from "./table-operations.js";

/** How something is replaced. */
export interface ReplaceOptions {
  /** Drops it and makes it anew, where the database cannot replace it in place. */
  readonly recreate?: boolean;
}

/** How something is made that may have been there before. */
export interface RestoreOptions {
  /**
   * Gives it what the one of its name had that was dropped in the same script, beside its definition. On PostgreSQL: its
   * owner, rights, comments, and a view's rules, triggers and indexes. On SQLite: a view's triggers.
   */
  readonly restore?: boolean;
}

/** What a view may be given beside its query. */
export interface ViewColumns {
  /** The names of its columns, where the query does not give them. */
  readonly columns?: readonly string[];
  /** PostgreSQL: parameters of a view, such as `security_invoker=true`. */
  readonly with?: readonly string[];
}

/** How the body of a function is taken. */
export interface BodyOptions {
  /** PostgreSQL: false has it not checked. */
  readonly checkBody?: boolean;
}

/** The part of `op` that is about what is declared by its SQL: views, functions, triggers and the like. */
export class EntityOperations extends TableOperations {
  /** Makes a view of a query. */
  createView(
    view: TableArgument,
    query: EntitySql,
    options: RestoreOptions & ViewColumns = {},
  ): Promise<void> {
    return this.createEntity("createView", options, (builder) =>
      viewOf(builder, "view", view, query, options),
    );
  }

  /** Gives a view another query. */
  replaceView(
    view: TableArgument,
    query: EntitySql,
    options: ReplaceOptions & ViewColumns = {},
  ): Promise<void> {
    return this.replaceEntity("replaceView", options, (builder) =>
      viewOf(builder, "view", view, query, options),
    );
  }

  /** Removes a view. */
  dropView(view: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.dropEntity("dropView", options, () => ({ kind: "view", ...toTableName(view) }));
  }

  /** PostgreSQL: makes a materialized view of a query, and fills it. */
  createMaterializedView(
    view: TableArgument,
    query: EntitySql,
    options: RestoreOptions & ViewColumns = {},
  ): Promise<void> {
    return this.createEntity("createMaterializedView", options, (builder) =>
      viewOf(builder, "materializedView", view, query, options),
    );
  }

  /** PostgreSQL: makes a materialized view anew, with another query. */
  replaceMaterializedView(view: TableArgument, query: EntitySql, options: ViewColumns = {}): Promise<void> {
    const made = (builder: string) => viewOf(builder, "materializedView", view, query, options);
    return this.replaceEntity("replaceMaterializedView", { recreate: true }, made);
  }

  /** PostgreSQL: removes a materialized view. */
  dropMaterializedView(view: TableArgument, options: DropOptions = {}): Promise<void> {
    const name = () => ({ kind: "materializedView" as const, ...toTableName(view) });
    return this.dropEntity("dropMaterializedView", options, name);
  }

  /** Makes a function: its arguments, and what follows them. */
  createFunction(
    name: TableArgument,
    args: string,
    body: EntitySql,
    options: RestoreOptions & BodyOptions = {},
  ): Promise<void> {
    return this.createEntity("createFunction", options, (builder) =>
      routineOf(builder, "function", name, args, body, options),
    );
  }

  /** Gives a function another body. */
  replaceFunction(
    name: TableArgument,
    args: string,
    body: EntitySql,
    options: ReplaceOptions & BodyOptions = {},
  ): Promise<void> {
    return this.replaceEntity("replaceFunction", options, (builder) =>
      routineOf(builder, "function", name, args, body, options),
    );
  }

  /** Removes a function; its arguments tell it from others of its name. */
  dropFunction(name: TableArgument, args: string, options: DropOptions = {}): Promise<void> {
    const routine = () => ({ kind: "function" as const, ...toTableName(name), arguments: args });
    return this.dropEntity("dropFunction", options, routine);
  }

  /** Makes a procedure: its arguments, and what follows them. */
  createProcedure(
    name: TableArgument,
    args: string,
    body: EntitySql,
    options: RestoreOptions & BodyOptions = {},
  ): Promise<void> {
    return this.createEntity("createProcedure", options, (builder) =>
      routineOf(builder, "procedure", name, args, body, options),
    );
  }

  /** Gives a procedure another body. */
  replaceProcedure(
    name: TableArgument,
    args: string,
    body: EntitySql,
    options: ReplaceOptions & BodyOptions = {},
  ): Promise<void> {
    return this.replaceEntity("replaceProcedure", options, (builder) =>
      routineOf(builder, "procedure", name, args, body, options),
    );
  }

  /** Removes a procedure; its arguments tell it from others of its name. */
  dropProcedure(name: TableArgument, args: string, options: DropOptions = {}): Promise<void> {
    const routine = () => ({ kind: "procedure" as const, ...toTableName(name), arguments: args });
    return this.dropEntity("dropProcedure", options, routine);
  }

  /** PostgreSQL: makes an aggregate: its arguments, and what it is made of. */
  createAggregate(
    name: TableArgument,
    args: string,
    definition: EntitySql,
    options: RestoreOptions = {},
  ): Promise<void> {
    return this.createEntity("createAggregate", options, (builder) =>
      routineOf(builder, "aggregate", name, args, definition),
    );
  }

  /** PostgreSQL: makes an aggregate of something else. */
  replaceAggregate(
    name: TableArgument,
    args: string,
    definition: EntitySql,
    options: ReplaceOptions = {},
  ): Promise<void> {
    return this.replaceEntity("replaceAggregate", options, (builder) =>
      routineOf(builder, "aggregate", name, args, definition),
    );
  }

  /** PostgreSQL: removes an aggregate; its arguments tell it from others of its name. */
  dropAggregate(name: TableArgument, args: string, options: DropOptions = {}): Promise<void> {
    const routine = () => ({ kind: "aggregate" as const, ...toTableName(name), arguments: args });
    return this.dropEntity("dropAggregate", options, routine);
  }

  /** Makes a trigger on a table: when it fires, and what it does. */
  createTrigger(
    name: string,
    table: TableArgument,
    event: string,
    body: EntitySql,
    options: RestoreOptions & TriggerForm = {},
  ): Promise<void> {
    return this.createEntity("createTrigger", options, (builder) =>
      triggerOf(builder, name, table, event, body, options),
    );
  }

  /** Gives a trigger another body. */
  replaceTrigger(
    name: string,
    table: TableArgument,
    event: string,
    body: EntitySql,
    options: ReplaceOptions & TriggerForm = {},
  ): Promise<void> {
    return this.replaceEntity("replaceTrigger", options, (builder) =>
      triggerOf(builder, name, table, event, body, options),
    );
  }

  /** Removes a trigger. */
  dropTrigger(name: string, table: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.dropEntity("dropTrigger", options, () => ({
      kind: "trigger",
      name,
      table: toTableName(table),
    }));
  }

  /** PostgreSQL: makes a policy of row-level security. */
  createPolicy(
    name: string,
    table: TableArgument,
    body: EntitySql,
    options: RestoreOptions = {},
  ): Promise<void> {
    return this.createEntity("createPolicy", options, (builder) => policyOf(builder, name, table, body));
  }

  /** PostgreSQL: makes a policy anew. */
  replacePolicy(name: string, table: TableArgument, body: EntitySql): Promise<void> {
    return this.replaceEntity("replacePolicy", { recreate: true }, (builder) =>
      policyOf(builder, name, table, body),
    );
  }

  /** PostgreSQL: removes a policy. */
  dropPolicy(name: string, table: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.dropEntity("dropPolicy", options, () => ({
      kind: "policy",
      name,
      table: toTableName(table),
    }));
  }

  /** PostgreSQL: sets the comment of a view, function, trigger or the like; null removes it. */
  setObjectComment(
    kind: CommentedKind,
    name: TableArgument,
    text: string | null,
    options: ObjectCommentOptions = {},
  ): Promise<void> {
    return this.carryOut("setObjectComment", () => [objectComment(kind, name, text, options)]);
  }

  /** Makes an object. @internal */
  protected createEntity(
    method: string,
    { restore }: RestoreOptions,
    make: (builder: string) => Entity,
  ): Promise<void> {
    return this.carryOut(method, (): readonly Operation[] => [
      new CreateEntity(make(`op.${method}()`), restore),
    ]);
  }

  /** Replaces an object. @internal */
  protected replaceEntity(
    method: string,
    { recreate }: ReplaceOptions,
    make: (builder: string) => Entity,
  ): Promise<void> {
    return this.carryOut(method, () => [new ReplaceEntity(make(`op.${method}()`), null, recreate)]);
  }

  /** Removes an object. @internal */
  protected dropEntity(method: string, { ifExists }: DropOptions, name: () => EntityName): Promise<void> {
    return this.carryOut(method, () => [new DropEntity(name(), null, ifExists)]);
  }
}

function viewOf(
  builder: string,
  kind: "view" | "materializedView",
  view: TableArgument,
  query: EntitySql,
  { columns, with: parameters }: ViewColumns,
): Entity {
  return {
    kind,
    ...toTableName(view),
    ...(columns && { columns }),
    ...(parameters && { with: parameters }),
    definition: definitionOf(builder, query),
  };
}

function routineOf(
  builder: string,
  kind: "function" | "procedure" | "aggregate",
  name: TableArgument,
  args: string,
  body: EntitySql,
  { checkBody = true }: BodyOptions = {},
): Entity {
  return {
    kind,
    ...toTableName(name),
    arguments: args,
    ...(!checkBody && { unchecked: true }),
    definition: definitionOf(builder, body),
  };
}

function triggerOf(
  builder: string,
  name: string,
  table: TableArgument,
  event: string,
  body: EntitySql,
  { constraint }: TriggerForm,
): Entity {
  return {
    kind: "trigger",
    name,
    table: toTableName(table),
    event,
    ...(constraint && { constraint }),
    definition: definitionOf(builder, body),
  };
}

function policyOf(builder: string, name: string, table: TableArgument, body: EntitySql): Entity {
  return { kind: "policy", name, table: toTableName(table), definition: definitionOf(builder, body) };
}
