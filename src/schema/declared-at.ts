import type { Table } from "./table.js";

const PLACES = new WeakMap<Table, () => string | null>();

/** Notes where a table was declared. */
export function noteDeclared(table: Table, declaredAt: () => string | null): void {
  PLACES.set(table, declaredAt);
}

/** Where a table was declared, as `file:line:column`; null where nobody knows, as of one that was read. */
export function declaredAt(table: Table): string | null {
  return PLACES.get(table)?.() ?? null;
}
