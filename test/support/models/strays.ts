import { DropEntity } from "../../../src/ops/entity.js";
import { entityKey } from "../../../src/schema/object.js";
import type { Schema } from "../../../src/schema/schema.js";

/** What drops the objects that only the first declares by their SQL: those are left alone, so a script drops them. */
export function straysOf(from: Schema, to: Schema): readonly DropEntity[] {
  const kept = new Set(to.entities.map(entityKey));
  return [...from.entities]
    .reverse()
    .filter((entity) => !kept.has(entityKey(entity)))
    .map((entity) => new DropEntity(entity, entity));
}
