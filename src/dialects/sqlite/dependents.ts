import type { Live } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import { messageOf } from "../../util/text.js";
import { parseCreateTrigger } from "./create-index.js";
import { parseCreateTable } from "./create-sql.js";
import { type CreatedTable, columnClause } from "./created-table.js";
import { SPELLING } from "./spelling.js";
import { fold, isName, nameOf, sameName, tokenize } from "./tokens.js";

/** An object of the file: a table, or what stands on one or mentions it. */
export interface ObjectRow {
  /** Whether it is the file's, or the connection's alone. */
  readonly place: "main" | "temp";
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly sql: string | null;
}

/** A view, or a trigger with the text of the table that it stands on; null where that is a view. */
export interface Dependent {
  readonly type: "view" | "trigger";
  readonly table: string;
  readonly sql: string;
  readonly ownerSql: string | null;
}

/**
 * The views and the triggers of others that mention a table, or a view that does, and so on: those that could be
 * broken by a change of it.
 */
export function dependentsOf(objects: readonly ObjectRow[], table: string): readonly Dependent[] {
  const waiting = objects.flatMap((row) => {
    const isOther = (row.type === "view" || row.type === "trigger") && !sameName(row.table, table);
    return isOther && row.sql !== null ? [{ ...row, names: namesIn(row.sql) }] : [];
  });
  const ownerOf = owners(objects);
  const touched = new Set([fold(table)]);
  const found: Dependent[] = [];
  for (let i = 0; i < waiting.length; i++) {
    const row = waiting[i]!;
    const { type, name, table: owner, sql } = row;
    if (!row.names.some((each) => touched.has(each))) continue;
    found.push({ type: type as "view", table: owner, sql: sql!, ownerSql: ownerOf(row) });
    waiting.splice(i, 1);
    // What mentions this view may stand before it.
    if (type === "view") {
      touched.add(fold(name));
      i = -1;
    } else i--;
  }
  return found;
}

/** Every name in an SQL text, folded; a string may be one too. */
function namesIn(sql: string): readonly string[] {
  return tokenize(sql).flatMap((token) =>
    isName(token) || token.kind === "string" ? fold(nameOf(token)) : [],
  );
}

/** Gives the text of the table that a trigger stands on; null where that is a view. */
function owners(rows: readonly ObjectRow[]): (trigger: ObjectRow) => string | null {
  const of = { main: new Map<string, string | null>(), temp: new Map<string, string | null>() };
  for (const { place, type, name, sql } of rows) {
    if (type === "table" || type === "view") of[place].set(name, type === "table" ? sql : null);
  }
  return ({ place, table }) => {
    const own = place === "temp" ? of.temp.get(table) : undefined;
    return own === undefined ? (of.main.get(table) ?? null) : own;
  };
}

const OWNERS = ["main", "temp"].map(
  (place) => `SELECT tbl_name FROM ${place}.sqlite_schema WHERE type = 'trigger'`,
);

/**
 * Asks for every view and trigger, with the tables that triggers stand on, and behind them for what the connection has
 * of them by itself, which a table takes along or is kept by just as well. The texts of that say that it is temporary.
 *
 * @param others what else is asked for in both places
 */
export function objectsOfViewsSql(
  others: { readonly main: string; readonly temp: string } | null = null,
): string {
  const columns = 'rowid AS "nr", type AS "type", name AS "name", tbl_name AS "table"';
  const [main, temp] = [others?.main, others?.temp].map((each) => (each ? ` OR ${each}` : ""));
  return `SELECT 'main' AS "place", ${columns}, sql AS "sql" FROM main.sqlite_schema
WHERE type IN ('view', 'trigger') OR name IN (${OWNERS.join(" UNION ALL ")})${main}
UNION ALL SELECT 'temp', ${columns}, iif(type = 'table', sql, 'CREATE TEMP' || substr(sql, 7)) FROM temp.sqlite_schema
WHERE type IN ('view', 'trigger') OR name IN (${OWNERS[1]})${temp}
ORDER BY 1, 2`;
}

/** Every view and trigger, with the tables that triggers stand on. */
export const OBJECTS_OF_VIEWS_SQL = objectsOfViewsSql();

/**
 * Whether a view or a trigger of the file does not work, wherever it stands: the library then drops no column.
 *
 * @source SQLite 3.53, src/alter.c: renameTestSchema
 */
export async function holdsBroken(live: Live): Promise<boolean> {
  const result = await live.query(OBJECTS_OF_VIEWS_SQL);
  const rows = result ? toObjects<ObjectRow>(result) : [];
  return (await brokenAmong(live, rows)).length > 0;
}

/** The views and triggers that do not work, but for those that only lack a function, which the library lets be. */
export async function brokenAmong(live: Live, rows: readonly ObjectRow[]): Promise<readonly ObjectRow[]> {
  const ownerOf = owners(rows);
  const broken: ObjectRow[] = [];
  for (const row of rows) {
    const { type, table, sql } = row;
    if (type === "table" || sql === null) continue;
    const probe = await probeFor(live, { type: type as "view", table, sql, ownerSql: ownerOf(row) });
    if (probe === null) continue;
    const problem = await problemOf(live, probe);
    if (problem !== null && !/^no such function\b/.test(problem)) broken.push(row);
  }
  return broken;
}

/** Statements that SQLite can explain now, and only where these views and triggers work: what was broken is left out. */
export async function workingProbes(
  live: Live,
  dependents: readonly Dependent[],
): Promise<readonly string[]> {
  const probes = new Set<string>();
  for (const dependent of dependents) {
    const probe = await probeFor(live, dependent);
    if (probe !== null && (await works(live, probe))) probes.add(probe);
  }
  return [...probes];
}

async function probeFor(live: Live, { type, table, sql, ownerSql }: Dependent): Promise<string | null> {
  if (type === "view") return `EXPLAIN SELECT * FROM ${SPELLING.quote(table)}`;
  if (ownerSql === null) return viewTriggerProbe(live, sql, table);
  return triggerProbe(sql, parseCreateTable(ownerSql));
}

/** A statement that would fire a trigger of a table; null where it has no column to set. */
export function triggerProbe(sql: string, owner: CreatedTable): string | null {
  const settable = owner.columns.filter((column) => !columnClause(column, "generated"));
  return probeOf(
    sql,
    owner.name,
    settable.map(({ name }) => name),
  );
}

async function viewTriggerProbe(live: Live, sql: string, view: string): Promise<string | null> {
  try {
    const columns = await live.query("SELECT name FROM pragma_table_info(?)", [view]);
    return probeOf(sql, view, columns?.rows.map(([name]) => String(name)) ?? []);
  } catch {
    // The view does not work, nor do its triggers.
    return null;
  }
}

function probeOf(sql: string, owner: string, settable: readonly string[]): string | null {
  const { event, columns } = parseCreateTrigger(sql);
  const table = SPELLING.quote(owner);
  if (event === "DELETE") return `EXPLAIN DELETE FROM ${table}`;
  if (event === "INSERT") return `EXPLAIN INSERT INTO ${table} DEFAULT VALUES`;
  const column = settable.find(
    (name) => columns.length === 0 || columns.some((each) => sameName(each, name)),
  );
  if (column === undefined) return null;
  const name = SPELLING.quote(column);
  return `EXPLAIN UPDATE ${table} SET ${name} = ${name}`;
}

/** Texts of a table's triggers that work now. */
export async function workingTriggers(
  live: Live,
  table: CreatedTable,
  triggers: readonly string[],
): Promise<readonly string[]> {
  const working: string[] = [];
  const known = new Map<string, boolean>();
  for (const sql of triggers) {
    const probe = triggerProbe(sql, table);
    if (probe === null) continue;
    if (!known.has(probe)) known.set(probe, await works(live, probe));
    if (known.get(probe)) working.push(sql);
  }
  return working;
}

async function works(live: Live, probe: string): Promise<boolean> {
  return (await problemOf(live, probe)) === null;
}

/** What SQLite says of a statement that it cannot explain; null where it can. */
async function problemOf(live: Live, probe: string): Promise<string | null> {
  try {
    return (await live.query(probe)) === null ? "" : null;
  } catch (thrown) {
    return messageOf(thrown);
  }
}
