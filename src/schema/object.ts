import type { TableName } from "./name.js";

/** An enum type that is an object of its own, on databases that keep them so. */
export interface EnumType extends TableName {
  readonly values: readonly string[];
}

/** Something in the database that the schema cannot express; it is reported and never touched. */
export interface Unsupported extends TableName {
  /** What it is, in the database's words: `view`, `partitioned table`. */
  readonly what: string;
}
