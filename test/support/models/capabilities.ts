import type { Features } from "../../../src/dialect/dialect.js";
import type { SqlType } from "../../../src/types/type.js";

/** What generated models may use, from a dialect's features and from asking it for its types. */
export interface Capabilities {
  readonly features: Features;
  /** Whether the dialect has the type at all. */
  hasType(type: SqlType): boolean;
}
