import type { Expression } from "../../sql/build/expression.js";
import { sqlText } from "../../sql/build/sql-tag.js";
import { sqlType } from "../../types/type.js";
import { anyText, anything, assertArgument, assertOptions, misdeclared, oneOf, yesOrNo } from "./argument.js";
import { type ColumnBuilder, columnOfType, EnumBuilder } from "./column-builder.js";

/** A 32-bit integer. */
export function integer(): ColumnBuilder<number> {
  return columnOfType(sqlType({ kind: "integer" }));
}

/** A 16-bit integer. */
export function smallInteger(): ColumnBuilder<number> {
  return columnOfType(sqlType({ kind: "smallInteger" }));
}

/** A 64-bit integer: a bigint, or with `mode: "number"` a number that may lose digits beyond 2^53. */
export function bigInteger(options: { readonly mode: "number" }): ColumnBuilder<number>;
export function bigInteger(options?: { readonly mode?: "bigint" }): ColumnBuilder<bigint>;
export function bigInteger(options: { readonly mode?: "bigint" | "number" } = {}): ColumnBuilder<never> {
  assertOptions("bigInteger()", options, { mode: oneOf("bigint", "number") });
  return columnOfType(sqlType({ kind: "bigInteger", mode: options.mode ?? "bigint" }));
}

/**
 * A decimal number of `precision` digits, `scale` of them after the point: an exact string, or with
 * `mode: "number"` a number.
 *
 * @throws {SchemaError} `schema.invalid-column`: precision or scale is no whole number, or the scale is greater
 */
export function numeric(
  precision: number | undefined,
  scale: number | undefined,
  options: { readonly mode: "number" },
): ColumnBuilder<number>;
export function numeric(precision?: number, scale?: number): ColumnBuilder<string>;
export function numeric(
  precision?: number,
  scale?: number,
  options: { readonly mode?: "string" | "number" } = {},
): ColumnBuilder<never> {
  assertOptions("numeric()", options, { mode: oneOf("string", "number") });
  if (precision !== undefined) whole("numeric", "precision", precision, 1);
  if (scale !== undefined) whole("numeric", "scale", scale, 0);
  return columnOfType(
    sqlType({
      kind: "numeric",
      ...(precision !== undefined && { precision }),
      ...(scale !== undefined && { scale }),
      mode: options.mode ?? "string",
    }),
  );
}

/** A 32-bit floating-point number. */
export function float(): ColumnBuilder<number> {
  return columnOfType(sqlType({ kind: "float" }));
}

/** A 64-bit floating-point number. */
export function double(): ColumnBuilder<number> {
  return columnOfType(sqlType({ kind: "double" }));
}

/**
 * Text of at most `length` characters. PostgreSQL and SQLite take it without a length, MySQL does not.
 *
 * @throws {SchemaError} `schema.invalid-column`: the length is no positive whole number
 */
export function string(length?: number): ColumnBuilder<string> {
  if (length === undefined) return columnOfType(sqlType({ kind: "string" }));
  return columnOfType(sqlType({ kind: "string", length: whole("string", "length", length, 1) }));
}

/**
 * Text of exactly `length` characters, filled with spaces by the database.
 *
 * @throws {SchemaError} `schema.invalid-column`: the length is no positive whole number
 */
export function char(length: number): ColumnBuilder<string> {
  return columnOfType(sqlType({ kind: "char", length: whole("char", "length", length, 1) }));
}

/** Text of any length, as a column. */
export function text(): ColumnBuilder<string>;
/**
 * SQL text with parameters by name, `text("… WHERE id = :id", { id: 1 })`, the same on every database.
 *
 * @throws {CompileError} `compile.bad-parameters`: a named parameter has no value
 */
export function text<T = unknown>(
  statement: string,
  params?: Readonly<Record<string, unknown>>,
): Expression<T>;
export function text(
  statement?: string,
  params?: Readonly<Record<string, unknown>>,
): ColumnBuilder<string> | Expression<unknown> {
  return statement === undefined ? columnOfType(sqlType({ kind: "text" })) : sqlText(statement, params);
}

/** True or false. */
export function boolean(): ColumnBuilder<boolean> {
  return columnOfType(sqlType({ kind: "boolean" }));
}

/** A day, as `2026-11-21`. */
export function date(): ColumnBuilder<string> {
  return columnOfType(sqlType({ kind: "date" }));
}

/** A time of day, as `14:32:00`; `precision` is in fractional digits of a second. */
export function time(options: { readonly precision?: number } = {}): ColumnBuilder<string> {
  assertOptions("time()", options, { precision: anything });
  return columnOfType(sqlType({ kind: "time", ...fraction("time", options.precision) }));
}

/** A day with a time of day; `precision` is in fractional digits of a second. */
export function dateTime(
  options: { readonly timezone?: boolean; readonly precision?: number } = {},
): ColumnBuilder<Date> {
  assertOptions("dateTime()", options, { timezone: yesOrNo, precision: anything });
  const timezone = options.timezone ?? false;
  return columnOfType(sqlType({ kind: "dateTime", timezone, ...fraction("dateTime", options.precision) }));
}

/** A length of time in ISO 8601, as `P1DT2H`; PostgreSQL only. */
export function interval(): ColumnBuilder<string> {
  return columnOfType(sqlType({ kind: "interval" }));
}

/** Bytes; on MySQL `length` chooses the BLOB that holds as many. */
export function largeBinary(length?: number): ColumnBuilder<Uint8Array> {
  if (length === undefined) return columnOfType(sqlType({ kind: "largeBinary" }));
  return columnOfType(sqlType({ kind: "largeBinary", length: whole("largeBinary", "length", length, 1) }));
}

/** A UUID in its hyphenated form. */
export function uuid(): ColumnBuilder<string> {
  return columnOfType(sqlType({ kind: "uuid" }));
}

/** A JSON document. */
export function json<T = unknown>(): ColumnBuilder<T> {
  return columnOfType(sqlType({ kind: "json" }));
}

/**
 * One of a fixed list of words; `.named()` names the type on databases that keep it as an object of its own.
 *
 * @throws {SchemaError} `schema.invalid-column`: no word is given, or one of them twice
 */
export function enumOf<const V extends readonly [string, ...string[]]>(...values: V): EnumBuilder<V[number]> {
  if (values.length === 0 || new Set(values).size !== values.length) {
    throw misdeclared("schema.invalid-column", `enumOf(${values.join(", ")}) needs words that all differ.`);
  }
  for (const value of values) assertArgument("enumOf()", "each word", value, anyText);
  const type = sqlType({ kind: "enum", values: Object.freeze([...values]) });
  return new EnumBuilder<V[number]>({ type, nullable: false, primaryKey: false, validators: [] });
}

/** A type in the database's own words, `rawType("ltree")`. */
export function rawType<T = unknown>(sql: string): ColumnBuilder<T> {
  assertArgument("rawType()", "type", sql, anyText);
  return columnOfType(sqlType({ kind: "raw", sql }));
}

function fraction(builder: string, precision: number | undefined): { readonly precision?: number } {
  if (precision === undefined) return {};
  return { precision: whole(builder, "precision", precision, 0, 6) };
}

function whole(builder: string, what: string, given: number, low: number, high = 2 ** 32 - 1): number {
  if (Number.isInteger(given) && given >= low && given <= high) return given;
  const range = high < 2 ** 32 - 1 ? `from ${low} to ${high}` : `of at least ${low}`;
  throw misdeclared(
    "schema.invalid-column",
    `${builder}() takes a ${what} that is a whole number ${range}, not ${String(given)}.`,
  );
}
