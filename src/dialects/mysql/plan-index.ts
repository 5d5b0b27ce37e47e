import type { Live } from "../../dialect/dialect.js";
import { toObjects } from "../../dialect/driver.js";
import { type Constraint, type ForeignKey, wholeColumns } from "../../schema/constraint.js";
import type { TableName } from "../../schema/name.js";
import { constraintsOf, type Table } from "../../schema/table.js";
import type { TableIndex } from "../../schema/table-index.js";

/** An index as it stands, hidden ones too. */
export interface StandingIndex {
  readonly name: string;
  readonly unique: boolean;
  /** The columns in order; an expression or a part of a text ends what can serve a foreign key, and is null. */
  readonly columns: readonly (string | null)[];
  readonly comment?: string;
}

interface PartRow {
  readonly name: string;
  readonly non_unique: number | bigint;
  readonly col: string | null;
  readonly prefix: number | bigint | null;
  readonly type: string;
  readonly comment: string;
}

/** The indexes of a table, those that foreign keys made for themselves too; null where nothing is known of it. */
export async function readIndexes(table: TableName, live: Live): Promise<readonly StandingIndex[] | null> {
  const result = await live.query(
    "SELECT INDEX_NAME AS name, NON_UNIQUE AS non_unique, COLUMN_NAME AS col, SUB_PART AS prefix, " +
      "INDEX_TYPE AS type, INDEX_COMMENT AS comment FROM information_schema.STATISTICS " +
      "WHERE TABLE_SCHEMA = COALESCE(?, DATABASE()) AND TABLE_NAME = ? ORDER BY INDEX_NAME, SEQ_IN_INDEX",
    [table.schema ?? null, table.name],
  );
  if (!result) {
    const planned = await live.table(table);
    return planned && plannedIndexes(planned);
  }
  const indexes = new Map<string, StandingIndex & { readonly columns: (string | null)[] }>();
  for (const { name, non_unique, col, prefix, type, comment } of toObjects<PartRow>(result)) {
    const index = indexes.get(name) ?? { name, unique: Number(non_unique) === 0, columns: [], comment };
    index.columns.push(prefix === null && type === "BTREE" ? col : null);
    indexes.set(name, index);
  }
  return [...indexes.values()];
}

/** The indexes of a table that is planned, with those that its foreign keys will make for themselves. */
function plannedIndexes(table: Table): readonly StandingIndex[] {
  const keys = table.constraints.flatMap((each): readonly StandingIndex[] =>
    each.kind === "primaryKey" || each.kind === "unique"
      ? [
          {
            name: each.kind === "unique" ? (each.name ?? "") : "PRIMARY",
            unique: true,
            columns: wholeColumns(each),
          },
        ]
      : [],
  );
  const indexes = table.indexes.map(({ name, unique, method, parts }) => ({
    name,
    unique,
    columns: parts.map(({ column, length }) =>
      method === undefined && length === undefined ? (column ?? null) : null,
    ),
  }));
  const standing = [...keys, ...indexes];
  for (const key of constraintsOf(table, "foreignKey")) {
    if (standing.some((index) => serves(index, key))) continue;
    standing.push({ name: key.name ?? "", unique: false, columns: key.columns });
  }
  return standing;
}

/**
 * Indexes in descending order with the names of foreign keys that can stand on them alone: a new key makes itself
 * another of that name all the same, which can then give way.
 *
 * @source measured on MySQL 9.7: MariaDB takes the index that is there
 */
export function latecomers(table: Table): readonly TableIndex[] {
  const serving = plannedIndexes({ ...table, constraints: table.constraints.filter(isNoForeignKey) });
  const keys = constraintsOf(table, "foreignKey");
  return table.indexes.filter((index) => {
    const key = keys.find(({ name }) => name === index.name);
    const falls = ({ name }: StandingIndex) =>
      table.indexes.some((each) => each.name === name && each.parts.some(({ descending }) => descending));
    const bearers = key ? serving.filter((each) => serves(each, key)) : [];
    return bearers.some(({ name }) => name === index.name) && bearers.every(falls);
  });
}

function isNoForeignKey({ kind }: Constraint): boolean {
  return kind !== "foreignKey";
}

/** The index that a foreign key made for itself: of its name and on its columns, and none that was declared. */
export function ownIndexOf(
  key: string,
  table: Table | null,
  indexes: readonly StandingIndex[] | null,
): StandingIndex | null {
  if (table?.indexes.some(({ name }) => name === key)) return null;
  const index = indexes?.find(({ name, unique }) => name === key && !unique);
  const known = table && constraintsOf(table, "foreignKey").find(({ name }) => name === key);
  if (!index || (known && !(serves(index, known) && index.columns.length === known.columns.length)))
    return null;
  return index;
}

/** What an ALTER TABLE does to indexes and foreign keys. */
export interface IndexChanges {
  readonly dropped: ReadonlySet<string>;
  readonly droppedKeys: ReadonlySet<string>;
  readonly added: readonly StandingIndex[];
}

/**
 * The foreign keys that stay and would be left without an index, each with the one it needs.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.20.5 "FOREIGN KEY Constraints": the index of a foreign key
 */
export function keysInNeed(
  table: Table | null,
  indexes: readonly StandingIndex[] | null,
  { dropped, droppedKeys, added }: IndexChanges,
): readonly ForeignKey[] {
  if (!table || !indexes || dropped.size === 0) return [];
  const left = [...indexes.filter(({ name }) => !dropped.has(name)), ...added];
  return constraintsOf(table, "foreignKey").filter((key) => {
    if (key.name === undefined || droppedKeys.has(key.name)) return false;
    if (left.some((index) => serves(index, key))) return false;
    left.push({ name: key.name, unique: false, columns: key.columns });
    return true;
  });
}

/** Whether a foreign key can stand on the index: its columns come first, in the same order. */
function serves(index: StandingIndex, key: ForeignKey): boolean {
  return key.columns.every((column, i) => index.columns[i] === column);
}
