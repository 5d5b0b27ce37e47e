import type { Live } from "../../dialect/dialect.js";
import { indexWithPlainTexts } from "./create-index.js";
import { parseCreateTable } from "./create-sql.js";
import { type CreatedTable, clausesOf, createdColumn } from "./created-table.js";
import { withPlainTexts } from "./expression.js";

const TEXTS_SQL = `SELECT type, tbl_name, sql FROM sqlite_schema
WHERE (type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL %' OR type = 'index' AND sql LIKE '%"%') AND tbl_name <> ? COLLATE NOCASE
ORDER BY type DESC`;

/**
 * The tables that have texts between double quotes, or whose indexes do, which the library in use reads where they
 * stand and takes nowhere else: it then renames nothing in the file, and drops no columns.
 *
 * @param except the table that is not looked at
 *
 * @source SQLite 3.53, "Quirks, Caveats, and Gotchas In SQLite", 8; "Compile-time Options": SQLITE_DQS
 */
export async function tablesWithOldTexts(live: Live, except = ""): Promise<readonly string[]> {
  const strict = await live.query("SELECT 1 FROM pragma_compile_options WHERE compile_options = 'DQS=0'");
  if (!strict || strict.rows.length === 0) return [];
  const found = await live.query(TEXTS_SQL, [except]);
  const tables = new Map<string, string>();
  const holding = new Set<string>();
  for (const [type, name, sql] of (found?.rows ?? []) as unknown as readonly (readonly [
    string,
    string,
    string,
  ])[]) {
    if (type === "table") {
      tables.set(name, sql);
      if (sql.includes('"') && MAY_HOLD.test(sql) && isHolding(sql, () => hasOldTexts(read(sql))))
        holding.add(name);
    } else {
      const owner = tables.get(name);
      const isColumn = (each: string) => !owner || createdColumn(read(owner), each) !== null;
      const isOld = () => indexWithPlainTexts(sql, isColumn) !== sql;
      if (isHolding(`${sql}\u0000${owner}`, isOld)) holding.add(name);
    }
  }
  return [...holding];
}

/** What stands before expressions over columns. */
const MAY_HOLD = /\b(?:CHECK|AS)\b/i;

/** What is known of texts, since one run asks again for each table that it copies and each column that it renames. */
const HOLDING = new Map<string, boolean>();
const READ = new Map<string, CreatedTable>();
const MOST_READ = 5000;

function isHolding(text: string, holds: () => boolean): boolean {
  const known = HOLDING.get(text);
  if (known !== undefined) return known;
  const answer = holds();
  if (HOLDING.size >= 4 * MOST_READ) HOLDING.clear();
  HOLDING.set(text, answer);
  return answer;
}

function read(sql: string): CreatedTable {
  let created = READ.get(sql);
  if (!created) {
    created = parseCreateTable(sql);
    if (READ.size >= MOST_READ) READ.clear();
    READ.set(sql, created);
  }
  return created;
}

function hasOldTexts(table: CreatedTable): boolean {
  return clausesOf(table).some(({ clause: { rule, text } }) => {
    if (rule.kind !== "check" && rule.kind !== "generated") return false;
    return withPlainTexts(text, (name) => createdColumn(table, name) !== null) !== text;
  });
}
