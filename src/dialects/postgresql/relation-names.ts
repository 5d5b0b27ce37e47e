import { SchemaError } from "../../errors/errors.js";
import { displayName, nameKey, type TableName } from "../../schema/name.js";
import type { Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";

/**
 * Refuses indexes and keys that are called as something else of their schema is: tables, views, sequences and indexes,
 * those of keys included, share one set of names.
 *
 * @throws {SchemaError} `schema.duplicate-name`: two are called the same
 * @source PostgreSQL 18, 5.10.1 Creating a Schema; CREATE INDEX; source, heap.c: heap_create_with_catalog
 */
export function assertRelationNames({ tables, sequences, entities }: Schema): void {
  const taken = new Map<string, string>();
  const views = entities.filter(({ kind }) => kind === "view" || kind === "materializedView");
  for (const table of tables) taken.set(nameKey(table), `table ${displayName(table)}`);
  for (const view of views) taken.set(nameKey(view), `view ${displayName(view)}`);
  for (const sequence of sequences) taken.set(nameKey(sequence), `sequence ${displayName(sequence)}`);
  for (const table of tables) {
    for (const [what, name] of relationsOf(table)) {
      const key = nameKey({ ...placeOf(table), name });
      const own = `the ${what} ${name} of ${displayName(table)}`;
      const other = taken.get(key);
      if (other !== undefined) {
        throw new SchemaError(
          "schema.duplicate-name",
          `PostgreSQL cannot make ${own}: ${other} has that name.`,
          {
            hint: "Tables, views, sequences, indexes and keys of a schema share one set of names.",
            details: { table: displayName(table), name },
          },
        );
      }
      taken.set(key, own);
    }
  }
}

function relationsOf({ constraints, indexes }: Table): readonly (readonly [what: string, name: string])[] {
  return [
    ...constraints.flatMap(({ kind, name }) => {
      const what = KEYS[kind];
      return what === undefined || name === undefined ? [] : [[what, name] as const];
    }),
    ...indexes.map(({ name }) => ["index", name] as const),
  ];
}

const KEYS: Readonly<Record<string, string>> = {
  primaryKey: "primary key",
  unique: "unique constraint",
  exclude: "exclusion",
};

function placeOf({ schema }: TableName): Pick<TableName, "schema"> {
  return schema === undefined ? {} : { schema };
}
