import { SchemaError } from "../../../errors/errors.js";
import { type ColumnBuilder, columnOfType } from "../../../schema/define/column-builder.js";
import { dateTime, largeBinary } from "../../../schema/define/column-type.js";
import { nativeType, wholeArgument } from "./native.js";

/**
 * Text of at most 255 bytes.
 *
 * @source MySQL 9.7 Reference Manual, 13.3.4 "The BLOB and TEXT Types"
 */
export function tinytext(): ColumnBuilder<string> {
  return columnOfType(nativeType("tinytext", []));
}

/**
 * Text of at most 16 MiB.
 *
 * @source MySQL 9.7 Reference Manual, 13.3.4 "The BLOB and TEXT Types"
 */
export function mediumtext(): ColumnBuilder<string> {
  return columnOfType(nativeType("mediumtext", []));
}

/**
 * Text of at most 4 GiB.
 *
 * @source MySQL 9.7 Reference Manual, 13.3.4 "The BLOB and TEXT Types"
 */
export function longtext(): ColumnBuilder<string> {
  return columnOfType(nativeType("longtext", []));
}

/**
 * At most 255 bytes: `largeBinary(255)`.
 *
 * @source MySQL 9.7 Reference Manual, 13.7 "Data Type Storage Requirements"
 */
export function tinyblob(): ColumnBuilder<Uint8Array> {
  return largeBinary(2 ** 8 - 1);
}

/**
 * At most 64 KiB of bytes: `largeBinary()`.
 *
 * @source MySQL 9.7 Reference Manual, 13.7 "Data Type Storage Requirements"
 */
export function blob(): ColumnBuilder<Uint8Array> {
  return largeBinary();
}

/**
 * At most 16 MiB of bytes: `largeBinary(2 ** 24 - 1)`.
 *
 * @source MySQL 9.7 Reference Manual, 13.7 "Data Type Storage Requirements"
 */
export function mediumblob(): ColumnBuilder<Uint8Array> {
  return largeBinary(2 ** 24 - 1);
}

/**
 * At most 4 GiB of bytes: `largeBinary(2 ** 32 - 1)`.
 *
 * @source MySQL 9.7 Reference Manual, 13.7 "Data Type Storage Requirements"
 */
export function longblob(): ColumnBuilder<Uint8Array> {
  return largeBinary(2 ** 32 - 1);
}

/**
 * Exactly `length` bytes, filled with zero bytes by the database.
 *
 * @throws {SchemaError} `schema.invalid-column`: the length is no whole number
 * @source MySQL 9.7 Reference Manual, 13.3.3 "The BINARY and VARBINARY Types"
 */
export function binary(length = 1): ColumnBuilder<Uint8Array> {
  return columnOfType(nativeType("binary", [wholeArgument("binary", "length", length, 1, 255)]));
}

/**
 * At most `length` bytes.
 *
 * @throws {SchemaError} `schema.invalid-column`: the length is no whole number
 * @source MySQL 9.7 Reference Manual, 13.3.3 "The BINARY and VARBINARY Types"
 */
export function varbinary(length: number): ColumnBuilder<Uint8Array> {
  return columnOfType(nativeType("varbinary", [wholeArgument("varbinary", "length", length, 1, 65_535)]));
}

/**
 * Any of a fixed list of words, several at once: a text of words between commas.
 *
 * @throws {SchemaError} `schema.invalid-column`: no word is given, one of them twice, or one with a comma
 * @source MySQL 9.7 Reference Manual, 13.3.7 "The SET Type"
 */
export function set(...words: readonly [string, ...string[]]): ColumnBuilder<string> {
  if (words.length > 0 && new Set(words).size === words.length && !words.some((word) => word.includes(","))) {
    return columnOfType(nativeType("set", [...words]));
  }
  throw new SchemaError(
    "schema.invalid-column",
    `set(${words.join(", ")}) needs words that all differ and hold no comma.`,
  );
}

/**
 * A day with a time of day that the server keeps in UTC: `dateTime({ timezone: true })`. With
 * `.serverOnUpdate(func.now())` it follows every update of its row.
 *
 * @throws {SchemaError} `schema.invalid-column`: the precision is no whole number from 0 to 6
 * @source MySQL 9.7 Reference Manual, 13.2.2 "The DATE, DATETIME, and TIMESTAMP Types"
 */
export function timestamp(options: { readonly precision?: number } = {}): ColumnBuilder<Date> {
  return dateTime({ ...options, timezone: true });
}

/**
 * A day with a time of day, kept as it is given: `dateTime()`.
 *
 * @throws {SchemaError} `schema.invalid-column`: the precision is no whole number from 0 to 6
 * @source MySQL 9.7 Reference Manual, 13.2.2 "The DATE, DATETIME, and TIMESTAMP Types"
 */
export function datetime(options: { readonly precision?: number } = {}): ColumnBuilder<Date> {
  return dateTime(options);
}

/**
 * An IPv4 address; MariaDB only.
 *
 * @source MariaDB Server documentation, "INET4"
 */
export function inet4(): ColumnBuilder<string> {
  return columnOfType(nativeType("inet4", []));
}

/**
 * An IPv6 address; MariaDB only.
 *
 * @source MariaDB Server documentation, "INET6"
 */
export function inet6(): ColumnBuilder<string> {
  return columnOfType(nativeType("inet6", []));
}

/**
 * A list of `dimensions` 32-bit floating-point numbers, as bytes; MySQL 9 and MariaDB 11.7.
 *
 * @throws {SchemaError} `schema.invalid-column`: the number of dimensions is no whole number
 * @source MySQL 9.7 Reference Manual, 13.3.5 "The VECTOR Type"
 */
export function vector(dimensions = 2048): ColumnBuilder<Uint8Array> {
  return columnOfType(nativeType("vector", [wholeArgument("vector", "number", dimensions, 1, 16_383)]));
}
