import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import { nameKey } from "../../../src/schema/name.js";
import { type DialectOptions, mergeOptions } from "../../../src/schema/options.js";
import type { Schema } from "../../../src/schema/schema.js";
import { constraintsOf, type Table } from "../../../src/schema/table.js";
import type { Capabilities } from "./capabilities.js";
import { sometimes } from "./facets.js";
import { isPartitioned } from "./partitions.js";
import { SPACE } from "./tablespaces.js";

type Options = DialectOptions[string];

/** Options that any table may have. */
export function tableOptions(
  key: readonly Column[],
  { vocabulary, features, tablespace }: Capabilities,
): fc.Arbitrary<Options | null> {
  // Of the two MariaDB alone has sequences.
  const isMariadb = features.sequences;
  const isKeyed = key.length > 0 && key.every(({ identity }) => !identity);
  const all: Readonly<Record<string, readonly Options[]>> = {
    postgresql: [
      { with: ["fillfactor=70"] },
      { with: ["autovacuum_enabled=false", "fillfactor=90"] },
      { replicaIdentity: "full" },
      { rowSecurity: "enabled" },
      { rowSecurity: "forced" },
      ...(tablespace ? [{ tablespace: SPACE }, { tablespace: SPACE, with: ["fillfactor=60"] }] : []),
    ],
    mysql: [
      { rowFormat: "COMPACT" },
      { rowFormat: "REDUNDANT" },
      { rowFormat: "DYNAMIC", statsPersistent: false },
      { rowFormat: "COMPRESSED" },
      { rowFormat: "COMPRESSED", keyBlockSize: 8 },
      { keyBlockSize: 4 },
      ...(isMariadb
        ? [{ pageCompressed: true }, { pageCompressed: true, pageCompressionLevel: 3 }]
        : [{ compression: "zlib" }]),
      { statsPersistent: true, statsAutoRecalc: false, statsSamplePages: 12 },
      { avgRowLength: 100, minRows: 10, maxRows: 1000 },
    ],
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
  if (vocabulary !== "postgresql" || tables.some(isPartitioned)) return fc.constant(tables);
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
  if (isReferred || isPartitioned(table) || constraintsOf(table, "foreignKey").length > 0)
    return fc.constant(table);
  return sometimes(ALONE[vocabulary] ?? []).map((options) =>
    options ? { ...table, options: mergeOptions(table.options, { [vocabulary]: options }) } : table,
  );
}

/** Options that a table keeps where the next models do not name them. */
const LASTING = ["charset", "collate"];

/**
 * Schemas that follow each other, with such options only on tables between which no foreign key ever leads, and which
 * have no fulltext index: what one schema leaves on a table, those of the next cannot stand on.
 *
 * @source MySQL 9.7 Reference Manual, 14.9.5 "Full-Text Restrictions": no full-text index on a text in utf16
 */
export function withoutLeftovers(chain: readonly Schema[]): readonly Schema[] {
  const tables = chain.flatMap((schema) => schema.tables);
  const bound = new Set(
    tables.flatMap((table) => [
      ...constraintsOf(table, "foreignKey").flatMap(({ references }) => [
        nameKey(table),
        nameKey(references),
      ]),
      ...(table.indexes.some(({ method }) => method === "fulltext") ? [nameKey(table)] : []),
    ]),
  );
  return chain.map((schema) => ({
    ...schema,
    tables: schema.tables.map((table) => (bound.has(nameKey(table)) ? withoutLasting(table) : table)),
  }));
}

function withoutLasting({ options = {}, ...table }: Table): Table {
  const kept = Object.entries(options).flatMap(([dialect, own]) => {
    const left = Object.entries(own).filter(([name]) => !LASTING.includes(name));
    return left.length === 0 ? [] : [[dialect, Object.fromEntries(left)] as const];
  });
  return { ...table, ...(kept.length > 0 && { options: Object.fromEntries(kept) }) };
}
