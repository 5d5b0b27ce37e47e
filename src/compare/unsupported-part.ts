import { RenameColumn } from "../ops/column.js";
import type { Operation } from "../ops/operation.js";
import { DropTable } from "../ops/table.js";
import { displayName, nameKey } from "../schema/name.js";
import type { Entity, Unsupported } from "../schema/object.js";
import type { Table } from "../schema/table.js";
import type { TableChange } from "./table.js";

/** What parts of a table are that have names of their own among its indexes and constraints. */
const NAMED = /index|key|check|constraint|unique/i;

/**
 * A change without the indexes and constraints whose names the table has for something that no schema can express:
 * making them would fail, and dropping the other first would lose it.
 */
export function withoutTaken(change: TableChange, unsupported: readonly Unsupported[]): TableChange {
  const owner = nameKey(change.to);
  const parts = unsupported.filter(
    ({ table, what }) => table && nameKey(table) === owner && NAMED.test(what),
  );
  if (parts.length === 0) return change;
  const takerOf = (name: string | undefined) =>
    parts.find(
      (part) => name !== undefined && (part.name === name || part.name === `${change.to.name}.${name}`),
    );
  const problems = [...change.addedConstraints, ...change.addedIndexes].flatMap(({ name }) => {
    const taker = takerOf(name);
    return taker
      ? `${displayName(change.to)} has ${article(taker.what)} ${taker.what} ${name} that models cannot express; theirs of that name is not made.`
      : [];
  });
  const isFree = ({ name }: { readonly name?: string }) => !takerOf(name);
  return {
    ...change,
    addedConstraints: change.addedConstraints.filter(isFree),
    addedIndexes: change.addedIndexes.filter(isFree),
    problems: [...change.problems, ...problems],
  };
}

/** A sentence for each part of a table that goes which no schema can express, and which goes with it for good. */
export function lostParts(dropped: readonly Table[], unsupported: readonly Unsupported[]): readonly string[] {
  const keys = new Set(dropped.map(nameKey));
  return unsupported.flatMap((each) =>
    each.table && keys.has(nameKey(each.table))
      ? `Dropping ${displayName(each.table)} takes its ${each.what} ${each.name} along, which the downgrade cannot bring back.`
      : [],
  );
}

/**
 * A sentence for each part of a table that reads a column which goes or gets another name, and which the database would
 * leave as it is, to fail from then on. What models declare is theirs to change.
 */
export function brokenParts(
  changes: readonly TableChange[],
  renamed: readonly Operation[],
  unsupported: readonly Unsupported[],
  entities: readonly Entity[],
): readonly string[] {
  const declared = new Set(
    entities.map(({ name, table }) => JSON.stringify([name, table && nameKey(table)])),
  );
  const going = [
    ...changes.flatMap(({ from, removedColumns }) =>
      removedColumns.map(({ name }) => ({ table: nameKey(from), name, what: "goes" })),
    ),
    ...renamed.flatMap((each) =>
      each instanceof RenameColumn
        ? { table: nameKey(each.table), name: each.name, what: `becomes ${each.to}` }
        : [],
    ),
  ];
  return unsupported.flatMap((part) => {
    const { table, name, reads = [] } = part;
    if (!table || reads.length === 0 || declared.has(JSON.stringify([name, nameKey(table)]))) return [];
    const lost = going.find((each) => each.table === nameKey(table) && isAmong(each.name, reads));
    if (!lost) return [];
    return `${displayName(table)}.${lost.name} ${lost.what}, which the ${part.what} ${name} reads: it fails from then on, until it is made anew.`;
  });
}

/** Names of columns are one in any letters. */
function isAmong(name: string, names: readonly string[]): boolean {
  return names.some((each) => each.toLowerCase() === name.toLowerCase());
}

/** An operation that tells what it takes along, where it drops a table with parts that no schema can express. */
export function tellingLosses(operation: Operation, unsupported: readonly Unsupported[]): Operation {
  if (!(operation instanceof DropTable)) return operation;
  const key = nameKey(operation.table);
  const lost = unsupported.filter(({ table }) => table && nameKey(table) === key);
  return lost.length === 0
    ? operation
    : operation.losing(lost.map(({ what, name }) => `the ${what} ${name}`));
}

function article(word: string): string {
  return /^[aeiou]/i.test(word) ? "an" : "a";
}
