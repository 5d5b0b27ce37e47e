import { SchemaError } from "../errors/errors.js";
import { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../ops/column.js";
import type { ColumnChange } from "../ops/column-change.js";
import { AddConstraint, DropConstraint } from "../ops/constraint.js";
import type { Operation } from "../ops/operation.js";
import { CreateTable } from "../ops/table.js";
import { CreateIndex, DropIndex } from "../ops/table-index.js";
import type { Column, Identity } from "../schema/column.js";
import type { ConstraintKind } from "../schema/constraint.js";
import { buildTable } from "../schema/define/build-table.js";
import type { ColumnBuilder, ReferenceOptions } from "../schema/define/column-builder.js";
import { defaultNode } from "../schema/define/column-builder.js";
import { TableDefinition } from "../schema/define/definition.js";
import {
  check,
  foreignKey,
  index,
  primaryKey,
  type TableItem,
  type TableParts,
  type Target,
  tableComment,
  unique,
} from "../schema/define/table-item.js";
import { displayName, type TableName } from "../schema/name.js";
import { conventionalName } from "../schema/naming.js";
import type { Table } from "../schema/table.js";
import type { Expression, OrderingExpression } from "../sql/build/expression.js";

/** A column being declared, of any type. */
export type AnyColumn = ColumnBuilder<unknown, boolean, boolean> | ColumnBuilder<never, boolean, boolean>;

/** A table in an operation: its name, or its name with its schema. */
export type TableArgument = string | TableName;

/** Options of `op.createTable`. */
export interface CreateTableOptions {
  readonly comment?: string;
  /** Does nothing where there is a table of this name, whatever it looks like. */
  readonly ifNotExists?: boolean;
}

/** What is to become of a column; what is left out stays as it is. */
export interface AlterColumnOptions {
  readonly type?: AnyColumn;
  readonly nullable?: boolean;
  /** A literal or an expression; null removes the default. */
  readonly serverDefault?: unknown;
  readonly identity?: Identity | null;
  /** MySQL and MariaDB: what the column becomes whenever its row is updated; null removes it. */
  readonly serverOnUpdate?: Expression<unknown> | null;
  readonly collation?: string | null;
  /** null removes the comment. */
  readonly comment?: string | null;
  /** PostgreSQL: the expression that converts what is there to the new type. */
  readonly using?: Expression<unknown>;
  /** The column as it stands, which makes the change reversible and offline SQL possible. */
  readonly existing?: AnyColumn;
}

/** Options of `op.createIndex`. */
export interface CreateIndexOptions {
  readonly unique?: boolean;
  /** Only rows that meet this condition are in the index. */
  readonly where?: Expression<unknown> | Expression<boolean>;
  /** The access method, such as `gin` or `hash`. */
  readonly method?: string;
  /** Columns kept in the index beside its key. */
  readonly include?: readonly string[];
  /** Does nothing where there is an index of this name. */
  readonly ifNotExists?: boolean;
}

/** One part of an index: a column's name, or an expression. */
export type IndexArgument = string | Expression<unknown> | Expression<never> | OrderingExpression;

/** The name that an argument stands for. */
export function toTableName(table: TableArgument): TableName {
  return typeof table === "string" ? { name: table } : table;
}

/** CREATE TABLE as an operation. @throws {SchemaError} the declaration contradicts itself */
export function createTableOperation(
  name: TableArgument,
  columns: Readonly<Record<string, AnyColumn>>,
  items: readonly TableItem[],
  options: CreateTableOptions,
): Operation {
  const all = options.comment === undefined ? items : [...items, tableComment(options.comment)];
  return new CreateTable(declared(toTableName(name), columns, all), options.ifNotExists);
}

/** ADD COLUMN as operations: the column, then the constraints and the index that its declaration asks for. */
export function addColumnOperations(table: TableName, name: string, column: AnyColumn): readonly Operation[] {
  const { columns, constraints, indexes } = declared(table, { [name]: column }, []);
  return [
    new AddColumn(table, columns[0]!),
    ...constraints.map((constraint) => new AddConstraint(table, constraint)),
    ...indexes.map((each) => new CreateIndex(table, each)),
  ];
}

/** A change of a column as an operation. */
export function alterColumnOperation(table: TableName, name: string, options: AlterColumnOptions): Operation {
  const column = (builder: AnyColumn): Column => declared(table, { [name]: builder }, []).columns[0]!;
  const existing = options.existing ? column(options.existing) : null;
  const type = options.type ? column(options.type).type : existing?.type;
  const change: ColumnChange = {
    ...(options.type && { type: type! }),
    ...(options.nullable !== undefined && { nullable: options.nullable }),
    ...(options.serverDefault !== undefined && {
      default:
        options.serverDefault === null ? null : defaultNode(options.serverDefault, type ?? { kind: "text" }),
    }),
    ...(options.identity !== undefined && { identity: options.identity }),
    ...(options.serverOnUpdate !== undefined && { onUpdate: options.serverOnUpdate?.node ?? null }),
    ...(options.collation !== undefined && { collation: options.collation }),
    ...(options.comment !== undefined && { comment: options.comment === "" ? null : options.comment }),
  };
  if (Object.keys(change).length === 0) {
    throw new SchemaError(
      "schema.invalid-column",
      `op.alterColumn was told nothing to change about ${displayName(table)}.${name}.`,
      { hint: "Give it type, nullable, serverDefault, identity, serverOnUpdate, collation or comment." },
    );
  }
  return new AlterColumn(table, name, change, existing, options.using?.node ?? null);
}

/** DROP COLUMN as an operation. */
export function dropColumnOperation(table: TableName, name: string): Operation {
  return new DropColumn(table, name);
}

/** RENAME COLUMN as an operation. */
export function renameColumnOperation(table: TableName, name: string, to: string): Operation {
  return new RenameColumn(table, name, to);
}

/** CREATE INDEX as an operation. */
export function createIndexOperation(
  name: string | null,
  table: TableName,
  parts: readonly IndexArgument[],
  options: CreateIndexOptions,
): Operation {
  let item = index(name, ...(parts as readonly (string | Expression<unknown>)[]));
  if (options.unique) item = item.unique();
  if (options.where) item = item.where(options.where);
  if (options.method !== undefined) item = item.using(options.method);
  if (options.include) item = item.include(...options.include);
  return new CreateIndex(table, built(table, item).index!, options.ifNotExists);
}

/** DROP INDEX as an operation. */
export function dropIndexOperation(name: string, table: TableName, ifExists = false): Operation {
  return new DropIndex(table, name, null, ifExists);
}

/** ADD CONSTRAINT … PRIMARY KEY as an operation. */
export function primaryKeyOperation(
  name: string | null,
  table: TableName,
  columns: readonly string[],
): Operation {
  return addConstraint(table, primaryKey(name, ...columns));
}

/** ADD CONSTRAINT … UNIQUE as an operation. */
export function uniqueOperation(
  name: string | null,
  table: TableName,
  columns: readonly string[],
): Operation {
  return addConstraint(table, unique(name, ...columns));
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
): Operation {
  return addConstraint(table, check(name, condition));
}

/** DROP CONSTRAINT as an operation. */
export function dropConstraintOperation(name: string, table: TableName, type: ConstraintKind): Operation {
  return new DropConstraint(table, name, type);
}

function addConstraint(table: TableName, item: TableItem): Operation {
  return new AddConstraint(table, built(table, item).constraint!);
}

function built(table: TableName, item: TableItem): TableParts {
  return item.build({
    table,
    conventionalName: (kind, columns, referredTable) =>
      conventionalName(kind, { table: table.name, schema: table.schema, columns, referredTable }),
  });
}

function declared(
  name: TableName,
  columns: Readonly<Record<string, AnyColumn>>,
  items: readonly TableItem[],
): Table {
  const definition = new TableDefinition<unknown>(name, columns, "as-written");
  if (items.length > 0) definition.addItems(() => items);
  return buildTable(definition);
}
