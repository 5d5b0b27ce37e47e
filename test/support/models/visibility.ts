import fc from "fast-check";
import type { Column } from "../../../src/schema/column.js";
import { type DialectOptions, mergeOptions } from "../../../src/schema/options.js";
import { primaryKeyOf, type Table } from "../../../src/schema/table.js";
import type { Capabilities } from "./capabilities.js";

/** The table with some of its columns and indexes invisible, where the database has that. */
export function withHidden(table: Table, { vocabulary }: Capabilities): fc.Arbitrary<Table> {
  const key = primaryKeyOf(table)?.columns ?? [];
  if (vocabulary !== "mysql" || key.length === 0) return fc.constant(table);
  const isFree = ({ name, nullable, computed, default: fallback }: Column) =>
    !key.includes(name) && !computed && (nullable || fallback !== undefined);
  const columns = table.columns.filter(isFree).map(({ name }) => name);
  const indexes = table.indexes.filter(({ unique }) => !unique).map(({ name }) => name);
  const few = (names: readonly string[]) =>
    fc.oneof({ arbitrary: fc.constant<string[]>([]), weight: 3 }, fc.subarray([...names]));
  const hidden = <T extends { readonly name: string; readonly options?: DialectOptions }>(
    parts: readonly T[],
    names: readonly string[],
  ) =>
    parts.map((part) =>
      names.includes(part.name) ? { ...part, options: mergeOptions(part.options, HIDDEN) } : part,
    );
  return fc.tuple(few(columns), few(indexes)).map(([some, others]) => ({
    ...table,
    columns: hidden(table.columns, some),
    indexes: hidden(table.indexes, others),
  }));
}

const HIDDEN: DialectOptions = { mysql: { invisible: true } };
