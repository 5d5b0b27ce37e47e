import { type CompareOptions, compareSchemas } from "../../../src/compare/compare-schemas.js";
import type { Dialect, Features } from "../../../src/dialect/dialect.js";
import * as api from "../../../src/index.js";
import type { Operation } from "../../../src/ops/operation.js";
import type { TableItem } from "../../../src/schema/define/table-item.js";
import type { Schema } from "../../../src/schema/schema.js";
import { STANDARD_SPELLING, standardDialect } from "../../support/models/standard-dialect.js";

/** Tables by name: their columns, and what stands on the whole table. */
export type Declared = Readonly<
  Record<string, object | readonly [columns: object, items: readonly TableItem[]]>
>;

/** A schema of tables. */
export function schemaOf(tables: Declared): Schema {
  const metadata = new api.MetaData();
  for (const [name, given] of Object.entries(tables)) {
    const [columns, items] = (Array.isArray(given) ? given : [given, []]) as [object, readonly TableItem[]];
    api.table(name, metadata, columns, () => items);
  }
  return metadata.toSchema();
}

/** What a comparison on the imaginary standard database finds. */
export async function difference(
  from: Schema,
  to: Schema,
  features: Partial<Features> = {},
  { options, parts }: { readonly options?: CompareOptions; readonly parts?: Partial<Dialect> } = {},
) {
  return compareSchemas(from, to, standardDialect(features, parts), options);
}

/** Operations in short words: `+ users.bio`, with those of a batch in brackets. */
export function words(operations: readonly Operation[]): readonly string[] {
  return operations.map((operation) => {
    const { sign, subject } = operation.describe(STANDARD_SPELLING);
    const inner = "operations" in operation ? words(operation.operations as readonly Operation[]) : null;
    return inner ? `~ ${subject} [${inner.join(", ")}]` : `${sign} ${subject}`;
  });
}
