import { ddlText } from "../../dialect/compiler.js";
import type { Live, Statement } from "../../dialect/dialect.js";
import type { TableName } from "../../schema/name.js";
import type { Spelling } from "../../sql/writer.js";
import type { AdaptContext } from "./adapt.js";
import { sqlMode } from "./session.js";

/** A default such as '0000-00-00' or '2020-00-00', which strict servers take in no statement. */
const IN_STATEMENT = /^(?:CREATE TABLE|ALTER TABLE)\b.*\bDEFAULT '(?:0000-|\d{4}-00-|\d{4}-\d\d-00)/s;

/** Such a default by itself. */
const ZERO = /^'(?:0000-|\d{4}-00-|\d{4}-\d\d-00)/;

/**
 * The statements between two that let zero dates be and forbid them again, where the table has a default that is one:
 * every statement that changes such a table, whatever it changes, would be refused. Only then: without the modes, a
 * column of dates that is added NOT NULL would silently be filled with zero dates.
 *
 * @source MySQL 9.7 Reference Manual, 7.1.11 "Server SQL Modes": NO_ZERO_DATE, NO_ZERO_IN_DATE
 */
export async function sparingZeroDates(
  statements: readonly Statement[],
  table: TableName | null,
  { variant, spelling }: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  if (statements.length === 0) return statements;
  const isSaid = statements.some(({ sql }) => IN_STATEMENT.test(sql));
  if (!isSaid && !(table && (await standsWithZeroDates(table, spelling, live)))) return statements;
  const mode = sqlMode(variant).replace(/,NO_ZERO_(?:IN_)?DATE/g, "");
  return [
    { sql: `SET @migr_sql_mode = @@SESSION.sql_mode, SESSION sql_mode = '${mode}'` },
    ...statements,
    { sql: "SET SESSION sql_mode = @migr_sql_mode" },
  ];
}

async function standsWithZeroDates(table: TableName, spelling: Spelling, live: Live): Promise<boolean> {
  const found = await live.query(
    "SELECT 1 FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ? " +
      "AND DATA_TYPE IN ('date', 'datetime', 'timestamp') " +
      "AND COLUMN_DEFAULT REGEXP '^.?([0-9]{4}-00-|[0-9]{4}-[0-9]{2}-00|0000-)' LIMIT 1",
    [table.schema ?? null, table.name],
  );
  if (found) return found.rows.length > 0;
  const planned = await live.table(table);
  const defaults = planned?.columns.map((column) => column.default && ddlText(column.default, spelling));
  return defaults?.some((text) => text !== undefined && ZERO.test(text)) === true;
}
