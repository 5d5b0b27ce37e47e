import type { IndexPart, TableIndex } from "../../../schema/table-index.js";
import { raw } from "../../../sql/nodes/index.js";
import { tokenize, unwrapped } from "../tokens.js";
import { collationName, type Scope } from "./scope.js";
import { dialectOptions } from "./tables.js";

/** One row of `indexesSql`. */
export interface IndexRow {
  readonly oid: number;
  readonly tableOid: number;
  readonly name: string;
  readonly unique: boolean;
  readonly valid: boolean;
  readonly method: string;
  readonly keyParts: number;
  readonly where: string | null;
  readonly parts: readonly PartRow[];
  readonly parameters: readonly string[] | null;
  readonly tablespace: string | null;
  /** The statement that makes it, where its key has expressions. */
  readonly definition: string | null;
  readonly nullsNotDistinct: boolean;
  readonly comment: string | null;
  /** It is there for a constraint. */
  readonly constraint: boolean;
}

interface PartRow {
  /** A column's name; left out of an expression. */
  readonly column?: string;
  readonly expression?: string;
  /** Bits of pg_index.indoption: 1 is DESC, 2 is NULLS FIRST. */
  readonly option?: number;
  /** Where they are not those that the column has by itself. */
  readonly class?: string;
  readonly parameters?: readonly string[];
  /** Of an expression always the one that it has. */
  readonly collation?: string;
}

/** Of one part of an index: those of its operator class. */
const PARAMETERS = `(SELECT o.attoptions FROM pg_catalog.pg_attribute o
          WHERE o.attrelid = i.indexrelid AND o.attnum = u.position)`;

/**
 * The indexes of the tables, with those behind constraints that say more than their constraint does.
 *
 * @source PostgreSQL 18, 52.26 pg_index; 52.33 pg_opclass; 52.7 pg_attribute: attoptions
 */
export function indexesSql(scope: Scope): string {
  return `
SELECT i.indexrelid AS oid, c.oid AS "tableOid", x.relname AS name, i.indisunique AS "unique", i.indisvalid AS valid,
  m.amname AS method, i.indnkeyatts AS "keyParts", pg_catalog.pg_get_expr(i.indpred, i.indrelid) AS "where",
  (SELECT pg_catalog.json_agg(pg_catalog.json_strip_nulls(pg_catalog.json_build_object(
      'column', CASE WHEN u.number <> 0 THEN (SELECT a.attname FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = i.indrelid AND a.attnum = u.number) END,
      'expression', CASE WHEN u.number = 0 THEN pg_catalog.pg_get_indexdef(i.indexrelid, u.position::int, false) END,
      'option', i.indoption[u.position - 1],
      'class', CASE WHEN ${PARAMETERS} IS NOT NULL OR i.indclass[u.position - 1] NOT IN (SELECT d.oid
          FROM pg_catalog.pg_opclass d WHERE d.opcdefault) THEN
        (SELECT CASE WHEN pg_catalog.pg_opclass_is_visible(p.oid) THEN '' ELSE pg_catalog.quote_ident(
            (SELECT nspname FROM pg_catalog.pg_namespace WHERE oid = p.opcnamespace)) || '.' END
          || pg_catalog.quote_ident(p.opcname) FROM pg_catalog.pg_opclass p
          WHERE p.oid = i.indclass[u.position - 1]) END,
      'parameters', ${PARAMETERS},
      'collation', CASE WHEN i.indcollation[u.position - 1] <> 0 THEN (SELECT ${collationName("l")}
        FROM pg_catalog.pg_collation l WHERE l.oid = i.indcollation[u.position - 1] AND l.oid IS DISTINCT FROM
          (SELECT a.attcollation FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = u.number
            AND u.number <> 0)) END)) ORDER BY u.position)
    FROM pg_catalog.unnest(i.indkey) WITH ORDINALITY AS u(number, position)) AS parts,
  pg_catalog.to_json(x.reloptions) AS parameters, s.spcname AS tablespace,
  CASE WHEN i.indexprs IS NOT NULL THEN pg_catalog.pg_get_indexdef(i.indexrelid) END AS definition,
  i.indnullsnotdistinct AS "nullsNotDistinct", e.description AS comment,
  k.oid IS NOT NULL AS constraint
FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_class c ON c.oid = i.indrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_class x ON x.oid = i.indexrelid
  JOIN pg_catalog.pg_am m ON m.oid = x.relam
  LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = x.reltablespace
  LEFT JOIN pg_catalog.pg_description e ON e.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    AND e.objoid = x.oid AND e.objsubid = 0
  LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.indexrelid AND k.conrelid = i.indrelid
    AND k.contype IN ('p', 'u', 'x')
WHERE (k.oid IS NULL OR k.contype = 'x' OR i.indnullsnotdistinct OR i.indnatts > i.indnkeyatts
    OR x.reloptions IS NOT NULL OR x.reltablespace <> 0) AND ${scope.tables} AND c.relkind IN ('r', 'p') AND NOT c.relispartition`;
}

/** An index from its row. */
export function toIndex(row: IndexRow): TableIndex {
  const include = includeOf(row);
  const options = indexOptions(row);
  return {
    name: row.name,
    parts: keyParts(row),
    unique: row.unique,
    ...(row.nullsNotDistinct && { nullsNotDistinct: true }),
    ...(row.where !== null && { where: raw({ sql: unwrapped(row.where) }) }),
    ...(row.method !== "btree" && { method: row.method }),
    ...(include.length > 0 && { include }),
    ...(row.comment !== null && { comment: row.comment }),
    ...(options && { options }),
  };
}

/** The parts of an index's key. */
export function keyParts(row: IndexRow): readonly IndexPart[] {
  const named = row.definition?.includes(" COLLATE ") ? namedCollations(row.definition) : [];
  return row.parts.slice(0, row.keyParts).map((part, i) => {
    const { collation, ...rest } = part;
    return toPart(part.column === undefined && !named[i] ? rest : part);
  });
}

/**
 * Which parts of a key name their collation in the statement that makes the index. The catalog has no word on which
 * collation an expression takes from its columns; the statement names one only where it is another.
 *
 * @source PostgreSQL 18, source, ruleutils.c: pg_get_indexdef_worker, an expression stands in parentheses unless it
 * is a call, which has its own
 */
function namedCollations(definition: string): readonly boolean[] {
  const named: boolean[] = [false];
  let depth = 0;
  for (const { kind, text } of tokenize(definition)) {
    if (kind === "symbol" && text === "(") depth++;
    if (kind === "symbol" && text === ")" && --depth === 0) break;
    if (depth !== 1) continue;
    if (kind === "symbol" && text === ",") named.push(false);
    if (kind === "word" && text === "collate") named[named.length - 1] = true;
  }
  return named;
}

const NONE: readonly string[] = [];

/** The columns that an index holds beside its key. */
export function includeOf(row: IndexRow): readonly string[] {
  if (row.parts.length === row.keyParts) return NONE;
  return row.parts.slice(row.keyParts).flatMap(({ column }) => column ?? []);
}

/** What only PostgreSQL knows about an index, or about the one behind a constraint. */
export function indexOptions({ parameters, tablespace }: IndexRow) {
  if (parameters === null && tablespace === null) return undefined;
  return dialectOptions({ with: parameters, tablespace });
}

/** @source PostgreSQL 18, 11.4 Indexes and ORDER BY: nulls are last, with DESC first */
function toPart({ column, expression, option, class: name, parameters, collation }: PartRow): IndexPart {
  const descending = ((option ?? 0) & 1) !== 0;
  const first = ((option ?? 0) & 2) !== 0;
  const operatorClass =
    name === undefined ? undefined : `${name}${parameters ? `(${parameters.join(", ")})` : ""}`;
  return {
    ...(column !== undefined ? { column } : { expression: raw({ sql: unwrapped(expression!) }) }),
    ...(descending && { descending }),
    ...(first !== descending && { nulls: first ? "first" : "last" }),
    ...(collation !== undefined && { collation }),
    ...(operatorClass !== undefined && { operatorClass }),
  };
}
