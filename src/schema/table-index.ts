import type { Node } from "../sql/node.js";

/** One column or expression of an index with its order. */
export interface IndexPart {
  /** A column's name; left out where the part is an expression. */
  readonly column?: string;
  readonly expression?: Node;
  readonly descending?: boolean;
  readonly nulls?: "first" | "last";
}

/** An index of a table. */
export interface TableIndex {
  readonly name: string;
  readonly parts: readonly IndexPart[];
  readonly unique: boolean;
  /** Only rows that meet this condition are in the index. */
  readonly where?: Node;
  /** The access method, in lower case (`gin`, `hash`); left out for the database's default. */
  readonly method?: string;
  /** Columns kept in the index beside its key. */
  readonly include?: readonly string[];
}
