import type { ForeignKey } from "../../../schema/constraint.js";
import type { TableName } from "../../../schema/name.js";
import type { Unsupported } from "../../../schema/object.js";
import type { Table } from "../../../schema/table.js";
import { cleanExpression, isSymbol, isWord } from "../expression.js";
import { tokenize } from "../tokens.js";
import type { Variant } from "../variant.js";
import type { CatalogRows, CheckRow, IndexRow, KeyRow, RuleRow, TableRow } from "./catalog.js";
import type { ColumnContext } from "./column.js";
import { checkOf, foreignKeyOf, isImplicit, isJsonCheck, meaningOfIndex, PRIMARY } from "./constraint.js";
import { addColumn, type Draft, draftOf, type Rare, rareOf, tableOf } from "./draft.js";
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

/** Puts the rows of the views together, table by table. */
export class Tables {
  readonly #variant: Variant;
  readonly #unsupported: Unsupported[];
  readonly #own: string | undefined;
  readonly #drafts = new Map<string, Map<string, Draft>>();
  readonly #leads: Lead[] = [];
  #last: Draft | undefined;

  /**
   * @param unsupported takes what the schema cannot express
   * @param own the connection's own database, whose name is left out
   */
  constructor(variant: Variant, unsupported: Unsupported[], own: string | undefined) {
    this.#variant = variant;
    this.#unsupported = unsupported;
    this.#own = own;
  }

  /** Notes a table that is to be read; rows of others are dropped. */
  add(row: TableRow): void {
    const { db, name } = row;
    const ofDb = this.#drafts.get(db) ?? new Map<string, Draft>();
    this.#drafts.set(db, ofDb);
    ofDb.set(name, draftOf(row, this.nameOf(db, name)));
  }

  /** The name that a table of a database has in the schema. */
  nameOf(schema: string, name: string): TableName {
    return schema === this.#own ? { name } : { name, schema };
  }

  /**
   * The tables with what their rows say, in no order of theirs.
   *
   * @param absenceOf what a foreign key is to a table that is not among these; null of some of the tables only
   */
  read(rows: CatalogRows, absenceOf: AbsenceOf | null): readonly Table[] {
    for (const row of rows.checks) if (isJsonCheck(row)) this.#rare(row)?.json.add(row.name);
    for (const row of rows.systems) {
      const rare = this.#rare(row);
      if (row.what === "key") rare?.periodKeys.add(row.name);
      else if (row.what === "period") rare?.periods.add(row.name);
      else rare?.systems.set(row.name, Number(row.srid));
    }
    this.#readColumns(rows);
    for (const row of rows.rules) this.#of(row)?.rules.push(row);
    for (let at = 0; at < rows.keys.length; ) {
      const group = groupAt(rows.keys, at);
      this.#readKey(group, absenceOf);
      at += group.length;
    }
    for (let at = 0; at < rows.indexes.length; ) {
      const group = groupAt(rows.indexes, at);
      this.#readIndex(group);
      at += group.length;
    }
    for (const row of rows.partitions) this.#of(row)?.partitions.push(row);
    this.#readChecks(rows);
    // What some of the tables lead to is not read.
    if (absenceOf) this.#dropOutgrown();
    const tables: Table[] = [];
    for (const drafts of this.#drafts.values()) {
      for (const draft of drafts.values()) tables.push(tableOf(draft));
    }
    return tables;
  }

  /** The table of a row; rows come table by table. */
  #of({ db, tbl }: { readonly db: string; readonly tbl: string | null }): Draft | undefined {
    const last = this.#last;
    if (last !== undefined && last.row.name === tbl && last.row.db === db) return last;
    const draft = tbl === null ? undefined : this.#drafts.get(db)?.get(tbl);
    if (draft) this.#last = draft;
    return draft;
  }

  #rare(row: { readonly db: string; readonly tbl: string | null }): Rare | undefined {
    const draft = this.#of(row);
    return draft && rareOf(draft);
  }

  #readColumns({ columns }: CatalogRows): void {
    let context: ColumnContext | null = null;
    let last: Draft | null = null;
    for (const row of columns) {
      const draft = this.#of(row);
      if (!draft) continue;
      if (context === null || draft !== last) {
        const { collation: tableCollation } = draft.row;
        context = { variant: this.#variant, tableCollation, own: this.#own, isJson: false, srid: null };
        last = draft;
      }
      addColumn(draft, row, context);
    }
  }

  #readChecks({ checks, owners }: CatalogRows): void {
    if (checks.length === 0) return;
    const nameOf = ({ db, name }: { readonly db: string; readonly name: string }) => `${db}\u0000${name}`;
    const ownerOf = new Map(owners.map((row) => [nameOf(row), row]));
    for (const row of checks) {
      const owner = ownerOf.get(nameOf(row));
      const draft = this.#of({ db: row.db, tbl: row.tbl ?? owner?.tbl ?? null });
      if (draft && !isJsonCheck(row)) this.#readCheck(draft, row, owner?.enforced !== "NO");
    }
  }

  #readCheck(draft: Draft, row: CheckRow, isEnforced: boolean): void {
    if (row.level === "Trigger") this.#report(draft, row.name, "trigger", columnsReadIn(row.clause));
    else if (draft.rare?.periods.has(row.name))
      this.#report(draft, `${draft.name.name}.${row.name}`, "period");
    else if (row.level === "Column") {
      rareOf(draft).columnChecks.set(row.name, cleanExpression(row.clause));
    } else draft.constraints.push(checkOf(row, isEnforced, this.#variant));
  }

  #readKey(rows: Group<KeyRow>, absenceOf: AbsenceOf | null): void {
    const { name, ref_db, ref_table } = rows[0];
    const draft = this.#of(rows[0]);
    if (!draft) return;
    const target = this.#drafts.get(ref_db)?.get(ref_table);
    const to = target?.name ?? this.nameOf(ref_db, ref_table);
    const key = foreignKeyOf(rows, ruleNamed(name, draft.rules), to);
    draft.keys.push(key);
    const absence = target ? null : (absenceOf?.(ref_db, ref_table) ?? null);
    if (absence !== null) {
      this.#report(draft, name, absence);
      return;
    }
    draft.constraints.push(key);
    if (target) this.#leads.push({ from: draft, key, to: target });
  }

  /** Leaves out the foreign keys that the server would not make any more. */
  #dropOutgrown(): void {
    for (const { from, key, to } of this.#leads) {
      const what = outgrowthOf(key, from, to, this.#variant);
      if (what === null) continue;
      from.constraints.splice(from.constraints.indexOf(key), 1);
      this.#report(from, key.name ?? "", what);
    }
  }

  #readIndex(rows: Group<IndexRow>): void {
    const { name, col, comment } = rows[0];
    const draft = this.#of(rows[0]);
    if (!draft) return;
    if (name === PRIMARY && draft.hiddenKey !== undefined && col === draft.hiddenKey) return;
    const report = (what: string) => this.#report(draft, `${draft.name.name}.${name}`, what);
    if (draft.rare?.periodKeys.has(name)) {
      report("key WITHOUT OVERLAPS");
      return;
    }
    if (name === PRIMARY && comment !== "") report("comment of a primary key");
    const meaning = meaningOfIndex(rows, this.#variant, draft.inMemory);
    if ("constraint" in meaning) {
      draft.constraints.push(meaning.constraint);
      if (meaning.beside !== undefined) report(meaning.beside);
    } else if ("unsupported" in meaning) report(meaning.unsupported);
    else if (!isImplicit(meaning.index, draft.keys)) draft.indexes.push(meaning.index);
  }

  /** Something of a table that the schema cannot express. */
  #report({ name: table }: Draft, name: string, what: string, reads: readonly string[] = []): void {
    this.#unsupported.push({ ...table, name, what, table, ...(reads.length > 0 && { reads }) });
  }
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
