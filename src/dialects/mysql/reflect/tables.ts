import { byKindAndName } from "../../../dialect/reflector.js";
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
import { columnOfRow, isGeneratedKey } from "./column.js";
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
  readonly columns: Column[];
  readonly constraints: Constraint[];
  readonly indexes: TableIndex[];
  readonly keys: ForeignKey[];
  readonly indexRows: Group<IndexRow>[];
  readonly keyRows: Group<KeyRow>[];
  readonly partitions: PartitionRow[];
  /** Columns that MariaDB keeps as LONGTEXT with a check and that are JSON. */
  readonly json: Set<string>;
  /** Spatial reference systems by column, where another view tells them. */
  readonly systems: Map<string, number>;
  readonly rules: Map<string, RuleRow>;
  /** Keys WITHOUT OVERLAPS, which would be others without their period. */
  readonly periodKeys: Set<string>;
  /** Periods of two columns, each with a check of its name. */
  readonly periods: Set<string>;
  /** MariaDB: checks that stand in the definitions of columns, by column. */
  readonly columnChecks: Map<string, string>;
  /** The column that the server added as the key of a table that has none. */
  hiddenKey?: string;
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
      columns: [],
      constraints: [],
      indexes: [],
      keys: [],
      indexRows: [],
      keyRows: [],
      partitions: [],
      json: new Set(),
      systems: new Map(),
      rules: new Map(),
      periodKeys: new Set(),
      periods: new Set(),
      columnChecks: new Map(),
    });
  }

  /**
   * The tables with what their rows say, in no order of theirs.
   *
   * @param absenceOf what a foreign key is to a table that is none of the schema's
   */
  read(rows: CatalogRows, absenceOf: AbsenceOf): readonly Table[] {
    for (const row of rows.checks) if (isJsonCheck(row)) this.#of(row)?.json.add(row.name);
    for (const row of rows.systems) {
      const draft = this.#of(row);
      if (row.what === "key") draft?.periodKeys.add(row.name);
      else if (row.what === "period") draft?.periods.add(row.name);
      else draft?.systems.set(row.name, Number(row.srid));
    }
    this.#readColumns(rows);
    for (const row of rows.rules) this.#of(row)?.rules.set(row.name, row);
    for (const row of rows.keys) addTo(this.#of(row)?.keyRows, row);
    for (const row of rows.indexes) addTo(this.#of(row)?.indexRows, row);
    for (const row of rows.partitions) this.#of(row)?.partitions.push(row);
    this.#readChecks(rows);
    return [...this.#drafts.values()].flatMap((drafts) =>
      [...drafts.values()].map((each) => this.#table(each, absenceOf)),
    );
  }

  /** The table of a row; rows come table by table. */
  #of({ db, tbl }: { readonly db: string; readonly tbl: string | null }): Draft | undefined {
    const last = this.#last;
    if (last !== undefined && last.row.name === tbl && last.row.db === db) return last;
    const draft = tbl === null ? undefined : this.#drafts.get(db)?.get(tbl);
    if (draft) this.#last = draft;
    return draft;
  }

  #readColumns({ columns }: CatalogRows): void {
    for (const row of columns) {
      const draft = this.#of(row);
      if (!draft) continue;
      if (isGeneratedKey(row)) {
        draft.hiddenKey = row.name;
        continue;
      }
      const isValid = draft.json.has(row.name);
      // JSON is LONGTEXT of this one collation.
      const isJson = isValid && row.type === "longtext" && row.collation === "utf8mb4_bin";
      if (isValid && !isJson) draft.columnChecks.set(row.name, jsonCheckOf(row.name));
      const srid = row.srid ?? draft.systems.get(row.name) ?? null;
      const context = {
        variant: this.#variant,
        tableCollation: draft.row.collation,
        own: this.#own,
        isJson,
        srid,
      };
      draft.columns.push(columnOfRow(row, context));
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
    else if (draft.periods.has(row.name)) this.#report(draft, `${draft.name.name}.${row.name}`, "period");
    else if (row.level === "Column") draft.columnChecks.set(row.name, cleanExpression(row.clause));
    else draft.constraints.push(checkOf(row, isEnforced, this.#variant));
  }

  #table(draft: Draft, absenceOf: AbsenceOf): Table {
    const { row, name, columns, constraints, indexes, keys, partitions } = draft;
    for (const rows of draft.keyRows) {
      const key = foreignKeyOf(rows, draft.rules.get(rows[0].name), this.#nameOf);
      keys.push(key);
      const [{ ref_db, ref_table }] = rows;
      const absence = absenceOf(ref_db, ref_table);
      if (absence !== null) this.#report(draft, rows[0].name, absence);
      else constraints.push(key);
    }
    for (const rows of draft.indexRows) this.#readIndex(draft, rows);
    if (constraints.length > 1) constraints.sort(byKindAndName);
    if (indexes.length > 1) indexes.sort((a, b) => compareText(a.name, b.name));
    const own = { ...optionsOfRow(row.engine, row.collation, row.options ?? ""), ...row.told };
    const [first, ...rest] = partitions;
    return {
      ...name,
      columns: draft.columnChecks.size === 0 ? columns : columns.map((each) => withCheck(each, draft)),
      constraints,
      indexes,
      ...(row.comment !== "" && { comment: row.comment }),
      options: { mysql: first ? { ...own, partitionBy: partitionByOf([first, ...rest]) } : own },
    };
  }

  #readIndex(draft: Draft, rows: Group<IndexRow>): void {
    const [{ name, col, comment }] = rows;
    if (name === PRIMARY && draft.hiddenKey !== undefined && col === draft.hiddenKey) return;
    const inTable = `${draft.name.name}.${name}`;
    if (draft.periodKeys.has(name)) {
      this.#report(draft, inTable, "key WITHOUT OVERLAPS");
      return;
    }
    if (name === PRIMARY && comment !== "") this.#report(draft, inTable, "comment of a primary key");
    const meaning = meaningOfIndex(rows, this.#variant, isMemory(draft.row.engine));
    if ("constraint" in meaning) draft.constraints.push(meaning.constraint);
    else if ("unsupported" in meaning) this.#report(draft, inTable, meaning.unsupported);
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

function withCheck(column: Column, { columnChecks }: Draft): Column {
  const check = columnChecks.get(column.name);
  if (check === undefined) return column;
  return { ...column, options: { mysql: { check, ...column.options?.["mysql"] } } };
}

/** Puts a row into the group of its object: rows of one object come one after the other within their table. */
function addTo<R extends { readonly name: string }>(groups: Group<R>[] | undefined, row: R): void {
  if (!groups) return;
  const last = groups[groups.length - 1];
  if (last !== undefined && last[0].name === row.name) last.push(row);
  else groups.push([row]);
}
