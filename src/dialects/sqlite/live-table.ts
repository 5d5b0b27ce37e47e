import { createTable } from "../../ddl/nodes/table.js";
import { createIndex } from "../../ddl/nodes/table-index.js";
import { ddlStatements, ddlText } from "../../dialect/compiler.js";
import type { Live } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import { SchemaError } from "../../errors/errors.js";
import type { TableName } from "../../schema/name.js";
import type { Table } from "../../schema/table.js";
import { nearest } from "../../util/text.js";
import { adaptTable } from "./adapt.js";
import { parseCreateTrigger } from "./create-index.js";
import { parseCreateTable } from "./create-sql.js";
import type { CreatedTable } from "./created-table.js";
import { type Dependent, dependentsOf, type ObjectRow, objectsOfViewsSql } from "./dependents.js";
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
  /** Views and other tables' triggers that would see a change of the table. */
  readonly dependents: readonly Dependent[];
  /** The tables in which ANALYZE keeps what it has counted; which there are depends on the library that did. */
  readonly statistics: readonly string[];
  /** Names in the file that a copy may not have, folded. */
  readonly taken: ReadonlySet<string>;
  /** Whether its definition comes from a script, and not from the database. */
  readonly isTold?: true;
  /** Indexes that the script tells of and that are not there. */
  readonly missing?: readonly Made[];
}

/** The table, what stands on it, and everything that could mention it. */
const OBJECTS_SQL = objectsOfViewsSql({
  main: `tbl_name = ? COLLATE NOCASE OR lower(name) LIKE '%__migr_new%' OR name LIKE 'sqlite\\_stat_' ESCAPE '\\'`,
  temp: "lower(name) LIKE '%__migr_new%'",
});

/**
 * Reads a table and what stands on it; null where nothing is known of the database.
 *
 * @param copyFrom the table's definition in place of the one that the database has
 * @throws {SchemaError} `schema.no-such-table`: the database has no such table
 */
export async function readLiveTable(
  live: Live,
  name: TableName,
  copyFrom?: Table,
): Promise<LiveTable | null> {
  const told = copyFrom && { ...plannedTable(adaptTable(copyFrom)), isTold: true as const };
  const result = await live.query(OBJECTS_SQL, [name.name], name);
  const objects = result ? toObjects<ObjectRow>(result) : [];
  const own = objects.find(
    (row) => row.place === "main" && row.type === "table" && sameName(row.name, name.name),
  );
  if (own?.sql) {
    const created = told ? { ...told.created, name: own.name } : parseCreateTable(own.sql);
    return withTold(liveTable(created, objects), told);
  }
  const known = await live.table(name);
  if (known) return told ?? plannedTable(adaptTable(known));
  if (!result) return told ?? null;
  const tables = await live.query("SELECT name FROM sqlite_schema WHERE type = 'table'");
  const like = nearest(name.name, tables?.rows.map(([each]) => String(each)) ?? []);
  throw new SchemaError("schema.no-such-table", `There is no table ${name.name}.`, {
    hint: like === null ? undefined : `Did you mean ${like}?`,
  });
}

function withTold(table: LiveTable, told: LiveTable | undefined): LiveTable {
  if (!told) return table;
  const isThere = ({ name }: Made) => table.indexes.some((index) => sameName(index.name, name));
  return { ...table, isTold: true, missing: told.indexes.filter((index) => !isThere(index)) };
}

function liveTable(created: CreatedTable, objects: readonly ObjectRow[]): LiveTable {
  const { name } = created;
  const made = (type: string) =>
    objects.flatMap((row) =>
      row.type === type && sameName(row.table, name) && row.sql !== null && !isElsewhere(row)
        ? [{ name: row.name, sql: row.sql }]
        : [],
    );
  return {
    created,
    indexes: made("index"),
    triggers: made("trigger"),
    dependents: dependentsOf(objects, name),
    statistics: objects.flatMap(({ name: each }) => (/^sqlite_stat\d$/.test(each) ? each : [])),
    taken: new Set(objects.map((row) => fold(row.name))),
  };
}

/** Whether a temporary trigger stands on a table of that name in another file. */
function isElsewhere({ place, type, sql }: ObjectRow): boolean {
  if (place === "main" || type !== "trigger") return false;
  const { file } = parseCreateTrigger(sql!);
  return file !== undefined && fold(file) !== "main";
}

/** A table that is not in the database yet. */
function plannedTable(table: Table): LiveTable {
  const indexes = table.indexes.map((index) => ({
    name: index.name,
    sql: ddlStatements([createIndex({ table, index })], { spelling: SPELLING })[0]!.sql,
  }));
  return {
    created: parseCreateTable(ddlText(createTable({ table }), SPELLING)),
    indexes,
    triggers: [],
    dependents: [],
    statistics: [],
    taken: new Set(),
  };
}
