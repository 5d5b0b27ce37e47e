import { BatchAlterTable } from "../ops/batch.js";
import { Execute } from "../ops/data.js";
import { AlterEnum, CreateEnum, DropEnum } from "../ops/enum.js";
import type { Operation } from "../ops/operation.js";
import { DropTable, RenameTable, SetTableComment } from "../ops/table.js";
import type { ConstraintKind } from "../schema/constraint.js";
import type {
  CheckOptions,
  ExcludeElement,
  ExcludeOptions,
  KeyDetails,
  UniqueDetails,
} from "../schema/define/constraint-item.js";
import type { IndexArgument } from "../schema/define/index-item.js";
import type { ReferenceOptions } from "../schema/define/reference.js";
import type { TableItem, Target } from "../schema/define/table-item.js";
import type { Expression } from "../sql/build/expression.js";
import { sqlText } from "../sql/build/sql-tag.js";
import { Batch } from "./batch.js";
import * as constraints from "./constraint-factory.js";
import type {
  AlterColumnOptions,
  AnyColumn,
  CreateIndexOptions,
  CreateTableOptions,
  TableArgument,
} from "./operation-factory.js";
import * as factory from "./operation-factory.js";

/** What a script may know about the run it is part of. */
export interface OperationContext {
  /** The values of `-x key=value`. */
  readonly x: Readonly<Record<string, string>>;
  /** The database product's name, such as `postgresql`. */
  readonly dialect: string;
  readonly direction: "upgrade" | "downgrade";
  /** The id of the revision that runs. */
  readonly revision: string;
  /** The database's name among the configuration's `databases`; null where there is but one. */
  readonly database: string | null;
  /** The database's name among the configuration's `targets`; null where there are none. */
  readonly target: string | null;
}

/** Rows that a script's query gave. */
export interface QueryResult {
  /** The rows as objects, by column name. */
  all<R = Readonly<Record<string, unknown>>>(): readonly R[];
  /** The first column of the first row, or null where there is no row. */
  scalar<T = unknown>(): T | null;
  readonly rowCount: number;
}

/** The connection that a script's operations run on, in the order of asking. */
export interface ScriptConnection {
  /** Runs a query: SQL text with `:name` parameters, or an expression made with `` sql`…` ``. */
  execute(
    statement: string | Expression<unknown>,
    params?: Readonly<Record<string, unknown>>,
  ): Promise<QueryResult>;
}

/** Carries operations out for `Operations`, in the order of asking. */
export interface OperationRunner {
  readonly context: OperationContext;
  /** What `make` throws about the arguments is a failure like any other, and waits its turn. */
  run(method: string, make: () => readonly Operation[]): Promise<void>;
  query(method: string, make: () => Expression<unknown>): Promise<QueryResult>;
}

/**
 * `op`: what a revision's `upgrade` and `downgrade` are given. Operations run one after another in the order they are
 * called; each returns a promise that settles when it is done. Names are database names.
 */
export class Operations {
  readonly #runner: OperationRunner;
  /** For queries between operations. */
  readonly connection: ScriptConnection;

  /** @internal */
  constructor(runner: OperationRunner) {
    this.#runner = runner;
    this.connection = {
      execute: (statement, params) =>
        runner.query("connection.execute", () => toExpression(statement, params)),
    };
  }

  /** What is known about the run. */
  get context(): OperationContext {
    return this.#runner.context;
  }

  /** Makes a table; its items are `primaryKey(…)`, `unique(…)`, `foreignKey(…)`, `check(…)` and `index(…)`. */
  createTable(
    table: TableArgument,
    columns: Readonly<Record<string, AnyColumn>>,
    items: readonly TableItem[] = [],
    options: CreateTableOptions = {},
  ): Promise<void> {
    return this.#do("createTable", () => [factory.createTableOperation(table, columns, items, options)]);
  }

  /** Removes a table with all its rows. */
  dropTable(table: TableArgument, options: { readonly ifExists?: boolean } = {}): Promise<void> {
    return this.#do("dropTable", () => [new DropTable(factory.toTableName(table), null, options.ifExists)]);
  }

  /** Gives a table another name. */
  renameTable(table: TableArgument, to: string): Promise<void> {
    return this.#do("renameTable", () => [new RenameTable(factory.toTableName(table), to)]);
  }

  /** Adds a column, with the foreign key, unique constraint or index that its declaration asks for. */
  addColumn(table: TableArgument, name: string, column: AnyColumn): Promise<void> {
    return this.#do("addColumn", () => factory.addColumnOperations(factory.toTableName(table), name, column));
  }

  /** Removes a column with its data. */
  dropColumn(table: TableArgument, name: string): Promise<void> {
    return this.#do("dropColumn", () => [factory.dropColumnOperation(factory.toTableName(table), name)]);
  }

  /** Changes a column in place. */
  alterColumn(table: TableArgument, name: string, options: AlterColumnOptions): Promise<void> {
    return this.#do("alterColumn", () => [
      factory.alterColumnOperation(factory.toTableName(table), name, options),
    ]);
  }

  /** Gives a column another name; its data stays. */
  renameColumn(table: TableArgument, name: string, to: string): Promise<void> {
    return this.#do("renameColumn", () => [
      factory.renameColumnOperation(factory.toTableName(table), name, to),
    ]);
  }

  /** Makes an index; with null the usual convention names it. */
  createIndex(
    name: string | null,
    table: TableArgument,
    parts: readonly IndexArgument[],
    options: CreateIndexOptions = {},
  ): Promise<void> {
    return this.#do("createIndex", () => [
      factory.createIndexOperation(name, factory.toTableName(table), parts, options),
    ]);
  }

  /** Removes an index. */
  dropIndex(
    name: string,
    table: TableArgument,
    options: { readonly ifExists?: boolean } = {},
  ): Promise<void> {
    return this.#do("dropIndex", () => [
      factory.dropIndexOperation(name, factory.toTableName(table), options.ifExists),
    ]);
  }

  /** Gives a table its primary key. */
  createPrimaryKey(
    name: string | null,
    table: TableArgument,
    columns: readonly string[],
    options: KeyDetails = {},
  ): Promise<void> {
    return this.#do("createPrimaryKey", () => [
      constraints.primaryKeyOperation(name, factory.toTableName(table), columns, options),
    ]);
  }

  /** Demands that no two rows have these columns alike. */
  createUniqueConstraint(
    name: string | null,
    table: TableArgument,
    columns: readonly string[],
    options: UniqueDetails = {},
  ): Promise<void> {
    return this.#do("createUniqueConstraint", () => [
      constraints.uniqueOperation(name, factory.toTableName(table), columns, options),
    ]);
  }

  /** Demands that columns hold the key of a row of another table: targets are `"users.id"`. */
  createForeignKey(
    name: string | null,
    table: TableArgument,
    columns: readonly string[],
    targets: readonly Target[],
    options: Omit<ReferenceOptions, "name"> = {},
  ): Promise<void> {
    return this.#do("createForeignKey", () => [
      constraints.foreignKeyOperation(name, factory.toTableName(table), columns, targets, options),
    ]);
  }

  /** Demands that every row meets a condition. */
  createCheckConstraint(
    name: string | null,
    table: TableArgument,
    condition: Expression<unknown> | Expression<boolean>,
    options: CheckOptions = {},
  ): Promise<void> {
    return this.#do("createCheckConstraint", () => [
      constraints.checkOperation(name, factory.toTableName(table), condition, options),
    ]);
  }

  /** Demands that no two rows meet all operators at once: `[["room", "="], ["during", "&&"]]`; PostgreSQL only. */
  createExcludeConstraint(
    name: string | null,
    table: TableArgument,
    elements: readonly ExcludeElement[],
    options: ExcludeOptions = {},
  ): Promise<void> {
    return this.#do("createExcludeConstraint", () => [
      constraints.excludeOperation(name, factory.toTableName(table), elements, options),
    ]);
  }

  /** Removes a constraint; its kind must be told, since some databases ask for it. */
  dropConstraint(
    name: string,
    table: TableArgument,
    options: { readonly type: ConstraintKind },
  ): Promise<void> {
    return this.#do("dropConstraint", () => [
      constraints.dropConstraintOperation(name, factory.toTableName(table), options.type),
    ]);
  }

  /** Sets a table's comment; null removes it. */
  setTableComment(
    table: TableArgument,
    text: string | null,
    options: { readonly existing?: string | null } = {},
  ): Promise<void> {
    return this.#do("setTableComment", () => [
      new SetTableComment(factory.toTableName(table), text, options.existing),
    ]);
  }

  /** Makes an enum type; databases without such types do nothing. */
  createEnum(type: TableArgument, values: readonly string[]): Promise<void> {
    return this.#do("createEnum", () => [new CreateEnum({ ...factory.toTableName(type), values })]);
  }

  /** Gives an enum type other words. */
  alterEnum(type: TableArgument, from: readonly string[], to: readonly string[]): Promise<void> {
    return this.#do("alterEnum", () => [new AlterEnum(factory.toTableName(type), from, to)]);
  }

  /** Removes an enum type that no column uses. */
  dropEnum(type: TableArgument): Promise<void> {
    return this.#do("dropEnum", () => [new DropEnum(factory.toTableName(type))]);
  }

  /** Runs SQL: text with `:name` parameters, or an expression made with `` sql`…` ``, whose values are bound. */
  execute(
    statement: string | Expression<unknown>,
    params?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.#do("execute", () => [new Execute(toExpression(statement, params).node)]);
  }

  /** Makes several changes to one table together: in one copy of it where the database must copy it to change it. */
  batchAlterTable(table: TableArgument, changes: (batch: Batch) => void): Promise<void> {
    return this.#do("batchAlterTable", () => {
      const name = factory.toTableName(table);
      const batch = new Batch(name);
      changes(batch);
      return batch.operations.length === 0 ? [] : [new BatchAlterTable(name, batch.operations)];
    });
  }

  #do(method: string, make: () => readonly Operation[]): Promise<void> {
    return this.#runner.run(method, make);
  }
}

function toExpression(
  statement: string | Expression<unknown>,
  params?: Readonly<Record<string, unknown>>,
): Expression<unknown> {
  return typeof statement === "string" ? sqlText(statement, params) : statement;
}
