import { AssertNone } from "../ops/assert-none.js";
import { Execute } from "../ops/data.js";
import { DropDomain } from "../ops/domain.js";
import { AlterEnum, CreateEnum, DropEnum, type EnumMapping, SetEnumComment } from "../ops/enum.js";
import { CreateSchema, DropSchema, SetSchemaComment } from "../ops/namespace.js";
import type { Operation } from "../ops/operation.js";
import { DropSequence } from "../ops/sequence.js";
import { DropType } from "../ops/user-type.js";
import type { TableDefinition } from "../schema/define/definition.js";
import type { SequenceOptions } from "../schema/define/schema-object.js";
import type { TypeAttributes } from "../schema/define/user-type-item.js";
import type { Expression } from "../sql/build/expression.js";
import { type BulkInsertOptions, bulkInsertOperations, type Rows } from "./bulk-insert.js";
import { CatalogOperations } from "./catalog-operations.js";
import type { AlterDomainOptions, AlterSequenceOptions, CreateDomainOptions } from "./object-factory.js";
import * as objects from "./object-factory.js";
import type { AnyColumn, DropOptions, TableArgument } from "./operation-factory.js";
import { toTableName } from "./operation-factory.js";
import {
  type OperationContext,
  type OperationRunner,
  type ScriptConnection,
  toExpression,
} from "./operation-runner.js";

import type {
  AlterCompositeTypeOptions,
  AlterRangeTypeOptions,
  CreateCompositeTypeOptions,
  CreateRangeTypeOptions,
} from "./type-factory.js";
import * as types from "./type-factory.js";

/**
 * `op`: what a revision's `upgrade` and `downgrade` are given. Operations run one after another in the order they are
 * called; each returns a promise that settles when it is done. Names are database names.
 */
export class Operations extends CatalogOperations {
  /** For queries between operations. */
  readonly connection: ScriptConnection;

  /** @internal */
  constructor(runner: OperationRunner) {
    super(runner);
    this.connection = {
      execute: (statement, params) =>
        runner.query("connection.execute", () => toExpression(statement, params)),
    };
  }

  /** What is known about the run. */
  get context(): OperationContext {
    return this.runner.context;
  }

  /** Makes an enum type; databases without such types do nothing. */
  createEnum(
    type: TableArgument,
    values: readonly string[],
    options: { readonly comment?: string } = {},
  ): Promise<void> {
    const { comment } = options;
    return this.carryOut("createEnum", () => [
      new CreateEnum({ ...toTableName(type), values, ...(comment !== undefined && { comment }) }),
    ]);
  }

  /** Gives an enum type other words; a mapping tells which are renamed, and what rows get for those that go. */
  alterEnum(
    type: TableArgument,
    from: readonly string[],
    to: readonly string[],
    mapping: EnumMapping = {},
  ): Promise<void> {
    return this.carryOut("alterEnum", () => [new AlterEnum(toTableName(type), from, to, mapping)]);
  }

  /** Sets what is said of an enum type; null removes it. */
  setEnumComment(
    type: TableArgument,
    text: string | null,
    options: { readonly existing?: string | null } = {},
  ): Promise<void> {
    return this.carryOut("setEnumComment", () => [
      new SetEnumComment(toTableName(type), text, options.existing),
    ]);
  }

  /** Removes an enum type that no column uses. */
  dropEnum(type: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.carryOut("dropEnum", () => [new DropEnum(toTableName(type), null, options.ifExists)]);
  }

  /** Makes a sequence that stands by itself. */
  createSequence(
    sequence: TableArgument,
    options: Omit<SequenceOptions, "schema"> & { readonly ifNotExists?: boolean } = {},
  ): Promise<void> {
    return this.carryOut("createSequence", () => [
      objects.createSequenceOperation(toTableName(sequence), options),
    ]);
  }

  /** Changes how a sequence counts from now on; its position stays. */
  alterSequence(sequence: TableArgument, options: AlterSequenceOptions): Promise<void> {
    return this.carryOut("alterSequence", () => [
      objects.alterSequenceOperation(toTableName(sequence), options),
    ]);
  }

  /** Removes a sequence with its position. */
  dropSequence(sequence: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.carryOut("dropSequence", () => [
      new DropSequence(toTableName(sequence), null, options.ifExists),
    ]);
  }

  /** Makes a domain: a named type that narrows another one. */
  createDomain(domain: TableArgument, type: AnyColumn, options: CreateDomainOptions = {}): Promise<void> {
    return this.carryOut("createDomain", () => [
      objects.createDomainOperation(toTableName(domain), type, options),
    ]);
  }

  /** Changes what a domain allows. */
  alterDomain(domain: TableArgument, options: AlterDomainOptions): Promise<void> {
    return this.carryOut("alterDomain", () => [objects.alterDomainOperation(toTableName(domain), options)]);
  }

  /** Removes a domain that no column uses. */
  dropDomain(domain: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.carryOut("dropDomain", () => [new DropDomain(toTableName(domain), null, options.ifExists)]);
  }

  /** PostgreSQL: makes a composite type, of which values have attributes as rows have columns. */
  createCompositeType(
    type: TableArgument,
    attributes: TypeAttributes,
    options: CreateCompositeTypeOptions = {},
  ): Promise<void> {
    return this.carryOut("createCompositeType", () => [
      types.createCompositeTypeOperation(toTableName(type), attributes, options),
    ]);
  }

  /** PostgreSQL: changes the attributes of a composite type in place, or its comment. */
  alterCompositeType(type: TableArgument, options: AlterCompositeTypeOptions): Promise<void> {
    return this.carryOut("alterCompositeType", () => [
      types.alterCompositeTypeOperation(toTableName(type), options),
    ]);
  }

  /** PostgreSQL: removes a composite type that nothing uses. */
  dropCompositeType(type: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.carryOut("dropCompositeType", () => [
      new DropType({ kind: "composite", ...toTableName(type) }, null, options.ifExists),
    ]);
  }

  /** PostgreSQL: makes a type of ranges of another type. */
  createRangeType(
    type: TableArgument,
    subtype: AnyColumn,
    options: CreateRangeTypeOptions = {},
  ): Promise<void> {
    return this.carryOut("createRangeType", () => [
      types.createRangeTypeOperation(toTableName(type), subtype, options),
    ]);
  }

  /** PostgreSQL: sets what is said of a range type; nothing else about it can be changed. */
  alterRangeType(type: TableArgument, options: AlterRangeTypeOptions): Promise<void> {
    return this.carryOut("alterRangeType", () => [types.alterRangeTypeOperation(toTableName(type), options)]);
  }

  /** PostgreSQL: removes a range type that nothing uses. */
  dropRangeType(type: TableArgument, options: DropOptions = {}): Promise<void> {
    return this.carryOut("dropRangeType", () => [
      new DropType({ kind: "range", ...toTableName(type) }, null, options.ifExists),
    ]);
  }

  /** Makes a schema inside the database. */
  createSchema(
    name: string,
    options: { readonly ifNotExists?: boolean; readonly comment?: string } = {},
  ): Promise<void> {
    const { ifNotExists, comment } = options;
    return this.carryOut("createSchema", () => [
      new CreateSchema({ name, ...(comment !== undefined && { comment }) }, ifNotExists),
    ]);
  }

  /** Removes a schema, which must be empty unless `cascade` takes all that is in it along. */
  dropSchema(name: string, options: DropOptions & { readonly cascade?: boolean } = {}): Promise<void> {
    return this.carryOut("dropSchema", () => [new DropSchema(name, null, options)]);
  }

  /** Sets a schema's comment; null removes it. */
  setSchemaComment(
    name: string,
    text: string | null,
    options: { readonly existing?: string | null } = {},
  ): Promise<void> {
    return this.carryOut("setSchemaComment", () => [new SetSchemaComment(name, text, options.existing)]);
  }

  /** Runs SQL: text with `:name` parameters, or an expression made with `` sql`…` ``, whose values are bound. */
  execute(
    statement: string | Expression<unknown>,
    params?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.carryOut("execute", () => [new Execute(toExpression(statement, params).node)]);
  }

  /**
   * Refuses to go on where rows of a table meet a condition; the error counts them and names some by their key.
   *
   * @param message what is wrong with such a row, as a clause: `name is NULL`
   */
  assertNone(table: TableArgument, condition: Expression<unknown>, message: string): Promise<void> {
    return this.carryOut("assertNone", () => [new AssertNone(toTableName(table), condition.node, message)]);
  }

  /**
   * Inserts rows, many with one statement, their values bound. Given a declared table its keys and types are those of
   * the rows; given a name, `types` tells those of columns whose values need one.
   */
  bulkInsert<S>(
    table: TableArgument | TableDefinition<S>,
    rows: Rows,
    options: BulkInsertOptions = {},
  ): Promise<void> {
    return this.carryOut("bulkInsert", () => bulkInsertOperations(table, rows, options));
  }

  /**
   * Calls a function when all that was asked for before is done; what it asks of its connection, or of `op`, is done
   * while it runs, and what is asked for later waits for it.
   */
  run<T>(work: (connection: ScriptConnection) => Promise<T> | T): Promise<T> {
    return this.runner.call("run", work);
  }

  /**
   * Does what cannot be done inside of a transaction: what was asked for before is committed, each statement of the
   * function stands alone, and a new transaction begins after it. If the revision fails later, what was committed
   * stays.
   */
  autocommitBlock<T>(work: (connection: ScriptConnection) => Promise<T> | T): Promise<T> {
    return this.runner.autocommit(work);
  }

  /** Carries out an operation of your own making. */
  invoke(operation: Operation): Promise<void> {
    return this.carryOut("invoke", () => [operation]);
  }
}
