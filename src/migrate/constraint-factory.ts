import { AddConstraint, DropConstraint } from "../ops/constraint.js";
import type { Operation } from "../ops/operation.js";
import { type ConstraintKind, withoutEmptyName } from "../schema/constraint.js";
import {
  type CheckOptions,
  check,
  type ExcludeElement,
  type ExcludeOptions,
  exclude,
  foreignKey,
  type KeyColumn,
  type KeyDetails,
  primaryKey,
  type UniqueDetails,
  unique,
} from "../schema/define/constraint-item.js";
import type { ReferenceOptions } from "../schema/define/reference.js";
import type { TableItem, TableParts, Target } from "../schema/define/table-item.js";
import type { TableName } from "../schema/name.js";
import { conventionalName } from "../schema/naming.js";
import type { Expression } from "../sql/build/expression.js";

/** Options of `op.dropConstraint`. */
export interface DropConstraintOptions {
  /** The constraint's kind, which some databases ask for. */
  readonly type: ConstraintKind;
  /** Does nothing where there is no constraint of this name. */
  readonly ifExists?: boolean;
  /** SQLite: the constraint as it stands, such as `check("", …)`, where it has no name and others go by that, too. */
  readonly existing?: TableItem;
}

/** ADD CONSTRAINT … PRIMARY KEY as an operation. */
export function primaryKeyOperation(
  name: string | null,
  table: TableName,
  columns: readonly KeyColumn[],
  options: KeyDetails,
): Operation {
  return addConstraint(table, primaryKey(name, ...columns).with(options));
}

/** ADD CONSTRAINT … UNIQUE as an operation. */
export function uniqueOperation(
  name: string | null,
  table: TableName,
  columns: readonly string[],
  options: UniqueDetails,
): Operation {
  return addConstraint(table, unique(name, ...columns).with(options));
}

/** ADD CONSTRAINT … FOREIGN KEY as an operation. */
export function foreignKeyOperation(
  name: string | null,
  table: TableName,
  columns: readonly string[],
  targets: readonly Target[],
  options: Omit<ReferenceOptions, "name">,
): Operation {
  return addConstraint(table, foreignKey(name, columns, targets, options));
}

/** ADD CONSTRAINT … CHECK as an operation. */
export function checkOperation(
  name: string | null,
  table: TableName,
  condition: Expression<unknown> | Expression<boolean>,
  options: CheckOptions,
): Operation {
  return addConstraint(table, check(name, condition, options));
}

/** ADD CONSTRAINT … EXCLUDE as an operation. */
export function excludeOperation(
  name: string | null,
  table: TableName,
  elements: readonly ExcludeElement[],
  options: ExcludeOptions,
): Operation {
  return addConstraint(table, exclude(name, elements, options));
}

/** DROP CONSTRAINT as an operation. */
export function dropConstraintOperation(
  name: string,
  table: TableName,
  { type, ifExists, existing }: DropConstraintOptions,
): Operation {
  const was = existing && builtItem(table, existing).constraint;
  return new DropConstraint(table, name, type, was && withoutEmptyName(was), ifExists);
}

function addConstraint(table: TableName, item: TableItem): Operation {
  return new AddConstraint(table, withoutEmptyName(builtItem(table, item).constraint!));
}

/** What an item adds to a table of which only the name is known. */
export function builtItem(table: TableName, item: TableItem): TableParts {
  return item.build({
    table,
    conventionalName: (kind, columns, referredTable) =>
      conventionalName(kind, { table: table.name, schema: table.schema, columns, referredTable }),
  });
}
