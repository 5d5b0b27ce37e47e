/** Runs asynchronous work one after another, in the order it was asked for. */
export class WorkQueue {
  /** Settles when all that was asked for is done; null while nothing is. */
  #tail: Promise<void> | null = null;

  /** Whether anything is running or waiting. */
  get busy(): boolean {
    return this.#tail !== null;
  }

  /** Settles when all that was asked for until now is done, well or not. */
  idle(): Promise<void> {
    return this.#tail ?? Promise.resolve();
  }

  /** Runs work at once where nothing else is running, else after what was asked for before. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#tail ? this.#tail.then(work) : work();
    const settle = () => {
      if (this.#tail === tail) this.#tail = null;
    };
    const tail: Promise<void> = done.then(settle, settle);
    this.#tail = tail;
    return done;
  }
}
