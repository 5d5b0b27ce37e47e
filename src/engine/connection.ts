import type { Dialect, IsolationLevel } from "../dialect/dialect.js";
import type { DriverConnection, DriverResult } from "../dialect/driver.js";
import { MigrError } from "../errors/base.js";
import { DatabaseError, StateError } from "../errors/errors.js";
import { now } from "../util/deadline.js";
import type { Hooks } from "../util/hooks.js";
import { WorkQueue } from "../util/work-queue.js";
import type { Pool } from "./pool.js";
import { Result, type Row } from "./result.js";
import type { Slot } from "./slots.js";
import { compileStatement, type Executable, type Params } from "./statement.js";
import {
  type BeginOptions,
  type Transaction,
  type TransactionOwner,
  TransactionStack,
} from "./transaction.js";

/** What listeners to an engine are told, by event. */
export interface EngineEvents {
  /** A connection was opened; statements that every connection needs may be awaited here. */
  connect: { readonly driver: DriverConnection };
  /** A connection was taken from the pool. */
  checkout: { readonly driver: DriverConnection };
  /** A connection was given back to the pool. */
  checkin: { readonly driver: DriverConnection };
  beforeExecute: StatementEvent;
  afterExecute: StatementEvent & { readonly result: DriverResult; readonly durationMs: number };
  /** The database or its driver refused. */
  handleError: StatementEvent & { readonly error: DatabaseError };
}

/** A statement on its way to the database. */
export interface StatementEvent {
  readonly connection: Connection;
  readonly sql: string;
  readonly params: readonly unknown[];
}

/** What holds for the statements of a connection. */
export interface ExecutionOptions {
  /** How far transactions are kept apart; AUTOCOMMIT for no transactions. */
  /** null is the engine's own choice. */
  readonly isolationLevel?: IsolationLevel | null;
}

/** What a connection needs of its engine. */
export interface ConnectionHost {
  readonly pool: Pool;
  readonly events: Hooks<EngineEvents>;
  readonly hideParameters: boolean;
  dialectFor(driver: DriverConnection): Dialect;
}

const NONE: readonly unknown[] = Object.freeze([]);

/**
 * A connection in use. The first statement begins a transaction; closing rolls back what was not committed.
 * Statements run one after another in the order they were asked for, so `Promise.all` is safe.
 */
export class Connection implements AsyncDisposable {
  readonly #host: ConnectionHost;
  #stack: TransactionStack | undefined;
  #slot: Slot;
  #dialect: Dialect;
  #isolationLevel: IsolationLevel | null;
  readonly #work = new WorkQueue();
  #closing: Promise<void> | null = null;

  /** @internal made by an engine */
  constructor(host: ConnectionHost, slot: Slot, isolationLevel: IsolationLevel | null) {
    this.#host = host;
    this.#slot = slot;
    this.#dialect = host.dialectFor(slot.driver);
    this.#isolationLevel = isolationLevel;
  }

  /** The dialect of the server behind this connection. */
  get dialect(): Dialect {
    return this.#dialect;
  }

  /**
   * The driver's connection, for what a dialect does with one. It knows nothing of this connection's transactions,
   * and rejects with the driver's own errors.
   *
   * @throws {StateError} `state.closed`: the connection is closed
   */
  get driver(): DriverConnection {
    if (this.#closing) throw closedError();
    this.#slot.used = true;
    return this.#slot.driver;
  }

  /** How far transactions are kept apart; null for the database's default. */
  get isolationLevel(): IsolationLevel | null {
    return this.#isolationLevel;
  }

  get closed(): boolean {
    return this.#closing !== null;
  }

  /** Whether a transaction has begun, by `begin` or by a statement. */
  get inTransaction(): boolean {
    return this.#transactions.root !== undefined;
  }

  /** Whether a savepoint is open. */
  get inNestedTransaction(): boolean {
    return this.#transactions.inSavepoint;
  }

  /**
   * Changes what holds for the transactions to come.
   *
   * @throws {StateError} `state.in-transaction`: a transaction is open, or statements are running
   */
  executionOptions(options: ExecutionOptions): this {
    if (this.#closing) throw closedError();
    const { isolationLevel } = options;
    if (isolationLevel === undefined || isolationLevel === this.#isolationLevel) return this;
    if (this.inTransaction || this.#work.busy) {
      throw new StateError(
        "state.in-transaction",
        "The isolation level cannot change inside a transaction.",
        {
          hint: "Set it before the first statement, or after commit() or rollback().",
        },
      );
    }
    this.#isolationLevel = isolationLevel;
    return this;
  }

  /**
   * Runs a statement: SQL text with `:name` parameters, or an expression. With a list of parameters the text runs
   * once for each of them, and only the number of rows is told.
   *
   * @throws {CompileError} `compile.bad-parameters`: the parameters do not fit the statement
   * @throws {DatabaseError} the database refuses; the code tells why
   */
  async execute<R = Row>(statement: Executable, params?: Params | readonly Params[]): Promise<Result<R>> {
    const { spelling } = this.#dialect;
    if (Array.isArray(params)) {
      const statements = (params as readonly Params[]).map((p) => compileStatement(statement, p, spelling));
      const rowCount = await this.#queue(async () => {
        let count = 0;
        for (const each of statements) count += (await this.#perform(each.sql, each.params)).rowCount;
        return count;
      });
      return new Result({ fields: [], rows: [], rowCount });
    }
    const { sql, params: values } = compileStatement(statement, params as Params, spelling);
    return new Result(await this.exec(sql, values));
  }

  /** The first column of the first row that a statement gives, or null where it gives none. */
  async scalar<T = unknown>(statement: Executable, params?: Params): Promise<T | null> {
    return (await this.execute(statement, params)).scalar<T>();
  }

  /** Runs SQL as the driver takes it, with the driver's own placeholders. */
  exec(sql: string, params: readonly unknown[] = NONE): Promise<DriverResult> {
    return this.#queue(() => this.#perform(sql, params));
  }

  /**
   * Lends out the driver's connection for as long as `work` takes; statements of this connection wait meanwhile, so
   * `work` must not wait for one. No transaction begins by itself. Errors of the driver become ours.
   */
  withDriver<T>(work: (driver: DriverConnection) => T | Promise<T>): Promise<T> {
    return this.#queue(async () => {
      const driver = await this.#ready();
      this.#slot.used = true;
      try {
        return await work(driver);
      } catch (thrown) {
        if (isMistake(thrown)) throw thrown;
        throw this.#refused(thrown, driver);
      }
    });
  }

  /**
   * Begins a transaction; with `work`, commits when it is done, or rolls back when it fails.
   *
   * @throws {StateError} `state.in-transaction`: one is open already
   */
  begin(options?: BeginOptions): Promise<Transaction>;
  begin<T>(work: (transaction: Transaction) => T | Promise<T>, options?: BeginOptions): Promise<T>;
  async begin<T>(
    first?: BeginOptions | ((transaction: Transaction) => T | Promise<T>),
    options: BeginOptions = {},
  ): Promise<Transaction | T> {
    if (typeof first !== "function") return this.#transactions.begin(first ?? {});
    return this.#transactions.scope(await this.#transactions.begin(options), first);
  }

  /** Makes a savepoint; with `work`, releases it when that is done, or rolls back to it when that fails. */
  beginNested(): Promise<Transaction>;
  beginNested<T>(work: (transaction: Transaction) => T | Promise<T>): Promise<T>;
  async beginNested<T>(work?: (transaction: Transaction) => T | Promise<T>): Promise<Transaction | T> {
    const transaction = await this.#transactions.beginNested();
    return work ? this.#transactions.scope(transaction, work) : transaction;
  }

  /**
   * Commits the open transaction, with all its savepoints; does nothing where there is none.
   *
   * @throws {StateError} `state.transaction-ended`: a statement or the server ended it
   * @throws {OperationalError} `db.rolled-back`: the server rolled back, because a statement had failed
   */
  commit(): Promise<void> {
    return this.#transactions.commit();
  }

  /** Rolls the open transaction back, with all its savepoints; does nothing where there is none. */
  rollback(): Promise<void> {
    return this.#transactions.rollback();
  }

  /** Asks the server to stop the running statement, whose promise then rejects. */
  async cancel(): Promise<void> {
    if (!this.#closing && !this.#slot.invalid) await this.#slot.driver.cancel();
  }

  /** Lets the connection be closed instead of being kept by the pool; the next statement opens another one. */
  invalidate(): void {
    this.#slot.invalid = true;
    this.#transactions.disconnected();
  }

  /** Waits for what is running, rolls back what was not committed and gives the connection back. */
  close(): Promise<void> {
    this.#closing ??= this.#work.busy ? this.#work.idle().then(() => this.#release()) : this.#release();
    return this.#closing;
  }

  /** Closes the connection. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #release(): Promise<void> {
    this.#stack?.clear();
    return this.#host.pool.release(this.#slot);
  }

  get #transactions(): TransactionStack {
    this.#stack ??= new TransactionStack(this.#owner());
    return this.#stack;
  }

  #queue<T>(work: () => Promise<T>): Promise<T> {
    if (this.#closing) return Promise.reject(closedError());
    return this.#work.run(work);
  }

  async #perform(sql: string, params: readonly unknown[]): Promise<DriverResult> {
    const driver = this.#slot.invalid ? await this.#reconnect() : this.#slot.driver;
    const begun = this.#transactions.ensure(driver);
    if (begun) await begun;
    this.#slot.used = true;
    const { events } = this.#host;
    const event = { connection: this, sql, params };
    events.emit("beforeExecute", () => event);
    const startMs = events.has("afterExecute") ? now() : 0;
    let result: DriverResult;
    try {
      result = await (params.length > 0 ? driver.query(sql, params) : driver.query(sql));
    } catch (thrown) {
      throw this.#refused(thrown, driver, sql, params);
    }
    events.emit("afterExecute", () => ({ ...event, result, durationMs: now() - startMs }));
    return result;
  }

  #ready(): DriverConnection | Promise<DriverConnection> {
    return this.#slot.invalid ? this.#reconnect() : this.#slot.driver;
  }

  /** Takes another connection in the place of one that was lost. */
  async #reconnect(): Promise<DriverConnection> {
    this.#transactions.checkConnected();
    await this.#host.pool.release(this.#slot);
    this.#slot = await this.#host.pool.acquire();
    this.#dialect = this.#host.dialectFor(this.#slot.driver);
    return this.#slot.driver;
  }

  /** The driver's error as one of ours, after everyone concerned has been told. */
  #refused(
    thrown: unknown,
    driver: DriverConnection,
    sql?: string,
    params: readonly unknown[] = NONE,
  ): unknown {
    const { events, hideParameters } = this.#host;
    const shown = hideParameters || params.length === 0 ? {} : { params };
    const error =
      thrown instanceof MigrError
        ? thrown
        : this.#dialect.toDatabaseError(thrown, sql === undefined ? undefined : { sql, ...shown });
    if (!(error instanceof DatabaseError)) return error;
    if (error.code === "db.lost" || error.code === "db.connect") {
      this.invalidate();
      // The server was away, so the connections that were open with this one are dead as well.
      this.#host.pool.invalidateAll();
    } else {
      this.#transactions.failed(error, driver);
    }
    events.emit("handleError", () => ({ connection: this, sql: sql ?? "", params, error }));
    return error;
  }

  #owner(): TransactionOwner {
    return {
      dialect: () => this.#dialect,
      isolationLevel: () => this.#isolationLevel,
      queue: (work) => this.#queue(work),
      driver: () => this.#ready(),
      send: async (driver, sql, next) => {
        this.#slot.used = true;
        try {
          return next ? (await driver.batch([sql, ...next]))[0]! : await driver.query(sql);
        } catch (thrown) {
          throw this.#refused(thrown, driver, sql);
        }
      },
      invalidate: () => this.invalidate(),
      settled: () => {
        this.#slot.used = false;
      },
    };
  }
}

/** Whether an error is one of the program's own, such as a misspelt property, and none of a driver. */
function isMistake(thrown: unknown): boolean {
  return [TypeError, RangeError, ReferenceError, SyntaxError].some((type) => thrown instanceof type);
}

function closedError(): StateError {
  return new StateError("state.closed", "The connection is closed.", {
    hint: "Await every statement before the connection is closed, or open another connection.",
  });
}
