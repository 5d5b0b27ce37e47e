import { type ColumnBuilder, columnOfType } from "../../../schema/define/column-builder.js";
import { nativeType, wholeArgument } from "./native.js";

/** A place in the plane. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** Any shape: a place, and lists of shapes. */
export type Shape = Position | readonly Shape[];

/** What a spatial column may be beside its shape. */
export interface SpatialOptions {
  /** The spatial reference system that all values are in, 4326 for GPS coordinates. */
  readonly srid?: number;
}

/**
 * A shape of any kind.
 *
 * @throws {SchemaError} `schema.invalid-column`: the SRID is no whole number
 * @source MySQL 9.7 Reference Manual, 13.4.1 "Spatial Data Types"
 */
export function geometry(options: SpatialOptions = {}): ColumnBuilder<Shape> {
  return spatial("geometry", options);
}

/**
 * A place.
 *
 * @throws {SchemaError} `schema.invalid-column`: the SRID is no whole number
 * @source MySQL 9.7 Reference Manual, 13.4.1 "Spatial Data Types"
 */
export function point(options: SpatialOptions = {}): ColumnBuilder<Position> {
  return spatial("point", options);
}

/**
 * A line through places.
 *
 * @throws {SchemaError} `schema.invalid-column`: the SRID is no whole number
 * @source MySQL 9.7 Reference Manual, 13.4.1 "Spatial Data Types"
 */
export function linestring(options: SpatialOptions = {}): ColumnBuilder<readonly Position[]> {
  return spatial("linestring", options);
}

/**
 * An area: its border and the borders of its holes.
 *
 * @throws {SchemaError} `schema.invalid-column`: the SRID is no whole number
 * @source MySQL 9.7 Reference Manual, 13.4.1 "Spatial Data Types"
 */
export function polygon(options: SpatialOptions = {}): ColumnBuilder<readonly (readonly Position[])[]> {
  return spatial("polygon", options);
}

/**
 * Several places.
 *
 * @throws {SchemaError} `schema.invalid-column`: the SRID is no whole number
 * @source MySQL 9.7 Reference Manual, 13.4.1 "Spatial Data Types"
 */
export function multipoint(options: SpatialOptions = {}): ColumnBuilder<readonly Position[]> {
  return spatial("multipoint", options);
}

/**
 * Several lines.
 *
 * @throws {SchemaError} `schema.invalid-column`: the SRID is no whole number
 * @source MySQL 9.7 Reference Manual, 13.4.1 "Spatial Data Types"
 */
export function multilinestring(
  options: SpatialOptions = {},
): ColumnBuilder<readonly (readonly Position[])[]> {
  return spatial("multilinestring", options);
}

/**
 * Several areas.
 *
 * @throws {SchemaError} `schema.invalid-column`: the SRID is no whole number
 * @source MySQL 9.7 Reference Manual, 13.4.1 "Spatial Data Types"
 */
export function multipolygon(
  options: SpatialOptions = {},
): ColumnBuilder<readonly (readonly (readonly Position[])[])[]> {
  return spatial("multipolygon", options);
}

/**
 * Shapes of any kinds.
 *
 * @throws {SchemaError} `schema.invalid-column`: the SRID is no whole number
 * @source MySQL 9.7 Reference Manual, 13.4.1 "Spatial Data Types"
 */
export function geometrycollection(options: SpatialOptions = {}): ColumnBuilder<readonly Shape[]> {
  return spatial("geometrycollection", options);
}

function spatial<T>(name: string, { srid }: SpatialOptions): ColumnBuilder<T> {
  if (srid === undefined) return columnOfType(nativeType(name, []));
  return columnOfType(nativeType(name, [{ srid: wholeArgument(name, "SRID", srid, 0, 2 ** 32 - 1) }]));
}
