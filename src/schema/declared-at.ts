import { MigrError } from "../errors/base.js";
import { displayName, type TableName } from "./name.js";
import type { Table } from "./table.js";

const PLACES = new WeakMap<TableName, () => string | null>();

/** Notes where a table or another object was declared. */
export function noteDeclared(table: TableName, declaredAt: () => string | null): void {
  PLACES.set(table, declaredAt);
}

/** Where a table or another object was declared, as `file:line:column`; null where nobody knows, as of one that was read. */
export function declaredAt(table: TableName): string | null {
  return PLACES.get(table)?.() ?? null;
}

/** Where objects were declared, as a sentence that ends a hint; nothing where nobody knows. */
export function placesOf(...objects: readonly TableName[]): string | undefined {
  const places = objects.flatMap((each) => declaredAt(each) ?? []);
  return places.length === 0 ? undefined : `It is declared at ${places.join(" and at ")}.`;
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
