import { createEntity } from "../../ddl/nodes/entity.js";
import { ddlText } from "../../dialect/compiler.js";
import type { EntityReading, Queryable } from "../../dialect/dialect.js";
import { type DriverConnection, toObjects } from "../../dialect/driver.js";
import { displayName, type TableName } from "../../schema/name.js";
import type { Entity, EntityKind } from "../../schema/object.js";
import { raw } from "../../sql/nodes/index.js";
import { isAlike } from "../../util/alike.js";
import { own, pathOf, ROUTINES, standingOid } from "./entity-place.js";
import { type ObjectRow, readSql } from "./entity-rows.js";
import { toDatabaseError } from "./errors.js";
import { stringLiteral } from "./literal.js";
import { fromExtension, scopeOf } from "./reflect/scope.js";
import { isRefusal, placeWithoutTemporary, type ScratchPlace, TEMPORARY_PLACE } from "./scratch-place.js";
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
    const standing = await db.batch(entities.map((entity) => readSql(entity.kind, standingOid(entity))));
    const readings: EntityReading[] = [];
    let place = TEMPORARY_PLACE;
    for (const [i, entity] of entities.entries()) {
      const rows = toObjects<ObjectRow>(standing[i]!);
      const same = rows.find((row) => isInServersWords(entity, row));
      if (same) {
        const isReplaceable = keepsShape(entity, same.shape, same.shape);
        readings.push({ entity, ...standingParts(same), wanted: same.text, isReplaceable });
        continue;
      }
      const isOverloaded = entities.filter((other) => isNamesake(entity, other)).length > 1;
      const first = await tried(db, entity, { rows, isOverloaded }, place);
      const other =
        first.refused && place.isEmpty ? await placeWithoutTemporary(db, schemasOf(entities)) : null;
      place = other ?? place;
      const { refused: _, ...reading } = other
        ? await tried(db, entity, { rows, isOverloaded }, place)
        : first;
      readings.push(reading);
    }
    return readings;
  } finally {
    await db.batch(
      nested ? [`ROLLBACK TO SAVEPOINT ${SAVEPOINT}`, `RELEASE SAVEPOINT ${SAVEPOINT}`] : ["ROLLBACK"],
    );
  }
}

/** Kinds in the order in which they are listed, with the catalog that extensions mark as theirs. */
const LISTED: readonly (readonly [kind: EntityKind, catalog: string, more: string])[] = [
  ["extension", "pg_extension", "o.extname <> 'plpgsql'"],
  ["function", "pg_proc", "true"],
  ["procedure", "pg_proc", "true"],
  ["aggregate", "pg_proc", "true"],
  ["collation", "pg_collation", "true"],
  ["view", "pg_class", "true"],
  ["materializedView", "pg_class", "o.relkind = 'm'"],
  ["trigger", "pg_trigger", "o.tgparentid = 0"],
  ["policy", "pg_policy", "true"],
];

/** Every object of the kinds that can be declared, but for those that extensions own, in one round trip. */
export async function listEntities(db: Queryable, schemas: readonly string[]): Promise<readonly Entity[]> {
  const { schemas: placed } = scopeOf({ schemas });
  const results = await db.batch([
    uncheckedSql(placed),
    UNCHECKED,
    ...LISTED.map(([kind, catalog, more]) => {
      const owned = catalog === "pg_extension" ? "false" : fromExtension(catalog, "o.oid");
      const inScope = kind === "extension" ? "true" : placed;
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
    ...(row.with && { with: row.with }),
    ...(row.comment && { comment: row.comment }),
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
    isAlike(declared.with ?? [], told.with ?? []) &&
    ddlText(definition, spelling).trim() === ddlText(told.definition, spelling).trim()
  );
}

function schemasOf(entities: readonly Entity[]): readonly (string | undefined)[] {
  return entities.map(({ schema, table }) => schema ?? table?.schema);
}

function isNamesake({ kind, name, schema }: Entity, other: Entity): boolean {
  return kind === other.kind && name === other.name && schema === other.schema;
}

/** What stands by the name of a declared object. */
interface Standing {
  readonly rows: readonly ObjectRow[];
  /** More than one of the name is declared. */
  readonly isOverloaded: boolean;
}

/**
 * Which of the functions that share a name the declared one is: the one that takes the same. Where nothing else of the
 * name stands or is declared, it is that one, whose arguments have changed.
 */
function standingRow(
  { rows, isOverloaded }: Standing,
  isSame: (row: ObjectRow) => boolean,
): ObjectRow | null {
  return rows.find(isSame) ?? (rows.length === 1 && !isOverloaded ? rows[0]! : null);
}

/** What was found out, and whether the role may not try. */
type Trial = EntityReading & { readonly refused: boolean };

async function tried(
  db: DriverConnection,
  entity: Entity,
  standing: Standing,
  place: ScratchPlace,
): Promise<Trial> {
  const { rows } = standing;
  const base = { entity, isReplaceable: true, refused: false };
  if (rows.length === 0) return { ...base, standing: null, wanted: null };
  if (entity.kind === "extension") {
    const [{ text, definition }] = rows as [ObjectRow];
    return { ...base, standing: text, wanted: text, definition };
  }
  await db.query("SAVEPOINT migr_entity");
  try {
    const wanted = await madeForAMoment(db, entity, place);
    const found = standingRow(standing, (row) => row.takes === wanted?.takes);
    if (found === null) return { ...base, standing: null, wanted: null };
    const isOneView =
      wanted !== undefined &&
      wanted.text !== found.text &&
      (await isRemade(db, entity, found, wanted, place));
    return {
      ...base,
      ...standingParts(found),
      wanted: isOneView ? found.text : (wanted?.text ?? null),
      isReplaceable: wanted !== undefined && keepsShape(entity, found.shape, wanted.shape),
    };
  } catch (thrown) {
    const error = toDatabaseError(thrown);
    // What it needs may be made by the same migration.
    const isAwaited = error.code === "db.no-such-object";
    const problem = `The server cannot tell whether ${entity.kind} ${displayName(entity)} is as declared: ${error.message}`;
    const isReplaceable = entity.kind !== "view" && entity.constraint === undefined;
    const found = standingRow(standing, (row) => row.arguments === (entity.arguments ?? null));
    if (found === null) return { ...base, standing: null, wanted: null };
    const refused = isRefusal(error);
    return {
      ...base,
      ...standingParts(found),
      // A lack of rights is no difference.
      wanted: refused ? found.text : null,
      isReplaceable,
      refused,
      ...(!isAwaited && { problem }),
    };
  } finally {
    await db.batch(["ROLLBACK TO SAVEPOINT migr_entity", "RELEASE SAVEPOINT migr_entity"]);
  }
}

async function madeForAMoment(
  db: DriverConnection,
  entity: Entity,
  place: ScratchPlace,
): Promise<ObjectRow | undefined> {
  const made = await db.batch([
    ...scratchSql(entity, place),
    readSql(entity.kind, scratchOid(entity, place)),
  ]);
  return toObjects<ObjectRow>(made.at(-1)!)[0];
}

/**
 * Whether a view as it stands, made again of what the server tells of it, is the wanted one: the server names columns
 * of the other branches of a UNION by what they are made of, and so tells of the one otherwise than of the first.
 */
async function isRemade(
  db: DriverConnection,
  { columns: _, with: __, ...entity }: Entity,
  found: ObjectRow,
  wanted: ObjectRow,
  place: ScratchPlace,
): Promise<boolean> {
  if (entity.kind !== "view" && entity.kind !== "materializedView") return false;
  await db.query("ROLLBACK TO SAVEPOINT migr_entity");
  const again = {
    ...entity,
    ...(found.with && { with: found.with }),
    definition: raw({ sql: found.definition }),
  };
  return (await madeForAMoment(db, again, place))?.text === wanted.text;
}

function standingParts(row: ObjectRow): Pick<
  EntityReading,
  "definition" | "arguments" | "event" | "constraint" | "with" | "comment"
> & {
  readonly standing: string;
} {
  const { text, definition, event, arguments: args } = row;
  return {
    standing: text,
    definition,
    ...(args !== null && { arguments: args }),
    ...(event !== null && { event }),
    ...(isConstraintTrigger(row) && { constraint: true }),
    ...(row.with && { with: row.with }),
    ...(row.comment && { comment: row.comment }),
  };
}

function isConstraintTrigger({ event, shape }: ObjectRow): boolean {
  return event !== null && shape !== "";
}

/**
 * Whether CREATE OR REPLACE takes it, there and back: a view keeps its columns, a function its arguments and result;
 * a trigger that is a constraint can never be replaced.
 *
 * @source PostgreSQL 18, CREATE VIEW, CREATE FUNCTION, Notes; CREATE TRIGGER, Description
 */
function keepsShape({ kind }: Entity, from: string, to: string): boolean {
  return kind === "policy" || (from === to && (kind !== "trigger" || from === ""));
}

/** Makes the object for a moment. */
function scratchSql(entity: Entity, place: ScratchPlace): readonly string[] {
  const { kind, table, event } = entity;
  const scratch: TableName = { name: scratchName(entity, place), schema: place.schema };
  const path = pathOf(scratch);
  if (kind === "view" || kind === "materializedView") {
    // A materialized view is tried as a view, which has other parameters.
    const { with: parameters, ...bare } = entity;
    const tried: Entity = {
      ...bare,
      ...scratch,
      kind: "view",
      ...(kind === "view" && parameters && { with: parameters }),
    };
    return [ddlText(createEntity({ entity: tried }), spelling)];
  }
  if (!table) return [ddlText(createEntity({ entity: { ...entity, ...scratch } }), spelling)];
  const like = pathOf(table);
  const instead = /^\s*instead\b/i.test(event ?? "");
  return [
    instead ? `CREATE VIEW ${path} AS SELECT * FROM ${like}` : `CREATE TABLE ${path} (LIKE ${like})`,
    ddlText(createEntity({ entity: { ...entity, table: scratch } }), spelling),
  ];
}

/** A table keeps its name where it can: policies and triggers may name it. */
function scratchName({ table }: Pick<Entity, "table">, { prefix, isEmpty }: ScratchPlace): string {
  return table && isEmpty ? table.name : `${prefix}scratch`;
}

/** The condition that finds the object that was made for a moment. */
function scratchOid({ kind, name, table }: Entity, place: ScratchPlace): string {
  const scratch = stringLiteral(scratchName({ ...(table && { table }) }, place));
  const relation = `(SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relname = ${scratch} AND ${place.scope.schemas})`;
  if (table)
    return `${kind === "trigger" ? "o.tgrelid" : "o.polrelid"} = ${relation} AND ${own(kind)} = ${stringLiteral(name)}`;
  if (kind === "collation") return `o.collname = ${scratch} AND ${place.scope.schemas}`;
  if (ROUTINES.has(kind)) {
    return `o.proname = ${scratch} AND ${place.scope.schemas}`;
  }
  return `o.oid = ${relation}`;
}
