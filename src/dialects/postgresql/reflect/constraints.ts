import type { Constraint, ReferentialAction } from "../../../schema/constraint.js";
import { raw } from "../../../sql/nodes/index.js";
import { DIALECT } from "../native-kind.js";
import { unwrapped } from "../tokens.js";
import { type IndexRow, includeOf, indexOptions, keyParts } from "./indexes.js";
import type { Scope } from "./scope.js";
import { dialectOptions, nameOf } from "./tables.js";

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
  readonly deleteColumns: readonly string[] | null;
  readonly enforced: boolean;
  readonly period: boolean;
  /** The index behind it. */
  readonly indexOid: number;
  readonly comment: string | null;
  /** The comment on the index behind it. */
  readonly indexComment: string | null;
  /** Of an exclusion: the operator of each part. */
  readonly operators: readonly string[] | null;
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
  ${columnNames("k.conrelid", "k.confdelsetcols")} AS "deleteColumns",
  ${major >= 18 ? "k.conenforced" : "true"} AS enforced, ${major >= 18 ? "k.conperiod" : "false"} AS period,
  CASE WHEN k.contype IN ('p', 'u', 'x') THEN k.conindid ELSE 0 END AS "indexOid",
  e.description AS comment, x.description AS "indexComment",
  CASE WHEN k.contype = 'x' THEN (SELECT pg_catalog.json_agg(CASE WHEN pg_catalog.pg_operator_is_visible(o.oid)
      THEN o.oprname ELSE pg_catalog.format('OPERATOR(%I.%s)', s.nspname, o.oprname) END ORDER BY u.position)
    FROM pg_catalog.unnest(k.conexclop) WITH ORDINALITY AS u(number, position)
      JOIN pg_catalog.pg_operator o ON o.oid = u.number
      JOIN pg_catalog.pg_namespace s ON s.oid = o.oprnamespace) END AS operators
FROM pg_catalog.pg_constraint k
  JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
  LEFT JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
  LEFT JOIN pg_catalog.pg_description e ON e.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND e.objoid = k.oid
  LEFT JOIN pg_catalog.pg_description x ON x.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND x.objoid = k.conindid AND x.objsubid = 0 AND k.contype IN ('p', 'u', 'x')
WHERE ${scope.tables} AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND k.conparentid = 0 AND k.conislocal
  AND k.contype IN ('p', 'u', 'f', 'c', 'x')`;
}

function columnNames(table: string, numbers: string): string {
  return (
    `CASE WHEN ${numbers} IS NOT NULL THEN (SELECT pg_catalog.json_agg((SELECT a.attname FROM pg_catalog.pg_attribute a ` +
    `WHERE a.attrelid = ${table} AND a.attnum = u.number) ORDER BY u.position) ` +
    `FROM pg_catalog.unnest(${numbers}) WITH ORDINALITY AS u(number, position)) END`
  );
}

/** @source PostgreSQL 18, 52.13 pg_constraint: confupdtype, confdeltype */
const ACTIONS: Readonly<Record<string, ReferentialAction>> = {
  r: "restrict",
  c: "cascade",
  n: "set null",
  d: "set default",
};

/** A constraint from its row, with the index behind it where there is one. */
export function toConstraint(row: ConstraintRow, index: IndexRow | undefined): Constraint {
  const { name } = row;
  const columns = row.columns ?? [];
  const deferrable = row.deferrable ? ({ deferrable: row.deferred ? "deferred" : "immediate" } as const) : {};
  const include = index ? includeOf(index) : [];
  const comments = {
    ...(row.comment !== null && { comment: row.comment }),
    ...(row.indexComment !== null && { indexComment: row.indexComment }),
  };
  const own = { ...(index && indexOptions(index)?.[DIALECT]), ...comments };
  const options = dialectOptions(own);
  const indexed = { ...deferrable, ...(include.length > 0 && { include }), ...(options && { options }) };
  const apart = row.period && { withoutOverlaps: true };
  const checked = {
    ...(!row.enforced && { enforced: false as const }),
    // What is not enforced has never been checked.
    ...(row.enforced && !row.validated && { notValid: true }),
  };
  switch (row.kind) {
    case "p":
      return { kind: "primaryKey", name, columns, ...apart, ...indexed };
    case "u":
      return {
        kind: "unique",
        name,
        columns,
        ...apart,
        ...(index?.nullsNotDistinct && { nullsNotDistinct: true }),
        ...indexed,
      };
    case "x":
      return {
        kind: "exclude",
        name,
        parts: keyParts(index!).map((part, i) => ({ ...part, operator: row.operators![i]! })),
        ...(index!.method !== "gist" && { method: index!.method }),
        ...(index!.where !== null && { where: raw({ sql: unwrapped(index!.where) }) }),
        ...indexed,
      };
    case "c":
      return {
        kind: "check",
        name,
        expression: raw({ sql: unwrapped(row.expression!) }),
        ...(row.noInherit && { noInherit: true }),
        ...checked,
        ...(options && { options }),
      };
    default: {
      const [onDelete, onUpdate] = [ACTIONS[row.onDelete], ACTIONS[row.onUpdate]];
      return {
        kind: "foreignKey",
        name,
        columns,
        references: {
          ...nameOf({ name: row.foreignTable!, schema: row.foreignSchema }),
          columns: row.foreignColumns ?? [],
        },
        ...(onDelete && { onDelete }),
        ...(onUpdate && { onUpdate }),
        ...(row.period && { period: true }),
        ...(row.deleteColumns && { onDeleteColumns: row.deleteColumns }),
        ...(row.match === "f" && { match: "full" as const }),
        ...deferrable,
        ...checked,
        ...(options && { options }),
      };
    }
  }
}
