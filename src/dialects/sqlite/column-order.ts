import type { BatchOptions } from "../../ops/batch.js";
import type { TableEdit } from "./table-edit.js";

/**
 * Puts columns in another order; tells whether that changes anything.
 *
 * @param order lists of columns, in which each is put behind the one before it
 * @throws {SchemaError} `schema.no-such-column`: there is none of a name
 */
export function moveColumns(
  edit: TableEdit,
  order: NonNullable<BatchOptions["columnOrder"]>,
  moves: NonNullable<BatchOptions["moves"]>,
): boolean {
  const before = edit.created.columns;
  const listed = order.flatMap((names) =>
    names.slice(1).map((column, i) => ({ column, before: undefined, after: names[i]! })),
  );
  for (const move of [...listed, ...moves]) {
    const column = edit.column(move.column);
    const neighbor = edit.column(move.before ?? move.after!);
    if (neighbor === column) continue;
    const others = edit.created.columns.filter((each) => each !== column);
    const place = others.indexOf(neighbor) + (move.before === undefined ? 1 : 0);
    edit.created = { ...edit.created, columns: others.toSpliced(place, 0, column) };
  }
  return edit.created.columns.some((column, i) => column !== before[i]);
}
