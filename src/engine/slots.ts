import type { DriverConnection } from "../dialect/driver.js";
import { Internal } from "../errors/errors.js";
import { now } from "../util/deadline.js";

/** Every state a pooled connection can be in, and where it may go from there. */
const MOVES = {
  opening: ["busy", "idle", "closed"],
  idle: ["busy", "closing"],
  busy: ["resetting", "idle", "closing"],
  resetting: ["busy", "idle", "closing"],
  closing: ["closed"],
  closed: [],
} as const satisfies Record<string, readonly string[]>;

/** Where a pooled connection stands between being opened and being closed. */
export type SlotState = keyof typeof MOVES;

/** A place in the pool with its connection. */
export interface Slot {
  /** Grows with every connection that is opened, so that a smaller one is older. */
  readonly id: number;
  readonly state: SlotState;
  /** The connection; only while the slot is opening there is none. */
  readonly driver: DriverConnection;
  /** When the connection was open, in milliseconds on the monotonic clock. */
  readonly openedAtMs: number;
  /** Whether statements may have left a transaction open; the pool then rolls back when it gets it back. */
  used: boolean;
  /** Whether it is closed instead of being kept when it is given back. */
  invalid: boolean;
}

type Mutable = { -readonly [K in keyof Slot]: Slot[K] };

/** Keeps the state of each slot, counts them by state, and holds the idle ones in the order they came back. */
export class Slots {
  readonly #counts: Record<SlotState, number> = {
    opening: 0,
    idle: 0,
    busy: 0,
    resetting: 0,
    closing: 0,
    closed: 0,
  };
  readonly #idle: Slot[] = [];
  #lastId = 0;

  /** The id of the newest slot. */
  get lastId(): number {
    return this.#lastId;
  }

  /** Slots that count against the pool's limit. */
  get taken(): number {
    const counts = this.#counts;
    return counts.opening + counts.idle + counts.busy + counts.resetting;
  }

  /** A new slot, whose connection is being opened. */
  open(): Slot {
    this.#counts.opening++;
    return {
      id: ++this.#lastId,
      state: "opening",
      driver: undefined as unknown as DriverConnection,
      openedAtMs: Number.NaN,
      used: false,
      invalid: false,
    };
  }

  /** Gives a slot that is opening its connection. */
  fill(slot: Slot, driver: DriverConnection): void {
    (slot as Mutable).driver = driver;
    (slot as Mutable).openedAtMs = now();
  }

  /** @throws {Internal} for a move that the table does not have */
  move(slot: Slot, to: SlotState): Slot {
    const allowed: readonly SlotState[] = MOVES[slot.state];
    if (!allowed.includes(to)) {
      throw new Internal(`Pooled connection ${slot.id} cannot go from ${slot.state} to ${to}.`);
    }
    if (slot.state === "idle") this.#removeIdle(slot);
    this.#counts[slot.state]--;
    this.#counts[to]++;
    if (to === "idle") this.#idle.push(slot);
    (slot as Mutable).state = to;
    return slot;
  }

  count(state: SlotState): number {
    return this.#counts[state];
  }

  /** The idle slot that came back last, or first; undefined where none is idle. */
  peekIdle(which: "last" | "first"): Slot | undefined {
    return which === "last" ? this.#idle.at(-1) : this.#idle[0];
  }

  /** All idle slots. */
  idle(): readonly Slot[] {
    return [...this.#idle];
  }

  #removeIdle(slot: Slot): void {
    if (this.#idle.at(-1) === slot) this.#idle.pop();
    else if (this.#idle[0] === slot) this.#idle.shift();
    else this.#idle.splice(this.#idle.indexOf(slot), 1);
  }
}

/** Someone who waits for a connection. */
export class Waiter {
  /** When waiting ends, in milliseconds on the monotonic clock; Infinity for who waits for nothing but the server. */
  readonly endMs: number;
  readonly slot: Promise<Slot>;
  /** Whether a connection is being opened on its behalf. */
  opening = false;
  #settled = false;
  #resolve!: (slot: Slot) => void;
  #reject!: (error: unknown) => void;
  #stopListening: (() => void) | undefined;

  constructor(endMs: number) {
    this.endMs = endMs;
    this.slot = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Whether it was served, ran out of time or was given up. */
  get settled(): boolean {
    return this.#settled;
  }

  /** Gives waiting up when the signal is aborted. */
  listenTo(signal: AbortSignal, onAbort: () => void): void {
    const leave = () => {
      this.fail(signal.reason);
      onAbort();
    };
    signal.addEventListener("abort", leave, { once: true });
    this.#stopListening = () => signal.removeEventListener("abort", leave);
  }

  give(slot: Slot): void {
    this.#settle();
    this.#resolve(slot);
  }

  fail(error: unknown): void {
    this.#settle();
    this.#reject(error);
  }

  #settle(): void {
    this.#settled = true;
    this.#stopListening?.();
  }
}

/** Those who wait, in order of arrival. */
export class WaitingLine {
  #waiters: Waiter[] = [];
  #head = 0;

  /** Whether nobody waits. */
  get isEmpty(): boolean {
    this.#skipSettled();
    return this.#head === this.#waiters.length;
  }

  /** How many wait. */
  get count(): number {
    let count = 0;
    for (let i = this.#head; i < this.#waiters.length; i++) if (!this.#waiters[i]!.settled) count++;
    return count;
  }

  join(waiter: Waiter): void {
    this.#waiters.push(waiter);
  }

  /** Takes out who came first. */
  shift(): Waiter | undefined {
    this.#skipSettled();
    const first = this.#waiters[this.#head];
    if (first === undefined) return undefined;
    this.#head++;
    if (this.#head > 1024 && this.#head * 2 > this.#waiters.length) {
      this.#waiters = this.#waiters.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }

  /** Who came first of those that `suits`. */
  find(suits: (waiter: Waiter) => boolean): Waiter | undefined {
    this.#skipSettled();
    for (let i = this.#head; i < this.#waiters.length; i++) {
      const waiter = this.#waiters[i]!;
      if (!waiter.settled && suits(waiter)) return waiter;
    }
    return undefined;
  }

  #skipSettled(): void {
    while (this.#waiters[this.#head]?.settled) this.#head++;
    if (this.#head > 0 && this.#head === this.#waiters.length) this.#waiters.length = this.#head = 0;
  }
}
