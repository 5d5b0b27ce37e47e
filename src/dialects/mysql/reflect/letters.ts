import type { CatalogRows } from "./catalog.js";

/**
 * The rows with names of tables and databases in the letters that they were made with, where a server keeps these and
 * takes any: it tells those that a foreign key leads to in the letters in which the key was declared.
 *
 * @source MySQL 9.7 Reference Manual, 11.2.3 "Identifier Case Sensitivity": lower_case_table_names = 2; measured on 9.7
 */
export function withLetters(rows: CatalogRows): CatalogRows {
  if (!rows.tables.some(({ folds }) => Number(folds) === 2)) return rows;
  const databases = new Map(rows.tables.map(({ db }) => [db.toLowerCase(), db]));
  const tables = new Map(rows.tables.map(({ db, name }) => [keyOf(db, name), name]));
  const database = (db: string) => databases.get(db.toLowerCase()) ?? db;
  const table = (db: string, name: string) => tables.get(keyOf(db, name)) ?? name;
  const placed = <R extends { readonly db: string; readonly tbl: string | null }>(list: readonly R[]) =>
    list.map((row) => ({
      ...row,
      db: database(row.db),
      tbl: row.tbl === null ? null : table(row.db, row.tbl),
    }));
  return {
    ...rows,
    columns: placed(rows.columns),
    indexes: placed(rows.indexes),
    keys: placed(rows.keys).map((row) => ({
      ...row,
      ref_db: database(row.ref_db),
      ref_table: table(row.ref_db, row.ref_table),
    })),
    rules: placed(rows.rules),
    checks: placed(rows.checks),
    owners: placed(rows.owners),
    rights: placed(rows.rights),
    partitions: placed(rows.partitions),
    systems: placed(rows.systems),
  };
}

function keyOf(db: string, name: string): string {
  return `${db}\u0000${name}`.toLowerCase();
}
