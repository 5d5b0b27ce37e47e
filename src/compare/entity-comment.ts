import type { EntityReading, Features } from "../dialect/dialect.js";
import { SetEntityComment } from "../ops/entity-comment.js";
import type { Operation } from "../ops/operation.js";
import type { Entity, EntityName } from "../schema/object.js";

/** What gives an object, and the columns of a view, the comments that they are declared with, where they have others. */
export function commentOperations(
  declared: Entity,
  { comment = "", columnComments = {} }: EntityReading,
  features: Features,
): readonly Operation[] {
  if (!features.entityOptions.includes("comment")) return [];
  const { kind, name, schema, table, arguments: args } = declared;
  const entity: EntityName = {
    kind,
    name,
    ...(schema !== undefined && { schema }),
    ...(table && { table }),
    ...(args !== undefined && { arguments: args }),
  };
  const standingOf = (column: string) =>
    (Object.hasOwn(columnComments, column) ? columnComments[column] : undefined) ?? "";
  const own = declared.comment ?? comment;
  const ofColumns = Object.entries(declared.columnComments ?? {}).map(
    ([column, text]) => [column, text, standingOf(column)] as const,
  );
  return [[undefined, own, comment] as const, ...ofColumns]
    .filter(([, wanted, standing]) => wanted !== standing)
    .map(
      ([column, wanted, standing]) => new SetEntityComment(entity, wanted || null, standing || null, column),
    );
}
