import type { Constraint } from "../../../schema/constraint.js";
import type { Unsupported } from "../../../schema/object.js";
import { isKey } from "../../../schema/referred-key.js";
import type { Table } from "../../../schema/table.js";
import { keyPartsOf } from "../key-part.js";
import { ownOption } from "../options.js";
import { fold } from "../tokens.js";

/**
 * The tables without the foreign keys that lead to columns which are no key, and what is told of these: SQLite takes
 * them, refuses rows where it enforces foreign keys, and no model can declare them.
 *
 * @source SQLite 3.53, Foreign Key Support, 3 "Required and Suggested Database Indexes"
 */
export function withoutKeyless(tables: readonly Table[]): {
  readonly tables: readonly Table[];
  readonly left: readonly Unsupported[];
} {
  const byName = new Map(tables.map((table) => [fold(table.name), table]));
  const left: Unsupported[] = [];
  const leadsToKey = (constraint: Constraint): boolean => {
    if (constraint.kind !== "foreignKey") return true;
    const target = byName.get(fold(constraint.references.name));
    return !target || isKey(inOwnOrder(target), constraint.references.columns);
  };
  const kept = tables.map((table): Table => {
    const keyless = table.constraints.filter((each) => !leadsToKey(each));
    if (keyless.length === 0) return table;
    for (const each of keyless) {
      const subject = each.name ?? ("columns" in each ? each.columns.join(", ") : "");
      const on = { name: table.name };
      left.push({ name: `${table.name}.${subject}`, what: "foreign key to what is no key", table: on });
    }
    return { ...table, constraints: table.constraints.filter((each) => !keyless.includes(each)) };
  });
  return { tables: kept, left };
}

/** The table without the keys that compare texts otherwise than their columns do: no foreign key leads to such. */
function inOwnOrder(table: Table): Table {
  const isCollated = (each: Constraint) =>
    (each.kind === "primaryKey" || each.kind === "unique") &&
    (keyPartsOf(ownOption(each, "parts")) ?? []).some((part) => part.collation !== undefined);
  return {
    ...table,
    constraints: table.constraints.filter((each) => !isCollated(each)),
    indexes: table.indexes.filter(({ parts }) => parts.every(({ collation }) => collation === undefined)),
  };
}
