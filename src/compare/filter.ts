import type { Constraint } from "../schema/constraint.js";
import { nameKey, type TableName } from "../schema/name.js";
import { findTable, type Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import type { IncludeName, IncludeObject, ObjectKind, SchemaObject } from "./rules.js";

/** The user's filters. */
export interface Filters {
  readonly includeName?: IncludeName | null | undefined;
  readonly includeObject?: IncludeObject | null | undefined;
}

/** Both sides of a comparison. */
export interface Sides {
  readonly from: Schema;
  readonly to: Schema;
}

/**
 * Leaves out what the filters do not let through: names of the database with what models have by these names, and
 * objects on both sides.
 */
export function filterSides(sides: Sides, { includeName, includeObject }: Filters): Sides {
  const named = includeName ? withoutNames(sides, includeName) : sides;
  return includeObject ? withObjects(named, includeObject) : named;
}

function withoutNames({ from, to }: Sides, include: IncludeName): Sides {
  const named = withNames(from, include);
  return { from: named, to: drop(to, refused(from, named)) };
}

function withNames(schema: Schema, include: IncludeName): Schema {
  return mapParts(schema, (part, kind, table) => {
    const name = "name" in part ? (part.name ?? null) : null;
    const owner = standsAlone(kind) ? (part as TableName) : table;
    return include(name, kind, {
      schema: owner?.schema ?? null,
      table: standsAlone(kind) ? null : (table?.name ?? null),
    });
  });
}

function withObjects({ from, to }: Sides, include: IncludeObject): Sides {
  const side = (own: Schema, other: Schema, reflected: boolean) =>
    mapParts(own, (part, kind, table) => {
      return include(part, part.name ?? "", kind, reflected, counterpart(other, part, kind, table));
    });
  const kept = { from: side(from, to, true), to: side(to, from, false) };
  // What one side leaves out is no part of the comparison, so the other side has to leave it out too.
  return { from: drop(kept.from, refused(to, kept.to)), to: drop(kept.to, refused(from, kept.from)) };
}

/** Keeps the parts of a schema that `keep` lets through. */
function mapParts(
  schema: Schema,
  keep: (part: SchemaObject, kind: ObjectKind, table: Table | null) => boolean,
): Schema {
  return {
    ...schema,
    enums: schema.enums.filter((type) => keep(type, "enum", null)),
    domains: schema.domains.filter((domain) => keep(domain, "domain", null)),
    userTypes: schema.userTypes.filter((type) => keep(type, "userType", null)),
    sequences: schema.sequences.filter((sequence) => keep(sequence, "sequence", null)),
    tables: schema.tables
      .filter((table) => keep(table, "table", null))
      .map((table) => ({
        ...table,
        columns: table.columns.filter((column) => keep(column, "column", table)),
        constraints: table.constraints.filter((each) => keep(each, each.kind, table)),
        indexes: table.indexes.filter((index) => keep(index, "index", table)),
      })),
  };
}

function counterpart(
  other: Schema,
  part: SchemaObject,
  kind: ObjectKind,
  owner: Table | null,
): SchemaObject | null {
  if (standsAlone(kind)) {
    return other[LISTS[kind]].find((each) => nameKey(each) === nameKey(part as TableName)) ?? null;
  }
  const table = owner && findTable(other, owner);
  return table?.[listOf(kind)].find((each) => samePart(each, part)) ?? null;
}

/** Where objects that are no part of a table are found. */
const LISTS = {
  table: "tables",
  enum: "enums",
  domain: "domains",
  userType: "userTypes",
  sequence: "sequences",
} as const;

function standsAlone(kind: ObjectKind): kind is keyof typeof LISTS {
  return Object.hasOwn(LISTS, kind);
}

function listOf(kind: ObjectKind): "columns" | "indexes" | "constraints" {
  return kind === "column" ? "columns" : kind === "index" ? "indexes" : "constraints";
}

function samePart(a: SchemaObject, b: SchemaObject): boolean {
  return a.name === b.name && (a as Partial<Constraint>).kind === (b as Partial<Constraint>).kind;
}

/** The keys of what a filter has taken from a schema. */
function refused(before: Schema, after: Schema): ReadonlySet<string> {
  const left = new Set<string>();
  mapParts(after, (part, kind, table) => Boolean(left.add(partKey(part, kind, table))));
  const gone = new Set<string>();
  mapParts(before, (part, kind, table) => {
    const key = partKey(part, kind, table);
    if (!left.has(key)) gone.add(key);
    return true;
  });
  return gone;
}

function drop(schema: Schema, keys: ReadonlySet<string>): Schema {
  return keys.size === 0
    ? schema
    : mapParts(schema, (part, kind, table) => !keys.has(partKey(part, kind, table)));
}

function partKey(part: SchemaObject, kind: ObjectKind, table: Table | null): string {
  const own = standsAlone(kind) ? nameKey(part as TableName) : (part.name ?? "");
  return [kind, table ? nameKey(table) : "", own].join("\u0001");
}
