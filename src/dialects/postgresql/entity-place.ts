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

/** What an object is found by, as SQL: its name, its schema's where it has one, and the path to it or to its table. */
interface Place {
  readonly name: string;
  readonly schema: string | null;
  readonly path: string;
}

/** The condition that finds the object where it is declared to be. */
export function standingOid(entity: EntityName): string {
  const { kind, table } = entity;
  const { name, schema, path } = placeOf(entity);
  const place = { name: stringLiteral(name), path: stringLiteral(path) };
  return foundBy(kind, table !== undefined, {
    ...place,
    schema: schema === null ? null : stringLiteral(schema),
  });
}

function placeOf({ name, schema, table }: EntityName): Place {
  const path = pathOf(table ?? { name, ...(schema !== undefined && { schema }) });
  return { name, schema: schema ?? null, path };
}

function foundBy(kind: EntityName["kind"], isOnTable: boolean, { name, schema, path }: Place): string {
  if (kind === "extension") return `o.extname = ${name}`;
  if (isOnTable) {
    return `${kind === "trigger" ? "o.tgrelid" : "o.polrelid"} = to_regclass(${path}) AND ${own(kind)} = ${name}`;
  }
  const inSchema = (isVisible: string) =>
    schema === null ? `${isVisible}(o.oid) AND n.nspname <> 'pg_catalog'` : `n.nspname = ${schema}`;
  if (kind === "collation") return `o.collname = ${name} AND ${inSchema("pg_collation_is_visible")}`;
  if (ROUTINES.has(kind)) {
    return `o.proname = ${name} AND ${inSchema("pg_function_is_visible")} AND NOT ${fromExtension("pg_proc", "o.oid")}`;
  }
  return `o.oid = to_regclass(${path})`;
}

/** Objects that are found alike, and the statement that reads all of them, each row with its object's `position`. */
export interface StandingQuery<E extends EntityName> {
  readonly entities: readonly E[];
  readonly sql: string;
}

/**
 * What reads all objects of a list where they are declared to be, in few statements.
 *
 * @param read the statement that reads objects of a kind which meet a condition
 */
export function standingQueries<E extends EntityName>(
  entities: readonly E[],
  read: (kind: E["kind"], where: string) => string,
): readonly StandingQuery<E>[] {
  const groups = new Map<string, E[]>();
  for (const entity of entities) {
    const key = `${entity.kind} ${entity.schema === undefined} ${entity.table === undefined}`;
    const group = groups.get(key);
    if (group) group.push(entity);
    else groups.set(key, [entity]);
  }
  return [...groups.values()].map((group) => {
    const { kind, schema, table } = group[0]!;
    const rows = group.map((entity, position) => {
      const place = placeOf(entity);
      const texts = [place.name, place.schema ?? "", place.path].map(stringLiteral);
      return `(${position}, ${texts.join(", ")})`;
    });
    const where = foundBy(kind, table !== undefined, {
      name: "w.given::name",
      schema: schema === undefined ? null : "w.within::name",
      path: "w.path",
    });
    const wanted = `(VALUES ${rows.join(", ")}) AS w(position, given, within, path)`;
    return {
      entities: group,
      sql: `SELECT w.position, f.* FROM ${wanted}, LATERAL (${read(kind, where)}) AS f`,
    };
  });
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
