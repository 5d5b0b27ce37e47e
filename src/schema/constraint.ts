import type { Node } from "../sql/node.js";
import type { TableName } from "./name.js";

/** What happens to referring rows when the row they refer to is deleted or its key changes. */
export type ReferentialAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

/** The columns that identify a row. */
export interface PrimaryKey {
  readonly kind: "primaryKey";
  readonly name?: string;
  readonly columns: readonly string[];
}

/** Columns that no two rows have alike. */
export interface Unique {
  readonly kind: "unique";
  readonly name?: string;
  readonly columns: readonly string[];
}

/** Columns that hold the key of a row of another table, or of the same one. */
export interface ForeignKey {
  readonly kind: "foreignKey";
  readonly name?: string;
  readonly columns: readonly string[];
  readonly references: TableName & { readonly columns: readonly string[] };
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
  /** Whether the check may wait until commit, and whether it does so from the start. */
  readonly deferrable?: "immediate" | "deferred";
}

/** A condition that every row meets. */
export interface Check {
  readonly kind: "check";
  readonly name?: string;
  readonly expression: Node;
}

/** A rule that a table's rows obey. */
export type Constraint = PrimaryKey | Unique | ForeignKey | Check;

/** The word that tells constraints apart. */
export type ConstraintKind = Constraint["kind"];

/** The constraint of one kind. */
export type ConstraintOf<K extends ConstraintKind> = Extract<Constraint, { readonly kind: K }>;

/** The columns a constraint stands on; a check's are inside its expression. */
export function constraintColumns(constraint: Constraint): readonly string[] {
  return "columns" in constraint ? constraint.columns : [];
}
