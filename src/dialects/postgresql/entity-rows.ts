import type { EntityKind } from "../../schema/object.js";
import { readCatalogSql } from "./catalog-rows.js";
import { AGGREGATED } from "./entity-place.js";
import { FIRST_USER_OID, fromExtension, SCHEMA_NAME } from "./reflect/scope.js";

/** What the server tells of an object, the same for one that stands and for one that is tried. */
export interface ObjectRow {
  /** Where it is, where not in the default schema. */
  readonly schema: string | null;
  readonly name: string;
  /** The table it is on, and where that is. */
  readonly tableSchema: string | null;
  readonly table: string | null;
  readonly arguments: string | null;
  /** The types of what a function takes, which tell it from others of its name. */
  readonly takes: string | null;
  /** All that matters of it, in one text. */
  readonly text: string;
  /** What it would be made of again. */
  readonly definition: string;
  readonly event: string | null;
  /**
   * The columns of a view, or the arguments and result of a function, which one that replaces it must have; of a
   * trigger whether it is a constraint.
   */
  readonly shape: string;
  readonly comment?: string | null;
  /** Comments of a view's columns. */
  readonly columnComments?: Readonly<Record<string, string>> | null;
  /** The parameters of a view. */
  readonly with?: readonly string[] | null;
  /** Of indexes of materialized views. */
  readonly unique?: boolean;
  /** The dictionaries of a text search configuration. */
  readonly mappings?: Readonly<Record<string, string>>;
}

/** What an aggregate is made of. @source PostgreSQL 18, CREATE AGGREGATE; 52.1 pg_aggregate */
const AGGREGATE = `'(' || concat_ws(', ', 'SFUNC = ' || g.aggtransfn::regproc, 'STYPE = ' || format_type(g.aggtranstype, NULL),
  'SSPACE = ' || nullif(g.aggtransspace, 0), 'FINALFUNC = ' || nullif(g.aggfinalfn, 0)::regproc, CASE WHEN g.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
  CASE WHEN g.aggfinalfn <> 0 AND g.aggfinalmodify <> CASE g.aggkind WHEN 'n' THEN 'r' ELSE 'w' END::"char" THEN 'FINALFUNC_MODIFY = ' || CASE g.aggfinalmodify WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
  'COMBINEFUNC = ' || nullif(g.aggcombinefn, 0)::regproc, 'SERIALFUNC = ' || nullif(g.aggserialfn, 0)::regproc, 'DESERIALFUNC = ' || nullif(g.aggdeserialfn, 0)::regproc,
  'INITCOND = ' || quote_literal(g.agginitval), 'MSFUNC = ' || nullif(g.aggmtransfn, 0)::regproc, 'MINVFUNC = ' || nullif(g.aggminvtransfn, 0)::regproc,
  'MSTYPE = ' || CASE WHEN g.aggmtranstype <> 0 THEN format_type(g.aggmtranstype, NULL) END, 'MSSPACE = ' || nullif(g.aggmtransspace, 0),
  'MFINALFUNC = ' || nullif(g.aggmfinalfn, 0)::regproc, CASE WHEN g.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
  CASE WHEN g.aggmfinalfn <> 0 AND g.aggmfinalmodify <> 'r' THEN 'MFINALFUNC_MODIFY = ' || CASE g.aggmfinalmodify WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END,
  'MINITCOND = ' || quote_literal(g.aggminitval),
  'SORTOP = ' || (SELECT format('OPERATOR(%I.%s)', x.nspname, s.oprname) FROM pg_operator s JOIN pg_namespace x ON x.oid = s.oprnamespace WHERE s.oid = g.aggsortop),
  'PARALLEL = ' || CASE o.proparallel WHEN 's' THEN 'SAFE' WHEN 'r' THEN 'RESTRICTED' END, CASE WHEN g.aggkind = 'h' THEN 'HYPOTHETICAL' END) || ')'`;

/** What a collation is made of; servers call its locale otherwise before version 17. @source PostgreSQL 18, CREATE COLLATION; 52.12 pg_collation */
const COLLATION = `(SELECT '(' || concat_ws(', ', 'provider = ' || CASE o.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
    'locale = ' || quote_literal(coalesce(j.r->>'colllocale', j.r->>'colliculocale', CASE WHEN o.collcollate = o.collctype THEN o.collcollate END)),
    CASE WHEN o.collcollate <> o.collctype THEN format('lc_collate = %L, lc_ctype = %L', o.collcollate, o.collctype) END,
    CASE WHEN NOT o.collisdeterministic THEN 'deterministic = false' END, 'rules = ' || quote_literal(j.r->>'collicurules')) || ')'
  FROM (SELECT to_jsonb(o) AS r) j)`;

/**
 * Reads objects of a kind, each with what matters of it. What names the object itself or a temporary table is left out of the text.
 *
 * @source PostgreSQL 18, 9.28 System Catalog Information Functions; 52.39 pg_proc; 52.38 pg_policy; 52.58 pg_trigger
 */
export function readSql(kind: EntityKind, where: string): string {
  switch (kind) {
    case "extension":
      return `SELECT CASE WHEN n.nspname NOT IN (current_schema(), 'pg_catalog') AND NOT ${fromExtension("pg_namespace", "n.oid")} THEN n.nspname END AS schema, o.extname::text AS name, NULL AS "tableSchema", NULL AS "table", NULL AS arguments, NULL AS takes, o.extname::text AS text, format('VERSION %L', o.extversion) AS definition, NULL AS event,
        '' AS shape
        FROM pg_extension o JOIN pg_namespace n ON n.oid = o.extnamespace WHERE ${where}`;
    case "view":
    case "materializedView":
      return `SELECT ${SCHEMA_NAME} AS schema, o.relname::text AS name, NULL AS "tableSchema", NULL AS "table", NULL AS arguments, NULL AS takes,
        pg_get_viewdef(o.oid) || CASE WHEN o.relkind = 'v' THEN coalesce(' ' || (SELECT string_agg(x, ',' ORDER BY x) FROM unnest(o.reloptions) x), '') ELSE '' END AS text,
        to_json(o.reloptions || (SELECT array_agg('toast.' || x) FROM pg_class z, unnest(z.reloptions) x WHERE z.oid = o.reltoastrelid)) AS "with",
        rtrim(pg_get_viewdef(o.oid), ';') AS definition, NULL AS event, obj_description(o.oid, 'pg_class') AS comment,
        (SELECT json_object_agg(a.attname, d.description ORDER BY a.attnum) FROM pg_description d JOIN pg_attribute a ON a.attrelid = d.objoid AND a.attnum = d.objsubid
          WHERE d.objoid = o.oid AND d.classoid = 'pg_class'::regclass AND d.objsubid > 0) AS "columnComments",
        (SELECT string_agg(a.attname || ' ' || format_type(a.atttypid, a.atttypmod), ', ' ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = o.oid AND a.attnum > 0 AND NOT a.attisdropped) AS shape
        FROM pg_class o JOIN pg_namespace n ON n.oid = o.relnamespace
        WHERE o.relkind ${kind === "view" ? "= 'v'" : "IN ('m', 'v')"} AND ${where}`;
    case "function":
    case "procedure":
      return `SELECT ${SCHEMA_NAME} AS schema, o.proname::text AS name, NULL AS "tableSchema", NULL AS "table",
        pg_get_function_arguments(o.oid) AS arguments, oidvectortypes(o.proargtypes) AS takes, concat_ws(E'\\n', pg_get_function_arguments(o.oid), pg_get_function_result(o.oid), l.lanname, o.provolatile,
          o.proisstrict, o.prosecdef, o.proparallel, o.procost, o.prorows, array_to_string(o.proconfig, ','),
          coalesce(pg_get_function_sqlbody(o.oid), o.prosrc)) AS text,
        substr(pg_get_functiondef(o.oid), length(format('CREATE OR REPLACE %s %I.%I(%s)',
          CASE o.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
          n.nspname, o.proname, pg_get_function_arguments(o.oid))) + 1) AS definition,
        NULL AS event, obj_description(o.oid, 'pg_proc') AS comment, concat_ws(' ', pg_get_function_arguments(o.oid), pg_get_function_result(o.oid)) AS shape
        FROM pg_proc o JOIN pg_language l ON l.oid = o.prolang JOIN pg_namespace n ON n.oid = o.pronamespace
        WHERE o.prokind = '${kind === "procedure" ? "p" : "f"}' AND ${where}`;
    case "aggregate":
      return `SELECT ${SCHEMA_NAME} AS schema, o.proname::text AS name, NULL AS "tableSchema", NULL AS "table",
        ${AGGREGATED} AS arguments, oidvectortypes(o.proargtypes) AS takes,
        concat_ws(' ', ${AGGREGATED}, ${AGGREGATE}) AS text, ${AGGREGATE} AS definition, NULL AS event, obj_description(o.oid, 'pg_proc') AS comment,
        concat_ws(' ', ${AGGREGATED}, pg_get_function_result(o.oid)) AS shape
        FROM pg_proc o JOIN pg_aggregate g ON g.aggfnoid = o.oid JOIN pg_namespace n ON n.oid = o.pronamespace WHERE ${where}`;
    case "collation":
      return `SELECT ${SCHEMA_NAME} AS schema, o.collname::text AS name, NULL AS "tableSchema", NULL AS "table", NULL AS arguments, NULL AS takes,
        ${COLLATION} AS text, ${COLLATION} AS definition, NULL AS event, obj_description(o.oid, 'pg_collation') AS comment, '' AS shape
        FROM pg_collation o JOIN pg_namespace n ON n.oid = o.collnamespace WHERE o.oid >= ${FIRST_USER_OID} AND ${where}`;
    case "trigger":
      return `SELECT NULL AS schema, name, "tableSchema", "table", NULL AS arguments, NULL AS takes,
        shape || event || ' ' || definition AS text, definition, event, shape, comment FROM (
          SELECT name, "tableSchema", "table", shape, comment, substr(def, 1, strpos(def, mark) - 1) AS event, substr(def, strpos(def, mark) + length(mark)) AS definition
          FROM (SELECT o.tgname::text AS name, ${SCHEMA_NAME} AS "tableSchema", c.relname::text AS "table",
              CASE WHEN o.tgconstraint <> 0 THEN 'constraint ' ELSE '' END AS shape, obj_description(o.oid, 'pg_trigger') AS comment,
              substr(pg_get_triggerdef(o.oid, true), length(format(
                CASE WHEN o.tgconstraint <> 0 THEN 'CREATE CONSTRAINT TRIGGER %I ' ELSE 'CREATE TRIGGER %I ' END, o.tgname)) + 1) AS def,
              format(' ON %s ', o.tgrelid::regclass) AS mark
            FROM pg_trigger o JOIN pg_class c ON c.oid = o.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE NOT o.tgisinternal AND ${where}) AS d) AS e`;
    case "policy":
      return `SELECT NULL AS schema, name, "tableSchema", "table", NULL AS arguments, NULL AS takes, definition AS text, definition, NULL AS event,
        '' AS shape, comment FROM (
          SELECT obj_description(o.oid, 'pg_policy') AS comment, o.polname::text AS name, ${SCHEMA_NAME} AS "tableSchema", c.relname::text AS "table", concat_ws(' ', CASE WHEN NOT o.polpermissive THEN 'AS RESTRICTIVE' END,
            'FOR', CASE o.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
            'TO', (SELECT string_agg(CASE WHEN r = 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(r)) END, ', ') FROM unnest(o.polroles) AS r),
            'USING (' || pg_get_expr(o.polqual, o.polrelid) || ')',
            'WITH CHECK (' || pg_get_expr(o.polwithcheck, o.polrelid) || ')') AS definition
          FROM pg_policy o JOIN pg_class c ON c.oid = o.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE ${where}) AS p`;
    default:
      return readCatalogSql(kind, where);
  }
}
