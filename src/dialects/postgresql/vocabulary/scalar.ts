import type { ColumnBuilder } from "../../../schema/define/column-builder.js";
import { plainColumn, shapedColumn, wholeNumber } from "./column.js";

/** The longest bit string. @source PostgreSQL 18, source, varbit.c: MaxAttrSize * BITS_PER_BYTE */
const LONGEST_BITS = 83886080;

/** The fields that an interval may be limited to. @source PostgreSQL 18, 8.5.4 Interval Input */
export type IntervalFields =
  | "year"
  | "month"
  | "day"
  | "hour"
  | "minute"
  | "second"
  | "year to month"
  | "day to hour"
  | "day to minute"
  | "day to second"
  | "hour to minute"
  | "hour to second"
  | "minute to second";

/** A JSON document in its decomposed form, which operators and indexes know. @source PostgreSQL 18, 8.14 */
export function jsonb<T = unknown>(): ColumnBuilder<T> {
  return plainColumn("jsonb");
}

/** A path into JSON documents. @source PostgreSQL 18, 8.14.7 jsonpath Type */
export function jsonpath(): ColumnBuilder<string> {
  return plainColumn("jsonpath");
}

/** An amount of money, in the words of the server's locale. @source PostgreSQL 18, 8.2 Monetary Types */
export function money(): ColumnBuilder<string> {
  return plainColumn("money");
}

/** An XML document or a part of one. @source PostgreSQL 18, 8.13 XML Type */
export function xml(): ColumnBuilder<string> {
  return plainColumn("xml");
}

/**
 * Exactly `length` bits, as `"0110"`.
 *
 * @throws {SchemaError} `schema.invalid-column`: the length is no whole number in range
 * @source PostgreSQL 18, 8.10 Bit String Types
 */
export function bit(length = 1): ColumnBuilder<string> {
  return shapedColumn("bit", [wholeNumber("bit", "length", length, 1, LONGEST_BITS)]);
}

/**
 * At most `length` bits, or any number of them, as `"0110"`.
 *
 * @throws {SchemaError} `schema.invalid-column`: the length is no whole number in range
 * @source PostgreSQL 18, 8.10 Bit String Types
 */
export function varbit(length?: number): ColumnBuilder<string> {
  if (length === undefined) return shapedColumn("varbit", []);
  return shapedColumn("varbit", [wholeNumber("varbit", "length", length, 1, LONGEST_BITS)]);
}

/**
 * A time of day with its offset from UTC, as `14:32:00+02`; `precision` is in fractional digits of a second.
 *
 * @throws {SchemaError} `schema.invalid-column`: the precision is no whole number from 0 to 6
 * @source PostgreSQL 18, 8.5.1.2 Times
 */
export function timetz(precision?: number): ColumnBuilder<string> {
  if (precision === undefined) return shapedColumn("timetz", []);
  return shapedColumn("timetz", [wholeNumber("timetz", "precision", precision, 0, 6)]);
}

/**
 * A length of time limited to some fields, or to fractional digits of a second: `intervalOf({ fields: "day to hour" })`.
 *
 * @throws {SchemaError} `schema.invalid-column`: the precision is no whole number from 0 to 6
 * @source PostgreSQL 18, 8.5.4 Interval Input
 */
export function intervalOf(options: {
  readonly fields?: IntervalFields;
  readonly precision?: number;
}): ColumnBuilder<string> {
  const { fields, precision } = options;
  return shapedColumn("intervalOf", [
    {
      ...(fields !== undefined && { fields }),
      ...(precision !== undefined && { precision: wholeNumber("intervalOf", "precision", precision, 0, 6) }),
    },
  ]);
}
