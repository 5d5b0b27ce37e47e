import type { Features } from "../dialect/dialect.js";
import type { Constraint, ConstraintKind } from "../schema/constraint.js";
import type { ColumnNaming } from "../schema/define/definition.js";
import { conventionalName, DEFAULT_NAMING, type NamedKind, type NamingContext } from "../schema/naming.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";
import { toSnakeCase } from "../util/name.js";

/** How the things of a database are named: what a base is told, so that models need not name each of them. */
export interface FoundNaming {
  readonly columns: ColumnNaming;
  /** A pattern for each kind that does not follow the default one; an empty one where things have no names. */
  readonly patterns: Readonly<Partial<Record<NamedKind, string>>>;
}

/** A thing with the name it has, and what a convention would make its name from. */
interface Named {
  readonly kind: NamedKind;
  readonly name: string | undefined;
  readonly context: NamingContext;
}

const CONSTRAINT_NAMES: { readonly [K in ConstraintKind]: NamedKind } = {
  primaryKey: "pk",
  unique: "uq",
  foreignKey: "fk",
  check: "ck",
  exclude: "ex",
};

/** The conventions that databases and well-known tools name things by, beside the default one. */
const KNOWN: { readonly [K in Exclude<NamedKind, "en">]: readonly string[] } = {
  pk: ["{table}_pkey", "{table}_pk", "PK_{table}"],
  uq: [
    "{table}_{columns}_key",
    "{table}_{columns}_unique",
    "uk_{table}_{columns}",
    "UQ_{table}_{columns}",
    "{column_0}",
  ],
  fk: [
    "{table}_{columns}_fkey",
    "{table}_{columns}_foreign",
    "fk_{table}_{columns}",
    "fk_{table}_{referredTable}",
    "{table}_{columns}_fk",
    "FK_{table}_{columns}",
  ],
  ix: [
    "{table}_{columns}_idx",
    "{table}_{columns}_index",
    "index_{table}_on_{columns}",
    "idx_{table}_{columns}",
    "IX_{table}_{columns}",
    "idx_{columns}",
    "{column_0}",
  ],
  ck: [],
  ex: ["{table}_{columns}_excl"],
};

/** The conventions that most names of a database follow. */
export function findNaming(schema: Schema, features: Features): FoundNaming {
  const named = schema.tables.flatMap((table) => namedThings(table, features));
  const patterns: Partial<Record<NamedKind, string>> = {};
  for (const [kind, known] of Object.entries(KNOWN) as [keyof typeof KNOWN, readonly string[]][]) {
    const things = named.filter((thing) => thing.kind === kind);
    if (kind !== "ix" && things.some(({ name }) => name === undefined)) {
      patterns[kind] = "";
      continue;
    }
    const fitting = (pattern: string) =>
      things.filter(
        ({ name, context }) =>
          name ===
          conventionalName(kind, context, { [kind]: pattern }, features.identifierLimit ?? undefined),
      ).length;
    let [best, most] = [DEFAULT_NAMING[kind] as string, fitting(DEFAULT_NAMING[kind] as string)];
    for (const pattern of known) {
      const count = fitting(pattern);
      if (count > most && count * 2 >= things.length) [best, most] = [pattern, count];
    }
    if (best !== DEFAULT_NAMING[kind]) patterns[kind] = best;
  }
  return { columns: columnNaming(schema), patterns };
}

function namedThings(table: Table, features: Features): readonly Named[] {
  const keeps = (kind: ConstraintKind) =>
    kind === "primaryKey" ? features.primaryKeyNames : features.constraintNames;
  return [
    ...table.constraints
      .filter(({ kind }) => keeps(kind))
      .map((each) => ({
        kind: CONSTRAINT_NAMES[each.kind],
        name: each.name,
        context: contextOf(table, each),
      })),
    ...table.indexes.map(({ name, parts }) => ({
      kind: "ix" as const,
      name,
      context: namingContext(
        table,
        parts.flatMap(({ column }) => column ?? []),
      ),
    })),
  ];
}

/** What a convention makes a name on these columns from. */
export function namingContext(
  table: Table,
  columns: readonly string[],
  referredTable?: string,
): NamingContext {
  return { table: table.name, schema: table.schema, columns, referredTable };
}

function contextOf(table: Table, constraint: Constraint): NamingContext {
  if (constraint.kind === "check") return namingContext(table, []);
  if (constraint.kind === "exclude") {
    return namingContext(
      table,
      constraint.parts.flatMap(({ column }) => column ?? []),
    );
  }
  const referred = constraint.kind === "foreignKey" ? constraint.references.name : undefined;
  return namingContext(table, constraint.columns, referred);
}

/** Whether a constraint has the name that this naming gives to one that is declared without. */
export function isConventional(
  table: Table,
  constraint: Constraint,
  { patterns }: FoundNaming,
  { identifierLimit }: Features,
): boolean {
  if (constraint.name === undefined) return true;
  const kind = CONSTRAINT_NAMES[constraint.kind];
  const name = conventionalName(kind, contextOf(table, constraint), patterns, identifierLimit ?? undefined);
  return name === constraint.name;
}

/** Of the columns whose names could be properties in camel case, nine in ten decide. */
function columnNaming({ tables }: Schema): ColumnNaming {
  const names = tables.flatMap(({ columns }) => columns.map(({ name }) => name));
  const following = names.filter((name) => snakeProperty(name) !== null);
  return following.length * 10 >= names.length * 9 ? "snake_case" : "as-written";
}

/** The property from which the naming rule `snake_case` makes this column's name, or null where there is none. */
export function snakeProperty(name: string): string | null {
  const camel = name.replace(/(?<=[\p{Ll}\d])_(\p{Ll})/gu, (_, letter: string) => letter.toUpperCase());
  return [camel, name].find((property) => toSnakeCase(property) === name) ?? null;
}
