import type { Column } from "../../../src/schema/column.js";
import { buildTable } from "../../../src/schema/define/build-table.js";
import type { ColumnBuilder } from "../../../src/schema/define/column-builder.js";
import { TableDefinition } from "../../../src/schema/define/definition.js";

/** A column as a table of its own would have it. */
export function buildColumn(name: string, builder: ColumnBuilder<unknown, boolean, boolean>): Column {
  const definition = new TableDefinition<unknown>({ name: "t" }, { [name]: builder }, "as-written");
  return buildTable(definition).columns[0]!;
}
