import { SchemaError } from "../errors/errors.js";
import type { SqlType } from "../types/type.js";
import { displayName, nameKey } from "./name.js";
import { columnOf, constraintsOf, type Table } from "./table.js";
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
    for (const { columns, references, period } of constraintsOf(table, "foreignKey")) {
      const target = byKey.get(nameKey(references));
      if (!target || isKey(target, references.columns, period)) continue;
      const [name, referred] = [displayName(table), displayName(target)];
      const without = period ? " without overlaps" : "";
      throw new SchemaError(
        "schema.bad-reference",
        `${name}.${columns.join(", ")} refers to ${references.columns.join(", ")} of ${referred}, which ${references.columns.length === 1 ? "is" : "are"} no key of it${without}.`,
        {
          hint: `Give ${referred} a unique constraint${without} on what is referred to: ${title} takes foreign keys to keys alone.`,
          details: { table: name, references: referred },
        },
      );
    }
  }
}

/**
 * Checks that the columns of foreign keys are of types that the database compares with those that they refer to.
 *
 * @param mayRefer whether it does; true where that is not known
 * @param title the database, as messages call it
 * @throws {SchemaError} `schema.bad-reference`: it does not
 */
export function assertKeyTypes(
  tables: readonly Table[],
  mayRefer: (own: SqlType, referred: SqlType) => boolean,
  title: string,
): void {
  const byKey = new Map(tables.map((table) => [nameKey(table), table]));
  for (const table of tables) {
    for (const { columns, references } of constraintsOf(table, "foreignKey")) {
      const target = byKey.get(nameKey(references));
      columns.forEach((name, i) => {
        const own = columnOf(table, name);
        const referred = target && columnOf(target, references.columns[i] ?? "");
        if (!own || !referred || mayRefer(own.type, referred.type)) return;
        throw new SchemaError(
          "schema.bad-reference",
          `${title} does not let ${displayName(table)}.${name} refer to ${displayName(references)}.${referred.name}: their types differ.`,
          {
            hint: "Give both the same type.",
            details: { table: displayName(table), column: name, references: displayName(references) },
          },
        );
      });
    }
  }
}

/**
 * Whether a table has these columns, in whatever order, as a key that is checked at once.
 *
 * @param withoutOverlaps whether it is to be one whose last column is a period, and not one of the others
 */
export function isKey(table: Table, columns: readonly string[], withoutOverlaps = false): boolean {
  const wanted = inAnyOrder(columns);
  return (
    table.constraints.some(
      (each) =>
        (each.kind === "primaryKey" || each.kind === "unique") &&
        !each.deferrable &&
        Boolean(each.withoutOverlaps) === withoutOverlaps &&
        inAnyOrder(each.columns) === wanted,
    ) ||
    (!withoutOverlaps && table.indexes.some((index) => isUniqueIndexOf(index, columns)))
  );
}

/** Whether an index is a unique one over all rows, and of these columns in whatever order. */
export function isUniqueIndexOf({ unique, where, parts }: TableIndex, columns: readonly string[]): boolean {
  if (!unique || where || parts.length !== columns.length) return false;
  const own = parts.flatMap(({ column }) => column ?? []);
  return inAnyOrder(own) === inAnyOrder(columns);
}

function inAnyOrder(columns: readonly string[]): string {
  return [...columns].sort().join("\u0000");
}
