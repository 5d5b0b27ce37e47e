import { AsyncLocalStorage } from "node:async_hooks";
import type { Live } from "../dialect/dialect.js";
import type { DriverResult } from "../dialect/driver.js";
import { toObjects } from "../dialect/driver.js";
import type { Connection } from "../engine/connection.js";
import { MigrationError } from "../errors/errors.js";
import type { Operation } from "../ops/operation.js";
import type { TableName } from "../schema/name.js";
import type { Expression } from "../sql/build/expression.js";
import { writeSql } from "../sql/writer.js";
import {
  type OperationContext,
  type OperationRunner,
  type QueryResult,
  type ScriptConnection,
  toExpression,
} from "./operation-runner.js";
import { ScriptQueue } from "./script-queue.js";

/** How a script runs. */
export interface ScriptRunOptions {
  /** All of it is in one transaction, which is not the script's to end. */
  readonly transactional: boolean;
  /** Keeps further statements from being sent. */
  readonly signal: AbortSignal | undefined;
}

/** Carries out what one script asks for, on one connection. */
export class ScriptRun implements OperationRunner {
  readonly context: OperationContext;
  readonly queue = new ScriptQueue();
  readonly #connection: Connection;
  readonly #live: Live;
  readonly #options: ScriptRunOptions;
  /** Tells what a function asks for that `op.run` called. */
  readonly #inside = new AsyncLocalStorage<true>();
  /** Statements of the present step that are done. */
  #statements = 0;

  constructor(connection: Connection, context: OperationContext, options: ScriptRunOptions) {
    this.#connection = connection;
    this.context = context;
    this.#live = liveOf(connection);
    this.#options = options;
  }

  /** Whether the step that failed had done some of its statements. */
  get isPartlyDone(): boolean {
    return this.queue.failure !== null && this.#statements > 0;
  }

  /**
   * Sees to it that a transaction is open where there is to be one, and none where each statement stands alone.
   *
   * @throws {MigrationError} `migration.transaction-ended`: the script ended its transaction, or began one and left it
   */
  assertTransaction(): void {
    const { transactional } = this.#options;
    const isOpen = this.#connection.driver.inTransaction();
    if (isOpen === null || isOpen === transactional) return;
    const { revision } = this.context;
    throw new MigrationError(
      "migration.transaction-ended",
      transactional
        ? `The script of revision ${revision} ended the transaction it runs in.`
        : `The script of revision ${revision} began a transaction and did not end it.`,
      {
        hint: transactional
          ? "Take COMMIT and ROLLBACK out of the script; what was done before a COMMIT stays in the database."
          : "End it with COMMIT in the same function; what it holds is rolled back now.",
      },
    );
  }

  run(method: string, make: () => readonly Operation[]): Promise<void> {
    const made = attempt(make);
    return this.#ask(method, made.ok ? subjectsOf(made.value, this.#connection) : "", async () => {
      this.#statements = 0;
      for (const operation of take(made)) await this.#carryOut(operation);
    });
  }

  query(method: string, make: () => Expression<unknown>): Promise<QueryResult> {
    const made = attempt(make);
    return this.#ask(method, "", async () => {
      this.#statements = 0;
      return this.#query(take(made));
    });
  }

  call<T>(method: string, work: (connection: ScriptConnection) => Promise<T> | T): Promise<T> {
    const connection: ScriptConnection = {
      execute: async (statement, params) => this.#query(toExpression(statement, params)),
    };
    return this.#ask(method, "", async () => {
      this.#statements = 0;
      return this.#inside.run(true, async () => work(connection));
    });
  }

  async #query(expression: Expression<unknown>): Promise<QueryResult> {
    const { sql, params } = writeSql(expression.node, this.#connection.dialect.spelling);
    return toQueryResult(await this.#exec(sql, params));
  }

  /** A promise that nobody awaits must not end the process: its failure is in the queue. */
  #ask<T>(method: string, subject: string, run: () => Promise<T>): Promise<T> {
    // A function that op.run called holds the queue: what it asks for would wait for itself.
    if (this.#inside.getStore()) return run();
    const result = this.queue.add({
      label: `op.${method}(${subject})`,
      stack: new Error(method).stack,
      run,
    });
    result.catch(() => undefined);
    return result;
  }

  async #carryOut(operation: Operation): Promise<void> {
    const { dialect } = this.#connection;
    for (const { sql, params } of await dialect.plan(operation, this.#live)) {
      await this.#exec(sql, params);
      this.#statements++;
    }
  }

  async #exec(sql: string, params?: readonly unknown[]): Promise<DriverResult> {
    const { signal, transactional } = this.#options;
    signal?.throwIfAborted();
    const result = await this.#connection.exec(sql, params);
    if (transactional) this.assertTransaction();
    return result;
  }
}

/** What plans may ask about the database behind a connection. */
export function liveOf(connection: Connection): Live {
  return {
    async table(name: TableName) {
      const { tables } = await connection.withDriver((driver) =>
        connection.dialect.reflect(driver, {
          tables: [name],
          ...(name.schema !== undefined && { schemas: [name.schema] }),
        }),
      );
      return tables[0] ?? null;
    },
    query: (sql, params) => connection.exec(sql, params),
  };
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly thrown: unknown };

function attempt<T>(make: () => T): Attempt<T> {
  try {
    return { ok: true, value: make() };
  } catch (thrown) {
    return { ok: false, thrown };
  }
}

function take<T>(made: Attempt<T>): T {
  if (!made.ok) throw made.thrown;
  return made.value;
}

function subjectsOf(operations: readonly Operation[], { dialect }: Connection): string {
  const [first] = operations;
  return first && first.kind !== "execute" ? first.describe(dialect.spelling).subject : "";
}

function toQueryResult(result: DriverResult): QueryResult {
  return {
    all: () => toObjects(result),
    scalar: <T>() => (result.rows[0]?.[0] ?? null) as T | null,
    rowCount: result.rowCount,
  };
}
