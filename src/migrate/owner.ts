import { SchemaError } from "../errors/errors.js";
import type { Operation } from "../ops/operation.js";
import { placesOf } from "../schema/declared-at.js";
import { displayName, type TableName } from "../schema/name.js";
import { type EntityName, entityKey } from "../schema/object.js";
import type { Schema } from "../schema/schema.js";
import { nearest } from "../util/text.js";

/** What was read of the database. */
interface ReadRequest {
  readonly schemas: readonly string[];
  readonly exclude: readonly TableName[];
}

/**
 * Checks that what is on a table, as a trigger or a policy, and is to be made has its table: in the models or in the
 * database. Where the table is in a schema that was not read, the database will tell.
 *
 * @throws {SchemaError} `schema.no-such-table`: neither has it
 */
export function assertOwners(
  operations: readonly Operation[],
  wanted: Schema,
  from: Schema,
  { schemas, exclude }: ReadRequest,
): void {
  const made = new Set(
    operations
      .filter(({ kind }) => kind === "createEntity")
      .map((each) => entityKey((each as unknown as { readonly entity: EntityName }).entity)),
  );
  const known = [
    ...wanted.tables,
    ...wanted.entities.filter(({ table }) => !table),
    ...from.tables,
    ...from.unsupported,
    ...exclude,
  ];
  // Some databases take names in whatever letters.
  const names = new Set(known.map(({ name }) => name.toLowerCase()));
  for (const entity of wanted.entities) {
    const { table, kind } = entity;
    if (!table || !made.has(entityKey(entity)) || names.has(table.name.toLowerCase())) continue;
    if (!schemas.includes(table.schema ?? "")) continue;
    const like = nearest(
      table.name,
      wanted.tables.map(({ name }) => name),
    );
    const meant = like === null ? undefined : `Did you mean ${like}?`;
    throw new SchemaError(
      "schema.no-such-table",
      `The ${kind} ${entity.name} is on ${displayName(table)}, and neither the models nor the database have such a table.`,
      {
        hint: [meant, placesOf(entity)].filter(Boolean).join(" ") || undefined,
        details: { name: entity.name, table: displayName(table) },
      },
    );
  }
}
