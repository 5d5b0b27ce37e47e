import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import type { DialectOptions } from "../../../src/schema/options.js";
import type { SqlType } from "../../../src/types/type.js";
import type { Capabilities } from "./capabilities.js";

/** Collations that the database has by itself. */
const COLLATIONS: Readonly<Record<string, readonly string[]>> = {
  postgresql: ["C", "POSIX"],
  mysql: ["utf8mb4_bin", "utf8mb4_general_ci"],
  sqlite: ["NOCASE", "RTRIM"],
};

/** Options of text columns that change nothing about what they hold. */
const TEXT_OPTIONS: Readonly<Record<string, readonly DialectOptions[string][]>> = {
  postgresql: [{ storage: "external" }, { storage: "main" }, { compression: "pglz" }, { statistics: 500 }],
};

/** Options of columns of any type. */
const OPTIONS: typeof TEXT_OPTIONS = {
  postgresql: [{ with: ["n_distinct=5"] }, { statistics: 200 }],
};

/** What a column may have beside its type, default and comment: a collation, and options of its database. */
export function facets(
  { kind }: SqlType,
  { vocabulary }: Capabilities,
): fc.Arbitrary<Pick<Column, "collation" | "options">> {
  const isText = kind === "string" || kind === "text";
  return fc
    .record({
      collation: sometimes((isText && COLLATIONS[vocabulary]) || []),
      options: sometimes([...((isText && TEXT_OPTIONS[vocabulary]) || []), ...(OPTIONS[vocabulary] ?? [])]),
    })
    .map(({ collation, options }) => ({
      ...(collation !== null && { collation }),
      ...(options !== null && { options: { [vocabulary]: options } }),
    }));
}

/** One of the values, but mostly none. */
export function sometimes<T>(values: readonly T[]): fc.Arbitrary<T | null> {
  if (values.length === 0) return fc.constant(null);
  return mostly(null, fc.constantFrom(...values));
}

/** The value three times in four, and else one of the others. */
export function mostly<T, U>(value: T, others: fc.Arbitrary<U>): fc.Arbitrary<T | U> {
  return fc.oneof({ arbitrary: fc.constant(value), weight: 3 }, others);
}
