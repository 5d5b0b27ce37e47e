import { SchemaError } from "../../errors/errors.js";
import { type ForeignKey, wholeColumns } from "../../schema/constraint.js";
import { displayName, nameKey } from "../../schema/name.js";
import { constraintsOf, primaryKeyOf, type Table } from "../../schema/table.js";
import type { IndexPart } from "../../schema/table-index.js";
import { isInnoDb } from "./option.js";
import type { Variant } from "./variant.js";

/**
 * Refuses foreign keys to columns with which no index of their table begins, in this order; the server would do so when
 * all else is made. A foreign key's own index counts, and so does the primary key at the end of every other index.
 *
 * @throws {SchemaError} `schema.bad-reference`: no index begins with the columns that one leads to
 * @source MySQL 9.7 Reference Manual, 15.1.22.5 "FOREIGN KEY Constraints": conditions and restrictions; MariaDB 11.8, measured
 */
export function assertKeysIndexed(tables: readonly Table[], { title }: Variant): void {
  const byKey = new Map(tables.map((table) => [nameKey(table), table]));
  for (const table of tables) {
    for (const key of constraintsOf(table, "foreignKey")) {
      const target = byKey.get(nameKey(key.references));
      if (!target || !isInnoDb(table) || !isInnoDb(target) || isIndexed(target, key)) continue;
      const { columns } = key.references;
      throw new SchemaError(
        "schema.bad-reference",
        `${displayName(table)}.${key.columns.join(", ")} refers to ${columns.join(", ")} of ${displayName(target)}, with which none of its indexes begins.`,
        {
          hint: `Give ${displayName(target)} a unique constraint on what is referred to, in this order: ${title} takes foreign keys to keys.`,
          details: { table: displayName(table), references: displayName(target) },
        },
      );
    }
  }
}

/** Whether an index of the table begins with the columns that a foreign key leads to. */
export function isIndexed(
  target: Pick<Table, "constraints" | "indexes">,
  { references: { columns } }: ForeignKey,
): boolean {
  const key = primaryKeyOf(target);
  const primary = key ? wholeColumns(key) : [];
  return (
    begins(primary, columns, primary) ||
    target.constraints.some(
      (each) =>
        (each.kind === "unique" || each.kind === "foreignKey") && begins(each.columns, columns, primary),
    ) ||
    target.indexes.some(
      ({ method, parts }) =>
        method !== "fulltext" && method !== "spatial" && begins(parts.map(columnOfPart), columns, primary),
    )
  );
}

/** Whether an index begins with these columns; it goes on with the primary key. */
function begins(
  index: readonly (string | null)[],
  columns: readonly string[],
  primary: readonly (string | null)[],
): boolean {
  for (let i = 0; i < columns.length; i++) {
    if ((i < index.length ? index[i] : primary[i - index.length]) !== columns[i]) return false;
  }
  return true;
}

/** The column of a part that is a whole one. */
function columnOfPart({ column, length }: IndexPart): string | null {
  return length === undefined ? (column ?? null) : null;
}
