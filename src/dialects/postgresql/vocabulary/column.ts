import { SchemaError } from "../../../errors/errors.js";
import { type ColumnBuilder, columnOfType } from "../../../schema/define/column-builder.js";
import { type NativeArgument, type SqlType, sqlType } from "../../../types/type.js";
import { native } from "../native-kind.js";
import type { PlainName } from "../native-words.js";

/** A new column of a type without arguments. */
export function plainColumn<T>(name: PlainName): ColumnBuilder<T> {
  return columnOfType(sqlType(native(name)));
}

/** A new column of a type with arguments, or made of another type. */
export function shapedColumn<T>(
  name: string,
  args: readonly NativeArgument[],
  element?: SqlType,
): ColumnBuilder<T> {
  return columnOfType(sqlType(native(name, Object.freeze(args), element)));
}

/**
 * A whole number that a builder is given.
 *
 * @throws {SchemaError} `schema.invalid-column`: it is none, or out of range
 */
export function wholeNumber(builder: string, what: string, given: number, low: number, high: number): number {
  if (Number.isInteger(given) && given >= low && given <= high) return given;
  throw new SchemaError(
    "schema.invalid-column",
    `${builder}() takes a ${what} that is a whole number from ${low} to ${high}, not ${String(given)}.`,
  );
}
