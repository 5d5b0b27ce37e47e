import type { Node } from "../sql/node.js";
import type { SqlType } from "../types/type.js";
import type { DialectOptions } from "./options.js";

/** A column that numbers its rows by itself. */
export interface Identity {
  /** `always` refuses a given value; `byDefault` takes it. */
  readonly generated: "always" | "byDefault";
  readonly start?: number | bigint;
  readonly increment?: number | bigint;
  readonly minValue?: number | bigint;
  readonly maxValue?: number | bigint;
  readonly cache?: number | bigint;
  readonly cycle?: boolean;
}

/** A column whose value the database computes from the others of its row. */
export interface Computed {
  readonly expression: Node;
  /** Kept on disk, or worked out at each read. */
  readonly stored: boolean;
}

/** A column of a table, as the database has it or is to have it. */
export interface Column {
  readonly name: string;
  readonly type: SqlType;
  readonly nullable: boolean;
  /** The server's default: a literal value or an expression. */
  readonly default?: Node;
  readonly identity?: Identity;
  readonly computed?: Computed;
  /** MySQL and MariaDB: what the column becomes whenever its row is updated. */
  readonly onUpdate?: Node;
  readonly collation?: string;
  readonly comment?: string;
  /** What only its database knows: visibility, storage, compression, what a conflict does. */
  readonly options?: DialectOptions;
}
