import type { Constraint, ReferentialAction } from "../../../schema/constraint.js";
import { raw } from "../../../sql/nodes/index.js";
import { unwrapped } from "../tokens.js";
import type { Scope } from "./scope.js";

/** One row of `constraintsSql`. */
export interface ConstraintRow {
  readonly tableOid: number;
  readonly name: string;
  /** pg_constraint.contype: `p`, `u`, `f`, `c`, `x`. */
  readonly kind: string;
  readonly columns: readonly string[] | null;
  readonly expression: string | null;
  readonly foreignSchema: string | null;
  readonly foreignTable: string | null;
  readonly foreignColumns: readonly string[] | null;
  readonly onUpdate: string;
  readonly onDelete: string;
  readonly deferrable: boolean;
  readonly deferred: boolean;
  /** pg_constraint.confmatchtype: `s` simple, `f` full. */
  readonly match: string;
  readonly validated: boolean;
  readonly noInherit: boolean;
  readonly nullsNotDistinct: boolean;
  readonly setColumns: boolean;
  readonly enforced: boolean;
  readonly period: boolean;
  readonly include: boolean;
}

/**
 * The constraints of the tables; NOT NULL, which PostgreSQL 18 keeps among them, belongs to the columns.
 *
 * @source PostgreSQL 18, 52.13 pg_constraint
 */
export function constraintsSql(scope: Scope, major: number): string {
  return `
SELECT c.oid AS "tableOid", k.conname AS name, k.contype AS kind, ${columnNames("k.conrelid", "k.conkey")} AS columns,
  pg_catalog.pg_get_expr(k.conbin, k.conrelid) AS expression,
  nullif(fn.nspname, current_schema()) AS "foreignSchema", f.relname AS "foreignTable",
  ${columnNames("k.confrelid", "k.confkey")} AS "foreignColumns",
  k.confupdtype AS "onUpdate", k.confdeltype AS "onDelete", k.condeferrable AS deferrable, k.condeferred AS deferred,
  k.confmatchtype AS match, k.convalidated AS validated, k.connoinherit AS "noInherit",
  ${major >= 15 ? "coalesce(i.indnullsnotdistinct, false)" : "false"} AS "nullsNotDistinct",
  ${major >= 15 ? "k.confdelsetcols IS NOT NULL" : "false"} AS "setColumns",
  ${major >= 18 ? "k.conenforced" : "true"} AS enforced, ${major >= 18 ? "k.conperiod" : "false"} AS period,
  coalesce(i.indnatts > i.indnkeyatts, false) AS include
FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
  LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON k.contype IN ('p', 'u') AND i.indexrelid = k.conindid
WHERE ${scope.tables} AND c.relkind = 'r' AND k.contype IN ('p', 'u', 'f', 'c', 'x')`;
}

function columnNames(table: string, numbers: string): string {
  return (
    `(SELECT pg_catalog.json_agg(a.attname ORDER BY u.position) FROM pg_catalog.unnest(${numbers}) ` +
    `WITH ORDINALITY AS u(number, position) JOIN pg_catalog.pg_attribute a ` +
    `ON a.attrelid = ${table} AND a.attnum = u.number)`
  );
}

/** What a constraint has that the schema cannot express, or null; the constraint is then left out. */
export function unsupportedConstraint(row: ConstraintRow): string | null {
  if (row.kind === "x") return "exclusion constraint";
  if (!row.enforced) return "constraint that is not enforced";
  if (row.period) return "constraint over periods";
  if (row.kind === "f") {
    if (row.match === "f") return "foreign key with MATCH FULL";
    if (row.setColumns) return "foreign key that sets some columns";
    return null;
  }
  if (row.kind === "c") return row.noInherit ? "check with NO INHERIT" : null;
  if (row.nullsNotDistinct) return "unique constraint with NULLS NOT DISTINCT";
  if (row.kind === "u" && row.deferrable) return "deferrable unique constraint";
  return row.kind === "u" && row.include ? "unique constraint with INCLUDE" : null;
}

/** What is told about a constraint that is kept nevertheless, or null. */
export function remarkOf(row: ConstraintRow): string | null {
  if (row.kind === "p" && row.deferrable) return "deferrable primary key";
  if (row.kind === "p" && row.include) return "primary key with INCLUDE";
  return (row.kind === "f" || row.kind === "c") && !row.validated ? "constraint that is not validated" : null;
}

/** @source PostgreSQL 18, 52.13 pg_constraint: confupdtype, confdeltype */
const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

/** A constraint from its row. */
export function toConstraint(row: ConstraintRow): Constraint {
  const { name } = row;
  const columns = row.columns ?? [];
  switch (row.kind) {
    case "p":
      return { kind: "primaryKey", name, columns };
    case "u":
      return { kind: "unique", name, columns };
    case "c":
      return { kind: "check", name, expression: raw({ sql: unwrapped(row.expression!) }) };
    default: {
      const [onDelete, onUpdate] = [ACTIONS[row.onDelete], ACTIONS[row.onUpdate]];
      return {
        kind: "foreignKey",
        name,
        columns,
        references: {
          name: row.foreignTable!,
          ...(row.foreignSchema !== null && { schema: row.foreignSchema }),
          columns: row.foreignColumns ?? [],
        },
        ...(onDelete && { onDelete }),
        ...(onUpdate && { onUpdate }),
        ...(row.deferrable && { deferrable: row.deferred ? "deferred" : "immediate" }),
      };
    }
  }
}
