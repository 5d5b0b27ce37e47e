import { fromExtension, SCHEMA_NAME, type Scope } from "./scope.js";

/** One row of `enumsSql`. */
export interface EnumRow {
  readonly oid: number;
  readonly schema: string | null;
  readonly name: string;
  readonly values: readonly string[];
  readonly extension: boolean;
  /** Its schema is one of those that are read. */
  readonly inScope: boolean;
}

/**
 * Every enum type of the database with its words in order: columns may use those of any schema.
 *
 * @source PostgreSQL 18, 52.20 pg_enum
 */
export function enumsSql(scope: Scope): string {
  return `
SELECT t.oid AS oid, ${SCHEMA_NAME} AS schema, t.typname AS name, ${fromExtension("pg_type", "t.oid")} AS extension,
  (${scope.schemas}) AS "inScope",
  (SELECT coalesce(pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder), '[]')
    FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) AS values
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
WHERE t.typtype = 'e'`;
}
