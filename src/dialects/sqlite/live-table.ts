import { createTable } from "../../ddl/nodes/table.js";
import { createIndex } from "../../ddl/nodes/table-index.js";
import { ddlStatements, ddlText } from "../../dialect/compiler.js";
import type { Live } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import { SchemaError } from "../../errors/errors.js";
import type { TableName } from "../../schema/name.js";
import { nearest } from "../../util/text.js";
import { adaptTable } from "./adapt.js";
import { parseCreateTable } from "./create-sql.js";
import type { CreatedTable } from "./created-table.js";
import { type Dependent, dependentsOf, type ObjectRow } from "./dependents.js";
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
  /** Whether ANALYZE has counted what the table holds. */
  readonly isAnalyzed: boolean;
  /** Names in the file that a copy may not have, folded. */
  readonly taken: ReadonlySet<string>;
}

/** The table, what stands on it, and everything that could mention it. */
const OBJECTS_SQL = `SELECT type AS "type", name AS "name", tbl_name AS "table", sql AS "sql" FROM sqlite_schema
WHERE tbl_name = ? COLLATE NOCASE OR type IN ('view', 'trigger') OR name LIKE '%__migr_new%'
  OR name IN (SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger') OR name = 'sqlite_stat1'
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
    dependents: dependentsOf(objects, name),
    isAnalyzed: objects.some((row) => row.name === "sqlite_stat1"),
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
    dependents: [],
    isAnalyzed: false,
    taken: new Set(),
  };
}
