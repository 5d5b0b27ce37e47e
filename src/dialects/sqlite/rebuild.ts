import type { Statement } from "../../dialect/dialect.js";
import type { Aside } from "./aside.js";
import { indexWithPlainTexts } from "./create-index.js";
import {
  type CreatedTable,
  clausesOf,
  columnClause,
  createdColumn,
  createTableSql,
  rulesOf,
} from "./created-table.js";
import { triggerProbe } from "./dependents.js";
import { withoutQualifier, withPlainTexts } from "./expression.js";
import { keysSql } from "./key-check.js";
import { literal } from "./literal.js";
import type { Made } from "./live-table.js";
import { SPELLING } from "./spelling.js";
import type { TableEdit } from "./table-edit.js";
import { fold, sameName } from "./tokens.js";

/** What a table is called until the old one is gone. */
const SUFFIX = "__migr_new";

/** What a copy must know of the connection and of what depends on the table. */
export interface CopySession {
  /** Where no transaction is open: how many rows break a foreign key now; null where that cannot be told. */
  readonly alone?: { readonly broken: number | null } | undefined;
  /** What would keep the library from renaming columns, where that is to be done. */
  readonly aside: Aside;
  /** Whether `PRAGMA legacy_alter_table` is on. */
  readonly legacyAlter: boolean;
  /** CREATE INDEX of those that the changes make. */
  readonly newIndexes: readonly string[];
  /** Statements that can be explained before, and must be so after. */
  readonly probes: readonly string[];
  /** Texts of the table's own triggers that work before, and must do so after. */
  readonly triggers: readonly string[];
  /** Whether the library renames tables: not in a file with texts that it would no longer take. */
  readonly renames: boolean;
}

const CHECK = `temp."migr_rebuild"`;
const OBJECTS = `temp."migr_objects"`;

/**
 * The statements that put a changed copy in a table's place: make the new table, copy the rows, compare their
 * number, drop the old table, give the new one its name, and make indexes and triggers again. Foreign keys must be off,
 * or dropping the old table would delete the rows that refer to it; the first statements see to that.
 *
 * @throws {SchemaError} `schema.duplicate-column`, `schema.invalid-table`, `schema.no-such-column`: no such table can be
 * @source SQLite 3.53, "ALTER TABLE", 8: Making Other Kinds Of Table Schema Changes
 */
export function rebuildStatements(edit: TableEdit, session: CopySession): readonly Statement[] {
  const { live } = edit;
  const { alone } = session;
  edit.assertPossible();
  const { quote } = SPELLING;
  const table = quote(live.created.name);
  const name = freeName(`${live.created.name}${SUFFIX}`, live.taken);
  const copy = quote(name);
  const created = standalone(edit.created);
  return [
    ...(alone ? ["BEGIN IMMEDIATE"] : []),
    `CREATE TEMP TABLE "migr_rebuild" ("enforced" INTEGER, "lost" INTEGER, "strange" INTEGER, ${live.isTold ? '"untold" INTEGER, ' : ""}` +
      `CONSTRAINT "foreign keys are off while a table is copied" CHECK ("enforced" = 0), ` +
      `CONSTRAINT "every row is copied" CHECK ("lost" = 0), ` +
      (live.isTold ? `CONSTRAINT "the table has the columns that copyFrom has" CHECK ("untold" = 0), ` : "") +
      `CONSTRAINT "every object is kept" CHECK ("strange" = 0))`,
    `INSERT INTO ${CHECK} ("enforced") SELECT foreign_keys FROM pragma_foreign_keys`,
    ...(live.isTold ? [toldSql(edit)] : []),
    `CREATE TEMP TABLE "migr_objects" AS ${keptObjectsSql(edit)}`,
    createTableSql(created, copy),
    copySql(edit, table, copy),
    countSql(table, copy),
    ...sequenceSql(edit, live.created.name, name),
    ...statisticsSql(edit, live.created.name, name),
    `DROP TABLE ${table}`,
    ...(session.renames
      ? [
          // Views and triggers that mention the table are not to be looked at while it is away.
          "PRAGMA legacy_alter_table = ON",
          `ALTER TABLE ${copy} RENAME TO ${table}`,
          `PRAGMA legacy_alter_table = ${session.legacyAlter ? "ON" : "OFF"}`,
          ...statisticsSql(edit, name, live.created.name),
        ]
      : [
          createTableSql(created, table),
          copyBackSql(edit, copy, table),
          countSql(copy, table),
          ...sequenceSql(edit, name, live.created.name),
          ...statisticsSql(edit, name, live.created.name),
          `DROP TABLE ${copy}`,
        ]),
    ...edit.indexes.map(({ sql }) => indexWithPlainTexts(sql, isColumnOf(created))),
    ...live.triggers.map(({ sql }) => sql),
    `INSERT INTO ${CHECK} ("strange") SELECT count(*) FROM (${differenceSql(OBJECTS, objectsSql(edit))})`,
    `DROP TABLE ${OBJECTS}`,
    ...session.probes,
    ...session.triggers.flatMap((sql) => triggerProbe(sql, created) ?? []),
    `DROP TABLE ${CHECK}`,
    ...session.aside.before,
    ...renameSql(edit, table),
    ...session.aside.after,
    ...session.newIndexes,
    ...(alone ? [...keysSql(alone.broken), "COMMIT"] : []),
  ].map((sql) => ({ sql }));
}

function isColumnOf(table: CreatedTable): (name: string) => boolean {
  return (name) => createdColumn(table, name) !== null;
}

/** The table with expressions that do not say its name, which it does not have at first. */
function standalone(table: CreatedTable): CreatedTable {
  const own = <
    C extends CreatedTable["constraints"][number] | CreatedTable["columns"][number]["clauses"][number],
  >(
    clause: C,
  ): C => {
    const { kind } = clause.rule;
    if (kind === "default") return { ...clause, text: withPlainTexts(clause.text, () => false) };
    if (kind !== "check" && kind !== "generated") return clause;
    return { ...clause, text: withPlainTexts(withoutQualifier(clause.text, table.name), isColumnOf(table)) };
  };
  return {
    ...table,
    columns: table.columns.map((column) => ({ ...column, clauses: column.clauses.map(own) })),
    constraints: table.constraints.map(own),
  };
}

/**
 * Copies the rows, in order and with their rowids. OR ABORT takes the place of conflict clauses of the table's own,
 * by which rows could be lost or values made up.
 */
function copySql(edit: TableEdit, table: string, copy: string): string {
  const { quote } = SPELLING;
  const columns = edit.created.columns.filter(
    (column) => !columnClause(column, "generated") && !edit.added.has(fold(column.name)),
  );
  const pairs = columns.map(({ name }): readonly [string, string] => [
    quote(name),
    edit.using.get(fold(name)) ?? quote(name),
  ]);
  const rowid = rowidName(edit);
  const { alias } = edit;
  const hasAlias = alias !== null && columns.includes(alias);
  if (rowid !== null && !hasAlias) pairs.unshift([rowid, rowid]);
  if (pairs.length === 0) pairs.push(newColumn(edit));
  const targets = pairs.map(([target]) => target).join(", ");
  const sources = pairs.map(([, source]) => source).join(", ");
  const order = rowid === null ? "" : ` ORDER BY ${rowid}`;
  return `INSERT OR ABORT INTO ${copy} (${targets}) SELECT ${sources} FROM ${table}${order}`;
}

/** Copies all rows of a copy as they are. */
function copyBackSql(edit: TableEdit, copy: string, table: string): string {
  const given = edit.created.columns.filter((column) => !columnClause(column, "generated"));
  const names = given.map(({ name }) => SPELLING.quote(name));
  const rowid = rowidName(edit);
  if (rowid !== null && !(edit.alias && given.includes(edit.alias))) names.unshift(rowid);
  const order = rowid === null ? "" : ` ORDER BY ${rowid}`;
  return `INSERT OR ABORT INTO ${table} (${names.join(", ")}) SELECT ${names.join(", ")} FROM ${copy}${order}`;
}

/** Fails where one table has not as many rows as the other. */
function countSql(table: string, copy: string): string {
  return `INSERT INTO ${CHECK} ("lost") SELECT (SELECT count(*) FROM ${table}) - (SELECT count(*) FROM ${copy})`;
}

/** A new column with its default: rows of which nothing else stays are rows still. */
function newColumn(edit: TableEdit): readonly [string, string] {
  const column = edit.created.columns.find((each) => !columnClause(each, "generated"))!;
  const rule = columnClause(column, "default");
  return [SPELLING.quote(column.name), rule ? `(${rule.expression})` : "NULL"];
}

/** Fails where the table has other columns than a script tells of. */
function toldSql({ live }: TableEdit): string {
  const columns = live.created.columns.map(({ name }) => literal(name));
  const table = `pragma_table_xinfo(${literal(live.created.name)})`;
  return (
    `INSERT INTO ${CHECK} ("untold") SELECT count(*) <> ${columns.length} FROM ${table} ` +
    `UNION ALL SELECT 1 FROM ${table} WHERE name COLLATE NOCASE NOT IN (${columns.join(", ")})`
  );
}

/** A name by which the rowid can be had in both tables; null where there is none. */
function rowidName(edit: TableEdit): string | null {
  const tables = [edit.live.created, edit.created];
  if (tables.some((table) => table.withoutRowid)) return null;
  const isFree = (name: string) =>
    !tables.some((table) => table.columns.some((column) => sameName(column.name, name)));
  return ["rowid", "_rowid_", "oid"].find(isFree) ?? null;
}

/** The greatest number that AUTOINCREMENT has given, which a copy of the rows alone would lose. */
function sequenceSql(edit: TableEdit, table: string, copy: string): readonly string[] {
  const counts = (created: CreatedTable) => rulesOf(created, "primaryKey").some((key) => key.autoincrement);
  if (!counts(edit.live.created) || !counts(edit.created)) return [];
  return [
    `DELETE FROM sqlite_sequence WHERE name = ${literal(copy)}`,
    `INSERT INTO sqlite_sequence (name, seq) SELECT ${literal(copy)}, seq FROM sqlite_sequence WHERE name = ${literal(table)}`,
  ];
}

/**
 * The objects of the file but those that SQLite makes by itself, with the texts of those that do not stand on the
 * table.
 */
function objectsSql(edit: TableEdit): string {
  return (
    "SELECT type, name, lower(tbl_name) AS tbl_name, " +
    `CASE WHEN tbl_name <> ${literal(edit.live.created.name)} COLLATE NOCASE THEN sql END AS sql FROM main.sqlite_schema ` +
    "WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
  );
}

/** Those that have to be there in the end: all but what the changes take away. */
function keptObjectsSql(edit: TableEdit): string {
  const gone = goneIndexes(edit);
  const names = gone.map(({ name }) => literal(name)).join(", ");
  return objectsSql(edit) + (gone.length === 0 ? "" : ` AND NOT (type = 'index' AND name IN (${names}))`);
}

/** The indexes that the changes take away. */
function goneIndexes({ live, indexes }: TableEdit): readonly Made[] {
  return live.indexes.filter((index) => !indexes.includes(index));
}

/** What is in only one of two sets of rows. */
function differenceSql(table: string, query: string): string {
  return `SELECT * FROM (SELECT * FROM ${table} EXCEPT ${query}) UNION ALL SELECT * FROM (${query} EXCEPT SELECT * FROM ${table})`;
}

/**
 * What ANALYZE has counted is dropped with the old table, unless it is another's meanwhile. Indexes of constraints are
 * numbered: where those are others, it is no longer told which of them was counted.
 */
function statisticsSql(edit: TableEdit, from: string, to: string): readonly string[] {
  const { live } = edit;
  const isRenumbered = keysOf(edit.created) !== keysOf(live.created);
  const conditions = [
    `tbl = ${literal(from)}`,
    ...(isRenumbered ? ["ifnull(idx, '') NOT LIKE 'sqlite\\_autoindex\\_%' ESCAPE '\\'"] : []),
    ...goneIndexes(edit).map(({ name }) => `ifnull(idx, '') <> ${literal(name)}`),
  ].join(" AND ");
  return live.statistics.map((table) => `UPDATE ${table} SET tbl = ${literal(to)} WHERE ${conditions}`);
}

/** The keys that have indexes of their own, in the order in which those are numbered. */
function keysOf(table: CreatedTable): string {
  const keys = clausesOf(table).flatMap(({ clause: { rule } }) =>
    rule.kind === "primaryKey" || rule.kind === "unique" ? [rule.columns] : [],
  );
  return JSON.stringify(keys);
}

/** Renames columns in an order in which no two ever have the same name. */
function renameSql(edit: TableEdit, table: string): readonly string[] {
  const { quote } = SPELLING;
  const statements: string[] = [];
  const present = new Set(edit.created.columns.map(({ name }) => fold(name)));
  const waiting = edit.renames.map(([from, to]) => ({ from, to }));
  const rename = (from: string, to: string) => {
    statements.push(`ALTER TABLE ${table} RENAME COLUMN ${quote(from)} TO ${quote(to)}`);
    present.delete(fold(from));
    present.add(fold(to));
  };
  while (waiting.length > 0) {
    const free = waiting.findIndex(({ from, to }) => !present.has(fold(to)) || sameName(from, to));
    if (free >= 0) {
      const [{ from, to }] = waiting.splice(free, 1) as [{ from: string; to: string }];
      rename(from, to);
    } else {
      const first = waiting[0]!;
      const between = freeName(`${first.from}${SUFFIX}`, present);
      rename(first.from, between);
      waiting[0] = { ...first, from: between };
    }
  }
  return statements;
}

function freeName(wish: string, taken: ReadonlySet<string>): string {
  let name = wish;
  for (let i = 2; taken.has(fold(name)); i++) name = `${wish}_${i}`;
  return name;
}
