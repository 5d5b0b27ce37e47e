import type { Queryable } from "../../../dialect/dialect.js";
import { tableName } from "../../../schema/name.js";
import type { Unsupported } from "../../../schema/object.js";
import type { Table } from "../../../schema/table.js";
import { tokenize } from "../tokens.js";

/**
 * The fulltext indexes that take texts apart by a parser of their own, such as `ngram`. No view tells it, so each table
 * that has a fulltext index is asked for by itself.
 *
 * @source MySQL 9.7 Reference Manual, 14.9.8 "ngram Full-Text Parser", 15.7.7.12 "SHOW CREATE TABLE Statement"
 */
export async function fulltextParsers(
  db: Queryable,
  tables: readonly Table[],
  quote: (name: string) => string,
): Promise<readonly Unsupported[]> {
  const found: Unsupported[] = [];
  for (const table of tables) {
    if (!table.indexes.some(({ method }) => method === "fulltext")) continue;
    const path = [table.schema, table.name].filter((part) => part !== undefined).map(quote);
    const { rows } = await db.query(`SHOW CREATE TABLE ${path.join(".")}`);
    for (const line of String(rows[0]?.[1] ?? "").split("\n")) {
      // The clause stands in a comment for servers that know it.
      const tokens = tokenize(line.replace(/\/\*!\d+ (WITH PARSER `(?:[^`]|``)*`) \*\//, "$1"));
      const at = tokens.findIndex(({ kind, text }) => kind === "word" && text === "PARSER");
      const index = tokens.find(({ kind }) => kind === "name");
      if (at === -1 || !index) continue;
      const what = `parser ${tokens[at + 1]?.text ?? ""} of a fulltext index`;
      found.push({ name: `${table.name}.${index.text}`, what, table: tableName(table) });
    }
  }
  return found;
}
