import { anyText, assertArgument, assertOptions, aText, listOf } from "../../../schema/define/argument.js";
import type { EnumBuilder, EnumTypeOptions } from "../../../schema/define/column-builder.js";
import { enumOf } from "../../../schema/define/column-type.js";
import type { MetaData } from "../../../schema/define/metadata.js";
import { assertObject } from "../../../schema/define/schema-object.js";

/** Makes columns of an enum type. */
export type EnumColumn<T extends string> = () => EnumBuilder<T>;

/**
 * Declares an enum type for itself, such as one that only functions take. What it gives makes columns of it:
 * `const mood = enumType("mood", Base.metadata, ["sad", "happy"])`, then `mood: mood()`. A type that columns are of needs
 * no such declaration: `enumOf("sad", "happy").named("mood")` is one.
 *
 * @throws {SchemaError} `schema.invalid-column`: no word is given, or one of them twice
 * @source PostgreSQL 18, 8.7.1 Declaration of Enumerated Types
 */
export function enumType<const V extends readonly [string, ...string[]]>(
  name: string,
  metadata: MetaData,
  words: V,
  options: EnumTypeOptions = {},
): EnumColumn<V[number]> {
  assertObject("enumType()", name, metadata);
  assertArgument("enumType()", "words", words, listOf(anyText, "words"));
  assertOptions<EnumTypeOptions>("enumType()", options, { schema: aText, comment: anyText });
  const type = enumOf(...words);
  const { schema, comment } = options;
  const { schema: place } = metadata.declareEnum({
    name,
    ...(schema !== undefined && { schema }),
    values: [...words],
    ...(comment !== undefined && comment !== "" && { comment }),
  });
  const placed = { ...(place !== undefined && { schema: place }), ...(comment !== undefined && { comment }) };
  return () => type.named(name, placed);
}
