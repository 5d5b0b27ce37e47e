import type { Row, TestDatabase } from "../../support/database.js";

/** What SQLite itself says of a table, without what two spellings of the same thing differ in. */
export interface TableFacts {
  readonly columns: readonly Row[];
  readonly foreignKeys: readonly string[];
  readonly indexes: readonly string[];
  readonly flags: Row;
}

/** What SQLite says of each table by its PRAGMAs, which knows nothing of how migr reads a database. */
export async function catalogOf(database: TestDatabase): Promise<Readonly<Record<string, TableFacts>>> {
  const tables = await database.query(
    `SELECT name, ncol, wr, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
      AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'migr_version%' ORDER BY name`,
  );
  const facts: Record<string, TableFacts> = {};
  for (const { name, ...flags } of tables) {
    facts[String(name)] = { flags, ...(await factsOf(database, String(name))) };
  }
  return facts;
}

async function factsOf(database: TestDatabase, table: string): Promise<Omit<TableFacts, "flags">> {
  const columns = await database.query("SELECT * FROM pragma_table_xinfo(?) ORDER BY cid", [table]);
  const keys = await database.query(
    `SELECT f.id, f."table", f."from", f.on_update, f.on_delete, f."match",
      lower(ifnull(f."to", (SELECT p.name FROM pragma_table_info(f."table") AS p WHERE p.pk = f.seq + 1))) AS "to"
    FROM pragma_foreign_key_list(?) AS f ORDER BY f.id, f.seq`,
    [table],
  );
  const indexes = await database.query(
    `SELECT CASE WHEN i.origin = 'c' THEN i.name END AS name, i."unique", i.origin, i.partial,
      (SELECT json_group_array(json_array(x.name, x."desc", lower(x.coll))) FROM pragma_index_xinfo(i.name) AS x
        WHERE x.key) AS parts
    FROM pragma_index_list(?) AS i`,
    [table],
  );
  return {
    columns: await Promise.all(columns.map((row) => columnFacts(database, row))),
    foreignKeys: keyFacts(keys),
    indexes: indexes.map((row) => JSON.stringify(row)).sort(),
  };
}

async function columnFacts(database: TestDatabase, row: Row): Promise<Row> {
  const { name, type, notnull, dflt_value: text, pk, hidden } = row;
  return {
    name,
    affinity: affinity(String(type)),
    // A key's columns are NOT NULL in models.
    required: notnull !== 0n && notnull !== 0 ? true : Number(pk) > 0,
    default: text === null ? null : await defaultOf(database, String(text), affinity(String(type))),
    pk,
    hidden,
  };
}

/** What a default comes to; SQLite takes a bare word for a text. */
async function defaultOf(database: TestDatabase, text: string, kind: string): Promise<string | null> {
  if (/now|current_|random|unixepoch/i.test(text)) return text.toLowerCase().replace(/^\((.*)\)$/, "$1");
  const value = /^[a-z]+$/i.test(text) && !/^(?:true|false|null)$/i.test(text) ? `'${text}'` : text;
  const plain = value.replace(
    /^"(.*)"$/s,
    (_, inner: string) => `'${inner.replaceAll('""', '"').replaceAll("'", "''")}'`,
  );
  const [row] = await database.query(
    `SELECT quote(${kind === "real" ? `CAST(${plain} AS REAL)` : plain}) AS v`,
  );
  return row!["v"] === "NULL" ? null : String(row!["v"]);
}

/** @source SQLite 3.53, "Datatypes In SQLite", 3.1 */
function affinity(type: string): string {
  if (/int/i.test(type)) return "integer";
  if (/char|clob|text/i.test(type)) return "text";
  if (type === "" || /blob/i.test(type)) return "blob";
  return /real|floa|doub/i.test(type) ? "real" : "numeric";
}

/** Foreign keys as texts; their numbers only say in which order they were written. */
function keyFacts(rows: readonly Row[]): readonly string[] {
  const byId = new Map<unknown, Row[]>();
  for (const { id, ...row } of rows) byId.set(id, [...(byId.get(id) ?? []), row]);
  return [...byId.values()]
    .map((parts) => {
      const { table, on_update, on_delete, match } = parts[0]!;
      const pairs = parts.map(({ from, to }) => [from, to]);
      return JSON.stringify({ table: String(table).toLowerCase(), on_update, on_delete, match, pairs });
    })
    .sort();
}
