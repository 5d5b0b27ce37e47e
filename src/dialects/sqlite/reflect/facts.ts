import type { CreatedTable } from "../created-table.js";
import type { CatalogRows } from "./catalog.js";

/** What is known of one table: its rows of the catalog and its CREATE text. */
export interface TableFacts {
  readonly name: string;
  readonly created: CreatedTable;
  readonly columns: CatalogRows["columns"];
  readonly foreignKeys: CatalogRows["foreignKeys"];
  readonly indexes: CatalogRows["indexes"];
  /** The CREATE INDEX texts, by the name of the index. */
  readonly indexSql: ReadonlyMap<string, string>;
  /** The names of all tables, by their folded form. */
  readonly tableNames: ReadonlyMap<string, string>;
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
