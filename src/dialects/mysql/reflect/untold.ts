import type { Queryable } from "../../../dialect/dialect.js";
import { toDatabaseError } from "../errors.js";
import { elementsOf } from "../show-create.js";
import { unquote } from "../tokens.js";
import type { Variant } from "../variant.js";
import type { CatalogRows, ColumnRow, SystemRow, TableRow } from "./catalog.js";
import { optionsInTail } from "./table-tail.js";

type Quote = (name: string) => string;

/** A table by its database and name. */
interface Place {
  readonly db: string;
  readonly tbl: string;
}

/**
 * The rows with what the views tell wrong or not at all, out of the texts of the few tables that may have it: bytes in a
 * default, which end before the first zero on MySQL and are question marks on MariaDB 10, periods with their keys, and the
 * tables that a MERGE table is over.
 *
 * @source MySQL 9.7, MariaDB 10.11, measured: COLUMN_DEFAULT of BINARY and VARBINARY columns
 * @source MariaDB 11.4 release notes: INFORMATION_SCHEMA PERIODS
 */
export async function withUntold(
  db: Queryable,
  rows: CatalogRows,
  variant: Variant,
  quote: Quote,
): Promise<CatalogRows> {
  const spoiled = rows.columns.filter(isSpoiled);
  const periodic =
    variant.periodKeys || !variant.checksNameTable
      ? []
      : rows.checks.flatMap(({ db: place, tbl, level, clause }) =>
          level === "Table" && tbl !== null && /^`(?:[^`]|``)+` < `(?:[^`]|``)+`$/.test(clause)
            ? { db: place, tbl }
            : [],
        );
  const merged = rows.tables.flatMap(({ db: place, name, engine }) =>
    engine !== null && /^(?:mrg_myisam|merge)$/i.test(engine) ? { db: place, tbl: name } : [],
  );
  const places = new Map([...spoiled, ...periodic, ...merged].map((place) => [keyOf(place), place] as const));
  if (places.size === 0) return rows;
  const texts = await createdAs(db, [...places.values()], quote);
  const bytes = new Map(spoiled.map((row) => [row, bytesOf(texts.get(keyOf(row)) ?? "", row, variant)]));
  const unions = new Set(merged.map(keyOf));
  return {
    ...rows,
    tables: rows.tables.map((row) => {
      const key = keyOf({ db: row.db, tbl: row.name });
      return unions.has(key) ? withUnion(row, texts.get(key)) : row;
    }),
    columns: rows.columns.map((row) => {
      const fallback = bytes.get(row);
      return fallback === undefined || fallback === null ? row : { ...row, fallback };
    }),
    systems: [
      ...rows.systems,
      ...periodic.flatMap((place) => periodsIn(place, texts.get(keyOf(place)) ?? "")),
    ],
  };
}

function keyOf({ db, tbl }: Place): string {
  return `${db}\u0000${tbl}`;
}

/** Whether a default of bytes may have come as question marks, or may end before a byte of zero. */
function isSpoiled({ type, fallback }: ColumnRow): boolean {
  if (fallback === null || !type.includes("binary(")) return false;
  const length = /^(?:var)?binary\((\d+)\)/.exec(type)?.[1];
  if (length === undefined) return false;
  return (
    /^'.*[?\ufffd]/s.test(fallback) || (/^0x/.test(fallback) && fallback.length < 2 + 2 * Number(length))
  );
}

/** What SHOW CREATE TABLE says of tables, byte by byte: each character is one. */
async function createdAs(
  db: Queryable,
  places: readonly Place[],
  quote: Quote,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const before = String((await db.query("SELECT @@SESSION.character_set_results")).rows[0]?.[0]);
  await db.query("SET SESSION character_set_results = binary");
  try {
    for (const place of places) {
      const text = await createdText(db, `${quote(place.db)}.${quote(place.tbl)}`);
      if (text !== null) texts.set(keyOf(place), Buffer.from(text).toString("latin1"));
    }
  } finally {
    await db.query(`SET SESSION character_set_results = ${before}`);
  }
  return texts;
}

/** What SHOW CREATE TABLE says; null of a table over others of which one is not there, or is another. */
async function createdText(db: Queryable, path: string): Promise<Uint8Array | string | null> {
  try {
    const { rows } = await db.query(`SHOW CREATE TABLE ${path}`);
    return rows[0]?.[1] as Uint8Array | string;
  } catch (thrown) {
    if (toDatabaseError(thrown).details?.["errno"] === UNOPENED) return null;
    throw thrown;
  }
}

/** @source MySQL 9.7 Error Reference: 1168 ER_WRONG_MRG_TABLE */
const UNOPENED = 1168;

/** A table over others with these, and how rows are added to them; as one that does not open where that is so. */
function withUnion(row: TableRow, text: string | undefined): TableRow {
  if (text === undefined) return { ...row, engine: null, options: null };
  const { union = [], insertMethod = "NO" } = optionsInTail(fromBytes(text));
  return { ...row, told: { union, insertMethod } };
}

function fromBytes(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}

/** The default of a column as a literal of bytes; null where it is something else. */
function bytesOf(text: string, { name: column, type }: ColumnRow, variant: Variant): string | null {
  const element = elementsOf(text).find(({ kind, name }) => kind === "column" && fromBytes(name) === column);
  const tokens = element?.rest ?? [];
  const at = tokens.findIndex(({ kind, text: word }) => kind === "word" && word.toUpperCase() === "DEFAULT");
  const value = tokens[at + 1];
  if (at === -1 || !value) return null;
  const bytes =
    value.kind === "string"
      ? Buffer.from(unquote(text.slice(value.start, value.end)), "latin1").toString("hex")
      : /^0x([0-9a-f]*)$/.exec(value.text)?.[1];
  if (bytes === undefined) return null;
  // A column of bytes of one length is filled with zeros anyway.
  const own = type.startsWith("binary") ? bytes.replace(/^((?:..)*?)(?:00)*$/, "$1") : bytes;
  return variant.quotedDefaults ? `X'${own}'` : `0x${own}`;
}

const PERIOD = /^ {2}PERIOD FOR `((?:[^`]|``)*)` \(/gm;
const KEY = /^ {2}(?:PRIMARY KEY|UNIQUE KEY `((?:[^`]|``)*)`) \(.* WITHOUT OVERLAPS\)/gm;

/** The periods of a table and the keys on them; each part of a table has a line of its own. */
function periodsIn(place: Place, text: string): readonly SystemRow[] {
  const row = (what: SystemRow["what"], name: string): SystemRow => ({
    db: place.db,
    tbl: place.tbl,
    name: fromBytes(name.replaceAll("``", "`")),
    what,
    srid: null,
  });
  const periods = [...text.matchAll(PERIOD)].map(([, name]) => row("period", name!));
  if (periods.length === 0) return [];
  return [...periods, ...[...text.matchAll(KEY)].map(([, name]) => row("key", name ?? "PRIMARY"))];
}
