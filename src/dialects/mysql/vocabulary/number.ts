import { type ColumnBuilder, columnOfType } from "../../../schema/define/column-builder.js";
import {
  bigInteger,
  double as doubleType,
  float as floatType,
  integer,
  numeric,
  smallInteger,
} from "../../../schema/define/column-type.js";
import { nativeType, wholeArgument } from "./native.js";

/** What an integer may be beside its size. */
export interface IntegerOptions {
  /** No negative numbers, and twice as many others. */
  readonly unsigned?: boolean;
  /** Shown with zeros in front, which makes it unsigned too. */
  readonly zerofill?: boolean;
  /** How many digits ZEROFILL fills up to. */
  readonly width?: number;
}

/** What a decimal or floating-point number may be beside its size. */
export type NumberOptions = Omit<IntegerOptions, "width">;

/** How many digits a floating-point number is rounded to. */
export interface FloatOptions extends NumberOptions {
  /** All digits. */
  readonly precision?: number;
  /** Digits after the point. */
  readonly scale?: number;
}

/**
 * An 8-bit integer. `boolean()` is TINYINT(1).
 *
 * @throws {SchemaError} `schema.invalid-column`: the width is no whole number
 * @source MySQL 9.7 Reference Manual, 13.1.2 "Integer Types"
 */
export function tinyint(options: IntegerOptions = {}): ColumnBuilder<number> {
  return columnOfType(nativeType("tinyint", numberArgs("tinyint", options)));
}

/**
 * A 16-bit integer.
 *
 * @throws {SchemaError} `schema.invalid-column`: the width is no whole number
 * @source MySQL 9.7 Reference Manual, 13.1.2 "Integer Types"
 */
export function smallint(options: IntegerOptions = {}): ColumnBuilder<number> {
  const args = numberArgs("smallint", options);
  return args.length === 0 ? smallInteger() : columnOfType(nativeType("smallint", args));
}

/**
 * A 24-bit integer.
 *
 * @throws {SchemaError} `schema.invalid-column`: the width is no whole number
 * @source MySQL 9.7 Reference Manual, 13.1.2 "Integer Types"
 */
export function mediumint(options: IntegerOptions = {}): ColumnBuilder<number> {
  return columnOfType(nativeType("mediumint", numberArgs("mediumint", options)));
}

/**
 * A 32-bit integer, `int({ unsigned: true })`.
 *
 * @throws {SchemaError} `schema.invalid-column`: the width is no whole number
 * @source MySQL 9.7 Reference Manual, 13.1.2 "Integer Types"
 */
export function int(options: IntegerOptions = {}): ColumnBuilder<number> {
  const args = numberArgs("int", options);
  return args.length === 0 ? integer() : columnOfType(nativeType("int", args));
}

/**
 * A 64-bit integer, `bigint({ unsigned: true })`.
 *
 * @throws {SchemaError} `schema.invalid-column`: the width is no whole number
 * @source MySQL 9.7 Reference Manual, 13.1.2 "Integer Types"
 */
export function bigint(options: IntegerOptions = {}): ColumnBuilder<bigint> {
  const args = numberArgs("bigint", options);
  return args.length === 0 ? bigInteger() : columnOfType(nativeType("bigint", args));
}

/**
 * An exact number, as a string.
 *
 * @throws {SchemaError} `schema.invalid-column`: precision or scale is no whole number
 * @source MySQL 9.7 Reference Manual, 13.1.3 "Fixed-Point Types (Exact Value)"
 */
export function decimal(precision = 10, scale = 0, options: NumberOptions = {}): ColumnBuilder<string> {
  const args = numberArgs("decimal", options);
  if (args.length === 0) return numeric(precision, scale);
  wholeArgument("decimal", "precision", precision, 1, 65);
  wholeArgument("decimal", "scale", scale, 0, 38);
  return columnOfType(nativeType("decimal", [precision, scale, ...args]));
}

/**
 * A 32-bit floating-point number, rounded where it is given digits.
 *
 * @throws {SchemaError} `schema.invalid-column`: precision or scale is no whole number
 * @source MySQL 9.7 Reference Manual, 13.1.4 "Floating-Point Types (Approximate Value)"
 */
export function float(options: FloatOptions = {}): ColumnBuilder<number> {
  const args = floatArgs("float", options);
  return args.length === 0 ? floatType() : columnOfType(nativeType("float", args));
}

/**
 * A 64-bit floating-point number, rounded where it is given digits.
 *
 * @throws {SchemaError} `schema.invalid-column`: precision or scale is no whole number
 * @source MySQL 9.7 Reference Manual, 13.1.4 "Floating-Point Types (Approximate Value)"
 */
export function double(options: FloatOptions = {}): ColumnBuilder<number> {
  const args = floatArgs("double", options);
  return args.length === 0 ? doubleType() : columnOfType(nativeType("double", args));
}

/**
 * Bits, 1 to 64 of them, as bytes.
 *
 * @throws {SchemaError} `schema.invalid-column`: the length is no whole number
 * @source MySQL 9.7 Reference Manual, 13.1.5 "Bit-Value Type - BIT"
 */
export function bit(length = 1): ColumnBuilder<Uint8Array> {
  return columnOfType(nativeType("bit", [wholeArgument("bit", "length", length, 1, 64)]));
}

/**
 * A year from 1901 to 2155, or 0.
 *
 * @source MySQL 9.7 Reference Manual, 13.2.4 "The YEAR Type"
 */
export function year(): ColumnBuilder<number> {
  return columnOfType(nativeType("year", []));
}

function numberArgs(builder: string, { unsigned, zerofill, width }: IntegerOptions) {
  if (width !== undefined) wholeArgument(builder, "width", width, 1, 255);
  if (!unsigned && !zerofill && width === undefined) return [];
  return [
    {
      ...((unsigned || zerofill) && { unsigned: true }),
      ...(zerofill && { zerofill }),
      ...(width !== undefined && { width }),
    },
  ];
}

function floatArgs(builder: string, { precision, scale, ...options }: FloatOptions) {
  const [given] = numberArgs(builder, options);
  if (precision === undefined) return given ? [given] : [];
  wholeArgument(builder, "precision", precision, 1, 255);
  return [{ precision, scale: wholeArgument(builder, "scale", scale ?? 0, 0, 30), ...given }];
}
