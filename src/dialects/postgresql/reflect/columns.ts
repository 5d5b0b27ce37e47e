import type { Column, Identity } from "../../../schema/column.js";
import { raw } from "../../../sql/nodes/index.js";
import type { SqlType } from "../../../types/type.js";
import { remembering } from "../../../util/remember.js";
import { readDefault } from "../constant.js";
import { plainIdentity } from "../identity.js";
import { parseType } from "../native-type.js";
import { unwrapped } from "../tokens.js";
import type { EnumRow } from "./enums.js";
import type { Scope } from "./scope.js";

/** One row of `columnsSql`. */
export interface ColumnRow {
  readonly tableOid: number;
  readonly position: number;
  readonly name: string;
  readonly type: string;
  readonly typeOid: number;
  readonly notNull: boolean;
  readonly expression: string | null;
  /** pg_attribute.attidentity: `a` always, `d` by default, or empty. */
  readonly identity: string;
  /** pg_attribute.attgenerated: `s` stored, `v` virtual, or empty. */
  readonly generated: string;
  readonly collation: string | null;
  readonly comment: string | null;
  /** The sequence that the column owns. */
  readonly sequence: SequenceRow | null;
}

interface SequenceRow {
  readonly regclass: string;
  /** pg_type.typname of what it counts in. */
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
}

/**
 * The columns of the tables in order, with defaults, collations, comments and the sequences they own.
 *
 * @source PostgreSQL 18, 52.7 pg_attribute; 52.46 pg_sequence; 52.18 pg_depend
 */
export function columnsSql(scope: Scope): string {
  return `
SELECT c.oid AS "tableOid", a.attnum AS position, a.attname AS name,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.atttypid AS "typeOid", a.attnotnull AS "notNull",
  pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression, a.attidentity AS identity, a.attgenerated AS generated,
  CASE WHEN a.attcollation <> t.typcollation THEN l.collname END AS collation,
  pg_catalog.col_description(c.oid, a.attnum) AS comment,
  CASE WHEN q.seqrelid IS NOT NULL THEN pg_catalog.json_build_object(
    'regclass', q.seqrelid::pg_catalog.regclass, 'type', q.seqtypid::pg_catalog.regtype,
    'start', q.seqstart::text, 'increment', q.seqincrement::text, 'min', q.seqmin::text, 'max', q.seqmax::text,
    'cache', q.seqcache::text, 'cycle', q.seqcycle) END AS sequence
FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_catalog.pg_depend o ON o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND o.refobjid = c.oid AND o.refobjsubid = a.attnum
    AND o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND o.deptype IN ('a', 'i')
    AND (a.attidentity <> '' OR d.oid IS NOT NULL)
    AND EXISTS (SELECT 1 FROM pg_catalog.pg_sequence s WHERE s.seqrelid = o.objid)
  LEFT JOIN pg_catalog.pg_sequence q ON q.seqrelid = o.objid
WHERE ${scope.tables} AND c.relkind = 'r'
ORDER BY c.oid, a.attnum`;
}

/** A column from its row; `enums` are all enum types by oid. */
export function toColumn(row: ColumnRow, enums: ReadonlyMap<number, EnumRow>): Column {
  const type = typeOf(row, enums);
  const identity = identityOf(row, type);
  const base: Column = {
    name: row.name,
    type,
    nullable: !row.notNull,
    ...(identity && { identity }),
    ...(row.collation !== null && { collation: row.collation }),
    ...(row.comment !== null && { comment: row.comment }),
  };
  const { expression } = row;
  if (expression === null || identity) return base;
  if (row.generated !== "") {
    return {
      ...base,
      computed: { expression: raw({ sql: unwrapped(expression) }), stored: row.generated === "s" },
    };
  }
  const read = readDefault(expression, type);
  return read === null ? base : { ...base, default: read ?? raw({ sql: expression }) };
}

const typeNamed = remembering(parseType);

function typeOf(row: ColumnRow, enums: ReadonlyMap<number, EnumRow>): SqlType {
  const found = enums.get(row.typeOid);
  if (found && !found.extension) {
    const { name, schema, values } = found;
    return { kind: "enum", values, name, ...(schema !== null && { schema }) };
  }
  const type = typeNamed(row.type);
  // The database's own text keeps capitals that the folded one has lost.
  return type.kind === "raw" ? { kind: "raw", sql: row.type } : type;
}

/**
 * How a column numbers itself. A serial column does what an identity does and is told as one, so that a model's
 * integer key finds no difference in it.
 *
 * @source PostgreSQL 18, 8.1.4 Serial Types
 */
function identityOf(row: ColumnRow, type: SqlType): Identity | null {
  const { sequence, identity } = row;
  if (!sequence) return null;
  const isSerial = identity === "" && row.notNull && row.expression === nextvalOf(sequence);
  if (identity === "" && !isSerial) return null;
  const counted = typeNamed(sequence.type);
  return plainIdentity(
    {
      generated: identity === "a" ? "always" : "byDefault",
      start: BigInt(sequence.start),
      increment: BigInt(sequence.increment),
      minValue: BigInt(sequence.min),
      maxValue: BigInt(sequence.max),
      cache: BigInt(sequence.cache),
      cycle: sequence.cycle,
    },
    counted.kind === "raw" ? type : counted,
  );
}

function nextvalOf({ regclass }: SequenceRow): string {
  return `nextval('${regclass.replaceAll("'", "''")}'::regclass)`;
}
