import type { Live } from "../../dialect/dialect.js";
import type { EntityName } from "../../schema/object.js";
import type { Node } from "../../sql/node.js";
import { clause, name } from "./clause.js";
import { oidSql } from "./entity-place.js";

/**
 * The drop of the operator family of an operator class, behind its own: PostgreSQL makes one of its name along with a
 * class that names none, and leaves it. One in which there is more than the class is another's, and stays.
 *
 * @source PostgreSQL 18, CREATE OPERATOR CLASS: FAMILY; 52.35 pg_opfamily; 52.4 pg_amop; 52.5 pg_amproc
 */
export async function dropOwnFamily(entity: EntityName, live: Live): Promise<readonly Node[]> {
  if (entity.kind !== "operatorClass") return [];
  const ofOthers = (catalog: string, prefix: string) =>
    `SELECT 1 FROM pg_catalog.${catalog} m WHERE m.${prefix}family = f.oid
      AND NOT (m.${prefix}lefttype = o.opcintype AND m.${prefix}righttype = o.opcintype)`;
  const result =
    await live.query(`SELECT 1 FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_opfamily f ON f.oid = o.opcfamily
WHERE o.oid = (${oidSql(entity)}) AND f.opfname = o.opcname AND f.opfnamespace = o.opcnamespace
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_opclass c WHERE c.opcfamily = f.oid AND c.oid <> o.oid)
  AND NOT EXISTS (${ofOthers("pg_amop", "amop")}) AND NOT EXISTS (${ofOthers("pg_amproc", "amproc")})`);
  if (!result || result.rows.length === 0) return [];
  return [
    clause("DROP OPERATOR FAMILY", name(entity.schema, entity.name), "USING", name(entity.arguments ?? "")),
  ];
}
