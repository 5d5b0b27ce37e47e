type Listener<A> = (event: A) => unknown;

/** Typed, ordered listeners. `E` maps an event name to its payload. */
export class Hooks<E extends object> {
  readonly #listeners = new Map<keyof E, Set<Listener<never>>>();

  /** Calls `listener` after those already there; the returned function removes it. */
  on<K extends keyof E>(event: K, listener: Listener<E[K]>): () => void {
    const set = this.#listeners.get(event) ?? new Set();
    // Its own function, so that one listener added twice is called twice and removed one by one.
    const added: Listener<never> = (payload) => listener(payload);
    this.#listeners.set(event, set.add(added));
    return () => void set.delete(added);
  }

  /** Whether anyone listens. */
  has(event: keyof E): boolean {
    const set = this.#listeners.get(event);
    return set !== undefined && set.size > 0;
  }

  /** Builds the payload only when someone listens. A listener's error reaches the caller. */
  emit<K extends keyof E>(event: K, payload: () => E[K]): void {
    const set = this.#listeners.get(event);
    if (!set?.size) return;
    const value = payload() as never;
    for (const listener of [...set]) listener(value);
  }

  /** As `emit`, and waits for each listener before the next one is called. */
  async emitInTurn<K extends keyof E>(event: K, payload: () => E[K]): Promise<void> {
    const set = this.#listeners.get(event);
    if (!set?.size) return;
    const value = payload() as never;
    for (const listener of [...set]) await listener(value);
  }
}
