import { type ColumnBuilder, columnOfType } from "../../schema/define/column-builder.js";
import { integer as plainInteger } from "../../schema/define/column-type.js";
import { type TableItem, tableOptions } from "../../schema/define/table-item.js";
import { sqlType } from "../../types/type.js";
import { DIALECT } from "./options.js";

/**
 * An integer column. With `autoincrement`, where it is the primary key, a number is never given twice, even after the
 * row that had it is gone.
 *
 * @source SQLite 3.53, "SQLite Autoincrement"
 */
export function integer(options: { readonly autoincrement?: boolean } = {}): ColumnBuilder<number> {
  return options.autoincrement
    ? plainInteger().options({ [DIALECT]: { autoincrement: true } })
    : plainInteger();
}

/**
 * An integer column that is declared as INT: as the primary key it is a column like others, which does not number
 * itself and is no other name of the rowid.
 *
 * @source SQLite 3.53, "CREATE TABLE", 5: ROWIDs and the INTEGER PRIMARY KEY
 */
export function int(): ColumnBuilder<number> {
  return columnOfType(sqlType({ kind: "native", dialect: DIALECT, name: "int", args: [] }));
}

/**
 * A column that keeps every value as it is given; in a STRICT table, which converts none for it.
 *
 * @source SQLite 3.53, "STRICT Tables", 2.2
 */
export function any<T = unknown>(): ColumnBuilder<T> {
  return columnOfType(sqlType({ kind: "native", dialect: DIALECT, name: "any", args: [] }));
}

/**
 * A table item: columns take values of their types only. Types are told as INTEGER, REAL, TEXT, BLOB and ANY.
 *
 * @source SQLite 3.53, "STRICT Tables"
 */
export function strict(): TableItem {
  return tableOptions({ [DIALECT]: { strict: true } });
}

/**
 * A table item: rows are kept by their primary key and have no number of their own.
 *
 * @source SQLite 3.53, "The WITHOUT ROWID Optimization"
 */
export function withoutRowid(): TableItem {
  return tableOptions({ [DIALECT]: { withoutRowid: true } });
}
