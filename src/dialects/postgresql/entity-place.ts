import type { TableName } from "../../schema/name.js";
import type { EntityName } from "../../schema/object.js";
import { quoteName, stringLiteral } from "./literal.js";
import { fromExtension } from "./reflect/scope.js";

const ARGUMENTS = "pg_catalog.pg_get_function_arguments(o.oid)";

/** The arguments of an aggregate; one of all rows takes a star. */
export const AGGREGATED = `CASE WHEN o.pronargs = 0 THEN '*' ELSE ${ARGUMENTS} END`;

/** The letter of each kind of function. @source PostgreSQL 18, 52.39 pg_proc: prokind */
export const ROUTINES: ReadonlyMap<EntityName["kind"], string> = new Map([
  ["function", "f"],
  ["procedure", "p"],
  ["aggregate", "a"],
]);

/** The condition that finds the object where it is declared to be. */
export function standingOid({ kind, name, schema, table }: EntityName): string {
  if (kind === "extension") return `o.extname = ${stringLiteral(name)}`;
  if (table) {
    const on = `to_regclass(${stringLiteral(pathOf(table))})`;
    return `${kind === "trigger" ? "o.tgrelid" : "o.polrelid"} = ${on} AND ${own(kind)} = ${stringLiteral(name)}`;
  }
  if (kind === "collation") {
    const inSchema =
      schema === undefined
        ? "pg_collation_is_visible(o.oid) AND n.nspname <> 'pg_catalog'"
        : `n.nspname = ${stringLiteral(schema)}`;
    return `o.collname = ${stringLiteral(name)} AND ${inSchema}`;
  }
  if (ROUTINES.has(kind)) {
    const inSchema =
      schema === undefined
        ? "pg_function_is_visible(o.oid) AND n.nspname <> 'pg_catalog'"
        : `n.nspname = ${stringLiteral(schema)}`;
    return `o.proname = ${stringLiteral(name)} AND ${inSchema} AND NOT ${fromExtension("pg_proc", "o.oid")}`;
  }
  return `o.oid = to_regclass(${stringLiteral(pathOf({ name, ...(schema !== undefined && { schema }) }))})`;
}

/** A query for the number of an object; of a function that of the one which takes the same, or of the only one of its name. */
export function oidSql(entity: EntityName): string {
  const { kind, arguments: args } = entity;
  const place = standingOid(entity);
  if (kind === "trigger" || kind === "policy")
    return `SELECT o.oid FROM pg_catalog.pg_${kind} o WHERE ${place}`;
  if (kind === "collation") {
    return `SELECT o.oid FROM pg_catalog.pg_collation o JOIN pg_catalog.pg_namespace n ON n.oid = o.collnamespace WHERE ${place}`;
  }
  if (args === undefined) return `SELECT o.oid FROM pg_catalog.pg_class o WHERE ${place}`;
  const given = kind === "aggregate" ? AGGREGATED : ARGUMENTS;
  const plain = (text: string) => `pg_catalog.lower(pg_catalog.regexp_replace(${text}, '\\s+', ' ', 'g'))`;
  return `SELECT f.oid FROM (SELECT o.oid, pg_catalog.count(*) OVER () = 1 AS only,
    ${plain(given)} = ${plain(stringLiteral(args))} AS same
  FROM pg_catalog.pg_proc o JOIN pg_catalog.pg_namespace n ON n.oid = o.pronamespace
  WHERE o.prokind = '${ROUTINES.get(kind)}' AND ${place}) AS f
WHERE f.only OR f.same ORDER BY f.same DESC LIMIT 1`;
}

/** The column of a trigger's or policy's name. */
export const own = (kind: EntityName["kind"]) => (kind === "trigger" ? "o.tgname" : "o.polname");

/** A name in statements. */
export function pathOf({ name, schema }: TableName): string {
  return schema === undefined ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;
}
