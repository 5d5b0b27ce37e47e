import type { Live, Statement } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import type { CreateEntity, DropEntity, ReplaceEntity } from "../../ops/entity.js";
import type { Operation } from "../../ops/operation.js";
import type { EntityName } from "../../schema/object.js";
import { fold } from "./tokens.js";

const TRIGGERS_SQL = `SELECT 1 AS "place", rowid AS "nr", sql AS "sql" FROM main.sqlite_schema
WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE
UNION ALL SELECT 2, rowid, 'CREATE TEMP' || substr(sql, 7) FROM temp.sqlite_schema
WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE ORDER BY 1, 2`;

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
  const result = await live.query(TRIGGERS_SQL, [name, name]);
  return result ? toObjects<Statement>(result).map(({ sql }) => ({ sql })) : [];
}

function noteKey({ name }: EntityName): string {
  return `triggers on ${fold(name)}`;
}
