import type { Column } from "../schema/column.js";
import type { Constraint } from "../schema/constraint.js";
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
  return {
    ...schema,
    tables: schema.tables.map((table) => ({
      ...unplaced(table, name),
      columns: table.columns.map((column) => plainColumn(column, name)),
      constraints: table.constraints.map((constraint) => plainConstraint(constraint, name)),
    })),
    enums: schema.enums.map((type) => unplaced(type, name)),
    domains: schema.domains.map((domain) => unplaced(domain, name)),
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

/** The schemas beside the default one that objects are placed in, in order. */
export function placedSchemas({ tables, enums, domains, sequences }: Schema): readonly string[] {
  const placed = [...tables, ...enums, ...domains, ...sequences].flatMap(({ schema }) => schema ?? []);
  return [...new Set(placed)].sort();
}

function plainColumn(column: Column, name: string): Column {
  return column.type.kind === "enum" ? { ...column, type: unplaced(column.type, name) } : column;
}

function plainConstraint(constraint: Constraint, name: string): Constraint {
  if (constraint.kind !== "foreignKey") return constraint;
  return { ...constraint, references: unplaced(constraint.references, name) };
}

function unplaced<T extends Pick<Table, "schema">>(object: T, name: string): T {
  if (object.schema !== name) return object;
  const { schema: _, ...rest } = object;
  return rest as T;
}
