import type { Live } from "../../dialect/dialect.js";
import type { Entity } from "../../schema/object.js";
import type { Node } from "../../sql/node.js";
import { clause } from "./clause.js";
import { fromExtension, SCHEMA_NAME } from "./reflect/scope.js";

/**
 * Nodes that make or replace an object, around them what has the server not look into a function's body where that is
 * not to be checked, and look again.
 *
 * @source PostgreSQL 18, 19.11.1 Statement Behavior: check_function_bodies
 */
export async function withoutCheck(
  { unchecked }: Entity,
  nodes: readonly Node[],
  live: Live,
): Promise<readonly Node[]> {
  if (!unchecked) return nodes;
  const result = await live.query("SHOW check_function_bodies");
  if (result?.rows[0]?.[0] === "off") return nodes;
  const set = live.inTransaction?.() === false ? "SET" : "SET LOCAL";
  return [
    clause(`${set} check_function_bodies = off`),
    ...nodes,
    clause(`${set} check_function_bodies = on`),
  ];
}

const SETTING = "migr.unchecked";

/**
 * A statement that has the server look into the bodies of all functions of schemas again, and remembers for `UNCHECKED`
 * those that it refuses: they name what is gone, or what is found under another search path. Nothing is called but what
 * looks.
 *
 * @param placed the schemas, as a condition on `n`
 * @source PostgreSQL 18, 57 Writing a Procedural Language Handler: validators
 */
export function uncheckedSql(placed: string): string {
  return `DO $migr$ DECLARE f record; failed text := ''; BEGIN
FOR f IN SELECT o.oid, l.lanvalidator::pg_catalog.regproc AS validator
  FROM pg_catalog.pg_proc o JOIN pg_catalog.pg_language l ON l.oid = o.prolang JOIN pg_catalog.pg_namespace n ON n.oid = o.pronamespace
  WHERE l.lanname IN ('sql', 'plpgsql') AND o.prokind IN ('f', 'p') AND ${placed} AND NOT ${fromExtension("pg_proc", "o.oid")}
LOOP
  BEGIN
    EXECUTE pg_catalog.format('SELECT %s(%s)', f.validator, f.oid);
  EXCEPTION WHEN OTHERS THEN failed := failed || f.oid || ',';
  END;
END LOOP;
PERFORM pg_catalog.set_config('${SETTING}', pg_catalog.rtrim(failed, ','), false);
END $migr$`;
}

/** The functions that the server refuses to look into. */
export const UNCHECKED = `SELECT ${SCHEMA_NAME} AS schema, o.proname::text AS name, pg_catalog.pg_get_function_arguments(o.oid) AS arguments
FROM pg_catalog.pg_proc o JOIN pg_catalog.pg_namespace n ON n.oid = o.pronamespace
WHERE o.oid = ANY (pg_catalog.string_to_array(pg_catalog.current_setting('${SETTING}', true), ',')::pg_catalog.oid[])`;
