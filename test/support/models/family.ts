import type { Expression } from "../../../src/sql/build/expression.js";
import type { Node } from "../../../src/sql/node.js";
import type { SqlType } from "../../../src/types/type.js";

/** A kind of column: types that the database can convert into each other, with values and conditions that fit all. */
export interface Family {
  readonly names: readonly string[];
  readonly types: readonly SqlType[];
  defaults(type: SqlType): readonly Node[];
  /** A value that meets every condition below; null where columns of it may always be NULL. */
  sample(type: SqlType): unknown;
  conditions(column: Expression<never>): readonly Expression<boolean>[];
}
