import type { Features } from "../dialect/dialect.js";
import { CreateEntity } from "../ops/entity.js";
import type { Operation } from "../ops/operation.js";
import { nameKey, type TableName } from "../schema/name.js";
import type { Entity } from "../schema/object.js";
import type { Spelling } from "../sql/writer.js";
import { Mentionable, wordsOf } from "./mention.js";

/**
 * The operations with functions whose body mentions what is made after them, as in a circle of functions that call each
 * other, made without having it checked: it could only be refused.
 *
 * @param operations what makes and replaces objects, in order
 * @param isMentioned whether SQL refers to objects of its kind
 * @param later how many of the operations come before the tables, and the tables that are made then
 */
export function uncheckedInCircles(
  operations: readonly Operation[],
  isMentioned: (entity: Entity) => boolean,
  later: { readonly early: number; readonly tables: readonly TableName[] },
  features: Features,
  spelling: Spelling,
): readonly Operation[] {
  if (!features.entityOptions.includes("unchecked")) return operations;
  const made = operations.filter((each) => each instanceof CreateEntity);
  const place = new Map(made.map(({ entity }, i) => [entity, i]));
  const byName = new Mentionable(made.map(({ entity }) => entity).filter(isMentioned));
  const isAhead = (entity: Entity) =>
    byName
      .in(wordsOf(entity, spelling))
      .some((other) =>
        nameKey(other) === nameKey(entity)
          ? other === entity && isOfSql(entity)
          : place.get(other)! > place.get(entity)!,
      );
  // Of a body in SQL all names are looked up when it is made, its own among them.
  const isOfSql = (entity: Entity) => wordsOf(entity, spelling).words.has("sql");
  const created = new Mentionable(later.tables);
  const isBefore = (entity: Entity, at: number) =>
    at < later.early && created.in(wordsOf(entity, spelling)).length > 0;
  return operations.map((operation, i) => {
    if (!(operation instanceof CreateEntity)) return operation;
    const { entity, restore } = operation;
    const isRoutine = entity.kind === "function" || entity.kind === "procedure";
    if (!isRoutine || entity.unchecked || !(isAhead(entity) || isBefore(entity, i))) return operation;
    return new CreateEntity({ ...entity, unchecked: true }, restore);
  });
}
