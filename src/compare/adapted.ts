import type { Dialect } from "../dialect/dialect.js";
import { CompileError, SchemaError } from "../errors/errors.js";
import { declaredAt } from "../schema/declared-at.js";
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
  try {
    const schema = dialect.adapt(models);
    ADAPTED.set(models, { dialect, schema });
    return schema;
  } catch (thrown) {
    throw thrown instanceof SchemaError || thrown instanceof CompileError
      ? withPlace(thrown, models, dialect)
      : thrown;
  }
}

/** The error with the place of the table that it is about, which is named or refused for itself as well. */
function withPlace(error: SchemaError | CompileError, models: Schema, dialect: Dialect): Error {
  const named = models.tables.find((table) => displayName(table) === error.details["table"]);
  const table = named ?? models.tables.find((each) => isRefused(each, error, models, dialect));
  const where = table && declaredAt(table);
  if (!where) return error;
  const place = `The table is declared at ${where}.`;
  const parts = {
    hint: error.hint === undefined ? place : `${error.hint} ${place}`,
    details: error.details,
    cause: error.cause,
  };
  return error instanceof SchemaError
    ? new SchemaError(error.code, error.message, parts)
    : new CompileError(error.code, error.message, parts);
}

function isRefused(table: Table, { message }: Error, models: Schema, dialect: Dialect): boolean {
  try {
    dialect.adapt({ ...models, tables: [table] });
    return false;
  } catch (thrown) {
    return thrown instanceof Error && thrown.message === message;
  }
}
