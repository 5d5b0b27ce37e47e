import type { Dialect, Features } from "../dialect/dialect.js";
import { BatchAlterTable } from "../ops/batch.js";
import { AddColumn, AlterColumn, DropColumn } from "../ops/column.js";
import type { ColumnChange } from "../ops/column-change.js";
import { AddConstraint, DropConstraint } from "../ops/constraint.js";
import { AlterIndex } from "../ops/index-change.js";
import type { Operation } from "../ops/operation.js";
import { ValidateConstraint } from "../ops/rename.js";
import { SetTableComment } from "../ops/table.js";
import { CreateIndex, DropIndex } from "../ops/table-index.js";
import type { Constraint } from "../schema/constraint.js";
import { type TableName, tableName } from "../schema/name.js";
import type { Table } from "../schema/table.js";
import type { TableIndex } from "../schema/table-index.js";
import type { ChangedColumn } from "./column.js";
import { goesBy, nameOfConstraint } from "./constraint.js";
import { optionSteps } from "./index-option.js";
import type { TableChange } from "./table.js";

/** Whether something is dropped or made elsewhere in the list of operations. */
export type IsElsewhere = (part: Constraint | TableIndex) => boolean;

/**
 * The operations that change one table: what stands on columns goes first and comes last, and columns come before
 * others go, so that a table never has none. The reversed inverses are as good an order.
 */
export function tableOperations(
  change: TableChange,
  dialect: Dialect,
  isElsewhere: IsElsewhere,
): readonly Operation[] {
  const table = tableName(change.to);
  const here = <T extends Constraint | TableIndex>(parts: readonly T[]) =>
    parts.filter((part) => !isElsewhere(part));
  const isComputed = ({ computed }: { readonly computed?: object }) => computed !== undefined;
  const isPlain = ({ computed }: { readonly computed?: object }) => computed === undefined;
  const { comment } = change;
  const { features } = dialect;
  const options = optionSteps(change, dialect);
  const staying = change.from.constraints.filter((each) => !change.removedConstraints.includes(each));
  const after = { ...change.to, constraints: [...staying, ...change.addedConstraints] };
  const alterations = [
    ...here(change.removedConstraints).map((each) => dropConstraint(change.from, each)),
    // Last first, so that the way back adds them in their order.
    ...change.removedColumns
      .filter(isComputed)
      .reverse()
      .map((each) => new DropColumn(table, each.name, each)),
    ...change.addedColumns.filter(isPlain).map((each) => new AddColumn(table, each)),
    ...change.changedColumns.map((each) => alterColumn(table, each)),
    ...change.removedColumns
      .filter(isPlain)
      .reverse()
      .map((each) => new DropColumn(table, each.name, each)),
    ...change.addedColumns.filter(isComputed).map((each) => new AddColumn(table, each)),
    ...here(change.addedConstraints).map((each) => addConstraint(after, each, features)),
    ...here(change.validated).map(
      (each) => new ValidateConstraint(table, nameOfConstraint(change.from, each), each),
    ),
    ...options.within,
  ];
  const before = [
    ...options.first,
    ...here(change.removedIndexes).map((each) => new DropIndex(table, each.name, each)),
  ];
  const last = [
    ...(comment ? [new SetTableComment(table, comment.to, comment.from)] : []),
    ...change.alteredIndexes.map(({ name, to, from }) => new AlterIndex(table, name, to, from)),
    ...here(change.addedIndexes).map((each) => new CreateIndex(table, each)),
    ...options.last,
  ];
  if (features.batchAlter && features.alterColumn === "restate") {
    return inOneStep(table, [...before, ...alterations, ...last]);
  }
  const changes = isOneStep(change, features) ? inOneStep(table, alterations) : alterations;
  return [...before, ...changes, ...last];
}

function inOneStep(table: TableName, operations: readonly Operation[]): readonly Operation[] {
  return operations.length > 1 ? [new BatchAlterTable(table, operations)] : operations;
}

/** A constraint's making. A database that would make a name up is given one, by which the constraint can be dropped. */
export function addConstraint(table: Table, constraint: Constraint, features: Features): AddConstraint {
  const own = goesBy(table, constraint);
  const takesName =
    !features.namelessConstraints && constraint.name === undefined && constraint.kind !== "primaryKey";
  if (!takesName) return new AddConstraint(tableName(table), constraint, own);
  const alike = table.constraints.filter((each) => goesBy(table, each).name === own.name);
  const place = Math.max(alike.indexOf(constraint), 0);
  return new AddConstraint(tableName(table), {
    ...constraint,
    name: place === 0 ? own.name : `${own.name}_${place + 1}`,
  });
}

/** A constraint's drop; one without a name goes by its conventional name. */
export function dropConstraint(table: Table, constraint: Constraint): DropConstraint {
  const { name, isShared } = goesBy(table, constraint);
  return new DropConstraint(tableName(table), name, constraint.kind, constraint, false, isShared);
}

/**
 * Whether the changes to the columns and constraints of a table are made in one step: where each might copy the
 * table, and where a column that numbers itself must be a key at all times while the primary key changes.
 */
function isOneStep(change: TableChange, features: Features): boolean {
  if (features.batchAlter) return true;
  const constraints = [...change.removedConstraints, ...change.addedConstraints];
  return features.alterColumn === "restate" && constraints.some(({ kind }) => kind === "primaryKey");
}

function alterColumn(table: TableName, { from, to, facets }: ChangedColumn): AlterColumn {
  const change = Object.fromEntries(facets.map((facet) => [facet, to[facet] ?? null])) as ColumnChange;
  return new AlterColumn(table, from.name, change, from);
}
