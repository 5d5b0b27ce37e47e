import type { Live } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import type { TableName } from "../../schema/name.js";
import { columnsGone, keptParts } from "./kept-parts.js";
import { stringLiteral } from "./literal.js";
import { typeSql } from "./native-type.js";
import { type Obstacle, plannedObstacles } from "./planned-enum.js";

/** An enum type's name as text, for `to_regtype`. */
export function typeLiteral({ name, schema }: TableName): string {
  return stringLiteral(typeSql({ kind: "enum", values: [], name, ...(schema !== undefined && { schema }) }));
}

/**
 * Named parts of a query about an enum type: `own` is the type with the array of it, `used` has the columns of those,
 * and `gone` the generated columns that are of the type, name it or are worked out from such a column. The server
 * converts none of these.
 *
 * @source PostgreSQL 18, source, tablecmds.c, ATPrepAlterColumnType, RememberAllDependentForRebuilding
 */
export function usesOfType(type: TableName): string {
  return `own AS (SELECT t.oid, t.typarray FROM pg_catalog.pg_type t
    WHERE t.oid = pg_catalog.to_regtype(${typeLiteral(type)})),
used AS (SELECT a.attrelid, a.attnum, c.relkind FROM own
    JOIN pg_catalog.pg_attribute a ON a.atttypid IN (own.oid, own.typarray) AND NOT a.attisdropped
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid AND c.relkind IN ('r', 'p', 'f', 'c')),
gone AS (SELECT DISTINCT a.attrelid, a.attnum FROM pg_catalog.pg_attrdef e
    JOIN pg_catalog.pg_attribute a ON a.attrelid = e.adrelid AND a.attnum = e.adnum
      AND a.attgenerated <> ''
    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND d.objid = e.oid
  WHERE EXISTS (SELECT 1 FROM used WHERE d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
      AND d.refobjid = used.attrelid AND d.refobjsubid = used.attnum)
    OR EXISTS (SELECT 1 FROM own WHERE d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass
      AND d.refobjid IN (own.oid, own.typarray)))`;
}

/**
 * What stands in the way of the conversion of an enum type's columns, in the order of making it again: generated
 * columns with all that stands on them and what else they have, and checks, exclusions, foreign keys and partial or expression indexes, whose
 * text PostgreSQL would read again with the old type in it.
 *
 * @source PostgreSQL 18, 9.28.3 System Catalog Information Functions: pg_get_constraintdef, pg_get_indexdef
 */
export async function obstaclesOf(type: TableName, live: Live): Promise<readonly Obstacle[]> {
  const result = await live.query(obstaclesSql(usesOfType(type)));
  if (result) return toObjects<Obstacle>(result);
  const planned = live.planned?.();
  return planned ? plannedObstacles(type, planned.schema) : [];
}

/**
 * What stands on generated columns of a table that are to be made anew, in it and in its partitions and children, in
 * the order of making it again; null without a connection.
 */
export async function obstaclesOfColumns(
  table: TableName,
  columns: readonly string[],
  live: Live,
): Promise<readonly Standing[] | null> {
  const parts = `${columnsGone(table, columns)},
used AS (SELECT a.attrelid, a.attnum FROM pg_catalog.pg_attribute a WHERE false)`;
  const result = await live.query(obstaclesSql(parts), [], table);
  return result && toObjects<Standing>(result);
}

/** An obstacle that a database has. */
export interface Standing extends Obstacle {
  /** A generated column, a foreign key, how values are stored and learned about, or anything else. */
  readonly what: "column" | "key" | "values" | "part";
}

/**
 * The statement that makes an index. The server tells that of a table in partitions without them, and what it makes so
 * is of no use before each partition has one.
 *
 * @source PostgreSQL 18, source, ruleutils.c: pg_get_indexdef_worker; CREATE INDEX: ONLY
 */
const INDEX_TEXT = `CASE WHEN x.relkind = 'I' AND i.indisvalid
    THEN pg_catalog.overlay(pg_catalog.pg_get_indexdef(i.indexrelid), '', pg_catalog.length(pg_catalog.format('CREATE %sINDEX %I ON ',
      CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END, x.relname)) + 1, pg_catalog.length('ONLY '))
    ELSE pg_catalog.pg_get_indexdef(i.indexrelid) END`;

/** The query for what stands on columns that are `used` or `gone`, given as named parts of it. */
function obstaclesSql(parts: string): string {
  return `WITH ${parts},
touched AS (SELECT attrelid, attnum FROM used UNION SELECT attrelid, attnum FROM gone)
SELECT s.drop, s.create, CASE s.place WHEN 1 THEN 'column' WHEN 4 THEN 'key' WHEN 5 THEN 'values' WHEN 7 THEN 'values' ELSE 'part' END AS what FROM (
SELECT 1 AS place, pg_catalog.format('ALTER TABLE %s DROP COLUMN %I', a.attrelid::pg_catalog.regclass, a.attname) AS drop,
  pg_catalog.format('ALTER TABLE %s ADD COLUMN %I %s', a.attrelid::pg_catalog.regclass, a.attname,
    pg_catalog.format_type(a.atttypid, a.atttypmod))
  || CASE WHEN a.attcollation <> t.typcollation THEN pg_catalog.format(' COLLATE %I.%I', ln.nspname, l.collname) ELSE '' END
  || pg_catalog.format(' GENERATED ALWAYS AS (%s) %s', pg_catalog.pg_get_expr(e.adbin, e.adrelid),
    CASE a.attgenerated WHEN 's' THEN 'STORED' ELSE 'VIRTUAL' END)
  || CASE WHEN a.attnotnull THEN coalesce((SELECT pg_catalog.format(' CONSTRAINT %I', k.conname) FROM pg_catalog.pg_constraint k
    WHERE k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum]), '') || ' NOT NULL' ELSE '' END
  || coalesce(pg_catalog.format('; COMMENT ON COLUMN %s.%I IS ', a.attrelid::pg_catalog.regclass, a.attname)
    || pg_catalog.quote_literal(pg_catalog.col_description(a.attrelid, a.attnum)), '') AS create
FROM gone JOIN pg_catalog.pg_attribute a ON a.attrelid = gone.attrelid AND a.attnum = gone.attnum AND a.attinhcount = 0
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  JOIN pg_catalog.pg_attrdef e ON e.adrelid = a.attrelid AND e.adnum = a.attnum
  LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_catalog.pg_namespace ln ON ln.oid = l.collnamespace
UNION ALL
SELECT CASE WHEN k.contype = 'f' THEN 4 ELSE 2 END,
  pg_catalog.format('ALTER TABLE %s DROP CONSTRAINT %I', k.conrelid::pg_catalog.regclass, k.conname),
  pg_catalog.format('ALTER TABLE %s ADD CONSTRAINT %I %s', k.conrelid::pg_catalog.regclass, k.conname,
    pg_catalog.pg_get_constraintdef(k.oid))
  || CASE WHEN k.contype IN ('p', 'u', 'x') THEN ${placeOfIndex("k.conindid")} ELSE '' END
  || coalesce(pg_catalog.format('; COMMENT ON CONSTRAINT %I ON %s IS ', k.conname, k.conrelid::pg_catalog.regclass)
    || pg_catalog.quote_literal(pg_catalog.obj_description(k.oid, 'pg_constraint')), '')
FROM pg_catalog.pg_constraint k
WHERE k.conparentid = 0 AND k.conislocal AND (
  (k.contype IN ('c', 'f', 'x') AND EXISTS (SELECT 1 FROM touched WHERE
    (touched.attrelid = k.conrelid AND touched.attnum = ANY (k.conkey))
    OR (touched.attrelid = k.confrelid AND touched.attnum = ANY (k.confkey))))
  OR (k.contype IN ('p', 'u') AND EXISTS (SELECT 1 FROM gone JOIN pg_catalog.pg_index i ON i.indexrelid = k.conindid
    WHERE gone.attrelid = k.conrelid AND gone.attnum = ANY (i.indkey))))
UNION ALL
SELECT 3, pg_catalog.format('DROP INDEX %s', i.indexrelid::pg_catalog.regclass),
  ${INDEX_TEXT} || ${placeOfIndex("i.indexrelid")}
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
WHERE NOT x.relispartition
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
  AND EXISTS (SELECT 1 FROM touched JOIN pg_catalog.pg_depend d
    ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND d.refobjid = touched.attrelid AND d.refobjsubid = touched.attnum
  WHERE d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = i.indexrelid
    AND (i.indpred IS NOT NULL OR i.indexprs IS NOT NULL OR (touched.attrelid, touched.attnum) IN (SELECT * FROM gone)))
UNION ALL
SELECT 4 + k.place, '', k.sql FROM (${keptParts("gone")}) AS k
) AS s
ORDER BY s.place, s.drop, s.create`;
}

/**
 * Statements, each after a semicolon, that give an index made anew what its definition does not say.
 *
 * @source PostgreSQL 18, 52.26 pg_index: indisclustered, indisreplident
 */
export function placeOfIndex(oid: string): string {
  const index = `${oid}::pg_catalog.regclass`;
  return `(SELECT coalesce(pg_catalog.format('; COMMENT ON INDEX %s IS ', ${index})
      || pg_catalog.quote_literal(pg_catalog.obj_description(o.oid, 'pg_class')), '')
    || coalesce(pg_catalog.format('; ALTER INDEX %s SET TABLESPACE ', ${index}) || pg_catalog.quote_ident(s.spcname), '')
    || CASE WHEN oi.indisclustered
      THEN pg_catalog.format('; ALTER TABLE %s CLUSTER ON %I', oi.indrelid::pg_catalog.regclass, o.relname) ELSE '' END
    || CASE WHEN oi.indisreplident
      THEN pg_catalog.format('; ALTER TABLE %s REPLICA IDENTITY USING INDEX %I', oi.indrelid::pg_catalog.regclass, o.relname) ELSE '' END
    || CASE WHEN o.reloptions IS NOT NULL AND EXISTS (SELECT 1 FROM pg_catalog.pg_constraint r
        WHERE r.conindid = o.oid AND r.contype IN ('p', 'u'))
      THEN pg_catalog.format('; ALTER INDEX %s SET (%s)', ${index}, pg_catalog.array_to_string(o.reloptions, ', ')) ELSE '' END
  FROM pg_catalog.pg_class o JOIN pg_catalog.pg_index oi ON oi.indexrelid = o.oid
    LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = o.reltablespace
  WHERE o.oid = ${oid})`;
}
