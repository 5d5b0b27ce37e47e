import { byKindAndName, sortFew } from "../../../dialect/reflector.js";
import type { Column } from "../../../schema/column.js";
import type { Constraint, ForeignKey } from "../../../schema/constraint.js";
import type { TableName } from "../../../schema/name.js";
import type { Unsupported } from "../../../schema/object.js";
import { compareText } from "../../../schema/order.js";
import type { Table } from "../../../schema/table.js";
import type { TableIndex } from "../../../schema/table-index.js";
import { optionsOfRow } from "../adapt-option.js";
import { cleanExpression, isSymbol, isWord } from "../expression.js";
import { isMemory } from "../option.js";
import { type PartitionRow, partitionByOf } from "../partition.js";
import { tokenize } from "../tokens.js";
import type { Variant } from "../variant.js";
import type { CatalogRows, CheckRow, IndexRow, KeyRow, RuleRow, TableRow } from "./catalog.js";
import { type ColumnContext, columnOfRow, isGeneratedKey } from "./column.js";
import {
  checkOf,
  foreignKeyOf,
  isImplicit,
  isJsonCheck,
  jsonCheckOf,
  meaningOfIndex,
  PRIMARY,
} from "./constraint.js";

/** Rows of one index or key. */
type Group<R> = [R, ...R[]];

/** A table while it is put together: rows are read once, and found by name only where the table changes. */
interface Draft {
  readonly row: TableRow;
  readonly name: TableName;
  readonly inMemory: boolean;
  readonly columns: Column[];
  readonly constraints: Constraint[];
  readonly indexes: TableIndex[];
  readonly keys: ForeignKey[];
  readonly partitions: PartitionRow[];
  readonly rules: RuleRow[];
  /** What few tables have. */
  rare: Rare | undefined;
  /** The column that the server added as the key of a table that has none. */
  hiddenKey?: string;
}

/** What few tables have. */
interface Rare {
  /** Columns that MariaDB keeps as LONGTEXT with a check and that are JSON. */
  readonly json: Set<string>;
  /** Spatial reference systems by column, where another view tells them. */
  readonly systems: Map<string, number>;
  /** Keys WITHOUT OVERLAPS, which would be others without their period. */
  readonly periodKeys: Set<string>;
  /** Periods of two columns, each with a check of its name. */
  readonly periods: Set<string>;
  /** MariaDB: checks that stand in the definitions of columns, by column. */
  readonly columnChecks: Map<string, string>;
}

type NameOf = (schema: string, name: string) => TableName;

/** What a foreign key is to a table that the schema does not have; null of one that it has. */
export type AbsenceOf = (db: string, table: string) => string | null;

/** Puts the rows of the views together, table by table. */
export class Tables {
  readonly #variant: Variant;
  readonly #nameOf: NameOf;
  readonly #unsupported: Unsupported[];
  readonly #own: string | undefined;
  readonly #drafts = new Map<string, Map<string, Draft>>();
  #last: Draft | undefined;

  /**
   * @param nameOf the name that a table of a database has in the schema
   * @param unsupported takes what the schema cannot express
   * @param own the connection's own database, whose name is left out
   */
  constructor(variant: Variant, nameOf: NameOf, unsupported: Unsupported[], own: string | undefined) {
    this.#variant = variant;
    this.#nameOf = nameOf;
    this.#unsupported = unsupported;
    this.#own = own;
  }

  /** Notes a table that is to be read; rows of others are dropped. */
  add(row: TableRow): void {
    const { db, name } = row;
    const ofDb = this.#drafts.get(db) ?? new Map<string, Draft>();
    this.#drafts.set(db, ofDb);
    ofDb.set(name, {
      row,
      name: this.#nameOf(db, name),
      inMemory: isMemory(row.engine),
      columns: [],
      constraints: [],
      indexes: [],
      keys: [],
      partitions: [],
      rules: [],
      rare: undefined,
    });
  }

  /**
   * The tables with what their rows say, in no order of theirs.
   *
   * @param absenceOf what a foreign key is to a table that is none of the schema's
   */
  read(rows: CatalogRows, absenceOf: AbsenceOf): readonly Table[] {
    for (const row of rows.checks) if (isJsonCheck(row)) this.#rare(row)?.json.add(row.name);
    for (const row of rows.systems) {
      const rare = this.#rare(row);
      if (row.what === "key") rare?.periodKeys.add(row.name);
      else if (row.what === "period") rare?.periods.add(row.name);
      else rare?.systems.set(row.name, Number(row.srid));
    }
    this.#readColumns(rows);
    for (const row of rows.rules) this.#of(row)?.rules.push(row);
    eachGroup(rows.keys, (group) => this.#readKey(group, absenceOf));
    eachGroup(rows.indexes, (group) => this.#readIndex(group));
    for (const row of rows.partitions) this.#of(row)?.partitions.push(row);
    this.#readChecks(rows);
    const tables: Table[] = [];
    for (const drafts of this.#drafts.values()) {
      for (const each of drafts.values()) tables.push(this.#table(each));
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
      if (isGeneratedKey(row)) {
        draft.hiddenKey = row.name;
        continue;
      }
      const { rare } = draft;
      const isValid = rare?.json.has(row.name) === true;
      // JSON is LONGTEXT of this one collation.
      const isJson = isValid && row.type === "longtext" && row.collation === "utf8mb4_bin";
      if (isValid && !isJson) rare.columnChecks.set(row.name, jsonCheckOf(row.name));
      const srid = row.srid ?? rare?.systems.get(row.name) ?? null;
      draft.columns.push(columnOfRow(row, isJson || srid !== null ? { ...context, isJson, srid } : context));
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

  #readKey(rows: Group<KeyRow>, absenceOf: AbsenceOf): void {
    const { name, ref_db, ref_table } = rows[0];
    const draft = this.#of(rows[0]);
    if (!draft) return;
    const rule = draft.rules.find((each) => each.name === name);
    const key = foreignKeyOf(rows, rule, this.#nameOf);
    draft.keys.push(key);
    const absence = absenceOf(ref_db, ref_table);
    if (absence !== null) this.#report(draft, name, absence);
    else draft.constraints.push(key);
  }

  #table(draft: Draft): Table {
    const { row, name, columns, constraints, indexes, partitions } = draft;
    const checks = draft.rare?.columnChecks;
    const told = optionsOfRow(row.engine, row.collation, row.options ?? "");
    const own = row.told ? { ...told, ...row.told } : told;
    const options = isGroup(partitions) ? { ...own, partitionBy: partitionByOf(partitions, columns) } : own;
    const table: { -readonly [K in keyof Table]: Table[K] } = {
      ...name,
      columns: checks && checks.size > 0 ? columns.map((each) => withCheck(each, checks)) : columns,
      constraints: sortFew(constraints, byKindAndName),
      indexes: sortFew(indexes, byName),
      options: { mysql: options },
    };
    if (row.comment !== "") table.comment = row.comment;
    return table;
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

function rareOf(draft: Draft): Rare {
  draft.rare ??= {
    json: new Set(),
    systems: new Map(),
    periodKeys: new Set(),
    periods: new Set(),
    columnChecks: new Map(),
  };
  return draft.rare;
}

function byName(a: TableIndex, b: TableIndex): number {
  return compareText(a.name, b.name);
}

function isGroup<R>(rows: R[]): rows is Group<R> {
  return rows.length > 0;
}

function withCheck(column: Column, checks: ReadonlyMap<string, string>): Column {
  const check = checks.get(column.name);
  if (check === undefined) return column;
  return { ...column, options: { mysql: { check, ...column.options?.["mysql"] } } };
}

/** Gives the rows of each object, which come one after the other. */
function eachGroup<R extends KeyRow | IndexRow>(rows: readonly R[], take: (group: Group<R>) => void): void {
  for (let start = 0, end = 1; start < rows.length; start = end++) {
    const { name, tbl, db } = rows[start]!;
    while (rows[end]?.name === name && rows[end]?.tbl === tbl && rows[end]?.db === db) end++;
    take(rows.slice(start, end) as Group<R>);
  }
}
