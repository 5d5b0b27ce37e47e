/**
 * Tells a command to stop. The signal is made when something first asks for it: most commands have nothing to stop, and
 * what Node loads for it takes longer than their own work.
 */
export class Interruption {
  #controller: AbortController | null = null;

  /** Aborted when the command is to stop. */
  get signal(): AbortSignal {
    return this.#own().signal;
  }

  get isAborted(): boolean {
    return this.#controller?.signal.aborted ?? false;
  }

  abort(): void {
    this.#own().abort();
  }

  #own(): AbortController {
    this.#controller ??= new AbortController();
    return this.#controller;
  }
}
