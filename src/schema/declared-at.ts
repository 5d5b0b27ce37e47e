import { MigrError } from "../errors/base.js";
import { displayName } from "./name.js";
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

/** A table that takes the place of another one, and was declared where that was. */
export function inPlaceOf(table: Table, other: Table): Table {
  const place = PLACES.get(other);
  if (place) PLACES.set(table, place);
  return table;
}

/** Does what is about several tables; an error that names one of them tells where that was declared. */
export function tellingPlaces<T>(tables: readonly Table[], work: () => T): T {
  return tellingPlace(work, ({ details }) => {
    const found = tables.find((each) => displayName(each) === details["table"]);
    return found ? declaredAt(found) : null;
  });
}

/** Does what is about a table; an error tells where that was declared, unless it says a place anyway. */
export function tellingPlace<T>(work: () => T, placeOf: (error: MigrError) => string | null): T {
  try {
    return work();
  } catch (thrown) {
    const where = thrown instanceof MigrError ? placeOf(thrown) : null;
    if (where !== null && !/ at .+:\d+:\d+\.$/.test((thrown as MigrError).hint ?? "")) {
      (thrown as MigrError).addHint(`The table is declared at ${where}.`);
    }
    throw thrown;
  }
}
