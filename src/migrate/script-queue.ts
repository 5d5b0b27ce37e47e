import { MigrationError } from "../errors/errors.js";

/** One piece of work that a script asked for. */
export interface ScriptWork<T> {
  /** What it does, for messages: `op.createTable("users")`. */
  readonly label: string;
  /** Where the script asked. Its stack, which tells the line, is written out when it is read, and that is slow. */
  readonly origin: { readonly stack?: string };
  run(): Promise<T>;
}

/** The first piece of work that failed. */
export interface ScriptFailure {
  readonly error: unknown;
  readonly label: string;
  /** The stack where the script asked for it. */
  readonly stack: string | undefined;
  /** Which piece it was, counted from 1. */
  readonly position: number;
}

/**
 * Runs what a script asks for one after another, in the order of asking, awaited or not. After a failure nothing more
 * runs, and the failure is kept even if the script swallows it.
 */
export class ScriptQueue {
  #tail: Promise<unknown> = Promise.resolve();
  #failure: ScriptFailure | null = null;
  #closed = false;
  #busy = false;
  #asked = 0;
  readonly #done: string[] = [];

  /** The labels of what has been done, in order. */
  get done(): readonly string[] {
    return this.#done;
  }

  /** Whether a piece of work is being done. */
  get isBusy(): boolean {
    return this.#busy;
  }

  /** What failed first, or null. */
  get failure(): ScriptFailure | null {
    return this.#failure;
  }

  /**
   * Asks for a piece of work; the promise settles when it is done.
   *
   * @throws {MigrationError} `migration.after-end`: the script's function has ended
   */
  add<T>(work: ScriptWork<T>): Promise<T> {
    if (this.#closed) {
      throw new MigrationError(
        "migration.after-end",
        `${work.label} was called after the script had ended.`,
        {
          hint: "Await what calls it inside of upgrade() or downgrade().",
        },
      );
    }
    const position = ++this.#asked;
    const result = this.#tail.then(() => this.#run(work, position));
    this.#tail = result.catch(() => undefined);
    return result;
  }

  /** Waits for everything asked for, and for what that asks for in turn; the first that failed fails it. */
  async settle(): Promise<void> {
    await this.#idle();
    if (this.#failure) throw this.#failure.error;
  }

  /** Waits as `settle` does, whatever failed; then nothing more is taken. */
  async drain(): Promise<void> {
    if (this.#closed) return;
    await this.#idle();
    this.#closed = true;
  }

  async #idle(): Promise<void> {
    for (let last: unknown = null; last !== this.#tail; ) {
      last = this.#tail;
      await last;
    }
  }

  async #run<T>(work: ScriptWork<T>, position: number): Promise<T> {
    if (this.#failure) throw this.#failure.error;
    this.#busy = true;
    try {
      const result = await work.run();
      this.#done.push(work.label);
      return result;
    } catch (error) {
      this.#failure = { error, label: work.label, stack: work.origin.stack, position };
      throw error;
    } finally {
      this.#busy = false;
    }
  }
}
