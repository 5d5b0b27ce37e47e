import type { Dialect, IsolationLevel } from "../dialect/dialect.js";
import type { DriverConnection, DriverResult } from "../dialect/driver.js";
import { ConfigError, type DatabaseError, OperationalError, StateError } from "../errors/errors.js";
import { enumerate } from "../util/text.js";

/** How a transaction begins. */
export interface BeginOptions {
  /** Whether the lock that writing needs is taken at once, where the database has one for all; true by default. */
  readonly write?: boolean;
  /** The connection's own level where it is left out. */
  readonly isolationLevel?: IsolationLevel;
}

/** What transactions need of the connection they are on. */
export interface TransactionOwner {
  dialect(): Dialect;
  /** The level of transactions that name none. */
  isolationLevel(): IsolationLevel | null;
  /** Runs work after all that was asked for before. */
  queue<T>(work: () => Promise<T>): Promise<T>;
  /** The open connection, a new one where the old one was lost. */
  driver(): DriverConnection | Promise<DriverConnection>;
  /** Sends a statement, whose result is given, and others with it; errors are ours, and a lost connection is marked. */
  send(driver: DriverConnection, sql: string, next?: readonly string[]): Promise<DriverResult>;
  /** Lets the connection be closed instead of being used on. */
  invalidate(): void;
  /** Nothing of a transaction is left on the connection. */
  settled(): void;
}

/** A transaction, or a savepoint inside of one. It ends with `commit`, `rollback` or its scope. */
export class Transaction implements AsyncDisposable {
  /** The savepoint's name; null for a whole transaction. */
  readonly savepoint: string | null;
  readonly #stack: TransactionStack;

  /** @internal made by a connection */
  constructor(stack: TransactionStack, savepoint: string | null) {
    this.#stack = stack;
    this.savepoint = savepoint;
  }

  /** Whether it is neither committed nor rolled back. */
  get isActive(): boolean {
    return this.#stack.has(this);
  }

  /** Whether it is a savepoint. */
  get nested(): boolean {
    return this.savepoint !== null;
  }

  /**
   * Makes what was done last; a savepoint is released.
   *
   * @throws {StateError} `state.transaction-ended`: it has ended, by itself or by the server
   * @throws {OperationalError} `db.rolled-back`: the server rolled back, because a statement had failed
   */
  commit(): Promise<void> {
    return this.#stack.commit(this);
  }

  /** @internal as `commit`, and begins another transaction like this one, where the database can in the same request */
  commitAndBegin(): Promise<Transaction> {
    return this.#stack.commitAndBegin(this);
  }

  /** Undoes what was done. Does nothing where it has ended. */
  rollback(): Promise<void> {
    return this.#stack.rollback(this);
  }

  /** Rolls back unless it has ended. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.rollback();
  }
}

/** The open transaction of a connection with its savepoints, innermost last. */
export class TransactionStack {
  readonly #owner: TransactionOwner;
  #open: Transaction[] = [];
  /** Why the transaction can only be rolled back: the connection is gone, or the server ended it. */
  #lost: "connection" | "ended" | null = null;
  /** The transaction of the callback that is running; none begins by itself after it has ended. */
  #scope: Transaction | null = null;
  #begun: { readonly level: IsolationLevel | null; readonly write: boolean } | null = null;
  #savepoints = 0;

  constructor(owner: TransactionOwner) {
    this.#owner = owner;
  }

  get root(): Transaction | undefined {
    return this.#open[0];
  }

  /** Whether the innermost one is a savepoint. */
  get inSavepoint(): boolean {
    return this.#open.length > 1;
  }

  has(transaction: Transaction): boolean {
    return this.#open.includes(transaction);
  }

  /** Begins the transaction of the connection. */
  begin(options: BeginOptions): Promise<Transaction> {
    return this.#owner.queue(async () => {
      if (this.root) {
        throw new StateError("state.in-transaction", "A transaction is open on this connection already.", {
          hint: "Commit or roll back first; the first statement begins a transaction by itself. beginNested() makes a savepoint.",
        });
      }
      const level = options.isolationLevel ?? this.#owner.isolationLevel();
      if (level === "AUTOCOMMIT") {
        throw new StateError(
          "state.autocommit",
          "A transaction cannot begin while the isolation level is AUTOCOMMIT.",
          { hint: "Give begin() another isolationLevel, or leave it out: every statement stands alone." },
        );
      }
      return this.#begin(await this.#owner.driver(), level, options.write ?? true);
    });
  }

  /** Makes a savepoint, in a transaction that begins where there is none. */
  beginNested(): Promise<Transaction> {
    return this.#owner.queue(async () => {
      const driver = await this.#owner.driver();
      await this.ensure(driver);
      if (!this.root) {
        throw new StateError(
          "state.autocommit",
          "A savepoint cannot be made while the isolation level is AUTOCOMMIT.",
          { hint: "Choose another isolationLevel for the connection." },
        );
      }
      const savepoint = `sp_${++this.#savepoints}`;
      await this.#owner.send(driver, `SAVEPOINT ${savepoint}`);
      const transaction = new Transaction(this, savepoint);
      this.#open.push(transaction);
      return transaction;
    });
  }

  /** Runs `work` in a transaction that commits when it is done, and rolls back when it fails. */
  async scope<T>(transaction: Transaction, work: (transaction: Transaction) => T | Promise<T>): Promise<T> {
    const outer = this.#scope;
    this.#scope ??= transaction;
    try {
      const outcome = await work(transaction);
      if (transaction.isActive) await transaction.commit();
      return outcome;
    } catch (error) {
      // What failed first is what the caller must hear of.
      await transaction.rollback().catch(() => {});
      throw error;
    } finally {
      this.#scope = outer;
    }
  }

  /**
   * Sees to it, before a statement, that a transaction is open where there is to be one.
   *
   * @returns undefined where nothing had to be done
   */
  ensure(driver: DriverConnection): Promise<unknown> | undefined {
    if (this.root) {
      if (this.#lost === null && driver.inTransaction() !== false) return undefined;
      return this.#resume(driver);
    }
    if (this.#scope) {
      return Promise.reject(
        new StateError("state.transaction-ended", "The transaction of this block has ended already.", {
          hint: "Leave the block before more is done, or leave commit and rollback to its end.",
        }),
      );
    }
    const level = this.#owner.isolationLevel();
    return level === "AUTOCOMMIT" ? undefined : this.#begin(driver, level, false);
  }

  /** Notes that a statement failed. */
  failed(error: DatabaseError, driver: DriverConnection): void {
    if (!this.root || this.#lost) return;
    const isOpen = driver.inTransaction();
    // A deadlock costs the whole transaction or leaves it fit for nothing but a rollback.
    const isEnded = isOpen === false && error instanceof OperationalError;
    if (isEnded || (isOpen !== true && error.code === "db.deadlock")) this.#lost = "ended";
  }

  /** Notes that the connection is gone. */
  disconnected(): void {
    if (this.root) this.#lost = "connection";
  }

  /** @throws {StateError} `state.invalidated`: the connection was lost inside the transaction */
  checkConnected(): void {
    if (this.#lost === "connection") throw lostError();
  }

  /** Forgets everything: the connection is given back. */
  clear(): void {
    this.#open = [];
    this.#lost = null;
    this.#begun = null;
  }

  /** Commits one of the open transactions; the whole one, where there is one, if none is named. */
  commit(transaction?: Transaction): Promise<void> {
    return this.#owner.queue(async () => {
      if (transaction !== undefined || this.root) await this.#close(transaction);
    });
  }

  /** Commits a whole transaction, and begins another one of its kind. */
  commitAndBegin(transaction: Transaction): Promise<Transaction> {
    return this.#owner.queue(async () => {
      const { level, write } = this.#begun ?? { level: null, write: true };
      const { features, begin } = this.#owner.dialect();
      await this.#close(transaction, features.beginsAtOnce ? begin(level, write) : undefined);
      return features.beginsAtOnce
        ? this.#opened(level, write)
        : this.#begin(await this.#owner.driver(), level, write);
    });
  }

  /** @param begin is sent with the commit of a whole transaction */
  async #close(transaction: Transaction | undefined, begin?: readonly string[]): Promise<void> {
    const depth = transaction === undefined ? 0 : this.#open.indexOf(transaction);
    if (depth === -1) {
      throw new StateError("state.transaction-ended", "The transaction has ended already.", {
        hint: "Begin another one.",
      });
    }
    if (this.#lost === "connection") throw lostError();
    const driver = await this.#owner.driver();
    if (this.#lost === null && driver.inTransaction() !== false) {
      if (depth > 0) await this.#owner.send(driver, `RELEASE SAVEPOINT ${this.#open[depth]!.savepoint}`);
      else await this.#commit(driver, begin);
    } else if (this.#lost !== null || this.#owner.dialect().features.transactionalDdl) {
      this.#lost ??= "ended";
      throw endedError();
    }
    this.#end(depth);
  }

  /** Rolls back one of the open transactions; the whole one, where there is one, if none is named. */
  async rollback(transaction?: Transaction): Promise<void> {
    // Scopes end after their connection too, and then there is nothing to do.
    if (transaction && !this.has(transaction)) return;
    await this.#owner.queue(async () => {
      const depth = transaction === undefined ? 0 : this.#open.indexOf(transaction);
      if (depth === -1 || !this.root) return;
      if (this.#lost !== null) {
        // There is nothing left to undo; the whole transaction has to be given up.
        if (this.#lost === "ended" && depth === 0) await this.#undo("ROLLBACK");
      } else {
        await this.#undo(depth > 0 ? `ROLLBACK TO SAVEPOINT ${this.#open[depth]!.savepoint}` : "ROLLBACK");
      }
      this.#end(depth);
    });
  }

  async #begin(driver: DriverConnection, level: IsolationLevel | null, write: boolean): Promise<Transaction> {
    const { isolationLevels } = this.#owner.dialect().features;
    if (level !== null && !isolationLevels.includes(level)) {
      throw new ConfigError("config.invalid", `The database has no isolation level ${level}.`, {
        hint: `It has ${enumerate(isolationLevels)}.`,
      });
    }
    for (const sql of this.#owner.dialect().begin(level, write)) await this.#owner.send(driver, sql);
    return this.#opened(level, write);
  }

  #opened(level: IsolationLevel | null, write: boolean): Transaction {
    const transaction = new Transaction(this, null);
    this.#open = [transaction];
    this.#lost = null;
    this.#begun = { level, write };
    return transaction;
  }

  /** Goes on after the transaction was found to be over: where DDL commits by itself, another one begins. */
  async #resume(driver: DriverConnection): Promise<void> {
    if (this.#lost === "connection") throw lostError();
    if (this.#lost === "ended" || this.#owner.dialect().features.transactionalDdl) {
      this.#lost = "ended";
      throw endedError();
    }
    const { level, write } = this.#begun!;
    for (const sql of this.#owner.dialect().begin(level, write)) await this.#owner.send(driver, sql);
    this.#open.length = 1;
  }

  async #commit(driver: DriverConnection, begin?: readonly string[]): Promise<void> {
    let answer: DriverResult;
    try {
      answer = await this.#owner.send(driver, "COMMIT", begin);
    } catch (error) {
      if (this.#lost !== "connection") await this.#undo("ROLLBACK");
      this.#end(0);
      throw error;
    }
    if (answer.command !== "ROLLBACK") return;
    if (begin) await this.#undo("ROLLBACK");
    this.#end(0);
    throw new OperationalError(
      "db.rolled-back",
      "The transaction was rolled back instead of committed, because one of its statements had failed.",
      { hint: "Let the first error end the transaction, or run what may fail in beginNested()." },
    );
  }

  /** Rolls back; a connection on which that is not possible is closed, which does the same. */
  async #undo(sql: string): Promise<void> {
    const driver = await this.#owner.driver();
    if (driver.inTransaction() === false) return;
    try {
      await this.#owner.send(driver, sql);
    } catch {
      this.#owner.invalidate();
    }
  }

  #end(depth: number): void {
    this.#open.length = depth;
    if (depth > 0) return;
    this.clear();
    this.#owner.settled();
  }
}

function lostError(): StateError {
  return new StateError("state.invalidated", "The connection was lost inside this transaction.", {
    hint: "Call rollback(); the next statement then opens a new connection.",
  });
}

function endedError(): StateError {
  return new StateError(
    "state.transaction-ended",
    "The transaction was ended by a statement or by the server.",
    {
      hint: "Call rollback() and begin again; leave COMMIT and ROLLBACK to the transaction's own methods.",
    },
  );
}
