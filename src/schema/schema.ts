import { SchemaError } from "../errors/errors.js";
import { nearest } from "../util/text.js";
import type { Column } from "./column.js";
import type { Constraint } from "./constraint.js";
import { displayName, nameKey, type TableName } from "./name.js";
import type { Domain, Entity, EnumType, SchemaNamespace, Sequence, Unsupported } from "./object.js";
import type { Rename } from "./rename.js";
import type { Table } from "./table.js";
import type { TableIndex } from "./table-index.js";
import type { UserType } from "./user-type.js";

/** Everything that a database holds, or is to hold, as frozen data. */
export interface Schema {
  readonly tables: readonly Table[];
  readonly enums: readonly EnumType[];
  readonly domains: readonly Domain[];
  /** Composite and range types. */
  readonly userTypes: readonly UserType[];
  readonly sequences: readonly Sequence[];
  /** Schemas other than the default one. */
  readonly namespaces: readonly SchemaNamespace[];
  readonly entities: readonly Entity[];
  readonly unsupported: readonly Unsupported[];
  /** Of a database's schema: the name of the connection's default schema, whose objects carry none. */
  readonly defaultSchema?: string;
  /**
   * Of a database's schema: names of tables are one whatever the case of their letters, and are kept in lower case, or as
   * they were given first.
   */
  readonly foldsNames?: "lower" | "given";
  /** Of the models: what had other names before. */
  readonly renames?: readonly Rename[];
}

/** A schema with nothing in it. */
export const EMPTY_SCHEMA: Schema = Object.freeze({
  tables: [],
  enums: [],
  domains: [],
  userTypes: [],
  sequences: [],
  namespaces: [],
  entities: [],
  unsupported: [],
});

/** The schemas that are more than the place of some object: nothing is in them, or they have a comment. */
export function bareNamespaces(schema: Schema): readonly SchemaNamespace[] {
  const { tables, enums, domains, userTypes, sequences, entities, namespaces } = schema;
  const types: readonly TableName[] = [...enums, ...domains, ...userTypes];
  const objects: readonly TableName[] = [...tables, ...types, ...sequences, ...entities];
  const places = new Set(objects.map((object) => object.schema));
  return namespaces.filter(({ name, comment }) => comment !== undefined || !places.has(name));
}

/** The table of this name, or null. */
export function findTable(schema: Schema, name: TableName): Table | null {
  const key = nameKey(name);
  return schema.tables.find((table) => nameKey(table) === key) ?? null;
}

/**
 * The table of this name.
 *
 * @throws {SchemaError} `schema.no-such-table`: there is none
 */
export function requireTable(schema: Schema, name: TableName): Table {
  const table = findTable(schema, name);
  if (table) return table;
  const like = nearest(displayName(name), schema.tables.map(displayName));
  throw new SchemaError("schema.no-such-table", `There is no table ${displayName(name)}.`, {
    hint: like === null ? undefined : `Did you mean ${like}?`,
  });
}

/** A copy with one more table. */
export function withNewTable(schema: Schema, table: Table): Schema {
  return { ...schema, tables: [...schema.tables, table] };
}

/** A copy without a table. */
export function withoutTable(schema: Schema, name: TableName): Schema {
  const key = nameKey(name);
  return { ...schema, tables: schema.tables.filter((table) => nameKey(table) !== key) };
}

/**
 * A copy in which one table is replaced by what `change` makes of it.
 *
 * @throws {SchemaError} `schema.no-such-table`: there is none of this name
 */
export function withTable(schema: Schema, name: TableName, change: (table: Table) => Table): Schema {
  const table = requireTable(schema, name);
  return { ...schema, tables: schema.tables.map((other) => (other === table ? change(table) : other)) };
}

/** A copy of the table with one column replaced; null drops it. */
export function withColumn(table: Table, name: string, change: (column: Column) => Column | null): Table {
  const columns = table.columns.flatMap((column) => (column.name === name ? (change(column) ?? []) : column));
  return { ...table, columns };
}

/** A copy of the table with one more constraint. */
export function withConstraint(table: Table, constraint: Constraint): Table {
  return { ...table, constraints: [...table.constraints, constraint] };
}

/** A copy of the table without the constraint of this name. */
export function withoutConstraint(table: Table, name: string): Table {
  return { ...table, constraints: table.constraints.filter((constraint) => constraint.name !== name) };
}

/** A copy of the table with one more index. */
export function withIndex(table: Table, index: TableIndex): Table {
  return { ...table, indexes: [...table.indexes, index] };
}

/** A copy of the table without the index of this name. */
export function withoutIndex(table: Table, name: string): Table {
  return { ...table, indexes: table.indexes.filter((index) => index.name !== name) };
}
