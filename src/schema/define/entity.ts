import { SchemaError } from "../../errors/errors.js";
import type { Expression } from "../../sql/build/expression.js";
import type { Node } from "../../sql/node.js";
import { type ColumnReference, identifier, raw, type Template, template } from "../../sql/nodes/index.js";
import { callSite } from "../../util/call-site.js";
import type { TableName } from "../name.js";
import type { Entity } from "../object.js";
import {
  anExpression,
  anyText,
  assertArgument,
  assertOptions,
  aText,
  listOf,
  type Rule,
  type Rules,
  yesOrNo,
} from "./argument.js";
import type { MetaData } from "./metadata.js";
import { assertObject } from "./schema-object.js";

/** SQL of an object, with `` sql`…` `` or `text("…")`. */
export type EntitySql = Expression<unknown> | Expression<never>;

/** What any object may be given beside its SQL. */
export interface CommentOptions {
  /** PostgreSQL: its comment; the empty text is none. Left out, whatever there is stays. */
  readonly comment?: string;
}

/** Where an object is placed, and what it is. */
export interface EntityOptions extends CommentOptions {
  /** The schema it is in, where not that of the metadata. */
  readonly schema?: string;
}

/** What a view may be given beside its query. */
export interface ViewOptions extends EntityOptions {
  /** The names of its columns, where the query does not give them: `CREATE VIEW name (a, b) AS …`. */
  readonly columns?: readonly string[];
  /**
   * Parameters of a view. PostgreSQL: such as `security_invoker=true`, `security_barrier=true`, `check_option=local`. MySQL and
   * MariaDB: `sql_security=invoker`, `algorithm=merge`, `algorithm=temptable`.
   */
  readonly with?: readonly string[];
  /** PostgreSQL: comments by column: `{ id: "the user's" }`. Those that are left out stay, and the empty text is none. */
  readonly columnComments?: Readonly<Record<string, string>>;
}

/** What a function may be given beside its body. */
export interface FunctionOptions extends EntityOptions {
  /**
   * PostgreSQL: false makes it without having its body checked, as for one that finds what it names under another
   * search path.
   */
  readonly checkBody?: boolean;
}

/** What a trigger is beside what it does. */
export interface TriggerForm {
  /** PostgreSQL: CREATE CONSTRAINT TRIGGER, which may be `DEFERRABLE`; it fires after, for each row. */
  readonly constraint?: boolean;
}

/** What a trigger may be given beside what it does. */
export interface TriggerOptions extends TriggerForm, CommentOptions {}

/** A table that a trigger or a policy is on: a model, a table, or its name. */
export type EntityTable = string | TableName | { readonly table: TableName };

/** Declares a view by its query: ``view("active_users", Base.metadata, sql`SELECT …`)``. */
export function view(name: string, metadata: MetaData, query: EntitySql, options: ViewOptions = {}): Entity {
  assertObject("view()", name, metadata);
  const definition = definitionOf("view()", query);
  return metadata.declareEntity({ kind: "view", ...placedView(name, options), definition });
}

/** PostgreSQL: declares a materialized view by its query; it is filled when it is made. */
export function materializedView(
  name: string,
  metadata: MetaData,
  query: EntitySql,
  options: ViewOptions = {},
): Entity {
  assertObject("materializedView()", name, metadata);
  const definition = definitionOf("materializedView()", query);
  return metadata.declareEntity({ kind: "materializedView", ...placedView(name, options), definition });
}

/**
 * Declares a function: its arguments as SQL, and what follows them:
 * ``sqlFunction("twice", Base.metadata, "n integer", sql`RETURNS integer LANGUAGE sql AS $$ SELECT 2 * n $$`)``.
 */
export function sqlFunction(
  name: string,
  metadata: MetaData,
  args: string,
  body: EntitySql,
  options: FunctionOptions = {},
): Entity {
  assertObject("sqlFunction()", name, metadata);
  return metadata.declareEntity({ kind: "function", ...routine("sqlFunction()", name, args, body, options) });
}

/** Declares a procedure, as `sqlFunction` does a function. */
export function procedure(
  name: string,
  metadata: MetaData,
  args: string,
  body: EntitySql,
  options: FunctionOptions = {},
): Entity {
  assertObject("procedure()", name, metadata);
  return metadata.declareEntity({ kind: "procedure", ...routine("procedure()", name, args, body, options) });
}

/**
 * PostgreSQL: declares an aggregate: its arguments as SQL, and what it is made of:
 * ``aggregate("product", Base.metadata, "double precision", sql`(SFUNC = float8mul, STYPE = float8, INITCOND = '1')`)``.
 */
export function aggregate(
  name: string,
  metadata: MetaData,
  args: string,
  definition: EntitySql,
  options: EntityOptions = {},
): Entity {
  assertObject("aggregate()", name, metadata);
  return metadata.declareEntity({
    kind: "aggregate",
    ...routine("aggregate()", name, args, definition, options),
  });
}

/**
 * PostgreSQL: declares a collation by what it is made of:
 * ``collation("numeric", Base.metadata, sql`(provider = icu, locale = 'en-u-kn')`)``.
 */
export function collation(
  name: string,
  metadata: MetaData,
  definition: EntitySql,
  options: EntityOptions = {},
): Entity {
  assertObject("collation()", name, metadata);
  const sql = definitionOf("collation()", definition);
  return metadata.declareEntity({ kind: "collation", ...placed(name, options), definition: sql });
}

/**
 * Declares a trigger on a table: when it fires, and what follows the table's name:
 * ``trigger("users_touch", Base.metadata, User, "before update", sql`FOR EACH ROW EXECUTE FUNCTION touch()`)``.
 */
export function trigger(
  name: string,
  metadata: MetaData,
  table: EntityTable,
  event: string,
  body: EntitySql,
  options: TriggerOptions = {},
): Entity {
  assertObject("trigger()", name, metadata);
  assertArgument("trigger()", "event", event, aText);
  assertOptions<TriggerOptions>("trigger()", options, { ...TRIGGER_RULES, comment: anyText });
  const definition = definitionOf("trigger()", body);
  return metadata.declareEntity({
    kind: "trigger",
    ...onTable(name, table),
    event,
    ...(options.constraint && { constraint: true }),
    ...commented(options),
    definition,
  });
}

/**
 * PostgreSQL: declares a policy of row-level security, by what follows its table's name:
 * ``policy("own_rows", Base.metadata, Note, sql`USING (owner = current_user)`)``.
 */
export function policy(
  name: string,
  metadata: MetaData,
  table: EntityTable,
  body: EntitySql,
  options: CommentOptions = {},
): Entity {
  assertObject("policy()", name, metadata);
  assertOptions<CommentOptions>("policy()", options, { comment: anyText });
  return metadata.declareEntity({
    kind: "policy",
    ...onTable(name, table),
    ...commented(options),
    definition: definitionOf("policy()", body),
  });
}

/** Where an extension is placed, and how it is made. */
export interface ExtensionOptions {
  /** The schema that its objects are in, where not the connection's own. */
  readonly schema?: string;
  /** What follows its name in CREATE EXTENSION, such as a version. */
  readonly with?: EntitySql;
}

/** PostgreSQL: declares an extension: `extension("citext", Base.metadata, { schema: "extensions" })`. */
export function extension(name: string, metadata: MetaData, options: ExtensionOptions = {}): Entity {
  assertObject("extension()", name, metadata);
  assertOptions<ExtensionOptions>("extension()", options, { schema: aText, with: anExpression });
  const { schema, with: more } = options;
  const definition = more ? definitionOf("extension()", more) : raw({ sql: "" });
  return metadata.declareEntity({
    kind: "extension",
    name,
    ...(schema !== undefined && { schema }),
    definition,
  });
}

/**
 * The SQL of an object, in which columns of models stand with their tables.
 *
 * @param builder what takes the SQL, for messages
 * @throws {SchemaError} `schema.invalid-object`: it is empty
 * @throws {SchemaError} `schema.invalid-argument`: it is no SQL
 */
export function definitionOf(builder: string, sql: EntitySql): Node {
  assertArgument(builder, "definition", sql, anExpression);
  const { node } = sql;
  if (!isBlank(node)) return qualify(node);
  const place = callSite(new Error().stack);
  throw new SchemaError("schema.invalid-object", `The SQL that ${builder} takes is empty.`, {
    hint: place === null ? undefined : `It is written at ${place}.`,
  });
}

function isBlank(node: Node): boolean {
  if (node.kind === "template") return (node as Template).pieces.every(isBlank);
  return node.kind === "raw" && !(node as { sql?: string }).sql?.trim();
}

/** DDL writes columns without their tables, which in a query would say too little. */
function qualify(node: Node): Node {
  if (node.kind === "template") return template({ pieces: (node as Template).pieces.map(qualify) });
  if (node.kind !== "columnReference") return node;
  const { schema, table, name } = node as ColumnReference;
  return identifier({ path: [schema, table, name].filter((part) => part !== undefined) });
}

/** The name of a trigger, a policy or a rule with its table. */
export function onTable(
  name: string,
  table: EntityTable,
): { readonly name: string; readonly table: TableName } {
  assertArgument(name, "table", table, aTable);
  if (typeof table === "string") return { name, table: { name: table } };
  const { name: own, schema } = "table" in table ? table.table : table;
  return { name, table: { name: own, ...(schema !== undefined && { schema }) } };
}

/** What the form of a trigger must be. */
export const TRIGGER_RULES: Rules<TriggerForm> = { constraint: yesOrNo };

const aParameter: Rule = (value) =>
  typeof value === "string" && /^\w+(?:\.\w+)?=[\w.+-]+$/.test(value)
    ? null
    : "a parameter, such as security_barrier=true";

/** What the parameters of a view must be. */
export const PARAMETERS = listOf(aParameter, "parameters, such as security_barrier=true");

/** A model, a table, or the name of one. */
const aTable: Rule = (value) => {
  const isNamed = (value: unknown) => typeof value === "object" && value !== null && "name" in value;
  if ((typeof value === "string" && value !== "") || isNamed(value)) return null;
  const isModel = typeof value === "function" && "table" in value && isNamed(value.table);
  return isModel || (typeof value === "object" && value !== null && "table" in value)
    ? null
    : "a model, or the name of a table";
};

function routine(
  builder: string,
  name: string,
  args: string,
  body: EntitySql,
  { checkBody = true, ...options }: FunctionOptions,
): Omit<Entity, "kind"> {
  assertArgument(builder, "arguments", args, anyText);
  assertArgument(builder, "checkBody", checkBody, yesOrNo);
  return {
    ...placed(name, options),
    arguments: args,
    ...(!checkBody && { unchecked: true }),
    definition: definitionOf(builder, body),
  };
}

function placedView(
  name: string,
  options: ViewOptions,
): TableName & Pick<Entity, "columns" | "with" | "columnComments"> {
  assertOptions(name, options, {
    schema: aText,
    columns: listOf(aText, "names of columns"),
    with: PARAMETERS,
    comment: anyText,
    columnComments: textsByColumn,
  });
  const { columns, with: parameters, columnComments, ...place } = options;
  return {
    ...placed(name, place),
    ...(columns && columns.length > 0 && { columns }),
    ...(parameters && parameters.length > 0 && { with: parameters }),
    ...(columnComments && { columnComments: { ...columnComments } }),
  };
}

const textsByColumn: Rule = (value) =>
  typeof value === "object" &&
  value !== null &&
  Object.values(value).every((each) => typeof each === "string")
    ? null
    : 'comments by column, such as { id: "the key" }';

/** The name of an object with the schema and the comment that it is given. */
export function placed(name: string, options: EntityOptions): TableName & CommentOptions {
  assertOptions(name, options, { schema: aText, comment: anyText });
  const { schema } = options;
  return { name, ...(schema !== undefined && { schema }), ...commented(options) };
}

/** The comment that an object is given. */
export function commented({ comment }: CommentOptions): CommentOptions {
  return comment === undefined ? {} : { comment };
}
