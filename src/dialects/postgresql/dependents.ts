import type { Live } from "../../dialect/dialect.js";
import { MigrationError } from "../../errors/errors.js";
import { displayName, type TableName } from "../../schema/name.js";
import type { EntityName } from "../../schema/object.js";
import { enumerate } from "../../util/text.js";
import { oidSql } from "./entity-place.js";
import { stringLiteral } from "./literal.js";
import { typeLiteral, usesOfType } from "./obstacles.js";
import { SCHEMA_NAME } from "./reflect/scope.js";

/**
 * What stands in the way of a change of type, in words: views, rules, policies, triggers, functions.
 *
 * @source PostgreSQL 18, source, tablecmds.c, RememberAllDependentForRebuilding
 */
const WORDS = `CASE d.classid
    WHEN 'pg_catalog.pg_rewrite'::pg_catalog.regclass THEN (SELECT CASE WHEN v.relkind IN ('v', 'm')
        THEN CASE v.relkind WHEN 'v' THEN 'the view ' ELSE 'the materialized view ' END || v.oid::pg_catalog.regclass
        ELSE 'the rule ' || r.rulename || ' on ' || v.oid::pg_catalog.regclass END
      FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class v ON v.oid = r.ev_class WHERE r.oid = d.objid)
    WHEN 'pg_catalog.pg_policy'::pg_catalog.regclass THEN (SELECT 'the policy ' || p.polname || ' on '
      || p.polrelid::pg_catalog.regclass FROM pg_catalog.pg_policy p WHERE p.oid = d.objid)
    WHEN 'pg_catalog.pg_trigger'::pg_catalog.regclass THEN (SELECT 'the trigger ' || t.tgname || ' on '
      || t.tgrelid::pg_catalog.regclass FROM pg_catalog.pg_trigger t WHERE t.oid = d.objid AND NOT t.tgisinternal)
    WHEN 'pg_catalog.pg_proc'::pg_catalog.regclass THEN 'the function ' || d.objid::pg_catalog.regprocedure
    ELSE 'the ' || pg_catalog.pg_describe_object(d.classid, d.objid, 0) END`;

/** What such a thing is: its kind, schema and name, or for what is of a table its kind, name, and the table's both. */
const KEY = `CASE d.classid
    WHEN 'pg_catalog.pg_rewrite'::pg_catalog.regclass THEN (SELECT pg_catalog.json_build_array(
        CASE v.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materializedView' ELSE 'rule' END, ${SCHEMA_NAME}, v.relname)
      FROM pg_catalog.pg_rewrite r JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
        JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace WHERE r.oid = d.objid)
    WHEN 'pg_catalog.pg_policy'::pg_catalog.regclass THEN (SELECT pg_catalog.json_build_array('policy', p.polname, ${SCHEMA_NAME}, c.relname)
      FROM pg_catalog.pg_policy p JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE p.oid = d.objid)
    WHEN 'pg_catalog.pg_trigger'::pg_catalog.regclass THEN (SELECT pg_catalog.json_build_array('trigger', t.tgname, ${SCHEMA_NAME}, c.relname)
      FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE t.oid = d.objid)
    WHEN 'pg_catalog.pg_proc'::pg_catalog.regclass THEN (SELECT pg_catalog.json_build_array('function', ${SCHEMA_NAME}, o.proname)
      FROM pg_catalog.pg_proc o JOIN pg_catalog.pg_namespace n ON n.oid = o.pronamespace WHERE o.oid = d.objid)
    END::text`;

const OBJECTS = ["pg_rewrite", "pg_policy", "pg_trigger", "pg_proc"]
  .map((catalogue) => `'pg_catalog.${catalogue}'::pg_catalog.regclass`)
  .join(", ");

/** Something that stands in the way of a change: how messages name it, and its key as JSON. */
export type Dependent = readonly [words: string, key: string];

/** The query for what reads a column, and so keeps it from going or getting another type. */
export function dependentsOfColumn(table: TableName, column: string): string {
  return `SELECT DISTINCT ${WORDS} AS words, ${KEY} AS key FROM pg_catalog.pg_depend d
  JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.classid IN (${OBJECTS})
  AND a.attrelid = pg_catalog.to_regclass(${typeLiteral(table)}) AND a.attname = ${stringLiteral(column)}
ORDER BY 1`;
}

/** The query for what reads a table and is not of it, and so keeps it from going. */
export function dependentsOfTable(table: TableName): string {
  return `SELECT DISTINCT ${WORDS} AS words, ${KEY} AS key FROM pg_catalog.pg_depend d
WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.classid IN (${OBJECTS})
  AND d.refobjid = pg_catalog.to_regclass(${typeLiteral(table)}) AND d.deptype = 'n'
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_rewrite r WHERE r.oid = d.objid AND r.ev_class = d.refobjid)
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_policy p WHERE p.oid = d.objid AND p.polrelid = d.refobjid)
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_trigger t WHERE t.oid = d.objid AND t.tgrelid = d.refobjid)
ORDER BY 1`;
}

/** The query for what calls a function, and so keeps it from going. */
export function dependentsOfRoutine(routine: EntityName): string {
  return `SELECT DISTINCT ${WORDS} AS words, ${KEY} AS key FROM pg_catalog.pg_depend d
WHERE d.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.deptype = 'n' AND d.refobjid = (${oidSql(routine)})
ORDER BY 1`;
}

/** The query for what knows an enum type or reads its columns, and so keeps another from taking its place. */
export function dependentsOfEnum(type: TableName): string {
  return `WITH ${usesOfType(type)}
SELECT DISTINCT ${WORDS} AS words, ${KEY} AS key FROM pg_catalog.pg_depend d
WHERE d.classid IN (${OBJECTS}) AND (
  (d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND (EXISTS (SELECT 1 FROM used WHERE used.attrelid = d.refobjid AND used.attnum = d.refobjsubid)
      OR EXISTS (SELECT 1 FROM gone WHERE gone.attrelid = d.refobjid AND gone.attnum = d.refobjsubid)))
  OR (d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
    AND EXISTS (SELECT 1 FROM own WHERE d.refobjid IN (own.oid, own.typarray))))
UNION
SELECT 'the domain ' || t.oid::pg_catalog.regtype, pg_catalog.json_build_array('domain', ${SCHEMA_NAME}, t.typname)::text
FROM own JOIN pg_catalog.pg_type t ON t.typbasetype IN (own.oid, own.typarray) JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
UNION
SELECT 'the composite type ' || used.attrelid::pg_catalog.regclass, NULL FROM used WHERE used.relkind = 'c'
ORDER BY 1`;
}

/**
 * Tells, before anything is done, what the server would refuse a column's change of type for.
 *
 * @throws {MigrationError} `migration.in-use`: views and their like read the column
 * @source PostgreSQL 18, ALTER TABLE: SET DATA TYPE
 */
export async function assertRetypable(live: Live, table: TableName, column: string): Promise<void> {
  const result = await live.query(dependentsOfColumn(table, column));
  assertNone(`The type of ${displayName(table)}.${column} cannot change`, result?.rows);
}

/**
 * Tells, before anything is done, what the server would refuse to drop a column for that is to be made anew.
 *
 * @throws {MigrationError} `migration.in-use`: views and their like read the column
 * @source PostgreSQL 18, 5.15 Dependency Tracking
 */
export async function assertRemakable(live: Live, table: TableName, column: string): Promise<void> {
  const result = await live.query(dependentsOfColumn(table, column));
  assertNone(`${displayName(table)}.${column} cannot be made anew`, result?.rows);
}

/**
 * Tells, before anything is done, what the server would refuse another type in an enum type's place for.
 *
 * @throws {MigrationError} `migration.in-use`: views, functions and their like know the type or read its columns
 */
export async function assertSwappable(live: Live, type: TableName): Promise<void> {
  const result = await live.query(dependentsOfEnum(type));
  assertNone(`The words of the enum type ${displayName(type)} cannot change`, result?.rows);
}

function assertNone(what: string, rows: readonly (readonly unknown[])[] | undefined): void {
  const found = (rows ?? []).flatMap(([words]) => (typeof words === "string" ? [words] : []));
  if (found.length === 0) return;
  throw new MigrationError(
    "migration.in-use",
    `${what} while ${enumerate(found)} ${found.length === 1 ? "uses" : "use"} it.`,
    {
      hint: "Drop what is named before with op.execute(…) in the same revision, and make it again after; what models declare makes way by itself.",
      details: { dependents: found },
    },
  );
}
