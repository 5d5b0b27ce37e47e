import type { Live, Statement } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import type { CreateEntity, DropEntity, ReplaceEntity } from "../../ops/entity.js";
import type { Operation } from "../../ops/operation.js";
import type { EntityName } from "../../schema/object.js";
import { fold } from "./tokens.js";

const TRIGGERS_SQL =
  "SELECT sql AS \"sql\" FROM main.sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE ORDER BY rowid";

/**
 * The statements that give a view which is made anew the triggers back that stood on the old one, and went with it.
 *
 * @source SQLite 3.53, DROP VIEW; CREATE TRIGGER, 3: INSTEAD OF triggers
 */
export async function triggersBack(operation: Operation, live: Live): Promise<readonly Statement[]> {
  const { entity } = operation as CreateEntity | DropEntity | ReplaceEntity;
  if (entity?.kind !== "view") return [];
  switch (operation.kind) {
    case "replaceEntity":
      return triggersOn(entity, live);
    case "dropEntity":
      live.notes?.set(noteKey(entity), await triggersOn(entity, live));
      return [];
    case "createEntity":
      return (operation as CreateEntity).restore
        ? ((live.notes?.get(noteKey(entity)) ?? []) as readonly Statement[])
        : [];
    default:
      return [];
  }
}

async function triggersOn({ name }: EntityName, live: Live): Promise<readonly Statement[]> {
  const result = await live.query(TRIGGERS_SQL, [name]);
  return result ? toObjects<Statement>(result) : [];
}

function noteKey({ name }: EntityName): string {
  return `triggers on ${fold(name)}`;
}
