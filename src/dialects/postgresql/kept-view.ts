import { type Catalogue, GRANT_OPTION, granteeName, type Part } from "./kept-rights.js";
import { placeOfIndex } from "./obstacles.js";

/** Views of both kinds. */
export const RELATION: Catalogue = {
  name: "pg_class",
  path: "o.oid::pg_catalog.regclass",
  owner: "o.relowner",
  schema: "o.relnamespace",
  acl: "o.relacl",
  letter: "r",
};

/** Where the storage parameters of a materialized view stand, which its declaration may name. */
export const PARAMETERS_PLACE = 0;

const { path } = RELATION;

/** Something that its columns have each. */
const ofColumns = (sql: string, condition: string, more = ""): Part => ({
  place: 4,
  sql,
  from: `pg_catalog.pg_attribute a${more} WHERE a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped AND ${condition}`,
  isOfColumn: true,
});

/** Columns' comments and rights. */
const COMMON: readonly Part[] = [
  ofColumns(
    `pg_catalog.format('COMMENT ON COLUMN %s.%I IS %L', ${path}, a.attname, pg_catalog.col_description(o.oid, a.attnum))`,
    "pg_catalog.col_description(o.oid, a.attnum) IS NOT NULL",
  ),
  ofColumns(
    `pg_catalog.format('GRANT %s (%I) ON %s TO %s%s', x.privilege_type, a.attname, ${path}, ${granteeName("x.grantee")}, ${GRANT_OPTION})`,
    "true",
    ", pg_catalog.aclexplode(a.attacl) x",
  ),
];

/** A COMMENT that stands behind the statement that makes something. */
const commentAfter = (on: string, oid: string, catalogue: string) =>
  `coalesce(pg_catalog.format('; COMMENT ON ${on} ON %s IS ', ${path})
    || pg_catalog.quote_literal(pg_catalog.obj_description(${oid}, '${catalogue}')), '')`;

/**
 * What a view has beside its query.
 *
 * @source PostgreSQL 18, ALTER VIEW; CREATE RULE; CREATE TRIGGER
 */
export const VIEW_PARTS: readonly Part[] = [
  ...COMMON,
  ofColumns(
    `pg_catalog.format('ALTER VIEW %s ALTER COLUMN %I SET DEFAULT %s', ${path}, a.attname, pg_catalog.pg_get_expr(d.adbin, d.adrelid))`,
    "d.adrelid = o.oid AND d.adnum = a.attnum",
    ", pg_catalog.pg_attrdef d",
  ),
  {
    place: 5,
    sql: `pg_catalog.rtrim(pg_catalog.pg_get_ruledef(r.oid), ';')
      || ${commentAfter("RULE ' || pg_catalog.quote_ident(r.rulename) || '", "r.oid", "pg_rewrite")}`,
    from: "pg_catalog.pg_rewrite r WHERE r.ev_class = o.oid AND r.rulename <> '_RETURN'",
    isOfColumn: true,
  },
  {
    place: 6,
    sql: `pg_catalog.pg_get_triggerdef(g.oid)
      || ${commentAfter("TRIGGER ' || pg_catalog.quote_ident(g.tgname) || '", "g.oid", "pg_trigger")}`,
    from: "pg_catalog.pg_trigger g WHERE g.tgrelid = o.oid AND NOT g.tgisinternal",
  },
];

const alter = (action: string, value: string, condition: string): Part =>
  ofColumns(
    `pg_catalog.format('ALTER MATERIALIZED VIEW %s ALTER COLUMN %I SET ${action}', ${path}, a.attname, ${value})`,
    condition,
    " JOIN pg_catalog.pg_type t ON t.oid = a.atttypid",
  );

const whole = (place: number, action: string, value: string, from: string): Part => ({
  place,
  sql: `pg_catalog.format('ALTER MATERIALIZED VIEW %s SET ${action}', ${path}, ${value})`,
  from,
});

const STATISTICS = "pg_catalog.format('%I.%I', n.nspname, e.stxname)";

/** What an index has beside its definition, as text that follows the statement which makes it: `; COMMENT ON …`. */
export function keptOfIndex(oid: string): string {
  return `(${placeOfIndex(oid)} || coalesce((SELECT pg_catalog.string_agg(pg_catalog.format('; ALTER INDEX %s ALTER COLUMN %s SET STATISTICS %s',
    ${oid}::pg_catalog.regclass, a.attnum, a.attstattarget), '' ORDER BY a.attnum)
  FROM pg_catalog.pg_attribute a WHERE a.attrelid = ${oid} AND coalesce(a.attstattarget, -1) <> -1), ''))`;
}

/**
 * What a materialized view has beside its query.
 *
 * @source PostgreSQL 18, ALTER MATERIALIZED VIEW; ALTER INDEX; CREATE STATISTICS
 */
export const MATERIALIZED_VIEW_PARTS: readonly Part[] = [
  whole(
    PARAMETERS_PLACE,
    "(%s)",
    "pg_catalog.array_to_string(p.list, ', ')",
    `(SELECT o.reloptions || (SELECT pg_catalog.array_agg('toast.' || option) FROM pg_catalog.pg_class z,
      pg_catalog.unnest(z.reloptions) AS option WHERE z.oid = o.reltoastrelid) AS list) p WHERE p.list IS NOT NULL`,
  ),
  whole(
    1,
    "ACCESS METHOD %I",
    "m.amname",
    "pg_catalog.pg_am m WHERE m.oid = o.relam AND m.amname <> pg_catalog.current_setting('default_table_access_method')",
  ),
  whole(1, "TABLESPACE %I", "s.spcname", "pg_catalog.pg_tablespace s WHERE s.oid = o.reltablespace"),
  ...COMMON,
  alter("STATISTICS %s", "a.attstattarget", "coalesce(a.attstattarget, -1) <> -1"),
  alter(
    "STORAGE %s",
    "CASE a.attstorage WHEN 'p' THEN 'PLAIN' WHEN 'e' THEN 'EXTERNAL' WHEN 'm' THEN 'MAIN' ELSE 'EXTENDED' END",
    "a.attstorage <> t.typstorage",
  ),
  alter(
    "COMPRESSION %s",
    "CASE a.attcompression WHEN 'l' THEN 'lz4' ELSE 'pglz' END",
    "a.attcompression <> ''",
  ),
  alter("(%s)", "pg_catalog.array_to_string(a.attoptions, ', ')", "a.attoptions IS NOT NULL"),
  {
    place: 7,
    sql: `pg_catalog.pg_get_indexdef(i.indexrelid) || ${keptOfIndex("i.indexrelid")}`,
    from: "pg_catalog.pg_index i WHERE i.indrelid = o.oid",
    isOfColumn: true,
  },
  {
    place: 8,
    sql: `pg_catalog.pg_get_statisticsobjdef(e.oid)
      || coalesce(pg_catalog.format('; COMMENT ON STATISTICS %s IS %L', ${STATISTICS}, pg_catalog.obj_description(e.oid, 'pg_statistic_ext')), '')
      || CASE WHEN coalesce(e.stxstattarget, -1) <> -1
        THEN pg_catalog.format('; ALTER STATISTICS %s SET STATISTICS %s', ${STATISTICS}, e.stxstattarget) ELSE '' END`,
    from: "pg_catalog.pg_statistic_ext e JOIN pg_catalog.pg_namespace n ON n.oid = e.stxnamespace WHERE e.stxrelid = o.oid",
    isOfColumn: true,
  },
];
