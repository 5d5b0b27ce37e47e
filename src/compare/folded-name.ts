import type { TableName } from "../schema/name.js";
import type { Schema } from "../schema/schema.js";

/** What was found for the models of a process, which are compared more often. */
const FOLDED = new WeakMap<Schema, Schema>();

/**
 * The models' schema with names of tables and schemas in lower case, for a database that keeps them so however they are
 * written: `Users` and `users` are one table in it.
 */
export function withFoldedNames(schema: Schema): Schema {
  const known = FOLDED.get(schema);
  if (known) return known;
  const { tables, sequences, namespaces, entities, renames } = schema;
  const folded: Schema = {
    ...schema,
    tables: tables.map((table) => ({
      ...fold(table),
      constraints: table.constraints.map((each) =>
        each.kind === "foreignKey" ? { ...each, references: fold(each.references) } : each,
      ),
    })),
    sequences: sequences.map(fold),
    namespaces: namespaces.map((each) => ({ ...each, name: each.name.toLowerCase() })),
    entities: entities.map(({ table, ...entity }) => ({
      ...(entity.kind === "view" ? fold(entity) : entity),
      ...(table && { table: fold(table) }),
    })),
    ...(renames && { renames: renames.map((each) => ({ ...each, table: fold(each.table) })) }),
  };
  FOLDED.set(schema, folded);
  return folded;
}

function fold<T extends TableName>(named: T): T {
  const { name, schema } = named;
  return {
    ...named,
    name: name.toLowerCase(),
    ...(schema !== undefined && { schema: schema.toLowerCase() }),
  };
}
