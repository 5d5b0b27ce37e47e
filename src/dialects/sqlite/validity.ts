import { SchemaError } from "../../errors/errors.js";
import { displayName } from "../../schema/name.js";
import { primaryKeyOf, type Table } from "../../schema/table.js";
import { ownOption } from "./options.js";
import { fold } from "./tokens.js";

/**
 * Refuses tables that SQLite would not make: names that it takes for the same one, of which indexes and tables share
 * one set, and generated columns and keys in the wrong place.
 *
 * @throws {SchemaError} `schema.duplicate-table`, `schema.duplicate-name`, `schema.duplicate-column`: two names are one
 * @throws {SchemaError} `schema.invalid-table`: a name is SQLite's own, a key is missing or there is no plain column
 * @throws {SchemaError} `schema.invalid-column`: a generated column is part of the primary key
 * @source SQLite 3.53, "CREATE TABLE", 2; "Generated Columns", 2.3; "WITHOUT ROWID", 2
 */
export function assertPossible(tables: readonly Table[]): void {
  const taken = new Map<string, string>();
  for (const table of tables) {
    const name = displayName(table);
    const other = taken.get(fold(table.name));
    if (other !== undefined) throw same("schema.duplicate-table", name, `Tables ${other} and ${name}`);
    taken.set(fold(table.name), name);
    assertTable(table, name);
  }
  for (const table of tables) {
    for (const index of table.indexes) {
      const what = `index ${index.name} of ${displayName(table)}`;
      const other = taken.get(fold(index.name));
      if (other !== undefined) {
        throw new SchemaError(
          "schema.duplicate-name",
          `SQLite cannot make ${what}: ${other} has that name.`,
          {
            hint: "Tables and indexes share one set of names on SQLite, whatever table an index is on.",
            details: { table: displayName(table), name: index.name },
          },
        );
      }
      taken.set(fold(index.name), `the ${what}`);
    }
  }
}

function assertTable(table: Table, name: string): void {
  if (fold(table.name).startsWith("sqlite_")) {
    throw invalid(
      name,
      `SQLite keeps names that begin with sqlite_ to itself, so that ${name} cannot be a table.`,
    );
  }
  const columns = new Map<string, string>();
  for (const column of table.columns) {
    const other = columns.get(fold(column.name));
    if (other !== undefined) {
      throw same("schema.duplicate-column", name, `Columns ${other} and ${column.name} of ${name}`);
    }
    columns.set(fold(column.name), column.name);
  }
  if (table.columns.length > 0 && table.columns.every(({ computed }) => computed)) {
    throw invalid(name, `SQLite makes no table of computed columns alone, as ${name} is.`);
  }
  const key = primaryKeyOf(table);
  const computed = table.columns.find((column) => column.computed && key?.columns.includes(column.name));
  if (computed) {
    const message = `SQLite takes no computed column into a primary key, and ${name}.${computed.name} is one.`;
    throw new SchemaError("schema.invalid-column", message, {
      details: { table: name, column: computed.name },
    });
  }
  if (!key && ownOption(table, "withoutRowid") === true) {
    throw invalid(
      name,
      `Table ${name} is WITHOUT ROWID and has no primary key, by which SQLite would keep its rows.`,
    );
  }
}

function same(
  code: "schema.duplicate-table" | "schema.duplicate-column",
  table: string,
  names: string,
): SchemaError {
  return new SchemaError(code, `${names} are one name to SQLite, which takes no notice of case.`, {
    details: { table },
  });
}

function invalid(table: string, message: string): SchemaError {
  return new SchemaError("schema.invalid-table", message, { details: { table } });
}
