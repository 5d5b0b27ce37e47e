import type { Column } from "../../../src/schema/column.js";
import { enumsOf } from "../../../src/schema/define/declared-parts.js";
import { displayName, nameKey, type TableName } from "../../../src/schema/name.js";
import { creationOrder } from "../../../src/schema/order.js";
import { EMPTY_SCHEMA, findTable, type Schema } from "../../../src/schema/schema.js";
import { columnOf, constraintsOf, primaryKeyOf, type Table } from "../../../src/schema/table.js";
import type { TableIndex } from "../../../src/schema/table-index.js";
import type { Spelling } from "../../../src/sql/writer.js";
import type { EnumSqlType, NativeSqlType } from "../../../src/types/type.js";
import { sampleOf, wordsOf } from "./columns.js";
import { isHeir } from "./heirs.js";
import { type Answered, carriesRows, type Stay, stays } from "./journey.js";
import type { Migration } from "./migration.js";
import { array } from "./native-families.js";

function tableSql({ schema, name }: TableName, { quote }: Spelling): string {
  return schema === undefined ? quote(name) : `${quote(schema)}.${quote(name)}`;
}

/** One INSERT for each of the tables that can have a row: keys that lead in a circle are NULL, or leave their table empty. */
function rowsOf(
  schema: Schema,
  spelling: Spelling,
  may: (table: Table) => boolean,
): ReadonlyMap<string, string> {
  const filled = new Map<string, string>();
  for (const table of creationOrder(schema.tables).tables.filter((each) => may(each) && !isHeir(each))) {
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
 * Schemas from each of which to the next tables with rows can be taken, those that get another key apart: columns that
 * come, either way, may be null or have a default, an enum keeps the word that is in use or says what it becomes, a key
 * that may be NULL stays so, and one that gets some of its columns does not ask for all or none of them.
 *
 * @param namedEnums whether enums are types that stand by themselves
 */
export function withRows(chain: readonly Schema[], namedEnums = false): readonly Answered[] {
  const steps = chain.slice(1).map((to, i) => stays(chain[i]!, to).filter(carriesRows));
  const relaxed = chain.map((schema, i) => {
    const went = new Map(steps[i]?.map((stay) => [stay.before, stay.columns.map(([name]) => name)]));
    const came = new Map(steps[i - 1]?.map((stay) => [stay.after, stay.columns.map(([, name]) => name)]));
    return mapTables(schema, (table) =>
      [went, came].reduce((each, held) => (held.has(table) ? relax(each, held.get(table)!) : each), table),
    );
  });
  const all: Answered[] = [];
  for (const schema of relaxed) {
    const last = all.at(-1) ?? EMPTY_SCHEMA;
    const steady = new Map(stays(last, schema).map((stay) => [stay.after, stay]));
    const map: string[] = [];
    const rename: string[] = [];
    const followed = mapTables(schema, (table) => {
      const stay = steady.get(table);
      return stay && carriesRows(stay) ? follow(stay, namedEnums, { map, rename }) : table;
    });
    all.push({ ...followed, ...(map.length > 0 && { map }), ...(rename.length > 0 && { rename }) });
  }
  return all;
}

/** Puts a row into each table that can have one and take it along, and gives the names of those. */
export async function insertRows(m: Migration, from: Schema, to: Schema): Promise<ReadonlySet<string>> {
  const bound = new Set(stays(from, to).flatMap((stay) => (carriesRows(stay) ? [] : [nameKey(stay.before)])));
  const rows = rowsOf(from, m.dialect.spelling, (table) => !bound.has(nameKey(table)));
  for (const sql of rows.values()) await m.connection.query(sql);
  return new Set(rows.keys());
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

/** The rows of tables that stay, on one side of a step, in those columns that are the same on both. */
export async function keptValues(m: Migration, step: readonly Stay[], side: "before" | "after") {
  const { quote } = m.dialect.spelling;
  const found: Record<string, unknown> = {};
  for (const stay of step) {
    const same = stay.columns
      .map(([before, after]) => ({
        before: columnOf(stay.before, before)!,
        after: columnOf(stay.after, after)!,
      }))
      .filter(({ before, after }) => {
        const isSame = JSON.stringify(before.type, texts) === JSON.stringify(after.type, texts);
        return isSame && !before.computed && !after.computed;
      });
    // SQLite's driver makes dates of texts where the declared type says so, which a STRICT table's cannot.
    const value = ({ name, type }: Column) =>
      m.dialect.vocabulary === "sqlite" && type.kind === "dateTime" ? `${quote(name)} || ''` : quote(name);
    const columns = ["1", ...same.map((each) => value(each[side]))];
    const list = columns.map((column, i) => `${column} AS ${quote(`c${i}`)}`).join(", ");
    const { rows } = await m.connection.query(
      `SELECT ${list} FROM ${tableSql(stay[side], m.dialect.spelling)}`,
    );
    found[nameKey(stay.before)] = rows;
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
 * rows that have some of its columns, as those do where others of them come. A spatial index has no room for NULL.
 *
 * @param held the columns that the other side has
 */
function relax(table: Table, held: readonly string[]): Table {
  const key = primaryKeyOf(table)?.columns ?? [];
  const constraints = table.constraints.map((each) => {
    if (each.kind !== "foreignKey" || each.match !== "full") return each;
    const some = each.columns.filter((name) => held.includes(name)).length;
    if (some === 0 || some === each.columns.length) return each;
    const { match: _, ...rest } = each;
    return rest;
  });
  const relaxed = mapColumns({ ...table, constraints }, (column) => {
    const isFree =
      held.includes(column.name) ||
      column.default ||
      column.computed ||
      column.identity ||
      key.includes(column.name);
    return isFree ? column : asNullable(column);
  });
  const isWhole = ({ method, parts }: TableIndex) =>
    method !== "spatial" || parts.every(({ column }) => !columnOf(relaxed, column!)!.nullable);
  return { ...relaxed, indexes: relaxed.indexes.filter(isWhole) };
}

/** The column with room for NULL, and without what it does where there is none. */
function asNullable({ options, ...column }: Column): Column {
  const kept = Object.entries(options ?? {}).flatMap(([dialect, { onConflictNotNull: _, ...own }]) =>
    Object.keys(own).length > 0 ? [[dialect, own] as const] : [],
  );
  return {
    ...column,
    nullable: true,
    ...(kept.length > 0 && { options: Object.fromEntries(kept) }),
  };
}

/**
 * What rows from before hold fits into the columns of the table.
 *
 * @param said gets what becomes of words that do not
 */
function follow(
  { before, after, columns }: Stay,
  namedEnums: boolean,
  said: Readonly<Record<"map" | "rename", string[]>>,
): Table {
  const keys = constraintsOf(after, "foreignKey").flatMap((each) => each.columns);
  return mapColumns(after, (column) => {
    const former = columns.find(([, name]) => name === column.name);
    if (!former) return column;
    const old = columnOf(before, former[0])!;
    const nullable = column.nullable || (keys.includes(column.name) && old.nullable);
    const words = [old, column].map(({ type }) => wordsOf(type));
    if (words[0] && words[1]) {
      const all = [...new Set([words[0][0]!, ...words[1]])];
      const { element } = column.type as NativeSqlType;
      const type = array({ ...(element as EnumSqlType), values: all });
      return { ...column, type, nullable };
    }
    if (column.type.kind !== "enum" || old.type.kind !== "enum")
      return nullable ? asNullable(column) : column;
    const [word] = old.type.values;
    const isSame = !namedEnums || old.type.name === column.type.name;
    if (isSame && former[0] === column.name && !column.type.values.includes(word!)) {
      const subject = namedEnums ? column.type.name! : `${displayName(after)}.${column.name}`;
      const had = old.type.values;
      const other = column.type.values.find((each) => !had.includes(each));
      // Words go either way, as chance has it.
      const isRenamed = other !== undefined && had.length % 2 === 1;
      if (isRenamed) said.rename.push(`${subject}.${word}:${other}`);
      else said.map.push(`${subject}.${word}:${column.type.values[0]}`);
      return { ...column, nullable };
    }
    const values = [...new Set([word!, ...column.type.values])];
    return { ...column, nullable, type: { ...column.type, values } };
  });
}
