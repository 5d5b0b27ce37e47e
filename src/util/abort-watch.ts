/**
 * Tells those who watch at the time that a signal is given. It listens once, however many they are: Node takes longer
 * to add and remove a listener than a small step of a run takes.
 */
export class AbortWatch implements Disposable {
  /** The signal that is listened to. */
  readonly signal: AbortSignal | undefined;
  readonly #watchers = new Set<() => void>();

  constructor(signal: AbortSignal | undefined) {
    this.signal = signal;
    signal?.addEventListener("abort", this.#tell, { once: true });
  }

  /** Calls `watcher` when the signal is given; the returned function ends that. */
  add(watcher: () => void): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }

  readonly #tell = (): void => {
    for (const watcher of [...this.#watchers]) watcher();
  };

  /** Listens no more. */
  [Symbol.dispose](): void {
    this.signal?.removeEventListener("abort", this.#tell);
  }
}
