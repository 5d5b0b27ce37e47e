import type { ColumnMove, ColumnPlace } from "../ops/batch-options.js";
import { AlterIndex, type IndexChange } from "../ops/index-change.js";
import type { Operation } from "../ops/operation.js";
import { RenameConstraint, RenameIndex, ValidateConstraint } from "../ops/rename.js";
import { SetTableComment } from "../ops/table.js";
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
import type { Target } from "../schema/define/table-item.js";
import type { TableName } from "../schema/name.js";
import type { Expression } from "../sql/build/expression.js";
import type { DropConstraintOptions } from "./constraint-factory.js";
import * as constraints from "./constraint-factory.js";
import type { AlterColumnOptions, AnyColumn, CreateIndexOptions, DropOptions } from "./operation-factory.js";
import * as factory from "./operation-factory.js";

/** Where a column is put, if that is said. */
type AnyPlace = ColumnPlace | { readonly insertBefore?: undefined; readonly insertAfter?: undefined };

/** Gathers changes to one table for `op.batchAlterTable`; its methods are those of `op` without the table. */
export class Batch {
  readonly #table: TableName;
  readonly #operations: Operation[] = [];
  readonly #moves: ColumnMove[] = [];

  /** @internal */
  constructor(table: TableName) {
    this.#table = table;
  }

  /** What has been gathered, in order. @internal */
  get operations(): readonly Operation[] {
    return this.#operations;
  }

  /** The columns that are put somewhere else. @internal */
  get moves(): readonly ColumnMove[] {
    return this.#moves;
  }

  /**
   * Adds a column, with the foreign key, unique constraint or index that its declaration asks for.
   *
   * @param place SQLite: where it is put, in a copy of the table; it is the last one otherwise
   */
  addColumn(name: string, column: AnyColumn, place?: ColumnPlace): void {
    this.#operations.push(...factory.addColumnOperations(this.#table, name, column));
    if (place) this.moveColumn(name, place);
  }

  /** SQLite: puts a column somewhere else, in a copy of the table; other databases leave it where it is. */
  moveColumn(name: string, place: ColumnPlace): void {
    this.#moves.push({ ...place, column: name });
  }

  /** Removes a column with its data. */
  dropColumn(name: string, options: DropOptions = {}): void {
    this.#operations.push(factory.dropColumnOperation(this.#table, name, options.ifExists));
  }

  /** Changes a column in place; on SQLite it can be put somewhere else, in a copy of the table. */
  alterColumn(name: string, { insertBefore, insertAfter, ...options }: AlterColumnOptions & AnyPlace): void {
    const isMoved = insertBefore !== undefined || insertAfter !== undefined;
    if (!isMoved || Object.keys(options).length > 0) {
      this.#operations.push(factory.alterColumnOperation(this.#table, name, options));
    }
    if (insertBefore !== undefined) this.moveColumn(name, { insertBefore });
    else if (insertAfter !== undefined) this.moveColumn(name, { insertAfter });
  }

  /** Gives a column another name; its data stays. */
  renameColumn(name: string, to: string): void {
    this.#operations.push(factory.renameColumnOperation(this.#table, name, to));
  }

  /** Makes an index; with null the usual convention names it. */
  createIndex(name: string | null, parts: readonly IndexArgument[], options: CreateIndexOptions = {}): void {
    this.#operations.push(factory.createIndexOperation(name, this.#table, parts, options));
  }

  /** Removes an index. */
  dropIndex(name: string, options: DropOptions = {}): void {
    this.#operations.push(factory.dropIndexOperation(name, this.#table, options));
  }

  /** Changes an index in place; null is the default. */
  alterIndex(name: string, { existing, ...change }: IndexChange & { readonly existing?: IndexChange }): void {
    this.#operations.push(new AlterIndex(this.#table, name, change, existing ?? null));
  }

  /** Sets the table's comment; null removes it. */
  setTableComment(text: string | null, given: { readonly existing?: string | null } = {}): void {
    this.#operations.push(new SetTableComment(this.#table, text, given.existing));
  }

  /** Changes what only its database knows about the table; null is the default. */
  setTableOptions(options: OptionsChange, given: { readonly existing?: OptionsChange } = {}): void {
    this.#operations.push(new SetTableOptions(this.#table, options, given.existing));
  }

  /** Gives an index another name. */
  renameIndex(name: string, to: string): void {
    this.#operations.push(new RenameIndex(this.#table, name, to));
  }

  /** Gives the table its primary key. */
  createPrimaryKey(name: string | null, columns: readonly KeyColumn[], options: KeyDetails = {}): void {
    this.#operations.push(constraints.primaryKeyOperation(name, this.#table, columns, options));
  }

  /** Demands that no two rows have these columns alike. */
  createUniqueConstraint(name: string | null, columns: readonly string[], options: UniqueDetails = {}): void {
    this.#operations.push(constraints.uniqueOperation(name, this.#table, columns, options));
  }

  /** Demands that columns hold the key of a row of another table: targets are `"users.id"`. */
  createForeignKey(
    name: string | null,
    columns: readonly string[],
    targets: readonly Target[],
    options: Omit<ReferenceOptions, "name"> = {},
  ): void {
    this.#operations.push(constraints.foreignKeyOperation(name, this.#table, columns, targets, options));
  }

  /** Demands that every row meets a condition. */
  createCheckConstraint(
    name: string | null,
    condition: Expression<unknown> | Expression<boolean>,
    options: CheckOptions = {},
  ): void {
    this.#operations.push(constraints.checkOperation(name, this.#table, condition, options));
  }

  /** Demands that no two rows meet all operators at once; PostgreSQL only. */
  createExcludeConstraint(
    name: string | null,
    elements: readonly ExcludeElement[],
    options: ExcludeOptions = {},
  ): void {
    this.#operations.push(constraints.excludeOperation(name, this.#table, elements, options));
  }

  /** Removes a constraint. */
  dropConstraint(name: string, options: DropConstraintOptions): void {
    this.#operations.push(constraints.dropConstraintOperation(name, this.#table, options));
  }

  /** Gives a constraint another name. */
  renameConstraint(name: string, to: string): void {
    this.#operations.push(new RenameConstraint(this.#table, name, to));
  }

  /** Has the rows checked that were there before a constraint that was made with `notValid`; PostgreSQL only. */
  validateConstraint(name: string): void {
    this.#operations.push(new ValidateConstraint(this.#table, name));
  }
}
