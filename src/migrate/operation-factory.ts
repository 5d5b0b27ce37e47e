import { SchemaError } from "../errors/errors.js";
import { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../ops/column.js";
import type { ColumnChange } from "../ops/column-change.js";
import { AddConstraint } from "../ops/constraint.js";
import type { Operation } from "../ops/operation.js";
import { CreateTable } from "../ops/table.js";
import { CreateIndex, DropIndex } from "../ops/table-index.js";
import type { Column, Identity } from "../schema/column.js";
import { buildTable } from "../schema/define/build-table.js";
import type { ColumnBuilder } from "../schema/define/column-builder.js";
import { defaultNode } from "../schema/define/column-builder.js";
import { NO_COLUMNS, TableDefinition } from "../schema/define/definition.js";
import { type IndexArgument, index } from "../schema/define/index-item.js";
import { type TableItem, tableComment, tableOptions } from "../schema/define/table-item.js";
import { displayName, type TableName } from "../schema/name.js";
import type { DialectOptions } from "../schema/options.js";
import type { Table } from "../schema/table.js";
import type { Expression } from "../sql/build/expression.js";
import { builtItem } from "./constraint-factory.js";

/** A column being declared, of any type. */
export type AnyColumn = ColumnBuilder<unknown, boolean, boolean> | ColumnBuilder<never, boolean, boolean>;

/** A table in an operation: its name, or its name with its schema. */
export type TableArgument = string | TableName;

/** Options of `op.createTable`. */
export interface CreateTableOptions {
  readonly comment?: string;
  /** What only some databases know about a table: `{ mysql: { engine: "InnoDB" } }`. */
  readonly options?: DialectOptions;
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
  /** What the database works the column out from, stored unless it says otherwise; null makes it a plain column. */
  readonly computed?: { readonly expression: Expression<unknown>; readonly stored?: boolean } | null;
  /** MySQL and MariaDB: what the column becomes whenever its row is updated; null removes it. */
  readonly serverOnUpdate?: Expression<unknown> | null;
  readonly collation?: string | null;
  /** What only some databases know about the column, all of it; null removes it. */
  readonly options?: DialectOptions | null;
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
  /** Of a unique index: rows whose keys are NULL count as alike. */
  readonly nullsNotDistinct?: boolean;
  readonly comment?: string;
  /** What only some databases know about an index: `{ mysql: { invisible: true } }`. */
  readonly options?: DialectOptions;
  /** Does nothing where there is an index of this name. */
  readonly ifNotExists?: boolean;
  /** Without keeping writers out while it is made, where the database can; it then stands outside of transactions. */
  readonly concurrently?: boolean;
}

/** Options of what removes something. */
export interface DropOptions {
  /** Does nothing where there is none of this name. */
  readonly ifExists?: boolean;
}

/** Options of `op.dropIndex`. */
export interface DropIndexOptions extends DropOptions {
  /** Without keeping writers out while it goes, where the database can; it then stands outside of transactions. */
  readonly concurrently?: boolean;
}

/** The name that an argument stands for. */
export function toTableName(table: TableArgument): TableName {
  return typeof table === "string" ? { name: table } : table;
}

/** CREATE TABLE as an operation. @throws {SchemaError} the declaration contradicts itself */
export function createTableOperation(
  name: TableArgument,
  columns: Readonly<Record<string, AnyColumn>> | null,
  items: readonly TableItem[],
  options: CreateTableOptions,
): Operation {
  const all = [
    ...items,
    ...(options.comment === undefined ? [] : [tableComment(options.comment)]),
    ...(options.options ? [tableOptions(options.options)] : []),
  ];
  return new CreateTable(declaredTable(toTableName(name), columns ?? NO_COLUMNS, all), options.ifNotExists);
}

/** ADD COLUMN as operations: the column, then the constraints and the index that its declaration asks for. */
export function addColumnOperations(
  table: TableName,
  name: string,
  column: AnyColumn,
  ifNotExists = false,
): readonly Operation[] {
  const { columns, constraints, indexes } = declaredTable(table, { [name]: column }, []);
  return [
    new AddColumn(table, columns[0]!, ifNotExists),
    ...constraints.map((constraint) => new AddConstraint(table, constraint)),
    ...indexes.map((each) => new CreateIndex(table, each, ifNotExists)),
  ];
}

/** A change of a column as an operation. */
export function alterColumnOperation(table: TableName, name: string, options: AlterColumnOptions): Operation {
  const column = (builder: AnyColumn): Column => declaredTable(table, { [name]: builder }, []).columns[0]!;
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
    ...(options.computed !== undefined && {
      computed: options.computed && {
        expression: options.computed.expression.node,
        stored: options.computed.stored ?? true,
      },
    }),
    ...(options.serverOnUpdate !== undefined && { onUpdate: options.serverOnUpdate?.node ?? null }),
    ...(options.collation !== undefined && { collation: options.collation }),
    ...(options.options !== undefined && { options: options.options }),
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
export function dropColumnOperation(table: TableName, name: string, ifExists = false): Operation {
  return new DropColumn(table, name, null, ifExists);
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
  const { unique, nullsNotDistinct, where, method, include, comment, options: own } = options;
  let item = index(name, ...parts);
  if (unique) item = item.unique();
  if (nullsNotDistinct) item = item.nullsNotDistinct();
  if (where) item = item.where(where);
  if (method !== undefined) item = item.using(method);
  if (include) item = item.include(...include);
  if (comment !== undefined) item = item.comment(comment);
  if (own) item = item.options(own);
  return new CreateIndex(table, builtItem(table, item).index!, options.ifNotExists, options.concurrently);
}

/** DROP INDEX as an operation. */
export function dropIndexOperation(
  name: string,
  table: TableName,
  { ifExists, concurrently }: DropIndexOptions = {},
): Operation {
  return new DropIndex(table, name, null, ifExists, concurrently);
}

/** A table of columns and items. @throws {SchemaError} the declaration contradicts itself */
export function declaredTable(
  name: TableName,
  columns: Readonly<Record<string, AnyColumn>>,
  items: readonly TableItem[],
): Table {
  const definition = new TableDefinition<unknown>(name, columns, "as-written", false);
  if (items.length > 0) definition.addItems("createTable()", () => items, definition.c);
  return buildTable(definition);
}
