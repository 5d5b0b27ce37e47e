import type { Connection } from "../engine/connection.js";
import type { Transaction } from "../engine/transaction.js";

/**
 * The transaction that one revision, or the whole run, is in. It can be left for what cannot be done inside of one:
 * what was done before is then committed, and a new transaction begins after.
 */
export class StepTransaction {
  readonly #connection: Connection;
  readonly #begin: () => Promise<Transaction>;
  #current: Transaction | null = null;
  #left = 0;

  constructor(connection: Connection, begin: () => Promise<Transaction>) {
    this.#connection = connection;
    this.#begin = begin;
  }

  /** How often it was left: what was done before stays in the database, whatever happens. */
  get left(): number {
    return this.#left;
  }

  /** Begins, unless that was done with the last commit. */
  async begin(): Promise<void> {
    this.#current ??= await this.#begin();
  }

  /** @param goesOn another transaction is to begin, which need not wait for one of its own where the database can do so */
  async commit(goesOn = false): Promise<void> {
    const isNext = goesOn && this.#connection.dialect.features.beginsAtOnce === true;
    const next = isNext ? await this.#current?.commitAndBegin() : await this.#current?.commit();
    this.#current = next ?? null;
  }

  async rollback(): Promise<void> {
    await this.#current?.rollback();
    this.#current = null;
  }

  /** Does work outside of any transaction, each statement of which stands alone. */
  async outside<T>(work: () => Promise<T>): Promise<T> {
    const { isolationLevel } = this.#connection;
    await this.commit();
    this.#left++;
    this.#connection.executionOptions({ isolationLevel: "AUTOCOMMIT" });
    try {
      return await work();
    } finally {
      this.#connection.executionOptions({ isolationLevel });
      await this.begin();
    }
  }
}
