import type { Column } from "../column.js";
import type { Table } from "../table.js";
import { ColumnBuilder, type ColumnSpec } from "./column-builder.js";
import { TableItem } from "./table-item.js";

/** The columns of a table that was read from a database: any names, any types. */
export type ReflectedColumns = Readonly<Record<string, ColumnBuilder<unknown, boolean, boolean>>>;

/** The columns of a reflected table as they would be declared, by their names. */
export function reflectedColumns({ columns }: Table): ReflectedColumns {
  return Object.fromEntries(columns.map((column) => [column.name, new ColumnBuilder(specOf(column))]));
}

/** The constraints, indexes and options of a reflected table as items, with the names that they have. */
export function reflectedItems({ constraints, indexes, comment, options }: Table): readonly TableItem[] {
  return [
    ...constraints.map((constraint) => new TableItem(() => ({ constraint }))),
    ...indexes.map((index) => new TableItem(() => ({ index }))),
    new TableItem(() => ({
      ...(comment !== undefined && { comment }),
      ...(options && { options }),
    })),
  ];
}

function specOf(column: Column): ColumnSpec {
  const { name, default: serverDefault, onUpdate: serverOnUpdate, ...rest } = column;
  return {
    ...rest,
    columnName: name,
    primaryKey: false,
    autoincrement: column.identity !== undefined,
    validators: [],
    ...(serverDefault && { serverDefault }),
    ...(serverOnUpdate && { serverOnUpdate }),
  };
}
