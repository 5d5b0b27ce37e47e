import { type ForeignKey, wholeColumns } from "../../schema/constraint.js";
import { constraintsOf, type Table } from "../../schema/table.js";
import type { TableIndex } from "../../schema/table-index.js";

/**
 * The indexes that foreign keys without a name make for themselves, where no other serves them: they are called as the
 * first of their columns, and nothing tells them from others afterwards.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22.5 "FOREIGN KEY Constraints": index_name; measured on MariaDB 11.8
 */
export function indexesOfNamelessKeys(table: Table): readonly TableIndex[] {
  const leads: (readonly (string | null | undefined)[])[] = [
    ...table.constraints.flatMap((each) =>
      each.kind === "primaryKey" || each.kind === "unique" ? [wholeColumns(each)] : [],
    ),
    ...table.indexes.map(({ method, parts }) =>
      parts.map(({ column, length }) => (method === undefined && length === undefined ? column : undefined)),
    ),
  ];
  const names = new Set(
    [...table.constraints, ...table.indexes].flatMap(({ name }) => name?.toLowerCase() ?? []),
  );
  const made: TableIndex[] = [];
  for (const { name, columns } of constraintsOf(table, "foreignKey")) {
    const isServed = leads.some((lead) => columns.every((column, i) => lead[i] === column));
    leads.push(columns);
    if (name !== undefined || isServed) continue;
    const own = freeName(columns, names);
    names.add(own.toLowerCase());
    made.push({ name: own, parts: columns.map((column) => ({ column })), unique: false });
  }
  return made;
}

function freeName([column = ""]: ForeignKey["columns"], taken: ReadonlySet<string>): string {
  let name = column;
  for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${column}_${i}`;
  return name;
}
