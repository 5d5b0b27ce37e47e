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

/** The columns of its table and of its name of each kind that is on a table. */
const ON_TABLE: ReadonlyMap<EntityName["kind"], readonly [table: string, name: string]> = new Map([
  ["trigger", ["tgrelid", "tgname"]],
  ["policy", ["polrelid", "polname"]],
  ["rule", ["ev_class", "rulename"]],
]);

/** The catalogs of kinds that are in no schema, or in that of their table. */
const ALONE: ReadonlyMap<EntityName["kind"], string> = new Map([
  ["viewIndex", "pg_class"],
  ["trigger", "pg_trigger"],
  ["policy", "pg_policy"],
  ["rule", "pg_rewrite"],
  ["eventTrigger", "pg_event_trigger"],
  ["cast", "pg_cast"],
]);

/** A catalog of objects that are in schemas. */
interface CatalogPlace {
  readonly name: string;
  /** What the names of its columns begin with. */
  readonly prefix: string;
  readonly isVisible: string;
}

/** The catalogs of kinds that are in schemas, and no tables and no functions. */
export const CATALOGS: ReadonlyMap<EntityName["kind"], CatalogPlace> = new Map([
  ["collation", { name: "pg_collation", prefix: "coll", isVisible: "pg_collation_is_visible" }],
  ["operator", { name: "pg_operator", prefix: "opr", isVisible: "pg_operator_is_visible" }],
  ["operatorClass", { name: "pg_opclass", prefix: "opc", isVisible: "pg_opclass_is_visible" }],
  ["textSearchDictionary", { name: "pg_ts_dict", prefix: "dict", isVisible: "pg_ts_dict_is_visible" }],
  ["textSearchConfiguration", { name: "pg_ts_config", prefix: "cfg", isVisible: "pg_ts_config_is_visible" }],
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
  if (isOnTable) return onTable(kind, name, `to_regclass(${path})`);
  if (kind === "eventTrigger") return `o.evtname = ${name}`;
  if (kind === "cast") {
    const side = (gone: string) => `to_regtype(regexp_replace(${name}, '${gone}', '', 'i'))`;
    return `o.castsource = ${side("\\s+as\\s.*$")} AND o.casttarget = ${side("^.*\\sas\\s+")}`;
  }
  const inSchema = (isVisible: string) =>
    schema === null ? `${isVisible}(o.oid) AND n.nspname <> 'pg_catalog'` : `n.nspname = ${schema}`;
  const catalog = CATALOGS.get(kind);
  if (catalog) {
    const owned = fromExtension(catalog.name, "o.oid");
    return `o.${catalog.prefix}name = ${name} AND ${inSchema(catalog.isVisible)} AND NOT ${owned}`;
  }
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
      name: kind === "cast" ? "w.given" : "w.given::name",
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
  const alone = ALONE.get(kind);
  if (alone !== undefined) return `SELECT o.oid FROM pg_catalog.${alone} o WHERE ${place}`;
  const catalog = CATALOGS.get(kind);
  if (catalog) {
    return `SELECT o.oid FROM pg_catalog.${catalog.name} o JOIN pg_catalog.pg_namespace n ON n.oid = o.${catalog.prefix}namespace WHERE ${place} AND ${argumentsAre(entity)}`;
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

/** The condition that finds what is on a table; its name and the number of the table are SQL. */
export function onTable(kind: EntityName["kind"], name: string, oid: string): string {
  if (kind === "viewIndex") {
    return `o.relname = ${name} AND o.oid IN (SELECT i.indexrelid FROM pg_catalog.pg_index i WHERE i.indrelid = ${oid})`;
  }
  const [table, own] = ON_TABLE.get(kind)!;
  return `o.${table} = ${oid} AND o.${own} = ${name}`;
}

/** Of two operators or operator classes of a name, the one that takes the same. */
function argumentsAre({ kind, arguments: args = "" }: EntityName): string {
  const given = stringLiteral(args);
  if (kind === "operatorClass") {
    return `(SELECT a.amname FROM pg_catalog.pg_am a WHERE a.oid = o.opcmethod) = pg_catalog.btrim(${given}, '"')`;
  }
  if (kind !== "operator") return "true";
  const sides = args.split(/,(?![^(]*\))/).map((type) => type.trim());
  const [left, right] = sides.length > 1 ? sides : ["NONE", sides[0]];
  const type = (text = "") =>
    /^none$/i.test(text) ? "0" : `coalesce(pg_catalog.to_regtype(${stringLiteral(text)}), 0)`;
  return `o.oprleft = ${type(left)} AND o.oprright = ${type(right)}`;
}

/** A name in statements. */
export function pathOf({ name, schema }: TableName): string {
  return schema === undefined ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;
}
