import { type ClientScript, terminated } from "../../dialect/client-script.js";
import type { Table } from "../../schema/table.js";
import { busyMs } from "./guard.js";
import { literal } from "./literal.js";
import { noSchemas } from "./schema-path.js";
import { SPELLING } from "./spelling.js";
import { tokenize } from "./tokens.js";

const BROKEN_KEYS = "(SELECT count(*) FROM pragma_foreign_key_check)";

/**
 * A script for sqlite3. Foreign keys are off, since dropping a table that is being copied would delete the rows that
 * refer to it; before each COMMIT no more of them may be broken than at the beginning.
 *
 * @source SQLite 3.53, "Command Line Shell For SQLite"; "SQLite Foreign Key Support", 5
 */
export const clientScript: ClientScript = Object.freeze<ClientScript>({
  client: "sqlite3",
  opening: [
    ".bail on",
    "PRAGMA foreign_keys = OFF;",
    `CREATE TEMP TABLE "migr_keys" AS SELECT ${BROKEN_KEYS} AS "broken";`,
  ],
  enterSchema: () => {
    throw noSchemas();
  },
  timeouts: ({ lock }) => (lock === undefined ? [] : [`.timeout ${busyMs(lock)}`]),
  hasNoOthers,
  beforeCommit: require(`${BROKEN_KEYS} <= (SELECT "broken" FROM temp."migr_keys")`, "every foreign key leads to a row"),
  closing: ['DROP TABLE temp."migr_keys";'],
  statement: (sql) => terminated(withWrittenReturns(sql)),
  require,
});

/** A table whose only row breaks its check where the condition does not hold; the check's name is in the message. */
function require(condition: string, rule: string): readonly string[] {
  return [
    `CREATE TEMP TABLE "migr_check" ("holds" INTEGER, CONSTRAINT ${SPELLING.quote(rule)} CHECK ("holds"));`,
    `INSERT INTO temp."migr_check" SELECT ${condition};`,
    'DROP TABLE temp."migr_check";',
  ];
}

/**
 * Indexes that SQLite makes for constraints have no SQL. A column that is not there would be copied as a text: the
 * client takes a name between double quotes for one.
 *
 * @source SQLite 3.53, "The Schema Table"; "Quirks, Caveats, and Gotchas In SQLite", 8
 */
function hasNoOthers({ name, columns, indexes }: Table, triggers: readonly string[]): string {
  const named = (all: readonly { readonly name: string }[]) =>
    all.map((each) => literal(each.name)).join(", ");
  const objects = [...indexes, ...triggers.map((trigger) => ({ name: trigger }))];
  return (
    `NOT EXISTS (SELECT 1 FROM pragma_table_xinfo(${literal(name)}) WHERE name NOT IN (${named(columns)})) AND ` +
    `(SELECT count(*) FROM pragma_table_xinfo(${literal(name)})) = ${columns.length} AND ` +
    `NOT EXISTS (SELECT 1 FROM sqlite_schema WHERE tbl_name = ${literal(name)} COLLATE NOCASE AND sql IS NOT NULL ` +
    `AND type IN ('index', 'trigger') AND name NOT IN (${named(objects)}))`
  );
}

/** The shell takes the first of the two characters at the end of a Windows line away, in strings too. */
function withWrittenReturns(sql: string): string {
  if (!sql.includes("\r")) return sql;
  let [written, last] = ["", 0];
  for (const { kind, start, end } of tokenize(sql)) {
    const token = sql.slice(start, end);
    if (kind !== "string" || !token.includes("\r")) continue;
    written += `${sql.slice(last, start)}(${token.replaceAll("\r", "' || char(13) || '")})`;
    last = end;
  }
  return written + sql.slice(last);
}
