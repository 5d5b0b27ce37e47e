import type { DriverConnection } from "../dialect/driver.js";
import { now, timerDelay } from "../util/deadline.js";
import { type Pool, type PoolListeners, type PoolOptions, type PoolStatus, poolTimeout } from "./pool.js";
import { type Slot, Slots, Waiter, WaitingLine } from "./slots.js";

const DONE = Promise.resolve();

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
    const idle = this.#slots.peekIdle(this.#options.poolUseLifo ? "last" : "first");
    if (idle && !this.#options.poolPrePing && this.#line.isEmpty && !this.#isStale(idle)) {
      // The common case waits for nothing.
      return this.#handOut(this.#slots.move(idle, "busy"), new Waiter(Number.POSITIVE_INFINITY));
    }
    const { poolTimeout: timeoutMs } = this.#options;
    if (idle || this.#slots.taken < this.#limit) {
      const waiter = this.#join(Number.POSITIVE_INFINITY, signal);
      if (idle) void this.#prepare(idle, waiter);
      else void this.#openFor(waiter);
      return waiter.slot;
    }
    if (timeoutMs === 0) return Promise.reject(poolTimeout(this.status(), this.#options, this.#limit));
    const waiter = this.#join(now() + timeoutMs, signal);
    this.#watch();
    return waiter.slot;
  }

  release(slot: Slot): Promise<void> {
    if (slot.state !== "busy") return DONE;
    this.#slots.move(slot, "resetting");
    const isClean = slot.invalid || !slot.used || slot.driver.inTransaction() === false;
    return isClean ? this.#checkIn(slot) : this.#reset(slot);
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

  async #reset(slot: Slot): Promise<void> {
    try {
      await slot.driver.query("ROLLBACK");
    } catch {
      slot.invalid = true;
    }
    return this.#checkIn(slot);
  }

  #checkIn(slot: Slot): Promise<void> {
    slot.used = false;
    const isDead = slot.invalid;
    let failure: Promise<never> | undefined;
    try {
      this.#listeners.checkin(slot.driver);
    } catch (error) {
      failure = Promise.reject(error);
    }
    const closed = this.#giveBack(slot);
    // A dead connection may take long to close, and nobody needs to know.
    return failure ?? (isDead ? DONE : (closed ?? DONE));
  }

  /** Joins the line; whichever connection comes first goes to who came first. */
  #join(endMs: number, signal: AbortSignal | undefined): Waiter {
    const waiter = new Waiter(endMs);
    if (signal) waiter.listenTo(signal, () => this.#stopWatching());
    this.#line.join(waiter);
    return waiter;
  }

  /** Looks at an idle connection before it is handed out, and opens one in its place where it is of no use. */
  async #prepare(idle: Slot, waiter: Waiter): Promise<void> {
    waiter.opening = true;
    this.#slots.move(idle, "busy");
    if (!this.#isStale(idle)) {
      if (!this.#options.poolPrePing || (await isAlive(idle.driver))) return void this.#giveBack(idle);
      // When one connection is dead, the server was away, and older ones are dead as well.
      void this.#close(idle);
      this.invalidateAll();
    } else {
      void this.#close(idle);
    }
    return this.#openFor(waiter);
  }

  async #openFor(waiter: Waiter): Promise<void> {
    waiter.opening = true;
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
    void this.#giveBack(slot);
  }

  #handOut(slot: Slot, waiter: Waiter): Promise<Slot> {
    try {
      this.#listeners.checkout(slot.driver);
      waiter.give(slot);
    } catch (error) {
      waiter.fail(error);
      void this.#giveBack(slot);
    }
    return waiter.slot;
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
    const waiter = this.#line.shift();
    if (waiter) {
      if (slot.state !== "busy") this.#slots.move(slot, "busy");
      this.#stopWatching();
      this.#handOut(slot, waiter);
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
      const waiter = this.#line.find(({ opening }) => !opening);
      if (!waiter) return;
      void this.#openFor(waiter);
    }
  }

  /** Keeps one timer, for the waiter who runs out of time first: the one who came first. */
  #watch(): void {
    if (this.#timer) return;
    const first = this.#line.find(hasEnd);
    if (!first || this.#options.poolTimeout === Number.POSITIVE_INFINITY) return;
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined;
        const nowMs = now();
        const status = this.status();
        for (
          let late = this.#line.find(hasEnd);
          late && late.endMs <= nowMs;
          late = this.#line.find(hasEnd)
        ) {
          late.fail(poolTimeout(status, this.#options, this.#limit));
        }
        this.#watch();
      },
      timerDelay(first.endMs - now()),
    );
  }

  /** Ends the timer when nobody waits, so that it does not keep the process alive. */
  #stopWatching(): void {
    if (this.#timer === undefined || !this.#line.isEmpty) return;
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

function hasEnd({ endMs }: Waiter): boolean {
  return endMs !== Number.POSITIVE_INFINITY;
}
