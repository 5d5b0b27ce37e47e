import type { Node } from "../sql/node.js";
import type { TableName } from "./name.js";
import type { DialectOptions } from "./options.js";
import type { IndexPart } from "./table-index.js";

/** What happens to referring rows when the row they refer to is deleted or its key changes. */
export type ReferentialAction = "no action" | "restrict" | "cascade" | "set null" | "set default";

/** When a rule is checked that may wait until commit: at once unless told otherwise, or at commit. */
export type Deferrable = "immediate" | "deferred";

/** How a column stands in the index of a key: in descending order, or with its beginning alone. */
export type KeyPart = Pick<IndexPart, "descending" | "length">;

/** The columns that identify a row. */
export interface PrimaryKey {
  readonly kind: "primaryKey";
  readonly name?: string;
  readonly columns: readonly string[];
  /** MySQL and MariaDB: how each column stands in the key, where not all are there whole and in ascending order. */
  readonly keyParts?: readonly KeyPart[];
  /** The last column is a period: rows with the others alike may not overlap in it. */
  readonly withoutOverlaps?: boolean;
  /** Whether the check may wait until commit, and whether it does so from the start. */
  readonly deferrable?: Deferrable;
  /** Columns kept in the key's index beside it. */
  readonly include?: readonly string[];
  readonly options?: DialectOptions;
}

/** Columns that no two rows have alike. */
export interface Unique {
  readonly kind: "unique";
  readonly name?: string;
  readonly columns: readonly string[];
  /** The last column is a period: rows with the others alike may not overlap in it. */
  readonly withoutOverlaps?: boolean;
  /** Rows whose columns are NULL count as alike. */
  readonly nullsNotDistinct?: boolean;
  /** Whether the check may wait until commit, and whether it does so from the start. */
  readonly deferrable?: Deferrable;
  /** Columns kept in the constraint's index beside it. */
  readonly include?: readonly string[];
  readonly options?: DialectOptions;
}

/** Columns that hold the key of a row of another table, or of the same one. */
export interface ForeignKey {
  readonly kind: "foreignKey";
  readonly name?: string;
  readonly columns: readonly string[];
  readonly references: TableName & { readonly columns: readonly string[] };
  readonly onDelete?: ReferentialAction;
  readonly onUpdate?: ReferentialAction;
  /** The last column is a period, which those of the rows referred to together have to cover. */
  readonly period?: boolean;
  /** The columns that `set null` and `set default` on delete are for, where not all. */
  readonly onDeleteColumns?: readonly string[];
  /** How a key of several columns with a NULL in it is matched; `simple` where it is left out. */
  readonly match?: "full" | "partial";
  /** Whether the check may wait until commit, and whether it does so from the start. */
  readonly deferrable?: Deferrable;
  /** Rows that were there before it have not been checked. */
  readonly notValid?: boolean;
  /** False: the database keeps it and never checks it. */
  readonly enforced?: false;
  readonly options?: DialectOptions;
}

/** A condition that every row meets. */
export interface Check {
  readonly kind: "check";
  readonly name?: string;
  readonly expression: Node;
  /** Tables that inherit do not have it. */
  readonly noInherit?: boolean;
  /** Rows that were there before it have not been checked. */
  readonly notValid?: boolean;
  /** False: the database keeps it and never checks it. */
  readonly enforced?: false;
  readonly options?: DialectOptions;
}

/** One column or expression of an exclusion with the operator that no two rows may meet. */
export interface ExcludePart extends IndexPart {
  readonly operator: string;
}

/** No two rows may meet all operators at once; PostgreSQL only. */
export interface Exclude {
  readonly kind: "exclude";
  readonly name?: string;
  readonly parts: readonly ExcludePart[];
  /** The access method of its index, in lower case; `gist` where it is left out. */
  readonly method?: string;
  /** Only rows that meet this condition are compared. */
  readonly where?: Node;
  readonly deferrable?: Deferrable;
  readonly include?: readonly string[];
  readonly options?: DialectOptions;
}

/** A rule that a table's rows obey. */
export type Constraint = PrimaryKey | Unique | ForeignKey | Check | Exclude;

/** The word that tells constraints apart. */
export type ConstraintKind = Constraint["kind"];

/** Every kind, in the order in which a table's constraints stand. */
export const CONSTRAINT_KINDS = [
  "primaryKey",
  "unique",
  "foreignKey",
  "check",
  "exclude",
] as const satisfies readonly ConstraintKind[];

/** Constraints in the order of their kinds; those of one kind stay as they stood. */
export function inKindOrder(constraints: readonly Constraint[]): readonly Constraint[] {
  return [...constraints].sort((a, b) => CONSTRAINT_KINDS.indexOf(a.kind) - CONSTRAINT_KINDS.indexOf(b.kind));
}

/** The constraint of one kind. */
export type ConstraintOf<K extends ConstraintKind> = Extract<Constraint, { readonly kind: K }>;

/** The columns a constraint stands on; those inside of expressions are not among them. */
export function constraintColumns(constraint: Constraint): readonly string[] {
  if (constraint.kind === "exclude") return constraint.parts.flatMap(({ column }) => column ?? []);
  return "columns" in constraint ? constraint.columns : [];
}

/** The parts of a primary key's index. */
export function partsOfKey({ columns, keyParts }: PrimaryKey): readonly IndexPart[] {
  return columns.map((column, i) => ({ column, ...keyParts?.[i] }));
}

/** The columns of a key; null in place of one of which it has the beginning alone. */
export function wholeColumns(key: PrimaryKey | Unique): readonly (string | null)[] {
  const { columns } = key;
  const parts = key.kind === "primaryKey" ? key.keyParts : undefined;
  return parts ? columns.map((column, i) => (parts[i]?.length === undefined ? column : null)) : columns;
}

/** The constraint, without a name where its name is empty: the database then has none, or makes one up. */
export function withoutEmptyName(constraint: Constraint): Constraint {
  if (constraint.name !== "") return constraint;
  const { name: _, ...unnamed } = constraint;
  return unnamed;
}
