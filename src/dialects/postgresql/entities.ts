import { ddlText } from "../../dialect/compiler.js";
import type { EntityReading, Queryable } from "../../dialect/dialect.js";
import { type DriverConnection, toObjects } from "../../dialect/driver.js";
import type { Entity, EntityKind } from "../../schema/object.js";
import { raw } from "../../sql/nodes/index.js";
import { isAlike } from "../../util/alike.js";
import { standingQueries } from "./entity-place.js";
import { type ObjectRow, readSql } from "./entity-rows.js";
import { isConstraintTrigger, keepsShape, madeTogether, standingParts, tried } from "./entity-trial.js";
import { fromExtension, scopeOf } from "./reflect/scope.js";
import { placeWithoutTemporary, TEMPORARY_PLACE } from "./scratch-place.js";
import { spelling } from "./spelling.js";
import { UNCHECKED, uncheckedSql } from "./unchecked-body.js";

const SAVEPOINT = "migr_entities";

/**
 * What the server holds of declared objects, and what it would hold of them: each is made for a moment as a temporary
 * object, triggers and policies on a temporary table of the same columns, in a transaction that is rolled back. For a
 * role that may not make temporary ones they are made in a schema where it may.
 */
export async function readEntities(
  db: DriverConnection,
  entities: readonly Entity[],
): Promise<readonly EntityReading[]> {
  const nested = db.inTransaction() === true;
  await db.query(nested ? `SAVEPOINT ${SAVEPOINT}` : "BEGIN");
  try {
    // What a body names may be made by the same migration, or be found under another search path.
    await db.query("SET LOCAL check_function_bodies = off");
    const standing = await standingRows(db, entities);
    const told = new Map<Entity, ObjectRow>();
    for (const [entity, rows] of standing) {
      const same = rows.find((row) => isInServersWords(entity, row));
      if (same) told.set(entity, same);
    }
    const asked = entities.filter(
      (each) => each.kind !== "extension" && standing.has(each) && !told.has(each),
    );
    let place = TEMPORARY_PLACE;
    const made = await madeTogether(db, asked, place);
    const namesakes = new Map<string, number>();
    for (const key of entities.map(nameOf)) namesakes.set(key, (namesakes.get(key) ?? 0) + 1);
    const readings: EntityReading[] = [];
    for (const entity of entities) {
      const same = told.get(entity);
      if (same) {
        const isReplaceable = keepsShape(entity, same.shape, same.shape);
        readings.push({ entity, ...standingParts(same), wanted: same.text, isReplaceable });
        continue;
      }
      const rows = standing.get(entity) ?? [];
      const found = { rows, isOverloaded: namesakes.get(nameOf(entity))! > 1 };
      const first = await tried(db, entity, found, place, made);
      const other =
        first.refused && place.isEmpty ? await placeWithoutTemporary(db, schemasOf(entities)) : null;
      place = other ?? place;
      const { refused: _, ...reading } = other ? await tried(db, entity, found, place, made) : first;
      readings.push(reading);
    }
    return readings;
  } finally {
    await db.batch(
      nested ? [`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`, `RELEASE SAVEPOINT ${SAVEPOINT}`] : ["ROLLBACK"],
    );
  }
}

/** A view that selects from itself, as one that was replaced can, is of no use, and no single statement makes it. */
const SELECTS_FROM_ITSELF = `EXISTS (SELECT 1 FROM pg_rewrite r JOIN pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::regclass AND d.objid = r.oid
  AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.refobjid = o.oid AND d.refobjsubid > 0 AND d.deptype = 'n' WHERE r.ev_class = o.oid AND r.rulename = '_RETURN')`;

/** Kinds in the order in which they are listed, with the catalog that extensions mark as theirs. */
const LISTED: readonly (readonly [kind: EntityKind, catalog: string, more: string])[] = [
  ["extension", "pg_extension", "o.extname <> 'plpgsql'"],
  // Those that make values of a range type come with it.
  ["function", "pg_proc", "NOT (l.lanname = 'internal' AND o.prosrc ~ '^(multi)?range_constructor[0-9]$')"],
  ["procedure", "pg_proc", "true"],
  ["aggregate", "pg_proc", "true"],
  ["collation", "pg_collation", "true"],
  ["view", "pg_class", `NOT ${SELECTS_FROM_ITSELF}`],
  ["materializedView", "pg_class", "o.relkind = 'm'"],
  ["viewIndex", "pg_class", "c.relkind = 'm'"],
  ["trigger", "pg_trigger", "o.tgparentid = 0"],
  ["policy", "pg_policy", "true"],
  ["rule", "pg_rewrite", "true"],
  ["eventTrigger", "pg_event_trigger", "true"],
  ["cast", "pg_cast", "true"],
  ["operator", "pg_operator", "true"],
  ["operatorClass", "pg_opclass", "true"],
  ["textSearchDictionary", "pg_ts_dict", "true"],
  ["textSearchConfiguration", "pg_ts_config", "true"],
];

/** Kinds of which none is in a schema. */
const EVERYWHERE: ReadonlySet<EntityKind> = new Set(["extension", "eventTrigger", "cast"]);

/** Every object of the kinds that can be declared, but for those that extensions own, in one round trip. */
export async function listEntities(db: Queryable, schemas: readonly string[]): Promise<readonly Entity[]> {
  const { schemas: placed } = scopeOf({ schemas });
  const results = await db.batch([
    uncheckedSql(placed),
    UNCHECKED,
    ...LISTED.map(([kind, catalog, more]) => {
      const owned = catalog === "pg_extension" ? "false" : fromExtension(catalog, "o.oid");
      const inScope = EVERYWHERE.has(kind) ? "true" : placed;
      return `${readSql(kind, `${more} AND ${inScope} AND NOT ${owned}`)} ORDER BY 1 NULLS FIRST, 2, 3 NULLS FIRST, 4, 5`;
    }),
  ]);
  const unchecked = new Set(toObjects<ObjectRow>(results[1]!).map(routineKey));
  return results.slice(2).flatMap((result, i) =>
    toObjects<ObjectRow>(result).map((row) => {
      const entity = toEntity(LISTED[i]![0], row);
      return unchecked.has(routineKey(row)) ? { ...entity, unchecked: true } : entity;
    }),
  );
}

function routineKey({ schema, name, arguments: args }: ObjectRow): string {
  return JSON.stringify([schema, name, args]);
}

function toEntity(kind: EntityKind, row: ObjectRow): Entity {
  const { name, schema, table, tableSchema, arguments: args, event, definition } = row;
  return {
    kind,
    name,
    ...(schema !== null && { schema }),
    ...(table !== null && { table: { name: table, ...(tableSchema !== null && { schema: tableSchema }) } }),
    ...(args !== null && { arguments: args }),
    ...(event !== null && { event }),
    ...(isConstraintTrigger(row) && { constraint: true }),
    ...(row.unique && { unique: true }),
    ...(row.with && { with: row.with }),
    ...(row.comment && { comment: row.comment }),
    ...(row.columnComments && { columnComments: row.columnComments }),
    ...(row.mappings && { mappings: row.mappings }),
    definition: raw({ sql: kind === "extension" ? "" : definition.trim() }),
  };
}

/** Whether an object is declared in the words in which the server tells of it, as pulled ones are: nothing is to be asked. */
function isInServersWords(declared: Entity, row: ObjectRow): boolean {
  const { kind, columns, definition } = declared;
  if (kind === "extension" || columns) return false;
  const told = toEntity(kind, row);
  return (
    declared.arguments === told.arguments &&
    declared.event?.trim() === told.event?.trim() &&
    (declared.constraint ?? false) === (told.constraint ?? false) &&
    (declared.unique ?? false) === (told.unique ?? false) &&
    isAlike(declared.with ?? [], told.with ?? []) &&
    isAlike(declared.mappings ?? {}, told.mappings ?? {}) &&
    ddlText(definition, spelling).trim() === ddlText(told.definition, spelling).trim()
  );
}

function schemasOf(entities: readonly Entity[]): readonly (string | undefined)[] {
  return entities.map(({ schema, table }) => schema ?? table?.schema);
}

/** The rows that the server has by the names of declared objects. */
async function standingRows(
  db: DriverConnection,
  entities: readonly Entity[],
): Promise<ReadonlyMap<Entity, readonly ObjectRow[]>> {
  const queries = standingQueries(entities, readSql);
  const results = await db.batch(queries.map(({ sql }) => sql));
  const found = new Map<Entity, ObjectRow[]>();
  for (const [i, { entities: asked }] of queries.entries()) {
    for (const { position, ...row } of toObjects<ObjectRow & { readonly position: number }>(results[i]!)) {
      const entity = asked[position]!;
      const rows = found.get(entity);
      if (rows) rows.push(row);
      else found.set(entity, [row]);
    }
  }
  return found;
}

/** What functions that take other things share. */
function nameOf({ kind, name, schema }: Entity): string {
  return JSON.stringify([kind, name, schema]);
}
