/** Runs asynchronous work one after another, in the order it was asked for. */
export class WorkQueue {
  /** Settles when all that was asked for is done. */
  #tail: Promise<void> = Promise.resolve();
  /** How much of what was asked for is not done. */
  #open = 0;

  /** Whether anything is running or waiting. */
  get busy(): boolean {
    return this.#open > 0;
  }

  /** Settles when all that was asked for until now is done, well or not. */
  idle(): Promise<void> {
    return this.#tail;
  }

  /** Runs work at once where nothing else is running, else after what was asked for before. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#open > 0 ? this.#tail.then(work) : work();
    this.#open++;
    this.#tail = done.then(this.#settle, this.#settle);
    return done;
  }

  readonly #settle = (): void => {
    this.#open--;
  };
}
