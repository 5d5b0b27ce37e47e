import { AsyncLocalStorage } from "node:async_hooks";
import type { Statement } from "../dialect/dialect.js";
import type { DriverResult } from "../dialect/driver.js";
import { toObjects } from "../dialect/driver.js";
import { MigrationError } from "../errors/errors.js";
import { AssertNone } from "../ops/assert-none.js";
import type { Operation } from "../ops/operation.js";
import type { Expression } from "../sql/build/expression.js";
import {
  type OperationContext,
  type OperationRunner,
  type QueryResult,
  type ScriptConnection,
  toExpression,
} from "./operation-runner.js";
import { ScriptQueue } from "./script-queue.js";
import type { StatementTarget } from "./statement-target.js";

/** How a script runs. */
export interface ScriptRunOptions {
  /** All of it is in one transaction, which is not the script's to end. */
  readonly transactional: boolean;
  /** Keeps further statements from being sent. */
  readonly signal: AbortSignal | undefined;
  /** Does work outside of the transaction; left out where there is none. */
  readonly outside?: (<T>(work: () => Promise<T>) => Promise<T>) | undefined;
  /** Is told each operation before it is carried out; null for a query, or a function. */
  readonly onOperation?: ((operation: Operation | null) => void) | undefined;
}

/** Tells what a function asks for that `op.run` called: the script's run it is called in. */
const inside = new AsyncLocalStorage<ScriptRun>();

/** Carries out what one script asks for, in order. */
export class ScriptRun implements OperationRunner {
  readonly context: OperationContext;
  readonly queue = new ScriptQueue();
  readonly #target: StatementTarget;
  readonly #options: ScriptRunOptions;
  #isOutside = false;
  /** Statements of the present step that are done. */
  #statements = 0;

  constructor(target: StatementTarget, context: OperationContext, options: ScriptRunOptions) {
    this.#target = target;
    this.context = context;
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
    const transactional = this.#options.transactional && !this.#isOutside;
    const isOpen = this.#target.inTransaction();
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
    return this.#ask(method, made.ok ? subjectsOf(made.value, this.#target) : "", async () => {
      this.#statements = 0;
      for (const operation of take(made)) await this.#carryOut(operation);
    });
  }

  query(method: string, make: () => Expression<unknown>): Promise<QueryResult> {
    const made = attempt(make);
    return this.#ask(method, "", async () => {
      this.#statements = 0;
      this.#options.onOperation?.(null);
      return this.#query(take(made));
    });
  }

  call<T>(method: string, work: (connection: ScriptConnection) => Promise<T> | T): Promise<T> {
    const connection: ScriptConnection = {
      execute: async (statement, params) => this.#query(toExpression(statement, params)),
    };
    return this.#ask(method, "", async () => {
      this.#statements = 0;
      this.#options.onOperation?.(null);
      return inside.run(this, async () => work(connection));
    });
  }

  autocommit<T>(work: (connection: ScriptConnection) => Promise<T> | T): Promise<T> {
    const connection: ScriptConnection = {
      execute: async (statement, params) => this.#query(toExpression(statement, params)),
    };
    return this.#ask("autocommitBlock", "", () => {
      this.#statements = 0;
      this.#options.onOperation?.(null);
      return this.#outside(() => inside.run(this, async () => work(connection)));
    });
  }

  async #outside<T>(work: () => Promise<T>): Promise<T> {
    const { outside } = this.#options;
    if (!outside || this.#isOutside) return work();
    try {
      return await outside(() => {
        this.#isOutside = true;
        return work();
      });
    } finally {
      this.#isOutside = false;
    }
  }

  async #query({ node }: Expression<unknown>): Promise<QueryResult> {
    return toQueryResult(await this.#checked(() => this.#target.query(node)));
  }

  /** A promise that nobody awaits must not end the process: its failure is in the queue. */
  #ask<T>(method: string, subject: string, run: () => Promise<T>): Promise<T> {
    // A function that op.run called holds the queue: what it asks for would wait for itself.
    if (inside.getStore() === this) return run();
    const origin: { stack?: string } = {};
    Error.captureStackTrace(origin);
    const result = this.queue.add({
      label: `op.${method}(${subject})`,
      origin,
      run,
    });
    result.catch(() => undefined);
    return result;
  }

  async #carryOut(operation: Operation): Promise<void> {
    this.#options.onOperation?.(operation);
    if (operation instanceof AssertNone) {
      await this.#checked(() => this.#target.assertNone(operation));
      return;
    }
    const wasOpen = this.#target.inTransaction();
    const before = this.#statements;
    try {
      for (const group of commitGroups(await this.#target.plan(operation))) {
        const perform = async () => {
          for (const statement of group) {
            await this.#checked(() => this.#target.perform(statement));
            this.#statements++;
          }
        };
        await (group[0]!.autocommit ? this.#outside(perform) : perform());
      }
    } catch (thrown) {
      // Where the plan began a transaction of its own, all of it is done or nothing.
      if (wasOpen === false && this.#target.inTransaction()) {
        await this.#target.perform({ sql: "ROLLBACK" });
        this.#statements = before;
      }
      throw thrown;
    }
    this.#target.done(operation);
  }

  async #checked<T>(run: () => Promise<T>): Promise<T> {
    const { signal, transactional } = this.#options;
    signal?.throwIfAborted();
    const result = await run();
    if (transactional && !this.#isOutside) this.assertTransaction();
    return result;
  }
}

/** Statements in order, those together that stand inside of the transaction, and those outside of it. */
function commitGroups(statements: readonly Statement[]): readonly (readonly Statement[])[] {
  const groups: Statement[][] = [];
  for (const statement of statements) {
    const last = groups.at(-1);
    if (last && last[0]!.autocommit === statement.autocommit) last.push(statement);
    else groups.push([statement]);
  }
  return groups;
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

function subjectsOf(operations: readonly Operation[], { dialect }: StatementTarget): string {
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
