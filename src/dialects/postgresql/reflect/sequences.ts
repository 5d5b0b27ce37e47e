import type { Sequence } from "../../../schema/object.js";
import { plainCounter } from "../identity.js";
import { fromExtension, SCHEMA_NAME, type Scope } from "./scope.js";
import { nameOf } from "./tables.js";
import { readType } from "./user-types.js";

/** What a sequence does. */
export interface CounterRow {
  /** pg_sequence.seqtypid: what it counts in. */
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
}

/** One row of `sequencesSql`. */
export interface SequenceRow extends CounterRow {
  readonly oid: number;
  readonly schema: string | null;
  readonly name: string;
  readonly comment: string | null;
  readonly ownerSchema: string | null;
  readonly owner: string | null;
  readonly ownerColumn: string | null;
}

/**
 * Sequences with the columns that own them, but for those of identities.
 *
 * @source PostgreSQL 18, 52.46 pg_sequence; 52.18 pg_depend
 */
export function sequencesSql(scope: Scope): string {
  return `
SELECT c.oid AS oid, ${SCHEMA_NAME} AS schema, c.relname AS name, q.seqtypid::pg_catalog.regtype::text AS type,
  q.seqstart::text AS start, q.seqincrement::text AS increment, q.seqmin::text AS min, q.seqmax::text AS max,
  q.seqcache::text AS cache, q.seqcycle AS cycle, pg_catalog.obj_description(c.oid, 'pg_class') AS comment,
  nullif(tn.nspname, current_schema()) AS "ownerSchema", t.relname AS owner, a.attname AS "ownerColumn"
FROM pg_catalog.pg_sequence q
  JOIN pg_catalog.pg_class c ON c.oid = q.seqrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objid = c.oid
    AND d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
  LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
  LEFT JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
  LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE ${scope.tables} AND d.deptype IS DISTINCT FROM 'i' AND NOT ${fromExtension("pg_class", "c.oid")}`;
}

/** A sequence from its row. */
export function toSequence(row: SequenceRow): Sequence {
  const type = readType(row.type);
  return {
    ...nameOf(row),
    ...(type.kind !== "bigInteger" && { type }),
    ...plainCounter(counterOf(row), type),
    ...(row.owner !== null && {
      ownedBy: { ...nameOf({ name: row.owner, schema: row.ownerSchema }), column: row.ownerColumn! },
    }),
    ...(row.comment !== null && { comment: row.comment }),
  };
}

/** What a sequence does, in numbers. */
export function counterOf(row: CounterRow) {
  return {
    start: BigInt(row.start),
    increment: BigInt(row.increment),
    minValue: BigInt(row.min),
    maxValue: BigInt(row.max),
    cache: BigInt(row.cache),
    cycle: row.cycle,
  };
}
