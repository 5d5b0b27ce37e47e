import type { Domain, EnumType, Unsupported } from "../../../schema/object.js";
import { raw } from "../../../sql/nodes/index.js";
import type { SqlType } from "../../../types/type.js";
import { readDefault } from "../constant.js";
import { native } from "../native-kind.js";
import { parseType } from "../native-type.js";
import { unwrapped } from "../tokens.js";
import { collationName, fromExtension, isCommented, SCHEMA_NAME, type Scope } from "./scope.js";
import { nameOf } from "./tables.js";

/** One row of `typesSql`. */
export interface TypeRow {
  readonly oid: number;
  readonly arrayOid: number;
  readonly schema: string | null;
  readonly name: string;
  /** pg_type.typtype: `e` enum, `d` domain, `c` composite, `r` range. */
  readonly kind: string;
  readonly values: readonly string[] | null;
  /** Of a domain: the type under it. */
  readonly base: string | null;
  readonly baseOid: number;
  readonly notNull: boolean;
  readonly default: string | null;
  readonly collation: string | null;
  readonly checks: readonly DomainCheckRow[] | null;
  readonly comment: string | null;
  readonly extension: boolean;
  /** Its schema is one of those that are read. */
  readonly inScope: boolean;
}

interface DomainCheckRow {
  readonly name: string;
  readonly expression: string;
  readonly valid: boolean;
  readonly commented: boolean;
}

/**
 * Every type that users make, of the whole database: columns may use those of any schema.
 *
 * @source PostgreSQL 18, 52.64 pg_type; 52.20 pg_enum; 52.13 pg_constraint: contypid
 */
export function typesSql(scope: Scope): string {
  return `
SELECT t.oid AS oid, t.typarray AS "arrayOid", ${SCHEMA_NAME} AS schema, t.typname AS name, t.typtype AS kind,
  CASE WHEN t.typtype = 'e' THEN (SELECT coalesce(pg_catalog.json_agg(e.enumlabel ORDER BY e.enumsortorder), '[]')
    FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid) END AS values,
  CASE WHEN t.typtype = 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) END AS base,
  t.typbasetype AS "baseOid", t.typnotnull AS "notNull", pg_catalog.pg_get_expr(t.typdefaultbin, 0) AS default,
  CASE WHEN t.typtype = 'd' AND t.typcollation <> b.typcollation THEN ${collationName("l")} END AS collation,
  CASE WHEN t.typtype = 'd' THEN (SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', k.conname,
      'expression', pg_catalog.pg_get_expr(k.conbin, 0), 'valid', k.convalidated, 'commented', ${isCommented("k")}) ORDER BY k.conname)
    FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c') END AS checks,
  pg_catalog.obj_description(t.oid, 'pg_type') AS comment, ${fromExtension("pg_type", "t.oid")} AS extension,
  (${scope.schemas}) AS "inScope"
FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  LEFT JOIN pg_catalog.pg_type b ON b.oid = t.typbasetype
  LEFT JOIN pg_catalog.pg_collation l ON l.oid = t.typcollation
  LEFT JOIN pg_catalog.pg_class c ON c.oid = t.typrelid
WHERE n.nspname NOT IN ('pg_catalog', 'information_schema')
  AND (t.typtype IN ('e', 'd', 'r') OR (t.typtype = 'c' AND c.relkind = 'c'))`;
}

/** Types by the number of the type itself, and of the array of it. */
export class TypesByOid {
  readonly #rows: readonly TypeRow[];
  readonly #items = new Map<number, TypeRow>();
  readonly #arrays = new Map<number, TypeRow>();
  readonly #used = new Set<TypeRow>();

  constructor(rows: readonly TypeRow[]) {
    this.#rows = rows;
    for (const row of rows) {
      this.#items.set(row.oid, row);
      this.#arrays.set(row.arrayOid, row);
    }
  }

  /** The type of a column that is one of these, or an array of one; null where it is none of them. */
  typeOf(oid: number): SqlType | null {
    const item = this.#items.get(oid);
    if (item) return this.#named(item);
    const of = this.#arrays.get(oid);
    const element = of && this.#named(of);
    return element ? native("array", [], element) : null;
  }

  /** The enum types that are read, and those of other schemas that columns use. */
  enums(): readonly EnumType[] {
    return this.#own("e").map((row) => ({
      ...nameOf(row),
      values: row.values ?? [],
      ...(row.comment !== null && { comment: row.comment }),
    }));
  }

  /** The domains that are read, and those of other schemas that columns use. */
  domains(): readonly Domain[] {
    return this.#own("d").map((row): Domain => {
      const type = this.#base(row);
      const read =
        row.default === null ? null : (readDefault(row.default, type) ?? raw({ sql: row.default }));
      return {
        ...nameOf(row),
        type,
        nullable: !row.notNull,
        ...(read && { default: read }),
        ...(row.collation !== null && { collation: row.collation }),
        checks: (row.checks ?? []).map(({ name, expression }) => ({
          name,
          expression: raw({ sql: unwrapped(expression) }),
        })),
        ...(row.comment !== null && { comment: row.comment }),
      };
    });
  }

  /** Types that the schema cannot express, and what it cannot of others. */
  unsupported(): readonly Unsupported[] {
    const own = [...this.#own("c"), ...this.#own("r")].map((row) => ({
      ...nameOf(row),
      what: row.kind === "c" ? "composite type" : "range type",
    }));
    const unchecked = this.#own("d").flatMap((row) =>
      (row.checks ?? [])
        .filter(({ valid }) => !valid)
        .map(({ name }) => ({
          ...nameOf(row),
          name,
          what: `check of the domain ${row.name} that is not validated`,
        })),
    );
    const commented = this.#own("d").flatMap((row) =>
      (row.checks ?? [])
        .filter((check) => check.commented)
        .map(({ name }) => ({ ...nameOf(row), name, what: `comment on a check of the domain ${row.name}` })),
    );
    return [...own, ...unchecked, ...commented];
  }

  #own(kind: string): readonly TypeRow[] {
    return this.#rows.filter(
      (row) => row.kind === kind && !row.extension && (row.inScope || this.#used.has(row)),
    );
  }

  #named(row: TypeRow): SqlType | null {
    if (row.extension || (row.kind !== "e" && row.kind !== "d")) return null;
    this.#used.add(row);
    const { name, schema, values } = row;
    if (row.kind === "d") return native("domain", schema === null ? [name] : [name, schema], this.#base(row));
    return { kind: "enum", values: values ?? [], name, ...(schema !== null && { schema }) };
  }

  #base({ baseOid, base }: TypeRow): SqlType {
    return this.typeOf(baseOid) ?? readType(base!);
  }
}

/** A type from the server's words; one beyond the vocabulary keeps them as they are, capitals too. */
export function readType(words: string): SqlType {
  const type = parseType(words);
  return type.kind === "raw" ? { kind: "raw", sql: words } : type;
}
