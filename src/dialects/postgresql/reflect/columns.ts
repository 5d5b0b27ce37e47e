import type { Column, Identity } from "../../../schema/column.js";
import type { TableName } from "../../../schema/name.js";
import { raw } from "../../../sql/nodes/index.js";
import type { SqlType } from "../../../types/type.js";
import { remembering } from "../../../util/remember.js";
import { readDefault } from "../constant.js";
import { isSerialType, plainIdentity, sequenceName } from "../identity.js";
import { unwrapped } from "../tokens.js";
import { collationName, type Scope } from "./scope.js";
import { type CounterRow, counterOf } from "./sequences.js";
import { dialectOptions } from "./tables.js";
import { readType, type TypesByOid } from "./user-types.js";

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
  readonly sequence: OwnedRow | null;
  /** What few columns have. */
  readonly rare: RareRow | null;
}

interface RareRow {
  readonly storage: string | null;
  readonly compression: string | null;
  readonly statistics: number | null;
  readonly parameters: readonly string[] | null;
  /** Of a table that inherits: the column is its parent's alone. */
  readonly inherited: boolean;
}

/** The sequence that a column owns. */
interface OwnedRow extends CounterRow {
  readonly oid: number;
  readonly regclass: string;
  readonly name: string;
  readonly comment: string | null;
}

/**
 * The columns of the tables in order, with defaults, collations, comments and the sequences they own.
 *
 * @source PostgreSQL 18, 52.7 pg_attribute; 52.46 pg_sequence; 52.18 pg_depend
 */
export function columnsSql(scope: Scope, major: number): string {
  const statistics = major >= 17 ? "a.attstattarget" : "nullif(a.attstattarget, -1)";
  return `
SELECT c.oid AS "tableOid", a.attnum AS position, a.attname AS name,
  pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.atttypid AS "typeOid", a.attnotnull AS "notNull",
  pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS expression, a.attidentity AS identity, a.attgenerated AS generated,
  CASE WHEN a.attcollation <> t.typcollation THEN ${collationName("l")} END AS collation,
  e.description AS comment,
  CASE WHEN q.seqrelid IS NOT NULL THEN pg_catalog.json_build_object(
    'oid', q.seqrelid::pg_catalog.int8, 'regclass', q.seqrelid::pg_catalog.regclass,
    'name', (SELECT s.relname FROM pg_catalog.pg_class s WHERE s.oid = q.seqrelid),
    'comment', pg_catalog.obj_description(q.seqrelid, 'pg_class'),
    'type', q.seqtypid::pg_catalog.regtype,
    'start', q.seqstart::text, 'increment', q.seqincrement::text, 'min', q.seqmin::text, 'max', q.seqmax::text,
    'cache', q.seqcache::text, 'cycle', q.seqcycle) END AS sequence,
  CASE WHEN a.attstorage <> t.typstorage OR a.attcompression <> '' OR ${statistics} IS NOT NULL
      OR a.attoptions IS NOT NULL OR NOT a.attislocal THEN pg_catalog.json_build_object(
    'storage', CASE WHEN a.attstorage <> t.typstorage THEN a.attstorage END,
    'compression', nullif(a.attcompression, ''), 'statistics', ${statistics},
    'parameters', a.attoptions, 'inherited', NOT a.attislocal) END AS rare
FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  LEFT JOIN pg_catalog.pg_collation l ON l.oid = a.attcollation
  LEFT JOIN pg_catalog.pg_description e ON e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND e.objoid = c.oid AND e.objsubid = a.attnum
  LEFT JOIN pg_catalog.pg_depend o ON o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND o.refobjid = c.oid AND o.refobjsubid = a.attnum
    AND o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND (o.deptype = 'i' AND a.attidentity <> '' OR o.deptype = 'a' AND a.attidentity = '' AND d.oid IS NOT NULL)
    AND EXISTS (SELECT 1 FROM pg_catalog.pg_sequence s WHERE s.seqrelid = o.objid)
  LEFT JOIN pg_catalog.pg_sequence q ON q.seqrelid = o.objid
WHERE ${scope.tables} AND c.relkind IN ('r', 'p') AND NOT c.relispartition
ORDER BY c.oid, a.attnum`;
}

/** Each column once: of several sequences that it owns, with the one that its default counts by. */
export function onePerColumn(rows: readonly ColumnRow[]): readonly ColumnRow[] {
  const once: ColumnRow[] = [];
  for (const row of rows) {
    const last = once.at(-1);
    if (last?.tableOid !== row.tableOid || last.position !== row.position) once.push(row);
    else if (row.sequence && row.expression === nextvalOf(row.sequence)) once[once.length - 1] = row;
  }
  return once;
}

/** @source PostgreSQL 18, 52.7 pg_attribute: attstorage, attcompression */
const STORAGE: Readonly<Record<string, string>> = { p: "plain", e: "external", m: "main", x: "extended" };
const COMPRESSION: Readonly<Record<string, string>> = { p: "pglz", l: "lz4" };

/** A column from its row. */
export function toColumn(row: ColumnRow, types: TypesByOid, table: TableName): Column {
  const type = types.typeOf(row.typeOid) ?? typeNamed(row.type);
  const serial = isSerialType(type) ? serialOf(row, table) : undefined;
  const identity = identityOf(row, type, serial !== undefined);
  const { rare } = row;
  const sequence = identity && serial === undefined ? ownName(row, table) : undefined;
  const options =
    serial === undefined && sequence === undefined && !rare
      ? undefined
      : dialectOptions({
          serial,
          sequence,
          sequenceType:
            serial !== undefined && row.sequence!.type !== row.type ? row.sequence!.type : undefined,
          storage: STORAGE[rare?.storage ?? ""],
          compression: COMPRESSION[rare?.compression ?? ""],
          statistics: rare?.statistics,
          with: rare?.parameters,
          inherited: rare?.inherited || undefined,
        });
  const column: { -readonly [K in keyof Column]: Column[K] } = {
    name: row.name,
    type,
    nullable: !row.notNull,
  };
  if (identity) column.identity = identity;
  if (row.collation !== null) column.collation = row.collation;
  if (row.comment !== null) column.comment = row.comment;
  if (options) column.options = options;
  const { expression } = row;
  if (expression === null || identity) return column;
  if (row.generated !== "") {
    column.computed = { expression: raw({ sql: unwrapped(expression) }), stored: row.generated === "s" };
    return column;
  }
  const read = readDefault(expression, type);
  if (read !== null) column.default = read ?? raw({ sql: expression });
  return column;
}

const typeNamed = remembering(readType);

/**
 * Whether a column is serial: its default counts a sequence that it owns, which is told by name where it is not the
 * one that PostgreSQL gives.
 *
 * @source PostgreSQL 18, 8.1.4 Serial Types
 */
function serialOf(row: ColumnRow, table: TableName): true | string | undefined {
  const { sequence, identity, notNull, expression } = row;
  if (!sequence || identity !== "" || !notNull || expression !== nextvalOf(sequence)) return undefined;
  return ownName(row, table) === undefined || sequence.regclass;
}

/** The name of the column's sequence, where it is not the one that PostgreSQL gives. */
function ownName({ sequence, name }: ColumnRow, table: TableName): string | undefined {
  return sequence && sequence.name !== sequenceName(table.name, name) ? sequence.name : undefined;
}

/** How a column numbers itself. A serial column does what an identity does and is told as one beside its option. */
function identityOf({ sequence, identity }: ColumnRow, type: SqlType, isSerial: boolean): Identity | null {
  if (!sequence || (identity === "" && !isSerial)) return null;
  const counted = typeNamed(sequence.type);
  return plainIdentity(
    { generated: identity === "a" ? "always" : "byDefault", ...counterOf(sequence) },
    counted.kind === "raw" ? type : counted,
  );
}

function nextvalOf({ regclass }: OwnedRow): string {
  return `nextval('${regclass.replaceAll("'", "''")}'::regclass)`;
}
