import type { Dialect, Features } from "../dialect/dialect.js";
import { AlterEnum, CreateEnum, DropEnum } from "../ops/enum.js";
import type { Operation } from "../ops/operation.js";
import { CreateTable, DropTable } from "../ops/table.js";
import { CreateIndex, DropIndex } from "../ops/table-index.js";
import type { Constraint } from "../schema/constraint.js";
import { nameKey, type TableName, tableName } from "../schema/name.js";
import { isUniqueIndexOf } from "../schema/referred-key.js";
import { constraintsOf, type Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import type { EnumChanges } from "./enum.js";
import { leadsWith, orderKeys, type PlacedKey, type TableChanges } from "./foreign-key.js";
import { heirsOfKept } from "./heir.js";
import { indexesInOptions } from "./index-option.js";
import type { ObjectOperations } from "./objects.js";
import { addConstraint, dropConstraint, type IsElsewhere, tableOperations } from "./table-operations.js";

/**
 * Puts changes in an order in which they can be made: new types, foreign keys that must make way, new tables, changes
 * to tables, foreign keys, tables and types that go. Each step leaves a valid schema, so the reversed inverses can be
 * made in their order too.
 */
export function toOperations(
  tables: TableChanges,
  enums: EnumChanges,
  objects: Pick<ObjectOperations, "before" | "after">,
  dialect: Dialect,
): readonly Operation[] {
  const { features } = dialect;
  const { created, dropped, early, late } = orderKeys(tables, dialect);
  const freed = freedNames(tables, features);
  const isEarly = (part: Constraint | TableIndex) => freed.has(part) || early.some(({ key }) => key === part);
  const isElsewhere = (part: Constraint | TableIndex) =>
    isEarly(part) || late.some(({ key }) => key === part);
  const inside = (table: Table) => indexesInNeed(table, dialect);
  const isNamespace = ({ kind }: Operation) => kind === "createSchema";
  const creates = (list: readonly Table[]) =>
    list.flatMap((table) => createTable(without(table, isElsewhere), inside(table)));
  const heirs = heirsOfKept(created, tables.kept);
  const leaving = heirsOfKept(dropped, tables.kept);
  const dropping = (list: readonly Table[]) =>
    list.flatMap((table) => dropTable(without(table, isEarly), inside(table)));
  const drops = dropping(dropped.filter((table) => !leaving.has(table)));
  const goesFirst = isNameAwaited(tables, dialect);
  return [
    ...objects.before.filter(isNamespace),
    ...enums.added.map((type) => new CreateEnum(type)),
    ...objects.before.filter((each) => !isNamespace(each)),
    ...early.map(({ table, key }) => dropConstraint(table, key)),
    ...freed.values(),
    ...(goesFirst ? drops : []),
    ...enums.widened,
    ...enums.commented,
    ...dropping(dropped.filter((table) => leaving.has(table))),
    ...creates(created.filter((table) => !heirs.has(table))),
    ...tables.kept.flatMap((change) => tableOperations(change, dialect, isElsewhere)),
    ...creates(created.filter((table) => heirs.has(table))),
    ...late.map(({ table, key }: PlacedKey) => addConstraint(table, key, features)),
    ...(goesFirst ? [] : drops),
    ...objects.after,
    ...enums.narrowed,
    ...enums.removed.map((type) => new DropEnum(tableName(type), type)),
  ];
}

/**
 * New words of enum types before all else, where the type stands by then as the words need it: a database may have to
 * commit them before they are used, and with them whatever was done before.
 */
export function wordsFirst(operations: readonly Operation[]): readonly Operation[] {
  const made = new Set<string>();
  const first = operations.filter((operation) => {
    if (operation instanceof CreateEnum) made.add(nameKey(operation.type));
    if (!(operation instanceof AlterEnum)) return false;
    const key = nameKey(operation.type);
    const isFirst = operation.addsOnly && Object.keys(operation.rename).length === 0 && !made.has(key);
    made.add(key);
    return isFirst;
  });
  return first.length === 0 ? operations : [...first, ...operations.filter((each) => !first.includes(each))];
}

function createTable(table: Table, inside: readonly TableIndex[]): readonly Operation[] {
  const apart = table.indexes.filter((index) => !inside.includes(index));
  return [
    new CreateTable({ ...table, indexes: table.indexes.filter((index) => inside.includes(index)) }),
    ...apart.map((index) => new CreateIndex(tableName(table), index)),
  ];
}

function dropTable(table: Table, inside: readonly TableIndex[]): readonly Operation[] {
  const name = tableName(table);
  const apart = table.indexes.filter((index) => !inside.includes(index));
  const rest = { ...table, indexes: table.indexes.filter((index) => inside.includes(index)) };
  return [...apart.map((index) => new DropIndex(name, index.name, index)), new DropTable(name, rest)];
}

function without(table: Table, isElsewhere: IsElsewhere): Table {
  return {
    ...table,
    constraints: table.constraints.filter((each) => !isElsewhere(each)),
    indexes: table.indexes.filter((each) => !isElsewhere(each)),
  };
}

/**
 * The indexes that a table's foreign keys, numbering and options may stand on; they come and go with the table. One to its
 * own key stands on whichever unique index of those columns the database met first.
 */
function indexesInNeed(table: Table, dialect: Dialect): readonly TableIndex[] {
  const { features } = dialect;
  const named = indexesInOptions(table, dialect);
  const keys = features.foreignKeysNeedIndexes ? constraintsOf(table, "foreignKey") : [];
  const numbered = features.identityNeedsIndex ? table.columns.filter(({ identity }) => identity) : [];
  const needs = [...keys.map(({ columns }) => columns), ...numbered.map(({ name }) => [name])];
  const own = constraintsOf(table, "foreignKey").filter(
    ({ references }) => nameKey(references) === nameKey(table),
  );
  const isReferred = (index: TableIndex) => own.some((key) => isUniqueIndexOf(index, key.references.columns));
  return table.indexes.filter(
    (index) =>
      named.includes(index.name) || needs.some((columns) => leadsWith(index, columns)) || isReferred(index),
  );
}

/**
 * Whether a table that is made, or a column that is added, brings a sequence by the name of one that goes with a table:
 * one that was renamed keeps the sequences that its columns had, by the names that they had.
 */
function isNameAwaited({ created, dropped, kept }: TableChanges, { sequencesOf }: Dialect): boolean {
  if (!sequencesOf || dropped.length === 0) return false;
  const namesOf = (table: Table) => sequencesOf(table).map((name) => nameKey({ ...tableName(table), name }));
  const coming = [...created, ...kept.map(({ to, addedColumns }) => ({ ...to, columns: addedColumns }))];
  const taken = new Set(coming.flatMap(namesOf));
  return dropped.flatMap(namesOf).some((name) => taken.has(name));
}

/**
 * What must go early because something new in another table takes its name: names of indexes and constraints are
 * the schema's, not the table's.
 */
function freedNames(
  { created, dropped, kept }: TableChanges,
  features: Features,
): ReadonlyMap<Constraint | TableIndex, Operation> {
  const taken = new Map<string, string>();
  const take = (table: TableName, parts: readonly { readonly name?: string }[]) => {
    for (const { name } of parts)
      if (name !== undefined) taken.set(nameKey({ ...table, name }), nameKey(table));
  };
  for (const table of created) take(tableName(table), [...table.constraints, ...table.indexes, table]);
  for (const { to, addedConstraints, addedIndexes } of kept) {
    take(tableName(to), [...addedConstraints, ...addedIndexes]);
  }
  const freed = new Map<Constraint | TableIndex, Operation>();
  const free = (owner: Table, constraints: readonly Constraint[], indexes: readonly TableIndex[]) => {
    const table = tableName(owner);
    const isTaken = (name: string | undefined) => {
      const taker = name === undefined ? undefined : taken.get(nameKey({ ...table, name }));
      return taker !== undefined && taker !== nameKey(table);
    };
    for (const each of indexes)
      if (isTaken(each.name)) freed.set(each, new DropIndex(table, each.name, each));
    if (features.alterColumn === "rebuild") return;
    for (const each of constraints) {
      const isKept = each.kind === "foreignKey" || (each.kind === "primaryKey" && !features.primaryKeyNames);
      if (!isKept && isTaken(each.name)) freed.set(each, dropConstraint(owner, each));
    }
  };
  for (const table of dropped) free(table, table.constraints, table.indexes);
  for (const { from, removedConstraints, removedIndexes } of kept) {
    free(from, removedConstraints, removedIndexes);
  }
  return freed;
}
