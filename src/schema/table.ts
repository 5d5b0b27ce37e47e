import type { Column } from "./column.js";
import type { Constraint, ConstraintKind, ConstraintOf } from "./constraint.js";
import type { TableName } from "./name.js";
import type { DialectOptions } from "./options.js";
import type { TableIndex } from "./table-index.js";

/** A table, as the database has it or is to have it. */
export interface Table extends TableName {
  readonly columns: readonly Column[];
  readonly constraints: readonly Constraint[];
  readonly indexes: readonly TableIndex[];
  readonly comment?: string;
  /** What only its database knows: engine, partitioning, UNLOGGED, STRICT. */
  readonly options?: DialectOptions;
}

/** The constraints of one kind, in order. */
export function constraintsOf<K extends ConstraintKind>(
  table: Pick<Table, "constraints">,
  kind: K,
): readonly ConstraintOf<K>[] {
  return table.constraints.filter((constraint): constraint is ConstraintOf<K> => constraint.kind === kind);
}

/** The table's primary key, or null where it has none. */
export function primaryKeyOf(table: Pick<Table, "constraints">): ConstraintOf<"primaryKey"> | null {
  return constraintsOf(table, "primaryKey")[0] ?? null;
}

/** The column of this name, or null. */
export function columnOf({ columns }: Pick<Table, "columns">, name: string): Column | null {
  for (const column of columns) if (column.name === name) return column;
  return null;
}
