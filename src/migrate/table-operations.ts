import { BatchAlterTable } from "../ops/batch.js";
import { AlterIndex, type IndexChange } from "../ops/index-change.js";
import type { Operation } from "../ops/operation.js";
import { RenameConstraint, RenameIndex, ValidateConstraint } from "../ops/rename.js";
import { DropTable, RenameTable, SetTableComment } from "../ops/table.js";
import { type OptionsChange, SetTableOptions } from "../ops/table-options.js";
import type {
  CheckOptions,
  ExcludeElement,
  ExcludeOptions,
  KeyColumn,
  KeyDetails,
  UniqueDetails,
} from "../schema/define/constraint-item.js";
import type { IndexArgument } from "../schema/define/index-item.js";
import type { ReferenceOptions } from "../schema/define/reference.js";
import type { TableItem, Target } from "../schema/define/table-item.js";
import type { Expression } from "../sql/build/expression.js";
import { Batch } from "./batch.js";
import { type BatchAlterTableOptions, batchOptions } from "./batch-arguments.js";
import type { DropConstraintOptions } from "./constraint-factory.js";
import * as constraints from "./constraint-factory.js";
import type {
  AlterColumnOptions,
  AnyColumn,
  CreateIndexOptions,
  CreateTableOptions,
  DropIndexOptions,
  DropOptions,
  TableArgument,
} from "./operation-factory.js";
import * as factory from "./operation-factory.js";
import type { OperationRunner } from "./operation-runner.js";

/** The part of `op` that is about tables and what they have. Names are database names. */
export class TableOperations {
  /** @internal */
  protected readonly runner: OperationRunner;

  /** @internal */
  constructor(runner: OperationRunner) {
    this.runner = runner;
  }

  /**
   * Makes a table; its items are `primaryKey(…)`, `unique(…)`, `foreignKey(…)`, `check(…)` and `index(…)`. A table of
   * PostgreSQL may have no columns, which is null in their place.
   */
  createTable(
    table: TableArgument,
    columns: Readonly<Record<string, AnyColumn>> | null,
    items: readonly TableItem[] = [],
    options: CreateTableOptions = {},
  ): Promise<void> {
    return this.carryOut("createTable", () => [factory.createTableOperation(table, columns, items, options)]);
  }

  /** Removes a table with all its rows. */
  dropTable(table: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.carryOut("dropTable", () => [
      new DropTable(factory.toTableName(table), null, options.ifExists),
    ]);
  }

  /** Gives a table another name. */
  renameTable(table: TableArgument, to: string): Promise<void> {
    return this.carryOut("renameTable", () => [new RenameTable(factory.toTableName(table), to)]);
  }

  /** Adds a column, with the foreign key, unique constraint or index that its declaration asks for. */
  addColumn(
    table: TableArgument,
    name: string,
    column: AnyColumn,
    options: { readonly ifNotExists?: boolean } = {},
  ): Promise<void> {
    return this.carryOut("addColumn", () =>
      factory.addColumnOperations(factory.toTableName(table), name, column, options.ifNotExists),
    );
  }

  /** Removes a column with its data. */
  dropColumn(table: TableArgument, name: string, options: DropOptions = {}): Promise<void> {
    return this.carryOut("dropColumn", () => [
      factory.dropColumnOperation(factory.toTableName(table), name, options.ifExists),
    ]);
  }

  /** Changes a column in place. */
  alterColumn(table: TableArgument, name: string, options: AlterColumnOptions): Promise<void> {
    return this.carryOut("alterColumn", () => [
      factory.alterColumnOperation(factory.toTableName(table), name, options),
    ]);
  }

  /** Gives a column another name; its data stays. */
  renameColumn(table: TableArgument, name: string, to: string): Promise<void> {
    return this.carryOut("renameColumn", () => [
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
    return this.carryOut("createIndex", () => [
      factory.createIndexOperation(name, factory.toTableName(table), parts, options),
    ]);
  }

  /** Removes an index. */
  dropIndex(name: string, table: TableArgument, options: DropIndexOptions = {}): Promise<void> {
    return this.carryOut("dropIndex", () => [
      factory.dropIndexOperation(name, factory.toTableName(table), options),
    ]);
  }

  /** Changes an index, or that of a constraint by its name, in place. */
  alterIndex(
    name: string,
    table: TableArgument,
    { existing, ...change }: IndexChange & { readonly existing?: IndexChange },
  ): Promise<void> {
    return this.carryOut("alterIndex", () => [
      new AlterIndex(factory.toTableName(table), name, change, existing),
    ]);
  }

  /** Gives an index another name. */
  renameIndex(name: string, table: TableArgument, to: string): Promise<void> {
    return this.carryOut("renameIndex", () => [new RenameIndex(factory.toTableName(table), name, to)]);
  }

  /** Gives a table its primary key. */
  createPrimaryKey(
    name: string | null,
    table: TableArgument,
    columns: readonly KeyColumn[],
    options: KeyDetails = {},
  ): Promise<void> {
    return this.carryOut("createPrimaryKey", () => [
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
    return this.carryOut("createUniqueConstraint", () => [
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
    return this.carryOut("createForeignKey", () => [
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
    return this.carryOut("createCheckConstraint", () => [
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
    return this.carryOut("createExcludeConstraint", () => [
      constraints.excludeOperation(name, factory.toTableName(table), elements, options),
    ]);
  }

  /** Removes a constraint; its kind must be told, since some databases ask for it. */
  dropConstraint(name: string, table: TableArgument, options: DropConstraintOptions): Promise<void> {
    return this.carryOut("dropConstraint", () => [
      constraints.dropConstraintOperation(name, factory.toTableName(table), options),
    ]);
  }

  /** Gives a constraint another name. */
  renameConstraint(name: string, table: TableArgument, to: string): Promise<void> {
    return this.carryOut("renameConstraint", () => [
      new RenameConstraint(factory.toTableName(table), name, to),
    ]);
  }

  /** Has the rows checked that were there before a constraint that was made with `notValid`; PostgreSQL only. */
  validateConstraint(name: string, table: TableArgument): Promise<void> {
    return this.carryOut("validateConstraint", () => [
      new ValidateConstraint(factory.toTableName(table), name),
    ]);
  }

  /** Sets a table's comment; null removes it. */
  setTableComment(
    table: TableArgument,
    text: string | null,
    options: { readonly existing?: string | null } = {},
  ): Promise<void> {
    return this.carryOut("setTableComment", () => [
      new SetTableComment(factory.toTableName(table), text, options.existing),
    ]);
  }

  /** Changes what only its database knows about a table: `{ mysql: { engine: "InnoDB" } }`; null is the default. */
  setTableOptions(
    table: TableArgument,
    options: OptionsChange,
    given: { readonly existing?: OptionsChange } = {},
  ): Promise<void> {
    return this.carryOut("setTableOptions", () => [
      new SetTableOptions(factory.toTableName(table), options, given.existing),
    ]);
  }

  /**
   * Makes several changes to one table together: in one copy of it where the database must copy it to change it. The
   * options are about such a copy; databases that change tables in place take no notice of them.
   */
  batchAlterTable(
    table: TableArgument,
    changes: (batch: Batch) => void,
    options: BatchAlterTableOptions = {},
  ): Promise<void> {
    return this.carryOut("batchAlterTable", () => {
      const name = factory.toTableName(table);
      const batch = new Batch(name);
      changes(batch);
      const isEmpty = batch.operations.length + batch.moves.length === 0 && Object.keys(options).length === 0;
      const given = batchOptions(name, options, batch.moves);
      return isEmpty ? [] : [new BatchAlterTable(name, batch.operations, given)];
    });
  }

  /** @internal */
  protected carryOut(method: string, make: () => readonly Operation[]): Promise<void> {
    return this.runner.run(method, make);
  }
}
