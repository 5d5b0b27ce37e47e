import { fromExtension, SCHEMA_NAME, type Scope } from "./scope.js";

const VIEWS =
  "pg_catalog.pg_class o JOIN pg_catalog.pg_namespace n ON n.oid = o.relnamespace AND o.relkind IN ('v', 'm')";

/**
 * Queries for what views, functions and their like have that no declaration of theirs says, each as a part of none.
 *
 * @source PostgreSQL 18, 52.19 pg_description; 52.26 pg_index; 52.45 pg_rewrite
 */
export function partsOfEntities(scope: Scope): readonly string[] {
  const own = (catalogue: string) => `${scope.schemas} AND NOT ${fromExtension(catalogue, "o.oid")}`;
  return [
    `
SELECT 0, ${SCHEMA_NAME}, o.relname || coalesce('.' || a.attname, ''),
  CASE WHEN a.attname IS NULL THEN 'view''s comment' ELSE 'view column''s comment' END
FROM ${VIEWS} ${commentOn("pg_class")}
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = o.oid AND a.attnum = e.objsubid AND e.objsubid > 0
WHERE ${own("pg_class")}`,
    `
SELECT 0, ${SCHEMA_NAME}, x.relname, 'materialized view''s index'
FROM ${VIEWS} JOIN pg_catalog.pg_index i ON i.indrelid = o.oid JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
WHERE ${own("pg_class")}`,
    `
SELECT 0, ${SCHEMA_NAME}, r.rulename, 'view''s rule'
FROM ${VIEWS} JOIN pg_catalog.pg_rewrite r ON r.ev_class = o.oid AND r.rulename <> '_RETURN'
WHERE ${own("pg_class")}`,
    `
SELECT 0, ${SCHEMA_NAME}, o.proname, 'function''s comment'
FROM pg_catalog.pg_proc o JOIN pg_catalog.pg_namespace n ON n.oid = o.pronamespace ${commentOn("pg_proc")}
WHERE ${own("pg_proc")}`,
    `
SELECT 0, ${SCHEMA_NAME}, o.polname, 'policy''s comment'
FROM pg_catalog.pg_policy o JOIN pg_catalog.pg_class c ON c.oid = o.polrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ${commentOn("pg_policy")}
WHERE ${own("pg_policy")}`,
    `
SELECT 0, ${SCHEMA_NAME}, o.tgname, 'trigger''s comment'
FROM pg_catalog.pg_trigger o JOIN pg_catalog.pg_class c ON c.oid = o.tgrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ${commentOn("pg_trigger")}
WHERE ${own("pg_trigger")}`,
  ];
}

function commentOn(catalogue: string): string {
  return (
    "JOIN pg_catalog.pg_description e ON e.objoid = o.oid " +
    `AND e.classoid = 'pg_catalog.${catalogue}'::pg_catalog.regclass`
  );
}
