import type { TableName } from "../../schema/name.js";
import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";

/** INSERT of several rows; every row has the columns in their order. */
export interface InsertRows extends Node<"insertRows"> {
  readonly table: TableName;
  readonly columns: readonly string[];
  /** The values of each row, one node a column. */
  readonly rows: readonly (readonly Node[])[];
}

/** Makes an INSERT of rows. */
export const insertRows = defineNode<InsertRows>("insertRows", {
  parts: { rows: false },
  write({ table, columns, rows }, w) {
    w.kw("INSERT INTO")
      .name(table)
      .paren(() => w.ids(columns))
      .kw("VALUES");
    rows.forEach((row, i) => {
      w.kw(i > 0 && ",").paren(() => w.list(row));
    });
  },
});
