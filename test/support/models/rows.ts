import type { Column } from "../../../src/schema/column.js";
import { enumsOf } from "../../../src/schema/define/metadata.js";
import { creationOrder } from "../../../src/schema/order.js";
import { findTable, type Schema } from "../../../src/schema/schema.js";
import { columnOf, constraintsOf, primaryKeyOf, type Table } from "../../../src/schema/table.js";
import type { Spelling } from "../../../src/sql/writer.js";
import { sampleOf } from "./columns.js";

/** One INSERT for each table that can have a row: keys that lead in a circle are NULL, or leave their table empty. */
export function rowsOf(schema: Schema, spelling: Spelling): ReadonlyMap<string, string> {
  const filled = new Map<string, string>();
  for (const table of creationOrder(schema.tables).tables) {
    const values = new Map<string, unknown>();
    for (const column of table.columns) values.set(column.name, sampleOf(column));
    let isPossible = true;
    for (const { columns, references } of constraintsOf(table, "foreignKey")) {
      const isThere = filled.has(references.name) || references.name === table.name;
      const target = findTable(schema, references)!;
      columns.forEach((name, i) => {
        const column = columnOf(table, name)!;
        if (!isThere && !column.nullable) isPossible = false;
        values.set(name, isThere ? sampleOf(columnOf(target, references.columns[i]!)!) : null);
      });
    }
    if (!isPossible) continue;
    const given = table.columns.filter(({ computed }) => !computed);
    const names = given.map(({ name }) => spelling.quote(name));
    const literals = given.map(({ name, type }) => spelling.literal(values.get(name), type));
    filled.set(
      table.name,
      `INSERT INTO ${spelling.quote(table.name)} (${names.join(", ")}) VALUES (${literals.join(", ")})`,
    );
  }
  return filled;
}

/**
 * Two schemas between which tables with rows can be taken: columns that come, either way, may be null or have a
 * default, an enum keeps the word that is in use, and a key that may be NULL stays so.
 */
export function withRows(a: Schema, b: Schema): readonly [Schema, Schema] {
  const from = mapTables(a, (table) => {
    const other = findTable(b, table);
    return other ? relax(table, other) : table;
  });
  const to = mapTables(b, (table) => {
    const before = findTable(from, table);
    return before ? follow(relax(table, before), before) : table;
  });
  return [from, to];
}

function mapTables(schema: Schema, change: (table: Table) => Table): Schema {
  const tables = schema.tables.map(change);
  return { ...schema, tables, enums: enumsOf(tables) };
}

function mapColumns(table: Table, change: (column: Column) => Column): Table {
  return { ...table, columns: table.columns.map(change) };
}

/** Columns that the other side lacks may be null where they have no default. */
function relax(table: Table, other: Table): Table {
  const key = primaryKeyOf(table)?.columns ?? [];
  return mapColumns(table, (column) => {
    const isFree =
      columnOf(other, column.name) || column.default || column.computed || key.includes(column.name);
    return isFree ? column : { ...column, nullable: true };
  });
}

/** What rows of `before` hold fits into the columns of `table`. */
function follow(table: Table, before: Table): Table {
  const keys = constraintsOf(table, "foreignKey").flatMap(({ columns }) => columns);
  return mapColumns(table, (column) => {
    const old = columnOf(before, column.name);
    if (!old) return column;
    const nullable = column.nullable || (keys.includes(column.name) && old.nullable);
    if (column.type.kind !== "enum" || old.type.kind !== "enum") return { ...column, nullable };
    const values = [...new Set([old.type.values[0]!, ...column.type.values])];
    return { ...column, nullable, type: { ...column.type, values } };
  });
}
