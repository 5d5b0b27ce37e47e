import { SchemaError } from "../errors/errors.js";
import { displayName, nameKey } from "./name.js";
import { constraintsOf, type Table } from "./table.js";
import type { TableIndex } from "./table-index.js";

/**
 * Checks that foreign keys lead to columns that no two rows have alike, as most databases demand. Tables that are not
 * among these are not looked at.
 *
 * @param title the database, as messages call it
 * @throws {SchemaError} `schema.bad-reference`: the columns that one leads to are no key
 */
export function assertKeysReferred(tables: readonly Table[], title: string): void {
  const byKey = new Map(tables.map((table) => [nameKey(table), table]));
  for (const table of tables) {
    for (const { columns, references } of constraintsOf(table, "foreignKey")) {
      const target = byKey.get(nameKey(references));
      if (!target || isKey(target, references.columns)) continue;
      const [name, referred] = [displayName(table), displayName(target)];
      throw new SchemaError(
        "schema.bad-reference",
        `${name}.${columns.join(", ")} refers to ${references.columns.join(", ")} of ${referred}, which ${references.columns.length === 1 ? "is" : "are"} no key of it.`,
        {
          hint: `Give ${referred} a unique constraint on what is referred to: ${title} takes foreign keys to keys alone.`,
          details: { table: name, references: referred },
        },
      );
    }
  }
}

/** Whether a table has these columns, in whatever order, as a key that is checked at once. */
function isKey(table: Table, columns: readonly string[]): boolean {
  const wanted = [...columns].sort().join("\u0000");
  const lists = [
    ...table.constraints.flatMap((each) =>
      (each.kind === "primaryKey" || each.kind === "unique") && !each.deferrable ? [each.columns] : [],
    ),
    ...table.indexes.flatMap((index) => plainKey(index) ?? []),
  ];
  return lists.some((list) => [...list].sort().join("\u0000") === wanted);
}

/** The columns of a unique index over all rows; null for any other index. */
function plainKey({ unique, where, parts }: TableIndex): readonly (readonly string[])[] | null {
  if (!unique || where) return null;
  const columns = parts.flatMap(({ column }) => column ?? []);
  return columns.length === parts.length ? [columns] : null;
}
