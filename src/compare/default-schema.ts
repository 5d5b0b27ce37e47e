import type { Column } from "../schema/column.js";
import type { Constraint } from "../schema/constraint.js";
import { inPlaceOf } from "../schema/declared-at.js";
import { unplacedOptions } from "../schema/partition-place.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";

/**
 * The models' schema with names as the database's own have them: what models place in the connection's default schema
 * by its name carries none, so that `public.users` and `users` are one table.
 *
 * @param name the default schema; undefined where it is not known
 */
export function withoutDefaultSchema(schema: Schema, name: string | undefined): Schema {
  if (name === undefined) return schema;
  const known = PLAIN.get(schema);
  if (known?.name === name) return known.schema;
  const plain = mayName(schema, name) ? plainSchema(schema, name) : schema;
  PLAIN.set(schema, { name, schema: plain });
  return plain;
}

/** What was found for the models of a process, which are compared more often. */
const PLAIN = new WeakMap<Schema, { readonly name: string; readonly schema: Schema }>();

function plainSchema(schema: Schema, name: string): Schema {
  return {
    ...schema,
    tables: mapped(schema.tables, (table) => plainTable(table, name)),
    enums: schema.enums.map((type) => unplaced(type, name)),
    domains: schema.domains.map((domain) => unplaced(domain, name)),
    userTypes: schema.userTypes.map((type) => unplaced(type, name)),
    sequences: schema.sequences.map(({ ownedBy, ...sequence }) => ({
      ...unplaced(sequence, name),
      ...(ownedBy && { ownedBy: unplaced(ownedBy, name) }),
    })),
    namespaces: schema.namespaces.filter((namespace) => namespace.name !== name),
    ...(schema.renames && {
      renames: schema.renames.map((rename) => ({ ...rename, table: unplaced(rename.table, name) })),
    }),
  };
}

/** Whether anything but tables and their parts could carry the name, or one of them does. */
function mayName(schema: Schema, name: string): boolean {
  const { enums, domains, userTypes, sequences, namespaces, renames = [] } = schema;
  return (
    enums.length + domains.length + userTypes.length + sequences.length + namespaces.length + renames.length >
      0 || schema.tables.some((table) => plainTable(table, name) !== table)
  );
}

/** The schemas beside the default one that objects are placed in, in order. */
export function placedSchemas({ tables, enums, domains, userTypes, sequences }: Schema): readonly string[] {
  const placed = [...tables, ...enums, ...domains, ...userTypes, ...sequences].flatMap(
    ({ schema }) => schema ?? [],
  );
  return [...new Set(placed)].sort();
}

function plainTable(table: Table, name: string): Table {
  const columns = mapped(table.columns, (column) => plainColumn(column, name));
  const constraints = mapped(table.constraints, (constraint) => plainConstraint(constraint, name));
  const options = table.options && unplacedOptions(table.options, name);
  const isPlain =
    table.schema !== name &&
    columns === table.columns &&
    constraints === table.constraints &&
    options === table.options;
  if (isPlain) return table;
  return inPlaceOf({ ...unplaced(table, name), columns, constraints, ...(options && { options }) }, table);
}

/** The list itself where nothing in it changes, as few schemas are placed by name. */
function mapped<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  const first = items.findIndex((item) => change(item) !== item);
  return first === -1 ? items : items.map(change);
}

function plainColumn(column: Column, name: string): Column {
  if (column.type.kind !== "enum") return column;
  const type = unplaced(column.type, name);
  return type === column.type ? column : { ...column, type };
}

function plainConstraint(constraint: Constraint, name: string): Constraint {
  if (constraint.kind !== "foreignKey") return constraint;
  const references = unplaced(constraint.references, name);
  return references === constraint.references ? constraint : { ...constraint, references };
}

function unplaced<T extends Pick<Table, "schema">>(object: T, name: string): T {
  if (object.schema !== name) return object;
  const { schema: _, ...rest } = object;
  return rest as T;
}
