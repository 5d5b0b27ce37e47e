import type { Node } from "../sql/node.js";
import type { DialectOptions } from "./options.js";

/** One column or expression of an index with its order. */
export interface IndexPart {
  /** A column's name; left out where the part is an expression. */
  readonly column?: string;
  readonly expression?: Node;
  readonly descending?: boolean;
  readonly nulls?: "first" | "last";
  readonly collation?: string;
  /** PostgreSQL: the operator class, with its parameters where it has any: `gist_trgm_ops(siglen=32)`. */
  readonly operatorClass?: string;
  /** MySQL and MariaDB: how many characters (bytes of binary types) from the start are in the index. */
  readonly length?: number;
}

/** An index of a table. */
export interface TableIndex {
  readonly name: string;
  readonly parts: readonly IndexPart[];
  readonly unique: boolean;
  /** Of a unique index: rows whose parts are NULL count as alike. */
  readonly nullsNotDistinct?: boolean;
  /** Only rows that meet this condition are in the index. */
  readonly where?: Node;
  /** The access method, in lower case (`gin`, `hash`, `fulltext`, `spatial`); left out for the database's default. */
  readonly method?: string;
  /** Columns kept in the index beside its key. */
  readonly include?: readonly string[];
  readonly comment?: string;
  readonly options?: DialectOptions;
}
