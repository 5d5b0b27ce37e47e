import { randomBytes } from "node:crypto";
import type { Queryable } from "../../../dialect/dialect.js";
import { OperationalError } from "../../../errors/errors.js";
import { toDatabaseError } from "../errors.js";
import { tokenize } from "../tokens.js";
import type { CatalogRows, KeyRow, RightRow, RuleRow, TableRow } from "./catalog.js";

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
  const tables = rows.tables.filter((table) => table.type === "BASE TABLE" && isAsked(table));
  const seen = placesOf(rows.columns);
  const narrow = new Set(rows.rights.map(placeOf));
  for (const table of tables) {
    const place = placeOf({ db: table.db, tbl: table.name });
    if (!seen.has(place)) throw hidden(`The columns of ${table.name}`, `SELECT ON ${quote(table.db)}.*`);
    // A right on some columns may stand beside one on the whole table.
    if (narrow.has(place)) await createTable(db, table.db, table.name, quote);
  }
  const ruled = placesOf(rows.rules);
  const unruled = new Map(
    rows.keys.filter((key) => !ruled.has(placeOf(key))).map((key) => [placeOf(key), key] as const),
  );
  const rules = [...rows.rules];
  for (const key of unruled.values())
    rules.push(...rulesIn(await createTable(db, key.db, key.tbl, quote), key));
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

/** The tables of rows, which come table by table. */
function placesOf(rows: readonly Pick<KeyRow, "db" | "tbl">[]): ReadonlySet<string> {
  const places = new Set<string>();
  let last: Pick<KeyRow, "db" | "tbl"> | null = null;
  for (const row of rows) {
    if (last === null || row.tbl !== last.tbl || row.db !== last.db) places.add(placeOf(row));
    last = row;
  }
  return places;
}

function placeOf({ db, tbl }: Pick<KeyRow | RuleRow | RightRow, "db" | "tbl">): string {
  return `${db}\u0000${tbl}`;
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
