import { SchemaError } from "../../errors/errors.js";
import { wholeColumns } from "../../schema/constraint.js";
import { displayName } from "../../schema/name.js";
import { columnOf, type Table } from "../../schema/table.js";
import { typeSql } from "./native-type.js";
import type { Variant } from "./variant.js";

/** Types of any length, of which an index holds the beginning alone. */
const ENDLESS = /^(?:TINY|MEDIUM|LONG)?(?:TEXT|BLOB)\b/;

/**
 * Refuses keys and indexes on texts and bytes of any length that do not say how much of them is to be held; MariaDB
 * chooses that itself.
 *
 * @throws {SchemaError} `schema.invalid-column`: there is one
 * @source MySQL 9.7 Reference Manual, 10.3.5 "Column Indexes"; 13.5 "The JSON Data Type"; MariaDB 11.8, measured
 */
export function assertKeyLengths(table: Table, variant: Variant): void {
  if (variant.product !== "mysql") return;
  for (const each of table.constraints) {
    // Options of constraints say how much of a text is held.
    if (each.kind === "check" || each.kind === "exclude" || each.options) continue;
    const columns = each.kind === "foreignKey" ? each.columns : wholeColumns(each);
    for (const name of columns) if (name !== null) assertHeld(table, name, variant);
  }
  for (const { method, parts } of table.indexes) {
    if (method === "fulltext" || method === "spatial") continue;
    for (const { column, length } of parts) {
      if (column !== undefined && length === undefined) assertHeld(table, column, variant);
    }
  }
}

function assertHeld(table: Table, name: string, variant: Variant): void {
  const column = columnOf(table, name);
  const type = column && column.type.kind !== "raw" ? typeSql(column.type, variant) : "";
  const isJson = type === "JSON";
  if (!ENDLESS.test(type) && !isJson) return;
  throw new SchemaError(
    "schema.invalid-column",
    `${variant.title} keeps no key or index of ${displayName(table)}.${name}, which is of type ${type}.`,
    {
      hint: isJson
        ? "Index what an expression finds in it, or a computed column."
        : "Give the column a length, as string(255) has, or index its beginning, with { on, length }.",
      details: { table: displayName(table), column: name },
    },
  );
}
