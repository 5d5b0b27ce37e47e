import { type Raw, raw } from "../../../sql/nodes/index.js";
import type { CreatedTable } from "../created-table.js";
import { stripParentheses, withPlainTexts } from "../expression.js";
import { fold, sameName } from "../tokens.js";
import type { ColumnRow, ForeignKeyRow } from "./catalog.js";

/** What is known of one table: its rows of the catalog and what its CREATE text tells beyond them. */
export interface TableFacts {
  readonly name: string;
  /** Columns of which the catalog tells everything are not in it. */
  readonly created: CreatedTable;
  readonly columns: readonly ColumnRow[];
  readonly foreignKeys: readonly ForeignKeyRow[];
  readonly tableNames: TableNames;
}

/** An expression over a table's columns as it stands in a text, in quotes that are right everywhere. */
export function expressionOf(sql: string, columns: readonly { readonly 0: string }[]): Raw {
  const isColumn = (name: string) => columns.some((column) => sameName(column[0], name));
  return raw({ sql: withPlainTexts(stripParentheses(sql), isColumn) });
}

/** The names of all tables, by which another spelling of one is found. */
export class TableNames {
  readonly #names: ReadonlySet<string>;
  #byFolded: ReadonlyMap<string, string> | null = null;

  constructor(names: readonly string[]) {
    this.#names = new Set(names);
  }

  /** The table's own spelling of a name; the name itself where there is no such table. */
  spelled(name: string): string {
    if (this.#names.has(name)) return name;
    this.#byFolded ??= new Map([...this.#names].map((each) => [fold(each), each]));
    return this.#byFolded.get(fold(name)) ?? name;
  }
}

/** Rows by their key, in the order in which the keys come. */
export function groupBy<T, K>(rows: readonly T[], keyOf: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
