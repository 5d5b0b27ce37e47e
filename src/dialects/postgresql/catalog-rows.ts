import { FIRST_USER_OID, fromExtension, SCHEMA_NAME } from "./reflect/scope.js";

/** Kinds of objects that are no table and no function; but for indexes, catalogs of their own hold them. */
export type CatalogKind =
  | "viewIndex"
  | "rule"
  | "eventTrigger"
  | "cast"
  | "operator"
  | "operatorClass"
  | "textSearchDictionary"
  | "textSearchConfiguration";

/** The columns of `ObjectRow` in which nothing stands here, unless they are given. */
const columns = (given: Readonly<Record<string, string>>): string => {
  const all: Readonly<Record<string, string>> = {
    schema: "NULL",
    name: "NULL",
    tableSchema: "NULL",
    table: "NULL",
    arguments: "NULL",
    takes: "NULL",
    event: "NULL",
    shape: "''",
    comment: "NULL",
    ...given,
  };
  return Object.entries(all)
    .map(([name, sql]) => `${sql} AS "${name}"`)
    .join(", ");
};

/** The name of an object of a catalog, with its schema where that is not searched. */
const pathed = (row: string, name: string, schema: string, isVisible: string, plain = "quote_ident") =>
  `CASE WHEN ${isVisible}(${row}.oid) THEN ${plain}(${row}.${name}::text) ELSE (SELECT quote_ident(y.nspname) FROM pg_namespace y WHERE y.oid = ${row}.${schema}) || '.' || ${plain}(${row}.${name}::text) END`;

/** An operator by its number, as options of CREATE OPERATOR and of operator classes name it. */
const operatorPath = (oid: string) =>
  `(SELECT CASE WHEN pg_operator_is_visible(p.oid) THEN p.oprname::text ELSE format('OPERATOR(%I.%s)', y.nspname, p.oprname) END
    FROM pg_operator p JOIN pg_namespace y ON y.oid = p.oprnamespace WHERE p.oid = ${oid} AND ${oid} <> 0)`;

const SIDES =
  "concat_ws(', ', CASE WHEN o.oprleft = 0 THEN 'NONE' ELSE format_type(o.oprleft, NULL) END, format_type(o.oprright, NULL))";

/** What an operator is made of. @source PostgreSQL 18, CREATE OPERATOR; 52.34 pg_operator */
const OPERATOR = `concat_ws(', ', 'FUNCTION = ' || o.oprcode::regproc, 'COMMUTATOR = ' || ${operatorPath("o.oprcom")}, 'NEGATOR = ' || ${operatorPath("o.oprnegate")}, 'RESTRICT = ' || nullif(o.oprrest, 0)::regproc,
    'JOIN = ' || nullif(o.oprjoin, 0)::regproc, CASE WHEN o.oprcanhash THEN 'HASHES' END, CASE WHEN o.oprcanmerge THEN 'MERGES' END)`;

/** The same without its counterparts, which get it as theirs, and are given it, by themselves. */
const OPERATOR_ALONE = OPERATOR.replace(/'COMMUTATOR.*?(?='RESTRICT)/s, "");

/** What belongs to an operator class and not to its family alone. */
const inClass = (catalog: string) =>
  `EXISTS (SELECT 1 FROM pg_depend d WHERE d.classid = 'pg_catalog.${catalog}'::regclass AND d.objid = m.oid AND d.refclassid = 'pg_catalog.pg_opclass'::regclass AND d.refobjid = o.oid)`;

/** What follows the name of an operator class. @source PostgreSQL 18, CREATE OPERATOR CLASS; 52.33 pg_opclass; 52.4 pg_amop; 52.5 pg_amproc */
const OPERATOR_CLASS = `concat_ws(' ', CASE WHEN o.opcdefault THEN 'DEFAULT' END, 'FOR TYPE', format_type(o.opcintype, NULL), 'USING', quote_ident(a.amname),
  CASE WHEN f.opfname <> o.opcname OR f.opfnamespace <> o.opcnamespace THEN 'FAMILY ' || ${pathed("f", "opfname", "opfnamespace", "pg_opfamily_is_visible")} END, 'AS',
  concat_ws(', ',
    (SELECT string_agg(format('OPERATOR %s %s(%s, %s)', m.amopstrategy, ${operatorPath("m.amopopr").replaceAll("OPERATOR(%I.%s)", "%I.%s")}, format_type(m.amoplefttype, NULL), format_type(m.amoprighttype, NULL))
      || coalesce((SELECT ' FOR ORDER BY ' || ${pathed("s", "opfname", "opfnamespace", "pg_opfamily_is_visible")} FROM pg_opfamily s WHERE s.oid = m.amopsortfamily), ''), ', ' ORDER BY m.amopstrategy, m.amoplefttype, m.amoprighttype)
      FROM pg_amop m WHERE m.amopfamily = o.opcfamily AND ${inClass("pg_amop")}),
    (SELECT string_agg(format('FUNCTION %s (%s, %s) %s', m.amprocnum, format_type(m.amproclefttype, NULL), format_type(m.amprocrighttype, NULL), m.amproc::regprocedure), ', ' ORDER BY m.amprocnum, m.amproclefttype, m.amprocrighttype)
      FROM pg_amproc m WHERE m.amprocfamily = o.opcfamily AND ${inClass("pg_amproc")}),
    'STORAGE ' || CASE WHEN o.opckeytype <> 0 AND o.opckeytype <> o.opcintype THEN format_type(o.opckeytype, NULL)
      WHEN NOT EXISTS (SELECT 1 FROM pg_amop m WHERE ${inClass("pg_amop")}) AND NOT EXISTS (SELECT 1 FROM pg_amproc m WHERE ${inClass("pg_amproc")}) THEN format_type(o.opcintype, NULL) END))`;

const TEMPLATE = `(SELECT ${pathed("t", "tmplname", "tmplnamespace", "pg_ts_template_is_visible")} FROM pg_ts_template t WHERE t.oid = o.dicttemplate)`;

const PARSER = `(SELECT ${pathed("p", "prsname", "prsnamespace", "pg_ts_parser_is_visible")} FROM pg_ts_parser p WHERE p.oid = o.cfgparser)`;

/** The dictionaries of kinds of words, those together that have the same. @source PostgreSQL 18, 52.60 pg_ts_config_map; 12.5 Parsers */
const MAPPINGS = `(SELECT coalesce(json_object_agg(words, given ORDER BY least), '{}') FROM (
  SELECT min(e.maptokentype) AS least, string_agg(quote_ident(e.alias), ', ' ORDER BY e.maptokentype) AS words, e.given FROM (
    SELECT m.maptokentype, t.alias, string_agg(m.mapdict::regdictionary::text, ', ' ORDER BY m.mapseqno) AS given
    FROM pg_ts_config_map m JOIN ts_token_type(o.cfgparser) t ON t.tokid = m.maptokentype WHERE m.mapcfg = o.oid GROUP BY 1, 2) e GROUP BY e.given) g)`;

/** What follows the view's name; a temporary table is in a schema that is called so by all who have one. */
const VIEW_INDEX = `substr(pg_get_indexdef(o.oid), length(format('CREATE %sINDEX %I ON %I.%I ', CASE WHEN i.indisunique THEN 'UNIQUE ' END, o.relname,
    CASE WHEN n.oid = pg_my_temp_schema() THEN 'pg_temp' ELSE n.nspname END, c.relname)) + 1)`;

const RULE = `SELECT r.*, format(' TO %I.%I', r.nspname, r."table") AS mark FROM (
    SELECT o.rulename::text AS name, ${SCHEMA_NAME} AS "tableSchema", c.relname::text AS "table", n.nspname, obj_description(o.oid, 'pg_rewrite') AS comment,
      CASE o.ev_type WHEN '2' THEN 'update' WHEN '3' THEN 'insert' ELSE 'delete' END AS event,
      regexp_replace(substr(pg_get_ruledef(o.oid), length(format('CREATE RULE %I', o.rulename)) + 1), '\\s+TO ', ' TO ') AS def
    FROM pg_rewrite o JOIN pg_class c ON c.oid = o.ev_class JOIN pg_namespace n ON n.oid = c.relnamespace WHERE o.rulename <> '_RETURN' AND `;

/**
 * Reads objects of a kind, as `readSql` does.
 *
 * @source PostgreSQL 18, 52.26 pg_index; 52.45 pg_rewrite; 52.21 pg_event_trigger; 52.10 pg_cast; 52.61 pg_ts_dict; 52.59 pg_ts_config
 */
export function readCatalogSql(kind: CatalogKind, where: string): string {
  switch (kind) {
    case "viewIndex":
      return `SELECT ${columns({ name: "o.relname::text", tableSchema: SCHEMA_NAME, table: "c.relname::text", comment: "obj_description(o.oid, 'pg_class')" })},
        (CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END) || ${VIEW_INDEX} AS text, ${VIEW_INDEX} AS definition, i.indisunique AS unique
        FROM pg_class o JOIN pg_index i ON i.indexrelid = o.oid JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE ${where}`;
    case "rule":
      return `SELECT ${columns({ name: "name", tableSchema: '"tableSchema"', table: '"table"', event: "event", comment: "comment" })}, event || ' ' || definition AS text, definition
        FROM (SELECT *, rtrim(btrim(substr(def, strpos(def, mark) + length(mark))), ';') AS definition FROM (${RULE}${where}) AS r) AS d) AS e`;
    case "eventTrigger": {
      const tags = `coalesce('WHEN TAG IN (' || (SELECT string_agg(quote_literal(t), ', ') FROM unnest(o.evttags) t) || ') ', '')`;
      const definition = `${tags} || 'EXECUTE FUNCTION ' || o.evtfoid::regproc || '()'`;
      return `SELECT ${columns({ name: "o.evtname::text", event: "o.evtevent::text", comment: "obj_description(o.oid, 'pg_event_trigger')" })},
        o.evtevent || ' ' || ${definition} AS text, ${definition} AS definition FROM pg_event_trigger o WHERE ${where}`;
    }
    case "cast": {
      const definition = `CASE o.castmethod WHEN 'b' THEN 'WITHOUT FUNCTION' WHEN 'i' THEN 'WITH INOUT' ELSE 'WITH FUNCTION ' || o.castfunc::regprocedure END
        || CASE o.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END`;
      const name = "format_type(o.castsource, NULL) || ' AS ' || format_type(o.casttarget, NULL)";
      return `SELECT ${columns({ name, comment: "obj_description(o.oid, 'pg_cast')" })}, ${definition} AS text, ${definition} AS definition FROM pg_cast o
        WHERE o.oid >= ${FIRST_USER_OID} AND NOT EXISTS (SELECT 1 FROM pg_range r WHERE r.rngtypid = o.castsource AND r.rngmultitypid = o.casttarget) AND ${where}`;
    }
    case "operator":
      return `SELECT ${columns({ schema: SCHEMA_NAME, name: "o.oprname::text", arguments: SIDES, takes: SIDES, comment: "obj_description(o.oid, 'pg_operator')" })},
        concat_ws(' ', ${SIDES}, ${OPERATOR_ALONE}) AS text, ${OPERATOR} AS definition
        FROM pg_operator o JOIN pg_namespace n ON n.oid = o.oprnamespace WHERE o.oid >= ${FIRST_USER_OID} AND o.oprcode <> 0 AND ${where}`;
    case "operatorClass":
      return `SELECT ${columns({ schema: SCHEMA_NAME, name: "o.opcname::text", arguments: "quote_ident(a.amname)", takes: "a.amname::text", comment: "obj_description(o.oid, 'pg_opclass')" })},
        ${OPERATOR_CLASS} AS text, ${OPERATOR_CLASS} AS definition
        FROM pg_opclass o JOIN pg_namespace n ON n.oid = o.opcnamespace JOIN pg_am a ON a.oid = o.opcmethod JOIN pg_opfamily f ON f.oid = o.opcfamily
        WHERE o.oid >= ${FIRST_USER_OID} AND (f.oid < ${FIRST_USER_OID} OR f.opfname = o.opcname OR ${fromExtension("pg_opfamily", "f.oid")}) AND ${where}`;
    case "textSearchDictionary": {
      const definition = `format('(TEMPLATE = %s%s)', ${TEMPLATE}, ', ' || o.dictinitoption)`;
      return `SELECT ${columns({ schema: SCHEMA_NAME, name: "o.dictname::text", shape: TEMPLATE, comment: "obj_description(o.oid, 'pg_ts_dict')" })},
        concat_ws(', ', ${TEMPLATE}, (SELECT string_agg(x, ', ' ORDER BY x) FROM regexp_split_to_table(o.dictinitoption, ', (?=[^ ]+ = )') x)) AS text, ${definition} AS definition FROM pg_ts_dict o JOIN pg_namespace n ON n.oid = o.dictnamespace WHERE o.oid >= ${FIRST_USER_OID} AND ${where}`;
    }
    case "textSearchConfiguration": {
      const definition = `format('(PARSER = %s)', ${PARSER})`;
      return `SELECT ${columns({ schema: SCHEMA_NAME, name: "o.cfgname::text", shape: PARSER, comment: "obj_description(o.oid, 'pg_ts_config')" })},
        ${definition} || ${MAPPINGS} AS text, ${definition} AS definition, ${MAPPINGS} AS mappings
        FROM pg_ts_config o JOIN pg_namespace n ON n.oid = o.cfgnamespace WHERE o.oid >= ${FIRST_USER_OID} AND ${where}`;
    }
  }
}
