import type { DriverConnection } from "../dialect/driver.js";
import { now, timerDelay } from "../util/deadline.js";
import { type Pool, type PoolListeners, type PoolOptions, type PoolStatus, poolTimeout } from "./pool.js";
import { type Slot, Slots, type Waiter, WaitingLine } from "./slots.js";

/**
 * Keeps up to `poolSize` connections, opens up to `maxOverflow` more while they are needed, and serves those who
 * wait in order of arrival.
 *
 * @source modelled on SQLAlchemy 2.0, QueuePool
 */
export class QueuePool implements Pool {
  readonly #openDriver: () => Promise<DriverConnection>;
  readonly #options: PoolOptions;
  readonly #listeners: PoolListeners;
  readonly #slots = new Slots();
  readonly #line = new WaitingLine();
  readonly #closing = new Set<Promise<void>>();
  readonly #keep: number;
  readonly #limit: number;
  /** Connections up to this id are replaced. */
  #staleId = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    open: () => Promise<DriverConnection>,
    options: PoolOptions,
    listeners: PoolListeners,
    keep: number = options.poolSize === 0 ? Number.POSITIVE_INFINITY : options.poolSize,
  ) {
    this.#openDriver = open;
    this.#options = options;
    this.#listeners = listeners;
    this.#keep = keep;
    this.#limit = options.maxOverflow === -1 ? Number.POSITIVE_INFINITY : keep + options.maxOverflow;
  }

  acquire(signal?: AbortSignal): Promise<Slot> {
    if (signal?.aborted) return Promise.reject(signal.reason);
    if (this.#line.first === undefined) {
      const idle = this.#slots.peekIdle(this.#options.poolUseLifo ? "last" : "first");
      if (idle && !this.#options.poolPrePing && !this.#isStale(idle)) {
        // The common case waits for nothing.
        return this.#handOut(this.#slots.move(idle, "busy"));
      }
      if (idle || this.#slots.taken < this.#limit) {
        return this.#ask(signal, (waiter) => {
          this.#provide(waiter).catch((error) => waiter.fail(error));
        });
      }
    }
    if (this.#options.poolTimeout === 0)
      return Promise.reject(poolTimeout(this.status(), this.#options, this.#limit));
    return this.#ask(signal, (waiter) => {
      this.#line.join(waiter);
      this.#watch();
    });
  }

  async release(slot: Slot): Promise<void> {
    if (slot.state !== "busy") return;
    this.#slots.move(slot, "resetting");
    if (!slot.invalid && slot.used && slot.driver.inTransaction() !== false) {
      try {
        await slot.driver.query("ROLLBACK");
      } catch {
        slot.invalid = true;
      }
    }
    slot.used = false;
    const waits = !slot.invalid;
    try {
      this.#listeners.checkin(slot.driver);
    } finally {
      const closed = this.#giveBack(slot);
      // A dead connection may take long to close, and nobody needs to know.
      if (closed && waits) await closed;
    }
  }

  invalidateAll(): void {
    this.#staleId = this.#slots.lastId;
    for (const slot of this.#slots.idle()) void this.#close(slot);
  }

  async dispose(): Promise<void> {
    this.invalidateAll();
    await Promise.all(this.#closing);
  }

  status(): PoolStatus {
    const { poolSize, maxOverflow } = this.#options;
    const slots = this.#slots;
    return {
      poolSize,
      maxOverflow,
      idle: slots.count("idle"),
      busy: slots.count("busy") + slots.count("resetting"),
      opening: slots.count("opening"),
      overflow: Math.max(0, slots.taken - this.#keep),
      waiting: this.#line.count,
    };
  }

  /** A promise for a slot, with the waiter through which it is given. */
  #ask(signal: AbortSignal | undefined, begin: (waiter: Waiter) => void): Promise<Slot> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        waiter.settled = true;
        signal?.removeEventListener("abort", onAbort);
      };
      const onAbort = () => {
        waiter.fail(signal?.reason);
        this.#stopWatching();
      };
      const waiter = {
        endMs: now() + this.#options.poolTimeout,
        settled: false,
        give(slot: Slot) {
          settle();
          resolve(slot);
        },
        fail(error: unknown) {
          settle();
          reject(error);
        },
      };
      signal?.addEventListener("abort", onAbort, { once: true });
      begin(waiter);
    });
  }

  /** Hands out an idle connection that has to be looked at first, or opens one. */
  async #provide(waiter: Waiter): Promise<void> {
    const idle = this.#slots.peekIdle(this.#options.poolUseLifo ? "last" : "first");
    if (!idle) return this.#openFor(waiter);
    this.#slots.move(idle, "busy");
    if (this.#isStale(idle)) {
      void this.#close(idle);
      return this.#openFor(waiter);
    }
    if (!this.#options.poolPrePing || (await isAlive(idle.driver))) return this.#give(idle, waiter);
    // When one connection is dead, the server was away, and older ones are dead as well.
    void this.#close(idle);
    this.invalidateAll();
    return this.#openFor(waiter);
  }

  async #openFor(waiter: Waiter): Promise<void> {
    const slot = this.#slots.open();
    let driver: DriverConnection | undefined;
    try {
      driver = await this.#openDriver();
      this.#slots.fill(slot, driver);
      const told = this.#listeners.connect(driver);
      if (told) await told;
    } catch (error) {
      this.#slots.move(slot, "closed");
      if (driver) void this.#settleClose(driver.close());
      if (!waiter.settled) waiter.fail(error);
      this.#serve();
      return;
    }
    this.#slots.move(slot, "busy");
    this.#give(slot, waiter);
  }

  /** Gives a busy slot to a waiter, or to the next one where that one has left. */
  #give(slot: Slot, waiter: Waiter): void {
    if (waiter.settled) {
      this.#giveBack(slot);
      return;
    }
    this.#handOut(slot).then(
      (ready) => waiter.give(ready),
      (error) => waiter.fail(error),
    );
  }

  #handOut(slot: Slot): Promise<Slot> {
    try {
      this.#listeners.checkout(slot.driver);
    } catch (error) {
      this.#giveBack(slot);
      return Promise.reject(error);
    }
    return Promise.resolve(slot);
  }

  /**
   * Passes a connection that nobody uses any more to who waits longest, keeps it, or closes it.
   *
   * @returns settles when it is closed
   */
  #giveBack(slot: Slot): Promise<void> | undefined {
    if (slot.invalid || this.#isStale(slot)) {
      const closed = this.#close(slot);
      this.#serve();
      return closed;
    }
    const waiter = this.#next();
    if (waiter) {
      if (slot.state !== "busy") this.#slots.move(slot, "busy");
      this.#give(slot, waiter);
    } else if (this.#slots.count("idle") < this.#keep) {
      this.#slots.move(slot, "idle");
    } else {
      return this.#close(slot);
    }
    return undefined;
  }

  /** Opens connections for those who wait, as far as the limit allows. */
  #serve(): void {
    while (this.#slots.taken < this.#limit) {
      const waiter = this.#next();
      if (!waiter) return;
      void this.#openFor(waiter);
    }
  }

  #next(): Waiter | undefined {
    const waiter = this.#line.shift();
    if (waiter) this.#stopWatching();
    return waiter;
  }

  /** Keeps one timer, for the waiter who came first and so runs out of time first. */
  #watch(): void {
    const first = this.#line.first;
    if (this.#timer || !first || first.endMs === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        const nowMs = now();
        const status = this.status();
        for (let late = this.#line.first; late && late.endMs <= nowMs; late = this.#line.first) {
          late.fail(poolTimeout(status, this.#options, this.#limit));
        }
        this.#watch();
      },
      timerDelay(first.endMs - now()),
    );
  }

  /** Ends the timer when nobody waits, so that it does not keep the process alive. */
  #stopWatching(): void {
    if (this.#timer === undefined || this.#line.first !== undefined) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #isStale(slot: Slot): boolean {
    const { poolRecycle } = this.#options;
    return slot.id <= this.#staleId || (poolRecycle >= 0 && now() - slot.openedAtMs > poolRecycle);
  }

  #close(slot: Slot): Promise<void> {
    this.#slots.move(slot, "closing");
    return this.#settleClose(slot.driver.close().finally(() => this.#slots.move(slot, "closed")));
  }

  /** A connection that cannot be closed properly is gone all the same. */
  #settleClose(closed: Promise<void>): Promise<void> {
    const settled = closed.catch(() => {}).then(() => void this.#closing.delete(settled));
    this.#closing.add(settled);
    return settled;
  }
}

/** Opens a connection for each use and closes it afterwards. */
export class NullPool extends QueuePool {
  constructor(open: () => Promise<DriverConnection>, options: PoolOptions, listeners: PoolListeners) {
    super(open, { ...options, poolSize: 0, maxOverflow: -1 }, listeners, 0);
  }
}

/** One connection that is kept for good and used by one at a time: the pool of a database in memory. */
export class StaticPool extends QueuePool {
  constructor(open: () => Promise<DriverConnection>, options: PoolOptions, listeners: PoolListeners) {
    super(open, { ...options, poolSize: 1, maxOverflow: 0, poolRecycle: -1, poolPrePing: false }, listeners);
  }
}

async function isAlive(driver: DriverConnection): Promise<boolean> {
  try {
    return await driver.ping();
  } catch {
    return false;
  }
}
