import type { Dialect } from "../dialect/dialect.js";
import type { ColumnFacet } from "../ops/column-change.js";
import type { Constraint, ForeignKey, PrimaryKey, Unique } from "../schema/constraint.js";
import { nameKey } from "../schema/name.js";
import { creationOrder } from "../schema/order.js";
import { partitionTexts } from "../schema/partition-place.js";
import { constraintsOf, type Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import { writeSql } from "../sql/writer.js";
import { isAlike } from "../util/alike.js";
import { Mentionable, SqlWords } from "./mention.js";
import type { TableChange } from "./table.js";

/** A foreign key with the table that has it. */
export interface PlacedKey {
  readonly table: Table;
  readonly key: ForeignKey;
}

/** Tables that come and go, and the foreign keys that cannot come and go with them. */
export interface KeyOrder {
  /** New tables, each after those it refers to. */
  readonly created: readonly Table[];
  /** Tables that go, each before those it refers to. */
  readonly dropped: readonly Table[];
  /** Foreign keys that are dropped before anything else is done. */
  readonly early: readonly PlacedKey[];
  /** Foreign keys that are made when everything else is there. */
  readonly late: readonly PlacedKey[];
}

/** Whole tables that are new or go, and what changes in the others, those included in which nothing does. */
export interface TableChanges {
  readonly created: readonly Table[];
  readonly dropped: readonly Table[];
  readonly kept: readonly TableChange[];
}

/**
 * Decides when foreign keys are dropped and made. Those that change wait for everything else, and so do those that
 * close a circle and those whose columns, or the key they refer to, change under them.
 *
 * Where a table must be copied for a foreign key to be dropped or made, and a key may refer to what is not there yet,
 * they stay with their tables.
 */
export function orderKeys({ created, dropped, kept }: TableChanges, dialect: Dialect): KeyOrder {
  const apart = dialect.features.alterColumn !== "rebuild";
  const creating = creationOrder(created, needsOf(created, dialect));
  const dropping = creationOrder(dropped, needsOf(dropped, dialect));
  const order = { created: creating.tables, dropped: [...dropping.tables].reverse() };
  if (!apart) return { ...order, early: [], late: [] };
  const changes = new Map(kept.map((change) => [nameKey(change.to), change]));
  const early: PlacedKey[] = [];
  const late: PlacedKey[] = [];
  for (const change of kept) {
    const { from, to: table } = change;
    for (const key of foreignKeysIn(change.removedConstraints)) early.push({ table: from, key });
    for (const [before, after] of change.keptForeignKeys) {
      const target = changes.get(nameKey(before.references));
      const isHeld = isRetyped(change, before.columns) || change.options?.movesKeys;
      if (!isHeld && !isUnsettled(target, before)) continue;
      early.push({ table: from, key: before });
      late.push({ table, key: after });
    }
    for (const key of foreignKeysIn(change.addedConstraints)) late.push({ table, key });
  }
  const waiting = (tables: readonly Table[], closing: ReadonlyMap<string, readonly ForeignKey[]>) =>
    tables.flatMap((table) =>
      constraintsOf(table, "foreignKey")
        .filter((key) => {
          const isClosing = closing.get(nameKey(table))?.includes(key) ?? false;
          const target = changes.get(nameKey(key.references));
          return isClosing || isUnsettled(target, key) || isAwaited(target, key);
        })
        .map((key): PlacedKey => ({ table, key })),
    );
  return {
    ...order,
    early: [...early, ...waiting(order.dropped, dropping.deferred)],
    late: [...waiting(order.created, creating.deferred), ...late],
  };
}

/** Which other tables a table needs otherwise than by foreign keys of its own. */
function needsOf(tables: readonly Table[], dialect: Dialect): (table: Table) => readonly Table[] {
  const [bySequence, byPartition] = [sequenceNeeds(tables, dialect), partitionNeeds(tables, dialect)];
  return (table) => [...bySequence(table), ...byPartition(table)];
}

/** Which other tables the foreign keys of a table's single partitions name, as its options tell them. */
function partitionNeeds(tables: readonly Table[], { spelling }: Dialect): (table: Table) => readonly Table[] {
  const byName = new Mentionable(tables);
  const needs = new Map<Table, readonly Table[]>();
  for (const table of tables) {
    const referring = partitionTexts(table).filter((text) => /\breferences\b/i.test(text));
    if (referring.length > 0) needs.set(table, byName.in(new SqlWords(referring.join("\n"), spelling)));
  }
  return (table) => needs.get(table) ?? [];
}

/** Which other tables a table's defaults take numbers from, by their sequences. */
function sequenceNeeds(tables: readonly Table[], dialect: Dialect): (table: Table) => readonly Table[] {
  const { sequencesOf, spelling } = dialect;
  if (!sequencesOf) return () => [];
  const owners = tables.flatMap((owner) => sequencesOf(owner).map((name) => ({ name, owner })));
  if (owners.length === 0) return () => [];
  const sequences = new Mentionable(owners);
  const needs = new Map<Table, readonly Table[]>();
  for (const table of tables) {
    const defaults = table.columns.flatMap(({ default: value }) => value ?? []);
    const sql = defaults.map((node) => writeSql(node, spelling, { literals: true }).sql).join("\n");
    if (!/\bnextval\b/i.test(sql)) continue;
    needs.set(
      table,
      sequences.in(new SqlWords(sql, spelling)).map(({ owner }) => owner),
    );
  }
  return (table) => needs.get(table) ?? [];
}

/** The facets of a column that a foreign key on it, or to it, does not let change. */
const HELD: readonly ColumnFacet[] = ["type", "collation", "identity", "computed"];

function isRetyped(
  { from: table, changedColumns, options }: TableChange,
  columns: readonly string[],
): boolean {
  return (
    changedColumns.some(
      ({ from, facets }) => columns.includes(from.name) && facets.some((facet) => HELD.includes(facet)),
    ) ||
    (options !== null && table.columns.some((each) => columns.includes(each.name) && options.retypes(each)))
  );
}

/** Whether what a foreign key refers to goes or changes its type, or the table does not let it stand meanwhile. */
function isUnsettled(target: TableChange | undefined, { references }: ForeignKey): boolean {
  if (!target) return false;
  const { columns } = references;
  const moving = [...target.addedColumns, ...target.removedColumns];
  return (
    target.options?.movesKeys ||
    isRetyped(target, columns) ||
    moving.some(({ name }) => columns.includes(name)) ||
    isKeyAmong(columns, target.removedConstraints, target.removedIndexes)
  );
}

/**
 * Whether the key that a foreign key of a new table refers to, or of one that goes and may return, may come only now.
 * One that stays is surely what it stands on where it is a constraint on the same columns in the same order: MySQL and
 * MariaDB take no other order, and MySQL no index that is not unique. A foreign key that stays has what it stands on.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22.5 "FOREIGN KEY Constraints"; MariaDB 11.8, measured
 */
function isAwaited(target: TableChange | undefined, { references }: ForeignKey): boolean {
  if (!target) return false;
  const { columns } = references;
  const { from, removedConstraints, addedConstraints, addedIndexes } = target;
  return (
    isKeyAmong(columns, addedConstraints, addedIndexes) &&
    !from.constraints.some(
      (each) =>
        !removedConstraints.includes(each) && identifies(each, columns) && isAlike(each.columns, columns),
    )
  );
}

/** Whether one of these constraints or indexes may be what a foreign key to the columns stands on. */
function isKeyAmong(
  columns: readonly string[],
  constraints: readonly Constraint[],
  indexes: readonly TableIndex[],
): boolean {
  return (
    constraints.some((each) => identifies(each, columns)) ||
    indexes.some((index) => leadsWith(index, columns))
  );
}

/** Whether a constraint makes these columns, in any order, a key; to one that is checked late nothing can refer. */
function identifies(constraint: Constraint, columns: readonly string[]): constraint is PrimaryKey | Unique {
  if (constraint.kind !== "primaryKey" && constraint.kind !== "unique") return false;
  return !constraint.deferrable && sameSet(constraint.columns, columns);
}

/** Whether an index begins with these columns, in any order. */
export function leadsWith({ parts }: TableIndex, columns: readonly string[]): boolean {
  const leading = parts.slice(0, columns.length).flatMap(({ column }) => column ?? []);
  return sameSet(leading, columns);
}

function sameSet(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name) => b.includes(name));
}

function foreignKeysIn(constraints: readonly Constraint[]): readonly ForeignKey[] {
  return constraints.filter((each) => each.kind === "foreignKey");
}
