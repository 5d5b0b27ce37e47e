import { freshDatabase } from "../database.js";
import type { Target } from "../target.js";
import type { Migration } from "./migration.js";

/** A tablespace beside the default one. */
export const SPACE = "law space";

/**
 * Sees to a tablespace, where the server has such things and its user may make one; it is for all databases.
 *
 * @source PostgreSQL 15, 20.17: allow_in_place_tablespaces
 */
export async function openSpace(m: Migration): Promise<boolean> {
  if (m.dialect.vocabulary !== "postgresql") return false;
  const find = `SELECT 1 FROM pg_catalog.pg_tablespace WHERE spcname = '${SPACE}'`;
  if ((await m.connection.query(find)).rows.length > 0) return true;
  try {
    await m.connection.query("SET allow_in_place_tablespaces = on");
    await m.connection.query(`CREATE TABLESPACE "${SPACE}" LOCATION ''`);
    return true;
  } catch {
    return (await m.connection.query(find)).rows.length > 0;
  }
}

/** Drops it, unless another database has something in it. */
export async function dropSpace(target: Target): Promise<void> {
  if (target !== "postgresql") return;
  const database = await freshDatabase(target);
  await database.query(`DROP TABLESPACE IF EXISTS "${SPACE}"`).catch(() => {});
}
