import { nameKey, type TableName } from "../schema/name.js";
import type { Schema } from "../schema/schema.js";

/** What was found for the models of a process beside a database, which are compared more often. */
const FOLDED = new WeakMap<Schema, { readonly standing: Schema; readonly schema: Schema }>();

/**
 * The models' schema for a database to which `Users` and `users` are one table: with names of tables and schemas in lower
 * case where it keeps them so however they are written, else in the letters of the tables and views that stand.
 *
 * @param standing what the database has
 */
export function withFoldedNames(schema: Schema, standing: Schema): Schema {
  const known = FOLDED.get(schema);
  if (known?.standing === standing) return known.schema;
  const { fold, foldSchema } = standing.foldsNames === "lower" ? LOWER : lettersOf(standing);
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
    namespaces: namespaces.map((each) => ({ ...each, name: foldSchema(each.name) })),
    entities: entities.map(({ table, ...entity }) => ({
      ...(entity.kind === "view" ? fold(entity) : entity),
      ...(table && { table: fold(table) }),
    })),
    ...(renames && { renames: renames.map((each) => ({ ...each, table: fold(each.table) })) }),
  };
  FOLDED.set(schema, { standing, schema: folded });
  return folded;
}

/** How names are written. */
interface Folding {
  fold<T extends TableName>(named: T): T;
  foldSchema(name: string): string;
}

const LOWER: Folding = {
  fold: lowerCased,
  foldSchema: (name) => name.toLowerCase(),
};

function lowerCased<T extends TableName>(named: T): T {
  const { name, schema } = named;
  return {
    ...named,
    name: name.toLowerCase(),
    ...(schema !== undefined && { schema: schema.toLowerCase() }),
  };
}

/** Names in the letters of what stands; others stay as they are written, but for their schemas. */
function lettersOf({ tables, sequences, unsupported }: Schema): Folding {
  const objects = [...tables, ...sequences, ...unsupported.filter(({ table }) => table === undefined)];
  const names = new Map(objects.map((each) => [nameKey(each).toLowerCase(), each]));
  const schemas = new Map(
    objects.flatMap(({ schema }) => (schema === undefined ? [] : [[schema.toLowerCase(), schema]])),
  );
  const foldSchema = (name: string) => schemas.get(name.toLowerCase()) ?? name;
  return {
    foldSchema,
    fold: (named) => {
      const { name, schema } = named;
      const known = names.get(nameKey(named).toLowerCase());
      return {
        ...named,
        name: known?.name ?? name,
        ...(schema !== undefined && { schema: known?.schema ?? foldSchema(schema) }),
      };
    },
  };
}
