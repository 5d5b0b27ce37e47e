import { fromExtension, type Scope } from "./scope.js";

/** One row of `partsSql`. */
export interface PartOfTableRow {
  readonly tableOid: number;
  readonly name: string;
  readonly what: string;
}

/**
 * What belongs to tables and is no part of the schema: triggers, rules, policies, statistics over several columns,
 * comments on constraints, NOT NULL that old rows may break.
 *
 * @source PostgreSQL 18, 52.58 pg_trigger; 52.45 pg_rewrite; 52.38 pg_policy; 52.52 pg_statistic_ext
 */
export function partsSql(scope: Scope, major: number): string {
  const part = (catalogue: string, table: string, name: string, what: string, where = "true") => `
SELECT c.oid AS "tableOid", o.${name} AS name, '${what}' AS what
FROM pg_catalog.${catalogue} o
  JOIN pg_catalog.pg_class c ON c.oid = o.${table}
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE ${scope.tables} AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${where}
  AND NOT ${fromExtension(catalogue, "o.oid")}`;
  return [
    part("pg_trigger", "tgrelid", "tgname", "trigger", "NOT o.tgisinternal"),
    part("pg_rewrite", "ev_class", "rulename", "rule", "o.rulename <> '_RETURN'"),
    part("pg_policy", "polrelid", "polname", "policy"),
    part("pg_statistic_ext", "stxrelid", "stxname", "statistics"),
    part("pg_constraint", "conrelid", "conname", "comment on a constraint", COMMENTED),
    ...(major >= 18
      ? [part("pg_constraint", "conrelid", "conname", "NOT NULL that is not validated", UNCHECKED)]
      : []),
  ].join("\nUNION ALL");
}

const COMMENTED =
  "EXISTS (SELECT 1 FROM pg_catalog.pg_description e WHERE e.objoid = o.oid " +
  "AND e.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass)";
const UNCHECKED = "o.contype = 'n' AND NOT o.convalidated";
