import { SchemaError } from "../../../errors/errors.js";
import type { ColumnBuilder } from "../../../schema/define/column-builder.js";
import { arrayElement } from "../native-kind.js";
import { shapedColumn, wholeNumber } from "./column.js";

/** A column of any type. */
type AnyColumn = ColumnBuilder<unknown, boolean, boolean>;

/** What an array of a column's type holds. */
type ItemOf<B extends AnyColumn> = B["$"]["n"] extends true ? B["$"]["t"] | null : B["$"]["t"];

/** Items in an array of so many dimensions. */
type Nested<T, D extends number> = D extends 3 ? T[][][] : D extends 2 ? T[][] : T[];

/**
 * An array of values of one type: `array(text())`, `array(integer(), 2)`. Dimensions are TypeScript's only, since
 * PostgreSQL keeps none. With `.nullable()` on the element's type items may be null.
 *
 * @throws {SchemaError} `schema.invalid-column`: the element is an array itself, or dimensions are none
 * @source PostgreSQL 18, 8.15.1 Declaration of Array Types
 */
export function array<B extends AnyColumn, D extends 1 | 2 | 3 = 1>(
  of: B,
  dimensions?: D,
): ColumnBuilder<Nested<ItemOf<B>, D>> {
  if (dimensions !== undefined) wholeNumber("array", "number of dimensions", dimensions, 1, 3);
  const { type } = of.spec;
  if (arrayElement(type)) {
    throw new SchemaError("schema.invalid-column", "array() is made of a type that is no array itself.", {
      hint: "Pass the number of dimensions: array(integer(), 2).",
    });
  }
  return shapedColumn("array", [], type);
}
