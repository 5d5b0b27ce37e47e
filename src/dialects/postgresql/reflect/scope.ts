import type { ReflectRequest } from "../../../dialect/dialect.js";
import type { TableName } from "../../../schema/name.js";
import { stringLiteral } from "../literal.js";

/** Which tables a reflection is about, as conditions on `n` (pg_namespace) and `c` (pg_class). */
export interface Scope {
  readonly tables: string;
  /** Which schemas, as a condition on `n` alone. */
  readonly schemas: string;
  /** Schemas that are read themselves, and not what is in them, as a condition on `n`. */
  readonly namespaces?: string;
  /** It is about some tables, and not about what stands beside them. */
  readonly isPart?: boolean;
}

/**
 * What stands as an object's schema: null in the connection's default schema.
 *
 * @source PostgreSQL 18, 9.27.1 Session Information Functions: current_schema
 */
export const SCHEMA_NAME = "nullif(n.nspname, current_schema())";

/** The names of the search path in order. @source PostgreSQL 18, 5.10.3 The Schema Search Path; 19.11.1 search_path */
const SEARCH_PATH = `SELECT CASE WHEN p.item IN ('$user', '"$user"') THEN current_user::text
    WHEN p.item LIKE '"%' THEN pg_catalog.replace(pg_catalog.substr(p.item, 2, pg_catalog.length(p.item) - 2), '""', '"') ELSE pg_catalog.lower(p.item) END AS name, p.position
  FROM pg_catalog.regexp_split_to_table(pg_catalog.btrim(pg_catalog.current_setting('search_path')), '\\s*,\\s*')
    WITH ORDINALITY AS p(item, position)`;

/**
 * The schemas that are read, the connection's default one marked; that is missing where the search path leads nowhere.
 * Those of the path that come before it, and that the role may not use, are among them: PostgreSQL passes them over.
 *
 * @source PostgreSQL 18, 52.32 pg_namespace; 5.8 Privileges: USAGE
 */
export function namespacesSql(scope: Scope): string {
  const asked = scope.namespaces ? `${scope.schemas} OR ${scope.namespaces}` : scope.schemas;
  return `
SELECT n.nspname AS name, n.nspname = current_schema() AS "default", (${asked}) AS "inScope",
  CASE WHEN s.position IS NOT NULL THEN current_user::text END AS "deniedTo",
  pg_catalog.obj_description(n.oid, 'pg_namespace') AS comment, ${fromExtension("pg_namespace", "n.oid")} AS extension
FROM pg_catalog.pg_namespace n
  LEFT JOIN (${SEARCH_PATH}) AS s ON s.name = n.nspname AND NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE')
    AND NOT EXISTS (SELECT 1 FROM (${SEARCH_PATH}) AS e WHERE e.name = current_schema() AND e.position < s.position)
WHERE n.nspname = current_schema() OR ${asked} OR s.position IS NOT NULL`;
}

/** One row of `namespacesSql`. */
export interface NamespaceRow {
  readonly name: string;
  readonly default: boolean;
  readonly inScope: boolean;
  /** The role that may not use it, where it would be the default schema otherwise. */
  readonly deniedTo: string | null;
  readonly comment: string | null;
  readonly extension: boolean;
}

/** Whether a schema is the system's own. */
export function isSystemSchema(name: string): boolean {
  return name.startsWith("pg_") || name === "information_schema";
}

/** The scope of a request; the empty text stands for the default schema. */
export function scopeOf(request: ReflectRequest): Scope {
  const names = (request.schemas ?? [""]).map(schemaSql);
  const schemas = names.length === 0 ? "false" : `n.nspname IN (${names.join(", ")})`;
  const only = request.tables ? ` AND ${oneOf(request.tables)}` : "";
  const without = request.exclude ? ` AND NOT ${oneOf(request.exclude)}` : "";
  const { namespaces = [] } = request;
  return {
    schemas,
    ...(namespaces.length > 0 && { namespaces: `n.nspname IN (${namespaces.map(schemaSql).join(", ")})` }),
    tables: `${schemas}${only}${without}`,
    isPart: request.tables !== undefined,
  };
}

/**
 * The temporary tables of this session.
 *
 * @source PostgreSQL 18, 9.27.1 Session Information Functions: pg_my_temp_schema
 */
export const TEMPORARY: Scope = {
  schemas: "n.oid = pg_catalog.pg_my_temp_schema()",
  tables: "n.oid = pg_catalog.pg_my_temp_schema()",
  isPart: true,
};

function schemaSql(name: string | undefined): string {
  return name === undefined || name === "" ? "current_schema()" : stringLiteral(name);
}

function oneOf(tables: readonly TableName[]): string {
  if (tables.length === 0) return "false";
  const rows = tables.map(({ name, schema }) => `(${schemaSql(schema)}, ${stringLiteral(name)})`);
  return `(n.nspname, c.relname) IN (${rows.join(", ")})`;
}

/** Objects with smaller numbers came with the server. @source PostgreSQL 18, source, transam.h: FirstNormalObjectId */
export const FIRST_USER_OID = 16_384;

/** Whether an object of the system catalogue `catalogue` belongs to an extension. */
export function fromExtension(catalogue: string, oid: string): string {
  return (
    `EXISTS (SELECT 1 FROM pg_catalog.pg_depend x WHERE x.classid = 'pg_catalog.${catalogue}'::pg_catalog.regclass ` +
    `AND x.objid = ${oid} AND x.deptype = 'e')`
  );
}

/** The name of the collation `row`, with its schema's where that is not searched, both in quotes then. */
export function collationName(row: string): string {
  const quoted = (name: string) => `'"' || pg_catalog.replace(${name}, '"', '""') || '"'`;
  const schema = `(SELECT nspname FROM pg_catalog.pg_namespace WHERE oid = ${row}.collnamespace)`;
  return (
    `CASE WHEN pg_catalog.pg_collation_is_visible(${row}.oid) THEN ${row}.collname ` +
    `ELSE ${quoted(schema)} || '.' || ${quoted(`${row}.collname`)} END`
  );
}

/** Whether a constraint has a comment. @source PostgreSQL 18, 52.19 pg_description */
export function isCommented(row: string): string {
  return (
    `EXISTS (SELECT 1 FROM pg_catalog.pg_description e WHERE e.objoid = ${row}.oid ` +
    `AND e.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass)`
  );
}
