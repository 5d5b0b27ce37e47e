import type { EntityReading, Features } from "../dialect/dialect.js";
import { SetEntityComment } from "../ops/entity-comment.js";
import type { Operation } from "../ops/operation.js";
import type { Entity, EntityName } from "../schema/object.js";

/** What gives an object the comment that it is declared with, where it has another one. */
export function commentOperation(
  declared: Entity,
  { comment = "" }: EntityReading,
  features: Features,
): readonly Operation[] {
  const wanted = declared.comment ?? comment;
  if (wanted === comment || !features.entityOptions.includes("comment")) return [];
  const { kind, name, schema, table, arguments: args } = declared;
  const entity: EntityName = {
    kind,
    name,
    ...(schema !== undefined && { schema }),
    ...(table && { table }),
    ...(args !== undefined && { arguments: args }),
  };
  return [new SetEntityComment(entity, wanted || null, comment || null)];
}
