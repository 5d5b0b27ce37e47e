import { nameKey, type TableName } from "./name.js";
import { findTable, type Schema } from "./schema.js";
import { constraintsOf, type Table } from "./table.js";

/** Whatever can read a database's schema; an `Engine` is one. */
export interface SchemaReader {
  reflectSchema(request: SchemaRequest): Promise<Schema>;
}

/** What is to be read. */
export interface SchemaRequest {
  /** Schemas to read, the empty text being the connection's own. */
  readonly schemas?: readonly string[];
  /** Tables left out. */
  readonly exclude?: readonly TableName[];
}

/**
 * Reads schemas, and those that their foreign keys lead to, until none leads further.
 *
 * @param withTypes reads the schemas of the types that their columns have, too, as a comparison with models does that
 * name such types
 */
export async function readReferred(
  reader: SchemaReader,
  asked: readonly string[],
  exclude: readonly TableName[] = [],
  withTypes = false,
): Promise<{ readonly schema: Schema; readonly schemas: readonly string[] }> {
  for (let schemas = asked; ; ) {
    const schema = await reader.reflectSchema({ schemas, exclude });
    const known = new Set([...schemas, ...schema.tables.map((table) => table.schema ?? "")]);
    const referred = schema.tables
      .flatMap((table) => constraintsOf(table, "foreignKey"))
      .filter(({ references }) => findTable(schema, references) === null)
      .map(({ references }) => references.schema ?? "");
    const types = withTypes
      ? [...schema.enums, ...schema.domains, ...schema.userTypes].map((type) => type.schema ?? "")
      : [];
    const more = new Set([...referred, ...types].filter((name) => !known.has(name)));
    if (more.size === 0) return { schema, schemas };
    schemas = [...schemas, ...[...more].sort()];
  }
}

/** The tables that `wanted` chooses and all that they refer to, in the order of the schema. */
export function referredTables(schema: Schema, wanted: (table: Table) => boolean): readonly Table[] {
  const kept = new Set<string>();
  const keep = (table: Table | null) => {
    if (table === null || kept.has(nameKey(table))) return;
    kept.add(nameKey(table));
    for (const { references } of constraintsOf(table, "foreignKey")) keep(findTable(schema, references));
  };
  for (const table of schema.tables) if (wanted(table)) keep(table);
  return schema.tables.filter((table) => kept.has(nameKey(table)));
}
