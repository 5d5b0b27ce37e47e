import { fromExtension, SCHEMA_NAME, type Scope } from "./scope.js";

const VIEWS =
  "pg_catalog.pg_class o JOIN pg_catalog.pg_namespace n ON n.oid = o.relnamespace AND o.relkind IN ('v', 'm')";

/**
 * Queries for what views, functions and their like have that no declaration of theirs says, each as a part of none.
 *
 * @source PostgreSQL 18, 52.6 pg_attrdef; 52.26 pg_index; 52.45 pg_rewrite
 */
export function partsOfEntities(scope: Scope): readonly string[] {
  const own = (catalogue: string) => `${scope.schemas} AND NOT ${fromExtension(catalogue, "o.oid")}`;
  return [
    `
SELECT 0, ${SCHEMA_NAME}, o.relname || '.' || a.attname, 'view column''s default'
FROM ${VIEWS} JOIN pg_catalog.pg_attrdef e ON e.adrelid = o.oid JOIN pg_catalog.pg_attribute a ON a.attrelid = o.oid AND a.attnum = e.adnum
WHERE ${own("pg_class")}`,
    `
SELECT 0, ${SCHEMA_NAME}, x.relname, 'materialized view''s index'
FROM ${VIEWS} JOIN pg_catalog.pg_index i ON i.indrelid = o.oid JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
WHERE ${own("pg_class")}`,
    `
SELECT 0, ${SCHEMA_NAME}, r.rulename, 'view''s rule'
FROM ${VIEWS} JOIN pg_catalog.pg_rewrite r ON r.ev_class = o.oid AND r.rulename <> '_RETURN'
WHERE ${own("pg_class")}`,
  ];
}
