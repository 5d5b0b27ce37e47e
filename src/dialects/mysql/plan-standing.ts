import type { Live } from "../../dialect/dialect.js";
import type { AddColumn, AlterColumn, DropColumn } from "../../ops/column.js";
import type { AddConstraint, DropConstraint } from "../../ops/constraint.js";
import type { AlterIndex } from "../../ops/index-change.js";
import type { RenameIndex } from "../../ops/rename.js";
import type { SetTableComment } from "../../ops/table.js";
import type { CreateIndex, DropIndex } from "../../ops/table-index.js";
import type { SetTableOptions } from "../../ops/table-options.js";
import type { TableName } from "../../schema/name.js";
import { constraintsOf, type Table } from "../../schema/table.js";
import { ownIndexOf, readIndexes, type StandingIndex } from "./plan-index.js";
import { PRIMARY } from "./reflect/constraint.js";

/** Operations that are actions of ALTER TABLE. */
export type Alteration =
  | AddColumn
  | AlterColumn
  | DropColumn
  | AddConstraint
  | DropConstraint
  | CreateIndex
  | DropIndex
  | SetTableComment
  | SetTableOptions
  | RenameIndex
  | AlterIndex;

/** How a table stands, and what becomes of its keys in the statement that is being made. */
export interface Standing {
  readonly table: Table | null;
  readonly indexes: readonly StandingIndex[] | null;
  readonly droppedIndexes: ReadonlySet<string>;
  readonly droppedKeys: ReadonlySet<string>;
  readonly droppedChecks: ReadonlySet<string>;
  /** Indexes of foreign keys that stay in whose place come declared ones of their names. */
  readonly replaced: ReadonlySet<string>;
  /** Columns of the primary key that is added. */
  readonly newKey: readonly string[] | null;
  /** Columns that are changed or dropped. */
  readonly touched: ReadonlySet<string>;
}

/** How a table stands before these changes, and what they take from it. */
export async function standingOf(
  name: TableName,
  alterations: readonly Alteration[],
  live: Live,
): Promise<Standing> {
  const table = await live.table(name);
  const onIndexes = alterations.filter(
    (each) => each.kind === "dropConstraint" || each.kind === "dropIndex" || each.kind === "createIndex",
  );
  const indexes = onIndexes.length > 0 ? await readIndexes(name, live) : null;
  const droppedIndexes = new Set<string>();
  const droppedKeys = new Set<string>();
  const droppedChecks = new Set<string>();
  let newKey: readonly string[] | null = null;
  for (const each of alterations) {
    if (each.kind === "addConstraint" && each.constraint.kind === "primaryKey")
      newKey = each.constraint.columns;
    if (each.kind === "dropIndex") droppedIndexes.add(each.name);
    if (each.kind !== "dropConstraint") continue;
    if (each.constraintKind === "unique") droppedIndexes.add(each.name);
    if (each.constraintKind === "primaryKey") droppedIndexes.add(PRIMARY);
    if (each.constraintKind === "check") droppedChecks.add(each.name);
    if (each.constraintKind !== "foreignKey") continue;
    droppedKeys.add(each.name);
    if (ownIndexOf(each.name, table, indexes)) droppedIndexes.add(each.name);
  }
  const made = alterations.flatMap((each) => (each.kind === "createIndex" && !each.ifNotExists ? each : []));
  const replaced = new Set(
    (table ? constraintsOf(table, "foreignKey") : []).flatMap(({ name: key }) => {
      if (key === undefined || droppedIndexes.has(key)) return [];
      return made.some(({ index }) => index.name === key) && ownIndexOf(key, table, indexes) ? key : [];
    }),
  );
  for (const each of replaced) droppedIndexes.add(each);
  const touched = new Set(
    alterations.flatMap((each) =>
      each.kind === "alterColumn" || each.kind === "dropColumn" ? each.name : [],
    ),
  );
  return { table, indexes, droppedIndexes, droppedKeys, droppedChecks, replaced, newKey, touched };
}
