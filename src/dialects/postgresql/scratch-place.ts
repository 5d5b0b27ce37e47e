import { randomBytes } from "node:crypto";
import { type DriverConnection, toObjects } from "../../dialect/driver.js";
import { DatabaseError } from "../../errors/errors.js";
import { sqlStateOf } from "./errors.js";
import { stringLiteral } from "./literal.js";
import { type Scope, TEMPORARY } from "./reflect/scope.js";

/** Where objects are made for a moment, in a transaction that is rolled back. */
export interface ScratchPlace {
  readonly schema: string;
  /** What the names of all that is made there begin with. */
  readonly prefix: string;
  /** Nothing else is there, so that tables may keep their names. */
  readonly isEmpty: boolean;
  /** What is made there, for a reflection. */
  readonly scope: Scope;
}

/** The temporary objects of this session. @source PostgreSQL 18, 19.11.1 search_path */
export const TEMPORARY_PLACE: ScratchPlace = {
  schema: "pg_temp",
  prefix: "migr_",
  isEmpty: true,
  scope: TEMPORARY,
};

/**
 * A schema of its tables in which a role may create that may not make temporary ones; null where that is not what it
 * lacks, or where there is none. Migrations mostly need the right to create in it anyhow.
 *
 * @source PostgreSQL 18, 5.8 Privileges; 9.27.2 Access Privilege Inquiry Functions
 */
export async function placeWithoutTemporary(
  db: DriverConnection,
  schemas: readonly (string | undefined)[],
): Promise<ScratchPlace | null> {
  const names = schemas.flatMap((name) => (name === undefined ? [] : stringLiteral(name)));
  const found = await db.query(`
SELECT n.nspname AS name FROM pg_catalog.pg_namespace n
WHERE NOT pg_catalog.has_database_privilege(pg_catalog.current_database(), 'TEMPORARY')
  AND pg_catalog.has_schema_privilege(n.oid, 'CREATE') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
  AND n.nspname IN (${["current_schema()", ...names].join(", ")})
ORDER BY n.nspname <> current_schema(), n.nspname LIMIT 1`);
  const [row] = toObjects<{ readonly name: string }>(found);
  if (!row) return null;
  const prefix = `migr_${randomBytes(6).toString("hex")}_`;
  const inSchema = `n.nspname = ${stringLiteral(row.name)}`;
  return {
    schema: row.name,
    prefix,
    isEmpty: false,
    scope: {
      schemas: inSchema,
      tables: `${inSchema} AND pg_catalog.starts_with(c.relname, ${stringLiteral(prefix)})`,
      isPart: true,
    },
  };
}

/** SQLSTATEs of a role that may not, and of a transaction or a standby server that writes nothing. */
const REFUSALS: ReadonlySet<unknown> = new Set(["42501", "25006"]);

/** Whether something was not made because nobody may make it there, whatever it is. */
export function isRefusal(thrown: unknown): boolean {
  return REFUSALS.has(thrown instanceof DatabaseError ? thrown.details["sqlState"] : sqlStateOf(thrown));
}
