import type { EntityReading } from "../../dialect/dialect.js";
import { type DriverConnection, toObjects } from "../../dialect/driver.js";
import { displayName } from "../../schema/name.js";
import type { Entity, EntityKind } from "../../schema/object.js";
import { raw } from "../../sql/nodes/index.js";
import type { ObjectRow } from "./entity-rows.js";
import { toDatabaseError } from "./errors.js";
import { madeForAMoment, madeRow, trialSql } from "./scratch-entity.js";
import { isRefusal, type ScratchPlace } from "./scratch-place.js";

/** What stands by the name of a declared object. */
export interface Standing {
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
export type Trial = EntityReading & { readonly refused: boolean };

/** What the server wrote of objects that were made for a moment; nothing of one that it did not show. */
export type Made = ReadonlyMap<Entity, ObjectRow | undefined>;

/** So many objects are made for a moment in one request. */
const TOGETHER = 200;

/**
 * Makes objects for a moment, each by itself but many in one request. Those that cannot be made are left out, and are
 * found by making half of their request at a time.
 */
export async function madeTogether(
  db: DriverConnection,
  entities: readonly Entity[],
  place: ScratchPlace,
): Promise<Made> {
  if (entities.length > TOGETHER) return inHalves(db, entities, place);
  if (entities.length < 2) return new Map();
  const each = entities.map((entity) => [
    "SAVEPOINT migr_entity",
    ...trialSql(entity, place),
    "ROLLBACK TO SAVEPOINT migr_entity",
    "RELEASE SAVEPOINT migr_entity",
  ]);
  await db.query("SAVEPOINT migr_together");
  try {
    const results = await db.batch(each.flat());
    const made = new Map<Entity, ObjectRow | undefined>();
    let end = 0;
    for (const [i, entity] of entities.entries()) {
      end += each[i]!.length;
      made.set(entity, madeRow(entity, toObjects<ObjectRow>(results[end - 3]!)[0]));
    }
    return made;
  } catch (thrown) {
    await db.query("ROLLBACK TO SAVEPOINT migr_together");
    // The role may make none of them.
    if (isRefusal(toDatabaseError(thrown))) return new Map();
    return await inHalves(db, entities, place);
  } finally {
    await db.query("RELEASE SAVEPOINT migr_together");
  }
}

async function inHalves(
  db: DriverConnection,
  entities: readonly Entity[],
  place: ScratchPlace,
): Promise<Made> {
  const middle = entities.length >> 1;
  const first = await madeTogether(db, entities.slice(0, middle), place);
  const second = await madeTogether(db, entities.slice(middle), place);
  return new Map([...first, ...second]);
}

/** Finds out what the server would hold of a declared object, in a transaction of which all that it makes is undone. */
export async function tried(
  db: DriverConnection,
  entity: Entity,
  standing: Standing,
  place: ScratchPlace,
  made: Made,
): Promise<Trial> {
  const { rows } = standing;
  const base = { entity, isReplaceable: true, refused: false };
  if (rows.length === 0) return { ...base, standing: null, wanted: null };
  if (entity.kind === "extension") {
    const [{ text, definition }] = rows as [ObjectRow];
    return { ...base, standing: text, wanted: text, definition };
  }
  const compared = (found: ObjectRow, wanted: ObjectRow | undefined, isOneView: boolean): Trial => ({
    ...base,
    ...standingParts(found),
    wanted: isOneView ? found.text : (wanted?.text ?? null),
    isReplaceable: wanted !== undefined && keepsShape(entity, found.shape, wanted.shape),
  });
  const known = made.get(entity);
  const told = known && standingRow(standing, (row) => row.takes === known.takes);
  if (known && told && (known.text === told.text || !REMADE.has(entity.kind)))
    return compared(told, known, false);
  await db.query("SAVEPOINT migr_entity");
  try {
    const wanted = await madeForAMoment(db, entity, place);
    const found = standingRow(standing, (row) => row.takes === wanted?.takes);
    if (found === null) return { ...base, standing: null, wanted: null };
    const isOneView =
      wanted !== undefined &&
      wanted.text !== found.text &&
      (await isRemade(db, entity, found, wanted, place));
    return compared(found, wanted, isOneView);
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
  if (!REMADE.has(entity.kind)) return false;
  await db.query("ROLLBACK TO SAVEPOINT migr_entity");
  const again = {
    ...entity,
    ...(found.with && { with: found.with }),
    definition: raw({ sql: found.definition }),
  };
  return (await madeForAMoment(db, again, place))?.text === wanted.text;
}

/** Kinds that may be told otherwise of the moment's one, which may be on a table of the same name. */
const REMADE: ReadonlySet<EntityKind> = new Set(["view", "materializedView", "rule"]);

/** What a reading tells of an object as it stands. */
export function standingParts(row: ObjectRow): Pick<
  EntityReading,
  | "definition"
  | "arguments"
  | "event"
  | "constraint"
  | "unique"
  | "with"
  | "mappings"
  | "comment"
  | "columnComments"
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
    ...(row.unique && { unique: true }),
    ...(row.with && { with: row.with }),
    ...(row.mappings && { mappings: row.mappings }),
    ...(row.comment && { comment: row.comment }),
    ...(row.columnComments && { columnComments: row.columnComments }),
  };
}

/** Whether a trigger is a constraint, which is told by its shape. */
export function isConstraintTrigger({ event, shape }: ObjectRow): boolean {
  return event !== null && shape !== "";
}

/**
 * Whether CREATE OR REPLACE takes it, there and back: a view keeps its columns, a function its arguments and result;
 * a trigger that is a constraint can never be replaced.
 *
 * @source PostgreSQL 18, CREATE VIEW, CREATE FUNCTION, Notes; CREATE TRIGGER, Description
 */
export function keepsShape({ kind }: Entity, from: string, to: string): boolean {
  return kind === "policy" || kind === "rule" || (from === to && (kind !== "trigger" || from === ""));
}
