import type { ForeignKey } from "../../../schema/constraint.js";
import type { TableName } from "../../../schema/name.js";
import type { Unsupported } from "../../../schema/object.js";
import type { DialectOptions } from "../../../schema/options.js";
import type { Table } from "../../../schema/table.js";
import { cleanExpression, isSymbol, isWord } from "../expression.js";
import { tokenize } from "../tokens.js";
import type { Variant } from "../variant.js";
import type { CatalogRows, CheckRow, ColumnRow, IndexRow, KeyRow, RuleRow, TableRow } from "./catalog.js";
import type { ColumnContext } from "./column.js";
import { checkOf, foreignKeyOf, isImplicit, isJsonCheck, meaningOfIndex, PRIMARY } from "./constraint.js";
import { addColumn, type Draft, draftOf, rareOf, tableOf } from "./draft.js";
import { outgrowthOf } from "./outgrown-key.js";

/** Rows of one index or key. */
type Group<R> = [R, ...R[]];

/** A foreign key with the two tables that it is of. */
interface Lead {
  readonly from: Draft;
  readonly key: ForeignKey;
  readonly to: Draft;
}

/** What a foreign key is to a table that the schema does not have; null of one that it has. */
export type AbsenceOf = (db: string, table: string) => string | null;

/**
 * Tables by database and name, while the rows of the views are put together. It is no class: what V8 has made of methods is
 * lost with their only instance, and is made anew for each schema that is read.
 */
export interface Assembly {
  readonly variant: Variant;
  /** The connection's own database, whose name is left out. */
  readonly own: string | undefined;
  /** Takes what the schema cannot express. */
  readonly unsupported: Unsupported[];
  readonly drafts: Map<string, Map<string, Draft>>;
  readonly leads: Lead[];
}

/** An assembly of no table yet. */
export function assemblyOf(variant: Variant, own: string | undefined, unsupported: Unsupported[]): Assembly {
  return { variant, own, unsupported, drafts: new Map(), leads: [] };
}

/** The name that a table of a database has in the schema. */
export function nameIn({ own }: Assembly, schema: string, name: string): TableName {
  return schema === own ? { name } : { name, schema };
}

/** Notes a table that is to be read; rows of others are dropped. */
export function addTable(assembly: Assembly, row: TableRow): void {
  const { drafts } = assembly;
  const { db, name } = row;
  const ofDb = drafts.get(db) ?? new Map<string, Draft>();
  drafts.set(db, ofDb.set(name, draftOf(row, nameIn(assembly, db, name))));
}

/**
 * The tables with what their rows say, in no order of theirs.
 *
 * @param absenceOf what a foreign key is to a table that is not among these; null of some of the tables only
 */
export function readTables(
  assembly: Assembly,
  rows: CatalogRows,
  absenceOf: AbsenceOf | null,
): readonly Table[] {
  const { drafts } = assembly;
  readSystems(drafts, rows);
  readColumns(assembly, rows.columns);
  readRules(drafts, rows.rules);
  readKeys(assembly, rows.keys, absenceOf);
  readIndexes(assembly, rows.indexes);
  for (const row of rows.partitions) draftWith(row, drafts)?.partitions.push(row);
  readChecks(assembly, rows);
  // What some of the tables lead to is not read.
  if (absenceOf) dropOutgrown(assembly);
  const tables: Table[] = [];
  const options = new Map<string, DialectOptions>();
  for (const ofDb of drafts.values()) {
    for (const draft of ofDb.values()) tables.push(tableOf(draft, options));
  }
  return tables;
}

/** The table of a row; most often that of the one before, as rows come table by table. */
function draftWith(
  { db, tbl }: { readonly db: string; readonly tbl: string | null },
  drafts: Assembly["drafts"],
  last?: Draft,
): Draft | undefined {
  if (last !== undefined && last.row.name === tbl && last.row.db === db) return last;
  return tbl === null ? undefined : drafts.get(db)?.get(tbl);
}

function readSystems(drafts: Assembly["drafts"], { checks, systems }: CatalogRows): void {
  for (const row of checks) {
    const draft = isJsonCheck(row) ? draftWith(row, drafts) : undefined;
    if (draft) rareOf(draft).json.add(row.name);
  }
  for (const row of systems) {
    const draft = draftWith(row, drafts);
    if (!draft) continue;
    const rare = rareOf(draft);
    if (row.what === "key") rare.periodKeys.add(row.name);
    else if (row.what === "period") rare.periods.add(row.name);
    else rare.systems.set(row.name, Number(row.srid));
  }
}

function readColumns({ drafts, variant, own }: Assembly, columns: readonly ColumnRow[]): void {
  let draft: Draft | undefined;
  let context: ColumnContext | undefined;
  for (const row of columns) {
    const before = draft;
    draft = draftWith(row, drafts, before);
    if (!draft) continue;
    if (context === undefined || draft !== before) {
      context = { variant, tableCollation: draft.row.collation, own, isJson: false, srid: null };
    }
    addColumn(draft, row, context);
  }
}

function readRules(drafts: Assembly["drafts"], rules: readonly RuleRow[]): void {
  let draft: Draft | undefined;
  for (const row of rules) {
    draft = draftWith(row, drafts, draft);
    draft?.rules.push(row);
  }
}

function readKeys(assembly: Assembly, keys: readonly KeyRow[], absenceOf: AbsenceOf | null): void {
  let draft: Draft | undefined;
  for (let at = 0; at < keys.length; ) {
    const rows = groupAt(keys, at);
    draft = draftWith(rows[0], assembly.drafts, draft);
    if (draft) readKey(assembly, draft, rows, absenceOf);
    at += rows.length;
  }
}

function readKey(assembly: Assembly, draft: Draft, rows: Group<KeyRow>, absenceOf: AbsenceOf | null): void {
  const { name, ref_db, ref_table } = rows[0];
  const target = assembly.drafts.get(ref_db)?.get(ref_table);
  const to = target?.name ?? nameIn(assembly, ref_db, ref_table);
  const key = foreignKeyOf(rows, ruleNamed(name, draft.rules), to);
  draft.keys.push(key);
  const absence = target ? null : (absenceOf?.(ref_db, ref_table) ?? null);
  if (absence !== null) {
    report(assembly, draft, name, absence);
    return;
  }
  draft.constraints.push(key);
  if (target) assembly.leads.push({ from: draft, key, to: target });
}

/** Leaves out the foreign keys that the server would not make any more. */
function dropOutgrown(assembly: Assembly): void {
  for (const { from, key, to } of assembly.leads) {
    const what = outgrowthOf(key, from, to, assembly.variant);
    if (what === null) continue;
    from.constraints.splice(from.constraints.indexOf(key), 1);
    report(assembly, from, key.name ?? "", what);
  }
}

function readIndexes(assembly: Assembly, indexes: readonly IndexRow[]): void {
  let draft: Draft | undefined;
  for (let at = 0; at < indexes.length; ) {
    const rows = groupAt(indexes, at);
    draft = draftWith(rows[0], assembly.drafts, draft);
    if (draft) readIndex(assembly, draft, rows);
    at += rows.length;
  }
}

function readIndex(assembly: Assembly, draft: Draft, rows: Group<IndexRow>): void {
  const { name, col, comment } = rows[0];
  if (name === PRIMARY && draft.hiddenKey !== undefined && col === draft.hiddenKey) return;
  const path = () => `${draft.name.name}.${name}`;
  if (draft.rare?.periodKeys.has(name)) {
    report(assembly, draft, path(), "key WITHOUT OVERLAPS");
    return;
  }
  if (name === PRIMARY && comment !== "") report(assembly, draft, path(), "comment of a primary key");
  const meaning = meaningOfIndex(rows, assembly.variant, draft.inMemory);
  if ("constraint" in meaning) {
    draft.constraints.push(meaning.constraint);
    if (meaning.beside !== undefined) report(assembly, draft, path(), meaning.beside);
  } else if ("unsupported" in meaning) report(assembly, draft, path(), meaning.unsupported);
  else if (!isImplicit(meaning.index, draft.keys)) draft.indexes.push(meaning.index);
}

function readChecks(assembly: Assembly, { checks, owners }: CatalogRows): void {
  if (checks.length === 0) return;
  const nameOf = ({ db, name }: { readonly db: string; readonly name: string }) => `${db}\u0000${name}`;
  const ownerOf = new Map(owners.map((row) => [nameOf(row), row]));
  for (const row of checks) {
    const owner = ownerOf.get(nameOf(row));
    const draft = draftWith({ db: row.db, tbl: row.tbl ?? owner?.tbl ?? null }, assembly.drafts);
    if (draft && !isJsonCheck(row)) readCheck(assembly, draft, row, owner?.enforced !== "NO");
  }
}

function readCheck(assembly: Assembly, draft: Draft, row: CheckRow, isEnforced: boolean): void {
  if (row.level === "Trigger") report(assembly, draft, row.name, "trigger", columnsReadIn(row.clause));
  else if (draft.rare?.periods.has(row.name)) {
    report(assembly, draft, `${draft.name.name}.${row.name}`, "period");
  } else if (row.level === "Column") {
    rareOf(draft).columnChecks.set(row.name, cleanExpression(row.clause));
  } else draft.constraints.push(checkOf(row, isEnforced, assembly.variant));
}

/** Something of a table that the schema cannot express. */
function report(
  { unsupported }: Assembly,
  { name: table }: Draft,
  name: string,
  what: string,
  reads: readonly string[] = [],
): void {
  unsupported.push({ ...table, name, what, table, ...(reads.length > 0 && { reads }) });
}

/** The columns of its table that a trigger names, as `NEW.a` and `OLD.a`. */
function columnsReadIn(text: string): readonly string[] {
  const tokens = tokenize(text);
  const named = tokens.flatMap((token, i) => {
    const [dot, column] = tokens.slice(i + 1, i + 3);
    const isRow = isWord(token, "new") || isWord(token, "old");
    return isRow && isSymbol(dot, ".") && (column?.kind === "word" || column?.kind === "name")
      ? column.text
      : [];
  });
  return [...new Set(named)];
}

function ruleNamed(name: string, rules: readonly RuleRow[]): RuleRow | undefined {
  for (const rule of rules) if (rule.name === name) return rule;
  return undefined;
}

/** The rows of the object whose first row this is; they come one after the other. */
function groupAt<R extends KeyRow | IndexRow>(rows: readonly R[], start: number): Group<R> {
  const first = rows[start]!;
  let end = start + 1;
  while (end < rows.length && isOfOne(first, rows[end]!)) end++;
  return rows.slice(start, end) as Group<R>;
}

function isOfOne(a: KeyRow | IndexRow, b: KeyRow | IndexRow): boolean {
  return a.name === b.name && a.tbl === b.tbl && a.db === b.db;
}
