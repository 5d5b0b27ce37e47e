import { Expression } from "../../sql/build/expression.js";
import { columnReference } from "../../sql/nodes/index.js";
import type { SqlType } from "../../types/type.js";
import type { TableName } from "../name.js";

/** A column of a declared table as an expression: `User.c.email`. */
export class ColumnExpression<T, Name extends string = string> extends Expression<T> {
  /** The column's name in the database. */
  readonly name: Name;
  /** The table it belongs to. */
  readonly table: TableName;

  constructor(table: TableName, name: Name, type: SqlType) {
    super(
      columnReference({
        name,
        table: table.name,
        ...(table.schema !== undefined && { schema: table.schema }),
      }),
      type,
    );
    this.name = name;
    this.table = table;
  }
}
