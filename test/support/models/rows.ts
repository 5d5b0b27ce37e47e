import type { Column } from "../../../src/schema/column.js";
import { enumsOf } from "../../../src/schema/define/declared-parts.js";
import { nameKey, type TableName } from "../../../src/schema/name.js";
import { creationOrder } from "../../../src/schema/order.js";
import { findTable, type Schema } from "../../../src/schema/schema.js";
import { columnOf, constraintsOf, primaryKeyOf, type Table } from "../../../src/schema/table.js";
import type { Spelling } from "../../../src/sql/writer.js";
import { sampleOf } from "./columns.js";
import type { Migration } from "./migration.js";

function tableSql({ schema, name }: TableName, { quote }: Spelling): string {
  return schema === undefined ? quote(name) : `${quote(schema)}.${quote(name)}`;
}

/** One INSERT for each table that can have a row: keys that lead in a circle are NULL, or leave their table empty. */
function rowsOf(schema: Schema, spelling: Spelling): ReadonlyMap<string, string> {
  const filled = new Map<string, string>();
  for (const table of creationOrder(schema.tables).tables) {
    const values = new Map<string, unknown>();
    for (const column of table.columns) values.set(column.name, sampleOf(column));
    let isPossible = true;
    for (const { columns, references } of constraintsOf(table, "foreignKey")) {
      const isThere = filled.has(nameKey(references)) || nameKey(references) === nameKey(table);
      const target = findTable(schema, references)!;
      columns.forEach((name, i) => {
        const column = columnOf(table, name)!;
        if (!isThere && !column.nullable) isPossible = false;
        values.set(name, isThere ? sampleOf(columnOf(target, references.columns[i]!)!) : null);
      });
    }
    if (!isPossible) continue;
    const given = table.columns.filter(({ computed }) => !computed);
    const always = given.some(({ identity }) => identity?.generated === "always");
    const names = given.map(({ name }) => spelling.quote(name));
    const literals = given.map(({ name, type }) =>
      spelling.literal(values.get(name), type.kind === "native" ? undefined : type),
    );
    filled.set(
      nameKey(table),
      `INSERT INTO ${tableSql(table, spelling)} (${names.join(", ")})${always ? " OVERRIDING SYSTEM VALUE" : ""} VALUES (${literals.join(", ")})`,
    );
  }
  return filled;
}

/**
 * Schemas from each of which to the next tables with rows can be taken: columns that come, either way, may be null or
 * have a default, an enum keeps the word that is in use, a key that may be NULL stays so, and one that gets some of its
 * columns does not ask for all or none of them.
 */
export function withRows(chain: readonly Schema[]): readonly Schema[] {
  const relaxed = chain.map((schema, i) =>
    mapTables(schema, (table) => {
      const others = [chain[i - 1], chain[i + 1]].map((other) => other && findTable(other, table));
      return others.reduce<Table>((each, other) => (other ? relax(each, other) : each), table);
    }),
  );
  const all: Schema[] = [];
  for (const schema of relaxed) {
    const last = all.at(-1);
    all.push(
      mapTables(schema, (table) => {
        const before = last && findTable(last, table);
        return before ? follow(table, before) : table;
      }),
    );
  }
  return all;
}

/** Puts a row into each table that can have one, and gives those. */
export async function insertRows(m: Migration, schema: Schema): Promise<readonly Table[]> {
  const rows = rowsOf(schema, m.dialect.spelling);
  for (const sql of rows.values()) await m.connection.query(sql);
  return schema.tables.filter((table) => rows.has(nameKey(table)));
}

/** Removes all rows, whatever refers to them. */
export async function deleteRows(m: Migration, schema: Schema): Promise<void> {
  const names = schema.tables.map((table) => tableSql(table, m.dialect.spelling));
  if (names.length === 0) return;
  const [off, on] = UNCHECKED[m.dialect.vocabulary]!;
  if (off) await m.connection.query(off);
  for (const name of names) await m.connection.query(on ? `DELETE FROM ${name}` : `TRUNCATE ${name} CASCADE`);
  if (on) await m.connection.query(on);
}

/** What switches foreign keys off and on; PostgreSQL empties the tables that refer along with a table. */
const UNCHECKED: Readonly<Record<string, readonly [off?: string, on?: string]>> = {
  postgresql: [],
  mysql: ["SET foreign_key_checks = 0", "SET foreign_key_checks = 1"],
  sqlite: ["PRAGMA foreign_keys = 0", "PRAGMA foreign_keys = 1"],
};

/** The rows of tables, in those columns that are the same in both schemas. */
export async function keptValues(m: Migration, from: Schema, to: Schema, tables: readonly Table[]) {
  const { quote } = m.dialect.spelling;
  const found: Record<string, unknown> = {};
  for (const table of tables) {
    const before = findTable(from, table)!;
    const after = findTable(to, table)!;
    const same = before.columns.filter((column) => {
      const other = columnOf(after, column.name);
      const isSame = other && JSON.stringify(other.type, texts) === JSON.stringify(column.type, texts);
      return isSame && !column.computed && !other.computed;
    });
    // SQLite's driver makes dates of texts where the declared type says so, which a STRICT table's cannot.
    const value = ({ name, type }: Column) =>
      m.dialect.vocabulary === "sqlite" && type.kind === "dateTime" ? `${quote(name)} || ''` : quote(name);
    const columns = ["1", ...same.map(value)].join(", ");
    const { rows } = await m.connection.query(
      `SELECT ${columns} FROM ${tableSql(table, m.dialect.spelling)}`,
    );
    found[nameKey(table)] = rows;
  }
  return found;
}

function texts(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}

function mapTables(schema: Schema, change: (table: Table) => Table): Schema {
  const tables = schema.tables.map(change);
  return { ...schema, tables, enums: enumsOf(tables) };
}

function mapColumns(table: Table, change: (column: Column) => Column): Table {
  return { ...table, columns: table.columns.map(change) };
}

/**
 * Columns that the other side lacks may be null where they have no default. A foreign key that matches in full refuses
 * rows that have some of its columns, as those do where others of them come.
 */
function relax(table: Table, other: Table): Table {
  const key = primaryKeyOf(table)?.columns ?? [];
  const constraints = table.constraints.map((each) => {
    if (each.kind !== "foreignKey" || each.match !== "full") return each;
    const held = each.columns.filter((name) => columnOf(other, name)).length;
    if (held === 0 || held === each.columns.length) return each;
    const { match: _, ...rest } = each;
    return rest;
  });
  return mapColumns({ ...table, constraints }, (column) => {
    const isFree =
      columnOf(other, column.name) ||
      column.default ||
      column.computed ||
      column.identity ||
      key.includes(column.name);
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
