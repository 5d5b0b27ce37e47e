import type { Dialect } from "../dialect/dialect.js";
import type { MigrError } from "../errors/base.js";
import { CompileError } from "../errors/errors.js";
import { declaredAt, tellingPlace } from "../schema/declared-at.js";
import { displayName } from "../schema/name.js";
import type { Schema } from "../schema/schema.js";
import type { Table } from "../schema/table.js";

const ADAPTED = new WeakMap<Schema, { readonly dialect: Dialect; readonly schema: Schema }>();

/**
 * What the dialect's database would hold of the models, worked out once where they are compared more often.
 *
 * @throws {CompileError} `compile.unsupported` and others, {SchemaError} `schema.duplicate-column` and others: the database
 * takes no such thing; the hint says where its table is declared
 */
export function adaptedTo(dialect: Dialect, models: Schema): Schema {
  const known = ADAPTED.get(models);
  if (known?.dialect === dialect) return known.schema;
  const bare = dialect.features.tablesWithoutColumns
    ? undefined
    : models.tables.find(({ columns }) => columns.length === 0);
  if (bare) {
    const message = `${dialect.title} cannot hold ${displayName(bare)}, a table without columns.`;
    throw new CompileError("compile.unsupported", message, {
      hint: `It is declared at ${declaredAt(bare)}.`,
    });
  }
  const schema = tellingPlace(
    () => dialect.adapt(models),
    (error) => placeOf(error, dialect, models),
  );
  ADAPTED.set(models, { dialect, schema });
  return schema;
}

/** Where the table is declared that an error is about, which is named or refused for itself as well. */
function placeOf({ details, message }: MigrError, dialect: Dialect, models: Schema): string | null {
  const isRefused = (table: Table) => {
    try {
      dialect.adapt({ ...models, tables: [table] });
      return false;
    } catch (thrown) {
      return thrown instanceof Error && thrown.message === message;
    }
  };
  const named = models.tables.find((table) => displayName(table) === details["table"]);
  const table = named ?? models.tables.find(isRefused);
  return table ? declaredAt(table) : null;
}
