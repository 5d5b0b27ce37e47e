import { SchemaError } from "../../errors/errors.js";
import { displayName, type TableName } from "../name.js";
import type { CompositeType, RangeType, TypeAttribute } from "../user-type.js";
import { anyText, assertArgument, assertOptions, aText, type Rules } from "./argument.js";
import { type ColumnBuilder, isColumnBuilder } from "./column-builder.js";

/** A column of any type. */
type AnyColumn = ColumnBuilder<unknown, boolean, boolean> | ColumnBuilder<never, boolean, boolean>;

/** The attributes of a composite type, by name: of each the type, and a collation where it has one. */
export type TypeAttributes = Readonly<Record<string, AnyColumn>>;

/** What a composite type has beside its attributes. */
export interface CompositeTypeOptions {
  /** The schema it is in, where not that of the metadata. */
  readonly schema?: string;
  readonly comment?: string;
}

/** What a range type has beside its subtype. */
export interface RangeTypeOptions extends CompositeTypeOptions {
  /** The operator class by which bounds are compared, where not the usual one of the subtype. */
  readonly operatorClass?: string;
  readonly collation?: string;
  /** The function that tells how far apart two values are, in SQL: `float8mi`. Indexes are better with it. */
  readonly subtypeDiff?: string;
  /** The name of the type of several ranges, where not the usual one. */
  readonly multirange?: string;
}

/** What the options of a composite type may be. */
export const COMPOSITE_RULES: Rules<CompositeTypeOptions> = { schema: aText, comment: anyText };

/** What the options of a range type may be. */
export const RANGE_RULES: Rules<RangeTypeOptions> = {
  ...COMPOSITE_RULES,
  operatorClass: aText,
  collation: aText,
  subtypeDiff: aText,
  multirange: aText,
};

/**
 * A composite type as data.
 *
 * @param builder what takes it, for messages
 * @throws {SchemaError} `schema.invalid-argument`: an attribute is no column, or an option is of another kind
 * @throws {SchemaError} `schema.invalid-object`: an attribute says what only a column of a table can
 */
export function compositeOf(
  builder: string,
  { name, schema }: TableName,
  attributes: TypeAttributes,
  options: CompositeTypeOptions = {},
): CompositeType {
  assertOptions(builder, options, COMPOSITE_RULES);
  const { comment } = options;
  const place = schema ?? options.schema;
  return {
    kind: "composite",
    name,
    ...(place !== undefined && { schema: place }),
    attributes: attributesOf(builder, name, attributes),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
}

/**
 * A range type as data.
 *
 * @param builder what takes it, for messages
 * @throws {SchemaError} `schema.invalid-argument`: the subtype is no column, or an option is of another kind
 */
export function rangeOf(
  builder: string,
  { name, schema }: TableName,
  subtype: AnyColumn,
  options: RangeTypeOptions = {},
): RangeType {
  assertArgument(builder, "subtype", subtype, (value) =>
    isColumnBuilder(value) ? null : "a type, such as double()",
  );
  assertOptions(builder, options, RANGE_RULES);
  const { schema: own, comment, ...given } = options;
  const place = schema ?? own;
  return {
    kind: "range",
    name,
    ...(place !== undefined && { schema: place }),
    subtype: subtype.spec.type,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(comment !== undefined && comment !== "" && { comment }),
  };
}

/**
 * The attributes of a type, in order.
 *
 * @throws {SchemaError} `schema.invalid-argument`: one is no column
 * @throws {SchemaError} `schema.invalid-object`: one says what only a column of a table can
 */
export function attributesOf(
  builder: string,
  type: string,
  attributes: TypeAttributes,
): readonly TypeAttribute[] {
  assertArgument(builder, "attributes", attributes, (value) =>
    typeof value === "object" && value !== null && Object.values(value).every(isColumnBuilder)
      ? null
      : "types by the names of attributes, such as { street: text() }",
  );
  return Object.entries(attributes).map(([name, { spec }]) => {
    const { type: own, collation, nullable: _, validators: __, primaryKey, ...more } = spec;
    const [strange] = primaryKey ? ["primaryKey"] : Object.keys(more);
    if (strange !== undefined) {
      throw new SchemaError(
        "schema.invalid-object",
        `The attribute ${name} of the composite type ${displayName({ name: type })} says ${strange}, which only columns of tables have.`,
        { hint: "An attribute has a type, and may have a collation." },
      );
    }
    return { name, type: own, ...(collation !== undefined && { collation }) };
  });
}
