import { createEntity } from "../../ddl/nodes/entity.js";
import { ddlText } from "../../dialect/compiler.js";
import type { EntityReading } from "../../dialect/dialect.js";
import { type DriverConnection, type DriverResult, toObjects } from "../../dialect/driver.js";
import { displayName, type TableName } from "../../schema/name.js";
import type { Entity } from "../../schema/object.js";
import { toDatabaseError } from "./errors.js";
import { quoteName, stringLiteral } from "./literal.js";
import { spelling } from "./spelling.js";

/** What the server tells of an object, the same for one that stands and for one that is tried. */
interface ObjectRow {
  /** All that matters of it, in one text. */
  readonly text: string;
  /** What it would be made of again. */
  readonly definition: string;
  readonly event: string | null;
  /** The columns of a view, or the arguments and result of a function, which one that replaces it must have. */
  readonly shape: string;
}

const SCRATCH = "migr_scratch";
const SAVEPOINT = "migr_entities";

/**
 * What the server holds of declared objects, and what it would hold of them: each is made for a moment as a temporary
 * object, triggers and policies on a temporary table of the same columns, in a transaction that is rolled back.
 */
export async function readEntities(
  db: DriverConnection,
  entities: readonly Entity[],
): Promise<readonly EntityReading[]> {
  const nested = db.inTransaction() === true;
  await db.query(nested ? `SAVEPOINT ${SAVEPOINT}` : "BEGIN");
  try {
    const standing = await db.batch(entities.map((entity) => readSql(entity, standingOid(entity))));
    const readings: EntityReading[] = [];
    for (const [i, entity] of entities.entries()) readings.push(await tried(db, entity, standing[i]!));
    return readings;
  } finally {
    await db.batch(
      nested ? [`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`, `RELEASE SAVEPOINT ${SAVEPOINT}`] : ["ROLLBACK"],
    );
  }
}

async function tried(db: DriverConnection, entity: Entity, result: DriverResult): Promise<EntityReading> {
  const rows = toObjects<ObjectRow>(result);
  const base = { entity, isReplaceable: true };
  if (rows.length === 0) return { ...base, standing: null, wanted: null };
  if (entity.kind === "extension") {
    const [{ text, definition }] = rows as [ObjectRow];
    return { ...base, standing: text, wanted: text, definition };
  }
  await db.query("SAVEPOINT migr_entity");
  try {
    const made = await db.batch([...scratchSql(entity), readSql(entity, scratchOid(entity))]);
    const [wanted] = toObjects<ObjectRow>(made.at(-1)!);
    // Of functions that share a name the one with the same arguments is meant.
    const found = rows.find((row) => row.text === wanted?.text) ?? rows[0]!;
    return {
      ...base,
      ...standingParts(found),
      wanted: wanted?.text ?? null,
      isReplaceable: wanted !== undefined && keepsShape(entity, found.shape, wanted.shape),
    };
  } catch (thrown) {
    const error = toDatabaseError(thrown);
    // What it needs may be made by the same migration.
    const isAwaited = error.code === "db.no-such-object";
    const problem = `The server cannot tell whether ${entity.kind} ${displayName(entity)} is as declared: ${error.message}`;
    const isReplaceable = entity.kind !== "view";
    return {
      ...base,
      ...standingParts(rows[0]!),
      wanted: null,
      isReplaceable,
      ...(!isAwaited && { problem }),
    };
  } finally {
    await db.batch(["ROLLBACK TO SAVEPOINT migr_entity", "RELEASE SAVEPOINT migr_entity"]);
  }
}

function standingParts({ text, definition, event }: ObjectRow): Pick<
  EntityReading,
  "definition" | "event"
> & {
  readonly standing: string;
} {
  return { standing: text, definition, ...(event !== null && { event }) };
}

/**
 * Whether CREATE OR REPLACE takes it, there and back: a view keeps its columns, a function its arguments and result.
 *
 * @source PostgreSQL 18, CREATE VIEW, CREATE FUNCTION, Notes
 */
function keepsShape({ kind }: Entity, from: string, to: string): boolean {
  return kind === "trigger" || kind === "policy" || from === to;
}

/** Makes the object for a moment. */
function scratchSql(entity: Entity): readonly string[] {
  const { kind, table, event } = entity;
  const scratch: TableName = { name: SCRATCH, schema: "pg_temp" };
  if (kind === "view" || kind === "materializedView") {
    return [`CREATE TEMPORARY VIEW ${SCRATCH} AS ${ddlText(entity.definition, spelling)}`];
  }
  if (!table) return [ddlText(createEntity({ entity: { ...entity, ...scratch } }), spelling)];
  const like = pathOf(table);
  const instead = /^\s*instead\b/i.test(event ?? "");
  return [
    instead
      ? `CREATE TEMPORARY VIEW ${SCRATCH} AS SELECT * FROM ${like}`
      : `CREATE TEMPORARY TABLE ${SCRATCH} (LIKE ${like})`,
    ddlText(createEntity({ entity: { ...entity, table: scratch } }), spelling),
  ];
}

const scratchSchema = "pg_my_temp_schema()";

/** The condition that finds the object that was made for a moment. */
function scratchOid({ kind, name, table }: Entity): string {
  const relation = `(SELECT oid FROM pg_class WHERE relname = '${SCRATCH}' AND relnamespace = ${scratchSchema})`;
  if (table)
    return `${kind === "trigger" ? "o.tgrelid" : "o.polrelid"} = ${relation} AND ${own(kind)} = ${stringLiteral(name)}`;
  if (kind === "function" || kind === "procedure") {
    return `o.proname = '${SCRATCH}' AND o.pronamespace = ${scratchSchema}`;
  }
  return `o.oid = ${relation}`;
}

/** The condition that finds the object where it is declared to be. */
function standingOid({ kind, name, schema, table }: Entity): string {
  if (kind === "extension") return `o.extname = ${stringLiteral(name)}`;
  if (table) {
    const on = `to_regclass(${stringLiteral(pathOf(table))})`;
    return `${kind === "trigger" ? "o.tgrelid" : "o.polrelid"} = ${on} AND ${own(kind)} = ${stringLiteral(name)}`;
  }
  if (kind === "function" || kind === "procedure") {
    const inSchema =
      schema === undefined ? "pg_function_is_visible(o.oid)" : `n.nspname = ${stringLiteral(schema)}`;
    return `o.proname = ${stringLiteral(name)} AND ${inSchema}`;
  }
  return `o.oid = to_regclass(${stringLiteral(pathOf({ name, ...(schema !== undefined && { schema }) }))})`;
}

const own = (kind: Entity["kind"]) => (kind === "trigger" ? "o.tgname" : "o.polname");

/**
 * Reads what matters of an object. What names the object itself or a temporary table is left out of the text.
 *
 * @source PostgreSQL 18, 9.28 System Catalog Information Functions; 52.39 pg_proc; 52.38 pg_policy; 52.58 pg_trigger
 */
function readSql({ kind }: Entity, where: string): string {
  switch (kind) {
    case "extension":
      return `SELECT o.extname::text AS text, format('VERSION %L', o.extversion) AS definition, NULL AS event, '' AS shape
        FROM pg_extension o WHERE ${where}`;
    case "view":
    case "materializedView":
      return `SELECT pg_get_viewdef(o.oid) || coalesce(' ' || array_to_string(o.reloptions, ','), '') AS text,
        rtrim(pg_get_viewdef(o.oid), ';') AS definition, NULL AS event,
        (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped) AS shape
        FROM pg_class o WHERE o.relkind IN ('v', 'm') AND ${where}`;
    case "function":
    case "procedure":
      return `SELECT concat_ws(E'\\n', pg_get_function_arguments(o.oid), pg_get_function_result(o.oid), l.lanname, o.provolatile,
          o.proisstrict, o.prosecdef, o.proparallel, o.procost, o.prorows, array_to_string(o.proconfig, ','),
          coalesce(pg_get_function_sqlbody(o.oid), o.prosrc)) AS text,
        substr(pg_get_functiondef(o.oid), length(format('CREATE OR REPLACE %s %I.%I(%s)',
          CASE o.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
          n.nspname, o.proname, pg_get_function_arguments(o.oid))) + 1) AS definition,
        NULL AS event, concat_ws(' ', pg_get_function_arguments(o.oid), pg_get_function_result(o.oid)) AS shape
        FROM pg_proc o JOIN pg_language l ON l.oid = o.prolang JOIN pg_namespace n ON n.oid = o.pronamespace
        WHERE o.prokind = '${kind === "procedure" ? "p" : "f"}' AND ${where}`;
    case "trigger":
      return `SELECT event || ' ' || definition AS text, definition, event, '' AS shape FROM (
          SELECT substr(def, 1, strpos(def, mark) - 1) AS event, substr(def, strpos(def, mark) + length(mark)) AS definition
          FROM (SELECT substr(pg_get_triggerdef(o.oid, true), length(format('CREATE TRIGGER %I ', o.tgname)) + 1) AS def,
              format(' ON %s ', o.tgrelid::regclass) AS mark
            FROM pg_trigger o WHERE NOT o.tgisinternal AND ${where}) AS d) AS e`;
    case "policy":
      return `SELECT definition AS text, definition, NULL AS event, '' AS shape FROM (
          SELECT concat_ws(' ', CASE WHEN NOT o.polpermissive THEN 'AS RESTRICTIVE' END,
            'FOR', CASE o.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
            'TO', (SELECT string_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(o.polroles) AS r),
            'USING (' || pg_get_expr(o.polqual, o.polrelid) || ')',
            'WITH CHECK (' || pg_get_expr(o.polwithcheck, o.polrelid) || ')') AS definition
          FROM pg_policy o WHERE ${where}) AS p`;
  }
}

function pathOf({ name, schema }: TableName): string {
  return schema === undefined ? quoteName(name) : `${quoteName(schema)}.${quoteName(name)}`;
}
