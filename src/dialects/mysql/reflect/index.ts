import type { Queryable, ReflectRequest } from "../../../dialect/dialect.js";
import { orderedSchema } from "../../../dialect/reflector.js";
import type { Unsupported } from "../../../schema/object.js";
import type { Schema } from "../../../schema/schema.js";
import type { AdaptContext } from "../adapt.js";
import { type CatalogRows, isAskedFor, isTable, isVersioned, readCatalog, type TableRow } from "./catalog.js";
import { withLetters } from "./letters.js";
import { withHidden } from "./rights.js";
import { sequenceOfRow } from "./sequence.js";
import { type AbsenceOf, addTable, assemblyOf, nameIn, readTables } from "./tables.js";
import { withUntold } from "./untold.js";

/** What kinds of tables are called where they are no plain tables. */
const OTHER_KINDS: Readonly<Record<string, string>> = {
  VIEW: "view",
  "SYSTEM VIEW": "view",
};

/**
 * What becomes of the letters of tables' names.
 *
 * @source MySQL 9.7 Reference Manual, 11.2.3 "Identifier Case Sensitivity"
 */
const FOLDS: readonly Schema["foldsNames"][] = [undefined, "lower", "given"];

/**
 * Reads the schema: eight statements at most for what tables hold, however many there are, and one for all
 * sequences.
 */
export async function reflect(
  db: Queryable,
  { variant, spelling }: AdaptContext,
  request: ReflectRequest = {},
): Promise<Schema> {
  const catalog = withLetters(await readCatalog(db, variant, request));
  const told = await withUntold(db, catalog, variant, spelling.quote);
  const rows = await withHidden(db, told, spelling.quote, (table) => isAskedFor(request, table));
  // The tables of the default schema carry no name of it, even where it was asked for by name.
  const own =
    rows.tables.find((row) => Number(row.own) === 1)?.db ??
    rows.checks.find(({ level }) => level === "Object")?.tbl ??
    undefined;
  const kindOf = kindsOf(rows);
  const unsupported: Unsupported[] = [];
  const assembly = assemblyOf(variant, own, unsupported);
  for (const row of rows.tables) {
    // A temporary table is of this connection only, and MariaDB lists it among the others.
    if (row.type === "TEMPORARY" || !isAskedFor(request, row)) continue;
    const what = kindOf(row);
    // A table whose engine does not open it has none: what is told of it would be of nothing.
    const unopened = row.type === "BASE TABLE" && row.engine === null;
    if (what !== undefined || unopened) {
      unsupported.push({ ...nameIn(assembly, row.db, row.name), what: what ?? "table that does not open" });
    } else if (isTable(row)) addTable(assembly, row);
  }
  for (const { level, db: schema, name, clause } of rows.checks) {
    if (level === "Object")
      unsupported.push({ ...nameIn(assembly, schema, name), what: clause.toLowerCase() });
  }
  return orderedSchema({
    tables: readTables(assembly, rows, request.tables ? null : absentFrom(rows.tables, kindOf)),
    sequences: rows.sequences.map((row) => sequenceOfRow(row, nameIn(assembly, row.db, row.name))),
    unsupported,
    defaultSchema: own,
    foldsNames: FOLDS[Number(rows.tables[0]?.folds ?? 0)],
  });
}

/**
 * What tables are called that models cannot say: those whose rows have versions with a period of columns of their own, or
 * in parts by their age, are among them.
 *
 * @source MariaDB Server documentation, "System-Versioned Tables"
 */
function kindsOf({ tables, columns, partitions }: CatalogRows): (row: TableRow) => string | undefined {
  const told = (row: TableRow) => OTHER_KINDS[row.type];
  if (!tables.some(isVersioned)) return told;
  const places = new Set(
    [
      ...columns.filter(({ generation }) => generation !== null && /^row (?:start|end)$/i.test(generation)),
      ...partitions.filter(({ method }) => method === "SYSTEM_TIME"),
    ].map(({ db, tbl }) => `${db}\u0000${tbl}`),
  );
  return (row) =>
    isVersioned(row) && places.has(`${row.db}\u0000${row.name}`) ? "system-versioned table" : told(row);
}

/**
 * Whether a table is none of the schema's, of the databases that are read: it is not there, which the server takes of a
 * key with its checks off, or it is one that models cannot say.
 */
function absentFrom(tables: readonly TableRow[], kindOf: (row: TableRow) => string | undefined): AbsenceOf {
  let read: ReadonlyMap<string, ReadonlyMap<string, TableRow>> | undefined;
  return (db, name) => {
    // Few schemas have such a key.
    read ??= inLowerCase(tables);
    const there = read.get(db.toLowerCase());
    const row = there?.get(name.toLowerCase());
    if (!row) return there ? "foreign key that leads nowhere" : null;
    const kind = kindOf(row);
    return kind === undefined ? null : `foreign key to a ${kind}`;
  };
}

function inLowerCase(tables: readonly TableRow[]): ReadonlyMap<string, ReadonlyMap<string, TableRow>> {
  const byName = new Map<string, Map<string, TableRow>>();
  for (const row of tables) {
    const key = row.db.toLowerCase();
    const ofDb = byName.get(key) ?? new Map<string, TableRow>();
    byName.set(key, ofDb.set(row.name.toLowerCase(), row));
  }
  return byName;
}
