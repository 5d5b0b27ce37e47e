import { createTable } from "../../ddl/nodes/table.js";
import { createIndex } from "../../ddl/nodes/table-index.js";
import { ddlStatements, ddlText } from "../../dialect/compiler.js";
import type { Live } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import { SchemaError } from "../../errors/errors.js";
import type { TableName } from "../../schema/name.js";
import { nearest } from "../../util/text.js";
import { adaptTable } from "./adapt.js";
import { parseCreateTrigger } from "./create-index.js";
import { parseCreateTable } from "./create-sql.js";
import { type CreatedTable, columnClause } from "./created-table.js";
import { mentions } from "./expression.js";
import { SPELLING } from "./spelling.js";
import { fold, sameName } from "./tokens.js";

/** Something that stands on a table, and the text that makes it. */
export interface Made {
  readonly name: string;
  readonly sql: string;
}

/** A table as it stands, with everything that a copy of it must bring along. */
export interface LiveTable {
  readonly created: CreatedTable;
  readonly indexes: readonly Made[];
  readonly triggers: readonly Made[];
  /** EXPLAIN of statements that use views and other tables' triggers which mention the table. */
  readonly probes: readonly string[];
  /** Names in the file that a copy may not have, folded. */
  readonly taken: ReadonlySet<string>;
}

interface ObjectRow {
  readonly type: string;
  readonly name: string;
  readonly table: string;
  readonly sql: string | null;
}

/** The table, what stands on it, and everything that could mention it. */
const OBJECTS_SQL = `SELECT type AS "type", name AS "name", tbl_name AS "table", sql AS "sql" FROM sqlite_schema
WHERE tbl_name = ? COLLATE NOCASE OR type IN ('view', 'trigger') OR name LIKE '%__migr_new%'
  OR name IN (SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger')
ORDER BY rowid`;

/**
 * Reads a table and what stands on it; null where nothing is known of the database.
 *
 * @throws {SchemaError} `schema.no-such-table`: the database has no such table
 */
export async function readLiveTable(live: Live, name: TableName): Promise<LiveTable | null> {
  const result = await live.query(OBJECTS_SQL, [name.name], name);
  const objects = result ? toObjects<ObjectRow>(result) : [];
  const own = objects.find((row) => row.type === "table" && sameName(row.name, name.name));
  if (own?.sql) return liveTable(own.sql, own.name, objects);
  const known = await live.table(name);
  if (known) return plannedTable(adaptTable(known));
  if (!result) return null;
  const tables = await live.query("SELECT name FROM sqlite_schema WHERE type = 'table'");
  const like = nearest(name.name, tables?.rows.map(([each]) => String(each)) ?? []);
  throw new SchemaError("schema.no-such-table", `There is no table ${name.name}.`, {
    hint: like === null ? undefined : `Did you mean ${like}?`,
  });
}

function liveTable(sql: string, name: string, objects: readonly ObjectRow[]): LiveTable {
  const made = (type: string) =>
    objects.flatMap((row) =>
      row.type === type && sameName(row.table, name) && row.sql !== null
        ? [{ name: row.name, sql: row.sql }]
        : [],
    );
  return {
    created: parseCreateTable(sql),
    indexes: made("index"),
    triggers: made("trigger"),
    probes: dependentProbes(objects, name),
    taken: new Set(objects.map((row) => fold(row.name))),
  };
}

/** A table that is not in the database yet. */
function plannedTable(table: ReturnType<typeof adaptTable>): LiveTable {
  const indexes = table.indexes.map((index) => ({
    name: index.name,
    sql: ddlStatements([createIndex({ table, index })], { spelling: SPELLING })[0]!.sql,
  }));
  return {
    created: parseCreateTable(ddlText(createTable({ table }), SPELLING)),
    indexes,
    triggers: [],
    probes: [],
    taken: new Set(),
  };
}

/** Statements that SQLite can only explain where the views and triggers behind them are in order. */
function dependentProbes(objects: readonly ObjectRow[], table: string): readonly string[] {
  return objects.flatMap((row): readonly string[] => {
    if (row.sql === null || sameName(row.table, table) || !mentions(row.sql, table)) return [];
    if (row.type === "view") return [`EXPLAIN SELECT * FROM ${SPELLING.quote(row.name)}`];
    if (row.type !== "trigger") return [];
    const owner = objects.find((each) => each.type === "table" && each.name === row.table);
    const probe = owner?.sql ? triggerProbe(row.sql, parseCreateTable(owner.sql)) : null;
    return probe === null ? [] : [probe];
  });
}

/** A statement that would fire a trigger of a table; null where it has no column to set. */
export function triggerProbe(sql: string, owner: CreatedTable): string | null {
  const { event, columns } = parseCreateTrigger(sql);
  const table = SPELLING.quote(owner.name);
  if (event === "DELETE") return `EXPLAIN DELETE FROM ${table}`;
  if (event === "INSERT") return `EXPLAIN INSERT INTO ${table} DEFAULT VALUES`;
  const settable = owner.columns.filter((column) => !columnClause(column, "generated"));
  const column = settable.find(
    ({ name }) => columns.length === 0 || columns.some((each) => sameName(each, name)),
  );
  if (!column) return null;
  const name = SPELLING.quote(column.name);
  return `EXPLAIN UPDATE ${table} SET ${name} = ${name}`;
}

/** Those of some probes that SQLite can explain now: what was broken before is not ours to mend. */
export async function workingProbes(live: Live, probes: readonly string[]): Promise<readonly string[]> {
  const working: string[] = [];
  for (const probe of probes) {
    try {
      if (await live.query(probe)) working.push(probe);
    } catch {
      // It does not work, and is left out.
    }
  }
  return working;
}

/** The triggers of a table that work now. */
export async function workingTriggers(
  live: Live,
  { created, triggers }: LiveTable,
): Promise<readonly Made[]> {
  const probes = triggers.map(({ sql }) => triggerProbe(sql, created));
  const working = new Set<string | null>(
    await workingProbes(
      live,
      [...new Set(probes)].filter((probe) => probe !== null),
    ),
  );
  return triggers.filter((_, i) => working.has(probes[i]!));
}
