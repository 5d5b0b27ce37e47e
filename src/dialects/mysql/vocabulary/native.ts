import { SchemaError } from "../../../errors/errors.js";
import { type NativeArgument, type NativeSqlType, sqlType } from "../../../types/type.js";

/** A type of the vocabulary as data. */
export function nativeType(name: string, args: readonly NativeArgument[]): NativeSqlType {
  return sqlType({ kind: "native", dialect: "mysql", name, args });
}

/**
 * The argument, where it is a whole number in the range.
 *
 * @throws {SchemaError} `schema.invalid-column`: it is not
 */
export function wholeArgument(
  builder: string,
  what: string,
  given: number,
  low: number,
  high: number,
): number {
  if (Number.isInteger(given) && given >= low && given <= high) return given;
  throw new SchemaError(
    "schema.invalid-column",
    `${builder}() takes a ${what} that is a whole number from ${low} to ${high}, not ${String(given)}.`,
  );
}
