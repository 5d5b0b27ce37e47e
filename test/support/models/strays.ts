import { DropEntity } from "../../../src/ops/entity.js";
import { type Entity, entityKey, isSameObject } from "../../../src/schema/object.js";
import type { Schema } from "../../../src/schema/schema.js";
import type { Migration } from "./migration.js";
import { TOUCH } from "./routines.js";

/** What others may still hold on to: it is dropped where there are no tables any more. */
const isLasting = ({ kind, name }: Entity) =>
  kind === "extension" || (kind === "function" && name === TOUCH.name);

/** Drops what such schemas declared, and others may have held on to. */
export async function dropLasting(m: Migration, schemas: readonly Schema[]): Promise<void> {
  const all = schemas.flatMap(({ entities }) => entities.filter(isLasting));
  const unique = new Map(all.map((entity) => [entityKey(entity), entity]));
  const standing = await m.standing([...unique.values()]);
  const left = [...unique.values()].filter((_, i) => standing[i] !== null);
  await m.run(left.map((entity) => new DropEntity(entity, entity)));
}

/**
 * Drops the objects that only the first schema declares by their SQL: those are left alone, so a script drops them.
 *
 * @param held what the database holds
 * @returns what it then holds
 */
export async function dropStrays(m: Migration, from: Schema, to: Schema, held: Schema): Promise<Schema> {
  const strays = straysOf(from, to);
  if (strays.length === 0) return held;
  await m.run(strays.map((entity) => new DropEntity(entity, entity)));
  const isLeft = (each: Schema["unsupported"][number]) =>
    !strays.some((entity) => isSameObject(entity, each));
  // What knew a type may be gone.
  const { userTypes } = held.userTypes.some((type) => type.held) ? await m.reflect() : held;
  return { ...held, userTypes, unsupported: held.unsupported.filter(isLeft) };
}

function straysOf(from: Schema, to: Schema): readonly Entity[] {
  const kept = new Set(to.entities.map(entityKey));
  return [...from.entities].reverse().filter((entity) => !isLasting(entity) && !kept.has(entityKey(entity)));
}
