import { type BatchOptions, placesOf } from "../../ops/batch-options.js";
import type { CreatedColumn } from "./created-table.js";
import type { TableEdit } from "./table-edit.js";

/**
 * Puts columns in another order; tells whether that changes anything.
 *
 * @throws {SchemaError} `schema.no-such-column`: there is none of a name
 */
export function moveColumns(edit: TableEdit, options: BatchOptions): boolean {
  const before = edit.created.columns;
  for (const move of placesOf(options)) {
    const column = edit.column(move.column);
    const neighbor = edit.column((move.insertBefore ?? move.insertAfter)!);
    if (neighbor === column) continue;
    const others = edit.created.columns.filter((each) => each !== column);
    const place = others.indexOf(neighbor) + (move.insertBefore === undefined ? 1 : 0);
    edit.created = { ...edit.created, columns: others.toSpliced(place, 0, column) };
  }
  const isMoved = edit.created.columns.some((column, i) => column !== before[i]);
  if (isMoved) edit.created = { ...edit.created, columns: spacedAs(before, edit.created.columns) };
  return isMoved;
}

/** The columns with the space that stood before each place; comments stay with their columns. */
function spacedAs(
  before: readonly CreatedColumn[],
  columns: readonly CreatedColumn[],
): readonly CreatedColumn[] {
  if (before.some(({ lead }) => lead.trim() !== "")) return columns;
  return columns.map((column, i) => ({ ...column, lead: before[i]!.lead }));
}
