import { partsOfEntities } from "./entity-parts.js";
import { partsOfPartitions } from "./partitions.js";
import { FIRST_USER_OID, fromExtension, isCommented, SCHEMA_NAME, type Scope } from "./scope.js";

/** One row of `partsSql`. */
export interface PartOfTableRow {
  /** 0 where it is of no table. */
  readonly tableOid: number;
  /** Where what is of no table is; null in the default schema, and of what is in none. */
  readonly schema: string | null;
  readonly name: string;
  readonly what: string;
}

/**
 * What belongs to tables and is no part of the schema: triggers, rules, policies, statistics over several columns and of
 * indexes, comments on NOT NULL, and NOT NULL that old rows may break.
 *
 * @source PostgreSQL 18, 52.58 pg_trigger; 52.45 pg_rewrite; 52.38 pg_policy; 52.52 pg_statistic_ext
 */
export function partsSql(scope: Scope, major: number): string {
  const part = (catalogue: string, table: string, name: string, what: string, where = "true") => `
SELECT c.oid AS "tableOid", NULL AS schema, o.${name} AS name, '${what}' AS what
FROM pg_catalog.${catalogue} o
  JOIN pg_catalog.pg_class c ON c.oid = o.${table}
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE ${scope.tables} AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND ${where}
  AND NOT ${fromExtension(catalogue, "o.oid")}`;
  return [
    part("pg_trigger", "tgrelid", "tgname", "trigger", "NOT o.tgisinternal"),
    part("pg_trigger", "tgrelid", "tgname", "trigger that does not fire as usual", UNUSUAL),
    part("pg_rewrite", "ev_class", "rulename", "rule", "o.rulename <> '_RETURN'"),
    part("pg_policy", "polrelid", "polname", "policy"),
    part("pg_statistic_ext", "stxrelid", "stxname", "statistics"),
    part(
      "pg_constraint",
      "conrelid",
      "conname",
      "comment on a constraint",
      `o.contype NOT IN ('p', 'u', 'f', 'c', 'x') AND ${isCommented("o")}`,
    ),
    ...(major >= 18
      ? [
          part("pg_constraint", "conrelid", "conname", "NOT NULL that is not validated", UNCHECKED),
          part("pg_constraint", "conrelid", "conname", "NOT NULL that is not inherited", UNINHERITED),
          part("pg_constraint", "conrelid", "conname", "NOT NULL with a name of its own", OWN_NAME),
        ]
      : []),
    indexParts(scope),
    partsOfPartitions(scope),
    ...(scope.isPart ? [] : objects(scope)),
  ].join("\nUNION ALL");
}

/**
 * What stands by itself beside the tables and is left alone.
 *
 * @source PostgreSQL 18, 52.42 pg_publication; 52.21 pg_event_trigger; 52.23 pg_foreign_server; 52.12 pg_collation;
 * 52.34 pg_operator; 52.3 pg_am; 52.64 pg_type; 52.33 pg_opclass; 52.39 pg_proc; 52.59 pg_ts_config; 52.61 pg_ts_dict
 */
function objects(scope: Scope): readonly string[] {
  const inDatabase = (catalogue: string, name: string, what: string, where = "true") => `
SELECT 0, NULL, o.${name}, '${what}' FROM pg_catalog.${catalogue} o WHERE ${where} AND NOT ${fromExtension(catalogue, "o.oid")}`;
  const inSchema = (catalogue: string, prefix: string, what: string, where = "true") => `
SELECT 0, ${SCHEMA_NAME}, o.${prefix}name, '${what}' FROM pg_catalog.${catalogue} o
  JOIN pg_catalog.pg_namespace n ON n.oid = o.${prefix}namespace
WHERE o.oid >= ${FIRST_USER_OID} AND ${scope.schemas} AND ${where} AND NOT ${fromExtension(catalogue, "o.oid")}`;
  return [
    ...partsOfEntities(scope),
    inDatabase("pg_publication", "pubname", "publication"),
    `
SELECT 0, NULL, pg_catalog.format_type(o.castsource, NULL) || ' AS ' || pg_catalog.format_type(o.casttarget, NULL), 'cast'
FROM pg_catalog.pg_cast o WHERE o.oid >= ${FIRST_USER_OID} AND NOT ${fromExtension("pg_cast", "o.oid")}
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_range r WHERE r.rngtypid = o.castsource AND r.rngmultitypid = o.casttarget)`,
    inDatabase("pg_event_trigger", "evtname", "event trigger"),
    inDatabase("pg_foreign_server", "srvname", "foreign server"),
    inSchema("pg_collation", "coll", "collation"),
    inSchema("pg_operator", "opr", "operator", "o.oprcode <> 0"),
    inSchema("pg_type", "typ", "base type", BASE_TYPE),
    inSchema("pg_type", "typ", "type that is only a shell", "NOT o.typisdefined"),
    inSchema("pg_opfamily", "opf", "operator family", OWN_FAMILY),
    inSchema("pg_conversion", "con", "conversion"),
    inSchema("pg_ts_parser", "prs", "text search parser"),
    inSchema("pg_ts_template", "tmpl", "text search template"),
    inDatabase("pg_am", "amname", "access method", `o.oid >= ${FIRST_USER_OID}`),
    inDatabase("pg_language", "lanname", "language", `o.oid >= ${FIRST_USER_OID}`),
    inDatabase("pg_foreign_data_wrapper", "fdwname", "foreign data wrapper"),
    `
SELECT 0, NULL, pg_catalog.format('FOR %s LANGUAGE %I', pg_catalog.format_type(o.trftype, NULL), l.lanname), 'transform'
FROM pg_catalog.pg_transform o JOIN pg_catalog.pg_language l ON l.oid = o.trflang WHERE NOT ${fromExtension("pg_transform", "o.oid")}`,
    inSchema("pg_opclass", "opc", "operator class"),
    inSchema("pg_proc", "pro", "aggregate", "o.prokind = 'a'"),
    inSchema("pg_proc", "pro", "window function", "o.prokind = 'w'"),
    inSchema("pg_ts_config", "cfg", "text search configuration"),
    inSchema("pg_ts_dict", "dict", "text search dictionary"),
  ];
}

/** A type that functions in C read and write, and none that comes with another one. @source PostgreSQL 18, 52.64 pg_type: typtype, typarray */
const BASE_TYPE =
  "o.typtype = 'b' AND o.typisdefined AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type e WHERE e.typarray = o.oid)";

/** A family without a class that goes by its name, or with operators and functions that are in none of its classes. @source PostgreSQL 18, 52.35 pg_opfamily */
const OWN_FAMILY = `(NOT EXISTS (SELECT 1 FROM pg_catalog.pg_opclass e WHERE e.opcfamily = o.oid AND e.opcname = o.opfname)
  OR EXISTS (SELECT 1 FROM pg_catalog.pg_depend d WHERE d.refclassid = 'pg_catalog.pg_opfamily'::pg_catalog.regclass AND d.refobjid = o.oid
    AND d.classid IN ('pg_catalog.pg_amop'::pg_catalog.regclass, 'pg_catalog.pg_amproc'::pg_catalog.regclass)))`;

/** @source PostgreSQL 18, 52.58 pg_trigger: tgenabled */
const UNUSUAL = "NOT o.tgisinternal AND o.tgenabled <> 'O'";

const UNCHECKED = "o.contype = 'n' AND NOT o.convalidated";
const UNINHERITED = "o.contype = 'n' AND o.connoinherit";

/** The server's own names end so, with the table's at the time before. @source PostgreSQL 18, source, tablecmds.c: ChooseConstraintName */
const OWN_NAME =
  "o.contype = 'n' AND o.conislocal AND o.convalidated AND NOT o.connoinherit AND o.conname !~ '_not_null[0-9]*$'";

/** What an index tells of its table, or is told of it. */
function indexParts(scope: Scope): string {
  return `
SELECT c.oid, NULL, x.relname,
  CASE WHEN i.indisclustered THEN 'order of rows (CLUSTER)'
    ELSE 'statistics target of an index' END
FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
WHERE ${scope.tables} AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND (i.indisclustered
  OR EXISTS (SELECT 1 FROM pg_catalog.pg_attribute a WHERE a.attrelid = x.oid AND a.attstattarget >= 0))`;
}
