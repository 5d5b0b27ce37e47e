import type { ColumnBuilder } from "../../../schema/define/column-builder.js";
import type { MetaData } from "../../../schema/define/metadata.js";
import { assertObject } from "../../../schema/define/schema-object.js";
import {
  type CompositeTypeOptions,
  compositeOf,
  type RangeTypeOptions,
  rangeOf,
  type TypeAttributes,
} from "../../../schema/define/user-type-item.js";
import type { TableName } from "../../../schema/name.js";
import { shapedColumn } from "./column.js";

export type {
  CompositeTypeOptions,
  RangeTypeOptions,
  TypeAttributes,
} from "../../../schema/define/user-type-item.js";

/** A column of any type. */
type AnyColumn = ColumnBuilder<unknown, boolean, boolean> | ColumnBuilder<never, boolean, boolean>;

/** Makes columns of a type; its values are texts, as `("Keizersgracht 1",1015)` or `[1.5,2.5)`. */
export type TypeColumn = () => ColumnBuilder<string>;

/**
 * A column of a composite type that the database has: `compositeType("address")`.
 *
 * @source PostgreSQL 18, 8.16 Composite Types
 */
export function compositeType(name: string, schema?: string): ColumnBuilder<string>;
/**
 * Declares a composite type, of which values have attributes as rows have columns. What it gives makes columns of it:
 * `const address = compositeType("address", Base.metadata, { street: text(), zip: integer() })`, then `home: address()`.
 *
 * @throws {SchemaError} `schema.invalid-argument`: an attribute is no type
 * @throws {SchemaError} `schema.invalid-object`: an attribute says what only a column of a table can
 * @source PostgreSQL 18, CREATE TYPE: Composite Types
 */
export function compositeType(
  name: string,
  metadata: MetaData,
  attributes: TypeAttributes,
  options?: CompositeTypeOptions,
): TypeColumn;
export function compositeType(
  name: string,
  second?: string | MetaData,
  attributes: TypeAttributes = {},
  options: CompositeTypeOptions = {},
): ColumnBuilder<string> | TypeColumn {
  if (second === undefined || typeof second === "string") return columnOf("compositeType", name, second);
  assertObject("compositeType()", name, second);
  return maker(
    "compositeType",
    second.declareType(compositeOf("compositeType()", { name }, attributes, options)),
  );
}

/**
 * A column of a range type that the database has: `rangeType("float_range")`.
 *
 * @source PostgreSQL 18, 8.17.8 Defining New Range Types
 */
export function rangeType(name: string, schema?: string): ColumnBuilder<string>;
/**
 * Declares a type of ranges of another type. What it gives makes columns of it:
 * `const span = rangeType("float_range", Base.metadata, double(), { subtypeDiff: "float8mi" })`, then `span: span()`.
 *
 * @throws {SchemaError} `schema.invalid-argument`: the subtype is no type
 * @source PostgreSQL 18, CREATE TYPE: Range Types
 */
export function rangeType(
  name: string,
  metadata: MetaData,
  subtype: AnyColumn,
  options?: RangeTypeOptions,
): TypeColumn;
export function rangeType(
  name: string,
  second?: string | MetaData,
  subtype?: AnyColumn,
  options: RangeTypeOptions = {},
): ColumnBuilder<string> | TypeColumn {
  if (second === undefined || typeof second === "string") return columnOf("rangeType", name, second);
  assertObject("rangeType()", name, second);
  return maker("rangeType", second.declareType(rangeOf("rangeType()", { name }, subtype!, options)));
}

function maker(builder: string, { name, schema }: TableName): TypeColumn {
  return () => columnOf(builder, name, schema);
}

function columnOf(builder: string, name: string, schema: string | undefined): ColumnBuilder<string> {
  return shapedColumn(builder, schema === undefined ? [name] : [name, schema]);
}
