import type { TableName } from "./name.js";

/** A table or a column that had another name before. */
export interface Rename {
  /** The table by its present name. */
  readonly table: TableName;
  /** The column by its present name; left out where the table itself is meant. */
  readonly column?: string;
  /** The name it had before. */
  readonly from: string;
}
