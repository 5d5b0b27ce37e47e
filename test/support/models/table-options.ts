import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import { nameKey } from "../../../src/schema/name.js";
import { type DialectOptions, mergeOptions } from "../../../src/schema/options.js";
import { constraintsOf, type Table } from "../../../src/schema/table.js";
import type { Capabilities } from "./capabilities.js";
import { sometimes } from "./facets.js";

type Options = DialectOptions[string];

/** Options that any table may have. */
export function tableOptions(
  key: readonly Column[],
  { vocabulary }: Capabilities,
): fc.Arbitrary<Options | null> {
  const isKeyed = key.length > 0 && key.every(({ identity }) => !identity);
  const all: Readonly<Record<string, readonly Options[]>> = {
    postgresql: [
      { with: ["fillfactor=70"] },
      { with: ["autovacuum_enabled=false", "fillfactor=90"] },
      { replicaIdentity: "full" },
      { rowSecurity: "enabled" },
      { rowSecurity: "forced" },
    ],
    mysql: [{ rowFormat: "COMPACT" }, { rowFormat: "DYNAMIC" }, { statsPersistent: false }],
    sqlite: [
      { strict: true },
      ...(isKeyed ? [{ withoutRowid: true }, { strict: true, withoutRowid: true }] : []),
    ],
  };
  return sometimes(all[vocabulary] ?? []);
}

/** Options that either all tables have or none, so that foreign keys may lead from any to any. */
export function commonOptions(
  tables: readonly Table[],
  { vocabulary }: Capabilities,
): fc.Arbitrary<readonly Table[]> {
  if (vocabulary !== "postgresql") return fc.constant(tables);
  const options = { postgresql: { unlogged: true } };
  return sometimes([true]).map((there) =>
    there ? tables.map((table) => ({ ...table, options: mergeOptions(table.options, options) })) : tables,
  );
}

/** Options that two tables between which a foreign key leads must have alike. */
const ALONE: Readonly<Record<string, readonly Options[]>> = {
  postgresql: [{ unlogged: true }],
  mysql: [
    { charset: "utf16" },
    { charset: "utf8mb4", collate: "utf8mb4_bin" },
    { collate: "utf8mb4_unicode_ci" },
  ],
};

/** The table with such options, where no foreign key leads from it or to it. */
export function withAloneOptions(
  table: Table,
  tables: readonly Table[],
  { vocabulary }: Capabilities,
): fc.Arbitrary<Table> {
  const isReferred = tables.some((other) =>
    constraintsOf(other, "foreignKey").some(({ references }) => nameKey(references) === nameKey(table)),
  );
  if (isReferred || constraintsOf(table, "foreignKey").length > 0) return fc.constant(table);
  return sometimes(ALONE[vocabulary] ?? []).map((options) =>
    options ? { ...table, options: mergeOptions(table.options, { [vocabulary]: options }) } : table,
  );
}
