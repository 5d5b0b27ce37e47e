import type { Domain, EntityName, EnumType, Unsupported } from "../../../schema/object.js";
import type { RangeType, TypeAttribute, UserType } from "../../../schema/user-type.js";
import { raw } from "../../../sql/nodes/index.js";
import type { SqlType } from "../../../types/type.js";
import { readDefault } from "../constant.js";
import { multirangeName } from "../multirange-name.js";
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
  /** Of a composite type. */
  readonly attributes: readonly AttributeRow[] | null;
  /** Of a range type. */
  readonly range: RangeRow | null;
  /** Views that know it, and null where functions, casts, or tables that are not read do. */
  readonly held: readonly HolderRow[] | null;
  readonly comment: string | null;
  readonly extension: boolean;
  /** Its schema is one of those that are read. */
  readonly inScope: boolean;
}

type HolderRow = {
  readonly kind: "view" | "materializedView";
  readonly schema: string | null;
  readonly name: string;
} | null;

interface DomainCheckRow {
  readonly name: string;
  readonly expression: string;
  readonly valid: boolean;
  readonly commented: boolean;
}

interface AttributeRow {
  readonly name: string;
  readonly type: string;
  readonly typeOid: number;
  readonly collation: string | null;
  readonly commented: boolean;
}

interface RangeRow {
  readonly type: string;
  readonly typeOid: number;
  readonly operatorClass: string | null;
  readonly collation: string | null;
  readonly difference: string | null;
  readonly multirange: string;
  /** It has a function that writes each range in one way, which is made of C. */
  readonly isCanonical: boolean;
}

/** @source PostgreSQL 18, 52.7 pg_attribute */
const ATTRIBUTES = `SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', x.attname,
      'type', pg_catalog.format_type(x.atttypid, x.atttypmod), 'typeOid', x.atttypid::bigint,
      'collation', CASE WHEN x.attcollation <> y.typcollation THEN ${collationName("z")} END,
      'commented', pg_catalog.col_description(x.attrelid, x.attnum) IS NOT NULL) ORDER BY x.attnum)
    FROM pg_catalog.pg_attribute x JOIN pg_catalog.pg_type y ON y.oid = x.atttypid
      LEFT JOIN pg_catalog.pg_collation z ON z.oid = x.attcollation
    WHERE x.attrelid = t.typrelid AND x.attnum > 0 AND NOT x.attisdropped`;

/** @source PostgreSQL 18, 52.43 pg_range */
const RANGE = `SELECT pg_catalog.json_build_object('type', pg_catalog.format_type(r.rngsubtype, NULL), 'typeOid', r.rngsubtype::bigint,
      'operatorClass', CASE WHEN NOT p.opcdefault THEN p.opcname END,
      'collation', CASE WHEN r.rngcollation <> y.typcollation THEN ${collationName("z")} END,
      'difference', CASE WHEN r.rngsubdiff <> 0 THEN r.rngsubdiff::pg_catalog.regproc::text END,
      'multirange', m.typname, 'isCanonical', r.rngcanonical <> 0)
    FROM pg_catalog.pg_range r JOIN pg_catalog.pg_type y ON y.oid = r.rngsubtype
      JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid
      LEFT JOIN pg_catalog.pg_opclass p ON p.oid = r.rngsubopc
      LEFT JOIN pg_catalog.pg_collation z ON z.oid = r.rngcollation
    WHERE r.rngtypid = t.oid`;

/**
 * What no model declares as a part of the tables that are read may know a type, such as a function or a view; the functions
 * that make its values come and go with it.
 *
 * @source PostgreSQL 18, 52.18 pg_depend; 52.45 pg_rewrite
 */
const held = (scope: Scope) => `SELECT pg_catalog.jsonb_agg(DISTINCT CASE WHEN v.relkind IN ('v', 'm') THEN
      pg_catalog.jsonb_build_object('kind', CASE v.relkind WHEN 'v' THEN 'view' ELSE 'materializedView' END,
        'schema', (SELECT ${SCHEMA_NAME} FROM pg_catalog.pg_namespace n WHERE n.oid = v.relnamespace), 'name', v.relname) END)
    FROM pg_catalog.pg_depend d
      LEFT JOIN pg_catalog.pg_rewrite u ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND u.oid = d.objid
      LEFT JOIN pg_catalog.pg_class v
        ON v.oid = CASE d.classid WHEN 'pg_catalog.pg_class'::pg_catalog.regclass THEN d.objid ELSE u.ev_class END
    WHERE d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.refobjid IN (t.oid, t.typarray) AND d.deptype = 'n'
      AND (d.classid <> 'pg_catalog.pg_class'::pg_catalog.regclass OR EXISTS (
        SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE c.oid = d.objid AND NOT (${scope.schemas} AND c.relkind IN ('r', 'p', 'c') AND c.reloftype = 0)))
      AND d.classid NOT IN ('pg_catalog.pg_type'::pg_catalog.regclass,
        'pg_catalog.pg_attrdef'::pg_catalog.regclass, 'pg_catalog.pg_constraint'::pg_catalog.regclass)
      AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_depend i
        WHERE i.classid = d.classid AND i.objid = d.objid AND i.deptype = 'i' AND d.classid <> 'pg_catalog.pg_rewrite'::pg_catalog.regclass)`;

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
  CASE WHEN t.typtype = 'c' THEN (${ATTRIBUTES}) END AS attributes, CASE WHEN t.typtype = 'r' THEN (${RANGE}) END AS range,
  CASE WHEN t.typtype IN ('c', 'r') THEN (${held(scope)}) END AS held,
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

  /** The composite and range types that are read, and those of other schemas that columns use. */
  userTypes(): readonly UserType[] {
    const composites = this.#own("c").map(
      (row): UserType => ({
        kind: "composite",
        ...nameOf(row),
        attributes: (row.attributes ?? []).map((each) => this.#attribute(each)),
        ...(row.comment !== null && { comment: row.comment }),
        ...(row.held && { held: row.held.map(readHolder) }),
      }),
    );
    const ranges = this.#own("r").flatMap((row): readonly UserType[] => {
      const { range, comment, held } = row;
      if (!range || range.isCanonical) return [];
      const { operatorClass, collation, difference, multirange } = range;
      const type: RangeType = {
        kind: "range",
        ...nameOf(row),
        subtype: this.typeOf(range.typeOid) ?? readType(range.type),
        ...(operatorClass !== null && { operatorClass }),
        ...(collation !== null && { collation }),
        ...(difference !== null && { subtypeDiff: difference }),
        ...(multirange !== multirangeName(row.name) && { multirange }),
        ...(comment !== null && { comment }),
      };
      return [{ ...type, ...(held && { held: held.map(readHolder) }) }];
    });
    return [...composites, ...ranges];
  }

  /**
   * Everything that is read, and what it is made of in other schemas: each type may be of others.
   */
  all(): {
    readonly enums: readonly EnumType[];
    readonly domains: readonly Domain[];
    readonly userTypes: readonly UserType[];
  } {
    for (let known = -1; known !== this.#used.size; ) {
      known = this.#used.size;
      this.domains();
      this.userTypes();
    }
    return { enums: this.enums(), domains: this.domains(), userTypes: this.userTypes() };
  }

  #attribute({ name, type, typeOid, collation }: AttributeRow): TypeAttribute {
    return {
      name,
      type: this.typeOf(typeOid) ?? readType(type),
      ...(collation !== null && { collation }),
    };
  }

  /** Types that the schema cannot express, and what it cannot of others. */
  unsupported(): readonly Unsupported[] {
    const own = [
      ...this.#own("r")
        .filter(({ range }) => range?.isCanonical)
        .map((row) => ({ ...nameOf(row), what: "range type" })),
      ...this.#own("c").flatMap((row) =>
        (row.attributes ?? [])
          .filter(({ commented }) => commented)
          .map(({ name }) => ({
            ...nameOf(row),
            name,
            what: `comment on an attribute of the composite type ${row.name}`,
          })),
      ),
    ];
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
    if (row.extension || row.range?.isCanonical) return null;
    this.#used.add(row);
    const { name, schema, values } = row;
    const path = schema === null ? [name] : [name, schema];
    if (row.kind === "d") return native("domain", path, this.#base(row));
    if (row.kind !== "e") return native(row.kind === "c" ? "compositeType" : "rangeType", path);
    return { kind: "enum", values: values ?? [], name, ...(schema !== null && { schema }) };
  }

  #base({ baseOid, base }: TypeRow): SqlType {
    return this.typeOf(baseOid) ?? readType(base!);
  }
}

function readHolder(row: HolderRow): EntityName | null {
  return row && { kind: row.kind, ...nameOf(row) };
}

/** A type from the server's words; one beyond the vocabulary keeps them as they are, capitals too. */
export function readType(words: string): SqlType {
  const type = parseType(words);
  return type.kind === "raw" ? { kind: "raw", sql: words } : type;
}
