import { SchemaError } from "../../errors/errors.js";
import type { TableName } from "../name.js";
import type { SchemaNamespace, Sequence } from "../object.js";
import { anyText, anything, assertArgument, assertOptions, aText, type Rules } from "./argument.js";
import { COUNTING_RULES, type ColumnBuilder } from "./column-builder.js";
import type { MetaData } from "./metadata.js";

/**
 * Checks what every object beside tables is declared with.
 *
 * @throws {SchemaError} `schema.invalid-argument`: the name is no text, or there is no metadata
 */
export function assertObject(builder: string, name: unknown, metadata: unknown): void {
  assertArgument(builder, "name", name, aText);
  assertArgument(builder, "metadata", metadata, (value) =>
    typeof value === "object" && value !== null && "declareEntity" in value
      ? null
      : "the metadata, Base.metadata",
  );
}

/** How a sequence counts; what is left out is the database's own. */
export interface SequenceOptions extends Omit<Sequence, "name" | "schema" | "type"> {
  /** The schema it is in, where not that of the metadata. */
  readonly schema?: string;
  /** The integer type of its values, as a builder. */
  readonly type?: ColumnBuilder<number> | ColumnBuilder<bigint>;
}

/** What each option of a sequence may be, beside its type. @internal */
export const SEQUENCE_RULES: Rules<Omit<SequenceOptions, "type">> = {
  schema: aText,
  ...COUNTING_RULES,
  ownedBy: anything,
  comment: anyText,
};

/**
 * Declares a sequence that stands by itself: `sequence("order_no", Base.metadata, { start: 1000 })`. Those of columns
 * that number themselves belong to their columns and are not declared.
 *
 * @throws {SchemaError} `schema.invalid-object`: it counts by nothing, or its bounds leave no value
 */
export function sequence(name: string, metadata: MetaData, options: SequenceOptions = {}): Sequence {
  assertObject("sequence()", name, metadata);
  return metadata.declareSequence(sequenceOf({ name }, options));
}

/**
 * A sequence as data.
 *
 * @throws {SchemaError} `schema.invalid-object`: it counts by nothing, or its bounds leave no value
 */
export function sequenceOf({ name, schema }: TableName, { type, ...options }: SequenceOptions): Sequence {
  assertOptions("sequence()", options, SEQUENCE_RULES);
  const { increment, minValue, maxValue } = options;
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  if (increment !== undefined && Number(increment) === 0) {
    throw invalid(name, "counts by 0");
  }
  if (minValue !== undefined && maxValue !== undefined && minValue >= maxValue) {
    throw invalid(name, `has a least value ${minValue} that is not below its greatest, ${maxValue}`);
  }
  return {
    name,
    ...(schema !== undefined && { schema }),
    ...given,
    ...(type && { type: type.spec.type }),
  };
}

/** Declares a schema inside the database; those that tables name need no declaration. */
export function namespace(
  name: string,
  metadata: MetaData,
  options: { readonly comment?: string } = {},
): SchemaNamespace {
  assertObject("namespace()", name, metadata);
  assertOptions("namespace()", options, { comment: anyText });
  const { comment } = options;
  return metadata.declareNamespace({ name, ...(comment !== undefined && comment !== "" && { comment }) });
}

function invalid(name: string, what: string): SchemaError {
  return new SchemaError("schema.invalid-object", `The sequence ${name} ${what}.`);
}
