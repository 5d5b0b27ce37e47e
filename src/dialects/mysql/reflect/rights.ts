import { randomBytes } from "node:crypto";
import type { Queryable } from "../../../dialect/dialect.js";
import { OperationalError } from "../../../errors/errors.js";
import { toDatabaseError } from "../errors.js";
import { tokenize } from "../tokens.js";
import { type CatalogRows, isTable, type KeyRow, type RuleRow, type TableRow } from "./catalog.js";

type Quote = (name: string) => string;

/**
 * The rows with what the views keep from a user of few rights, as far as SHOW CREATE TABLE tells it: MariaDB says what
 * foreign keys do only to those who may change something.
 *
 * @throws {OperationalError} `db.catalog-hidden`: a table has columns that the user may not see
 * @source MariaDB Server documentation, "Information Schema REFERENTIAL_CONSTRAINTS Table", measured on 11.8
 */
export async function withHidden(
  db: Queryable,
  rows: CatalogRows,
  quote: Quote,
  isAsked: (table: TableRow) => boolean,
): Promise<CatalogRows> {
  const tables = rows.tables.filter((table) => isTable(table) && isAsked(table));
  const seen = placesOf(rows.columns);
  const narrow = placesOf(rows.rights);
  for (const { db: schema, name } of tables) {
    if (!isAmong(seen, schema, name)) throw hidden(`The columns of ${name}`, `SELECT ON ${quote(schema)}.*`);
    // A right on some columns may stand beside one on the whole table.
    if (isAmong(narrow, schema, name)) await createTable(db, schema, name, quote);
  }
  const ruled = placesOf(rows.rules);
  const rules = [...rows.rules];
  for (const key of rows.keys) {
    if (isAmong(ruled, key.db, key.tbl)) continue;
    rules.push(...rulesIn(await createTable(db, key.db, key.tbl, quote), key));
    addPlace(ruled, key);
  }
  return { ...rows, rules };
}

/**
 * Sees to it that the user has a right on the whole database: one who has rights on single tables sees nothing of
 * the others, nor the checks of any on MariaDB.
 *
 * @throws {OperationalError} `db.catalog-hidden`: tables may be there that the user does not see
 * @source MySQL 9.7 Reference Manual, 28.1 "Introduction": INFORMATION_SCHEMA and privileges
 */
export async function assertVisible(db: Queryable, quote: Quote): Promise<void> {
  // Of a table that is not there, those are told who may see all tables.
  const nobody = quote(`migr_${randomBytes(8).toString("hex")}`);
  try {
    await db.query(`SHOW CREATE TABLE ${nobody}`);
  } catch (thrown) {
    if (toDatabaseError(thrown).code !== "db.permission") return;
    throw hidden("Tables of the database", "SELECT on the database, not on its tables one by one", thrown);
  }
}

function hidden(what: string, right: string, cause?: unknown): OperationalError {
  return new OperationalError(
    "db.catalog-hidden",
    `${what} may be hidden from this user, so what the database lacks cannot be told.`,
    { hint: `Grant the user ${right}, or connect as another.`, ...(cause !== undefined && { cause }) },
  );
}

type Place = Pick<KeyRow, "db" | "tbl">;

/** Names of tables by database. */
type Places = Map<string, Set<string>>;

/** The tables of rows, which come table by table. */
function placesOf(rows: readonly Place[]): Places {
  const places: Places = new Map();
  let last: Place | null = null;
  for (const row of rows) {
    if (last === null || row.tbl !== last.tbl || row.db !== last.db) addPlace(places, row);
    last = row;
  }
  return places;
}

function addPlace(places: Places, { db, tbl }: Place): void {
  const names = places.get(db) ?? new Set();
  places.set(db, names.add(tbl));
}

function isAmong(places: Places, db: string, tbl: string): boolean {
  return places.get(db)?.has(tbl) === true;
}

async function createTable(db: Queryable, schema: string, name: string, quote: Quote): Promise<string> {
  try {
    const { rows } = await db.query(`SHOW CREATE TABLE ${quote(schema)}.${quote(name)}`);
    return String(rows[0]?.[1] ?? "");
  } catch (thrown) {
    if (toDatabaseError(thrown).code !== "db.permission") throw thrown;
    throw hidden(`Parts of ${name}`, `SELECT ON ${quote(schema)}.${quote(name)}`, thrown);
  }
}

/** What the foreign keys do in the text of a table, each of which has a line of its own. */
function rulesIn(text: string, { db, tbl }: KeyRow): readonly RuleRow[] {
  return text.split("\n").flatMap((line): readonly RuleRow[] => {
    const [constraint, name, foreign, ...rest] = tokenize(line);
    if (constraint?.text !== "CONSTRAINT" || foreign?.text !== "FOREIGN" || !name) return [];
    const words = rest.map(({ kind, text: word }) => (kind === "word" ? word : "·")).join(" ");
    const action = (event: string) =>
      new RegExp(`ON ${event} (CASCADE|SET NULL|SET DEFAULT|RESTRICT|NO ACTION)`).exec(words)?.[1] ??
      "RESTRICT";
    return [{ db, tbl, name: name.text, on_update: action("UPDATE"), on_delete: action("DELETE") }];
  });
}
