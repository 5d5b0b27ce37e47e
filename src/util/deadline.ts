/** The longest time in milliseconds that a timer of Node.js can be set to. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Milliseconds on the monotonic clock, which no change of the system's time can move. The clock of `performance` is the
 * same, and takes a millisecond to load.
 */
export function now(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** The delay for a timer that is to fire in `ms` milliseconds, within what timers can take. */
export function timerDelay(ms: number): number {
  return Math.min(Math.max(Math.ceil(ms), 0), LONGEST_TIMER_MS);
}

/**
 * Waits.
 *
 * @param ms milliseconds; Infinity waits until `signal` is aborted
 * @returns rejects with the signal's reason where it is aborted first
 */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const endMs = now() + ms;
    let timer: NodeJS.Timeout;
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const step = () => {
      const leftMs = endMs - now();
      if (leftMs > 0) {
        timer = setTimeout(step, timerDelay(leftMs));
        return;
      }
      signal?.removeEventListener("abort", onAbort);
      resolve();
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    step();
  });
}

/** A point in time by which something must be done, and a signal that may end it sooner. */
export class Deadline {
  readonly signal: AbortSignal | undefined;
  readonly #startMs: number;
  readonly #endMs: number;

  private constructor(ms: number, signal: AbortSignal | undefined) {
    this.signal = signal;
    this.#startMs = now();
    this.#endMs = this.#startMs + ms;
  }

  /** @param ms milliseconds from now; Infinity never expires */
  static after(ms: number, signal?: AbortSignal): Deadline {
    return new Deadline(ms, signal);
  }

  /** Milliseconds that are left, never less than 0. */
  get remainingMs(): number {
    return Math.max(0, this.#endMs - now());
  }

  /** Milliseconds since it was set. */
  get elapsedMs(): number {
    return now() - this.#startMs;
  }

  get expired(): boolean {
    return this.remainingMs === 0;
  }

  /**
   * Waits, but not beyond the deadline.
   *
   * @returns whether time is left afterwards; rejects with the signal's reason where it is aborted
   */
  async sleep(ms: number): Promise<boolean> {
    await sleep(Math.min(ms, this.remainingMs), this.signal);
    return !this.expired;
  }
}
