import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { DriverConnection, DriverResult } from "../../../src/dialect/driver.js";
import type { PoolClass, PoolListeners, PoolOptions } from "../../../src/engine/pool.js";
import { NullPool, QueuePool, StaticPool } from "../../../src/engine/queue-pool.js";
import { PoolTimeout } from "../../../src/errors/errors.js";

const EMPTY: DriverResult = { fields: [], rows: [], rowCount: 0 };

/** A connection to nothing, whose state the test sets: the pool is what is tested. */
class Line implements DriverConnection {
  readonly serverVersion = "1";
  readonly raw = null;
  readonly number: number;
  readonly sent: string[] = [];
  state: boolean | null = false;
  alive = true;
  pings = 0;
  closed = false;
  failing = false;

  constructor(number: number) {
    this.number = number;
  }

  async query(sql: string): Promise<DriverResult> {
    if (this.failing) throw new Error("broken");
    this.sent.push(sql);
    return EMPTY;
  }

  async batch(): Promise<readonly DriverResult[]> {
    return [];
  }

  inTransaction(): boolean | null {
    return this.state;
  }

  async cancel(): Promise<void> {}

  async ping(): Promise<boolean> {
    this.pings++;
    return this.alive;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

const OPTIONS: PoolOptions = {
  poolSize: 2,
  maxOverflow: 1,
  poolTimeout: 1000,
  poolRecycle: -1,
  poolPrePing: false,
  poolUseLifo: true,
};

function setUp(
  options: Partial<PoolOptions> = {},
  kind: PoolClass = QueuePool,
  listeners: Partial<PoolListeners> = {},
) {
  const lines: Line[] = [];
  /** How the next connections open, where not at once. */
  const openings: (() => Promise<void>)[] = [];
  const pool = new kind(
    async () => {
      await openings.shift()?.();
      const line = new Line(lines.length + 1);
      lines.push(line);
      return line;
    },
    { ...OPTIONS, ...options },
    { connect: () => undefined, checkout: () => {}, checkin: () => {}, ...listeners },
  );
  return { pool, lines, openings };
}

function deferred() {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** Lets everything happen that needs no time. */
const settle = () => vi.advanceTimersByTimeAsync(0);
const numberOf = (slot: { readonly driver: DriverConnection }) => (slot.driver as Line).number;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance", "hrtime"] });
});
afterEach(() => {
  expect(vi.getTimerCount(), "timers that are left").toBe(0);
  vi.useRealTimers();
});

describe("a pool", () => {
  it("opens nothing before it is needed", () => {
    const { pool, lines } = setUp();
    expect(lines).toEqual([]);
    expect(pool.status()).toEqual({
      poolSize: 2,
      maxOverflow: 1,
      idle: 0,
      busy: 0,
      opening: 0,
      overflow: 0,
      waiting: 0,
    });
  });

  it("hands an idle connection out again", async () => {
    const { pool, lines } = setUp();
    await pool.release(await pool.acquire());
    await pool.release(await pool.acquire());
    expect(lines).toHaveLength(1);
    expect(pool.status()).toMatchObject({ idle: 1, busy: 0 });
  });

  it("keeps poolSize connections and closes those beyond when they come back", async () => {
    const { pool, lines } = setUp();
    const slots = [await pool.acquire(), await pool.acquire(), await pool.acquire()];
    expect(pool.status()).toMatchObject({ busy: 3, overflow: 1 });
    for (const slot of slots) await pool.release(slot);
    expect(lines.map(({ closed }) => closed)).toEqual([false, false, true]);
    expect(pool.status()).toMatchObject({ idle: 2, busy: 0, overflow: 0 });
  });

  it("has no limit where poolSize is 0 or maxOverflow is -1", async () => {
    for (const options of [{ poolSize: 0 }, { maxOverflow: -1 }]) {
      const { pool } = setUp(options);
      const slots = await Promise.all(Array.from({ length: 50 }, () => pool.acquire()));
      expect(pool.status().busy).toBe(50);
      await Promise.all(slots.map((slot) => pool.release(slot)));
      expect(pool.status().idle).toBe("poolSize" in options ? 50 : 2);
    }
  });

  it("hands out the connection that came back last, or first", async () => {
    for (const [poolUseLifo, number] of [
      [true, 2],
      [false, 1],
    ] as const) {
      const { pool } = setUp({ poolUseLifo });
      const [first, second] = [await pool.acquire(), await pool.acquire()];
      await pool.release(first);
      await pool.release(second);
      expect(numberOf(await pool.acquire())).toBe(number);
    }
  });

  it("takes a connection back once, however often it is released", async () => {
    const { pool } = setUp();
    const slot = await pool.acquire();
    await Promise.all([pool.release(slot), pool.release(slot)]);
    await pool.release(slot);
    expect(pool.status()).toMatchObject({ idle: 1, busy: 0 });
  });
});

describe("those who wait", () => {
  it("are served in order of arrival, with the connection that comes back", async () => {
    const { pool, lines } = setUp();
    const slots = [await pool.acquire(), await pool.acquire(), await pool.acquire()];
    const order: string[] = [];
    const waiting = ["a", "b", "c"].map((name) =>
      pool.acquire().then((slot) => {
        order.push(`${name}${numberOf(slot)}`);
        return slot;
      }),
    );
    expect(pool.status().waiting).toBe(3);
    await pool.release(slots[1]!);
    await settle();
    expect(order).toEqual(["a2"]);
    await pool.release(slots[0]!);
    await pool.release(slots[2]!);
    await Promise.all(waiting);
    expect(order).toEqual(["a2", "b1", "c3"]);
    expect(lines).toHaveLength(3);
  });

  it("are not overtaken by who comes later", async () => {
    const { pool } = setUp({ poolSize: 1, maxOverflow: 0 });
    const held = await pool.acquire();
    const order: number[] = [];
    const early = pool.acquire().then((slot) => {
      order.push(1);
      return pool.release(slot);
    });
    const released = pool.release(held);
    const late = pool.acquire().then((slot) => {
      order.push(2);
      return pool.release(slot);
    });
    await Promise.all([early, late, released]);
    expect(order).toEqual([1, 2]);
  });

  it("hear after poolTimeout what the pool is busy with", async () => {
    const { pool } = setUp();
    await Promise.all([pool.acquire(), pool.acquire(), pool.acquire()]);
    const waiting = Promise.allSettled([pool.acquire(), pool.acquire()]);
    await vi.advanceTimersByTimeAsync(1000);
    const [outcome] = await waiting;
    const error = (outcome as PromiseRejectedResult).reason as PoolTimeout;
    expect(error).toBeInstanceOf(PoolTimeout);
    expect(error.code).toBe("pool.timeout");
    expect(error.message).toBe(
      "No connection became free within 1000 ms: of 2 pooled and 1 overflow connections, 3 in use; 2 callers waiting.",
    );
    expect(error.hint).toContain("raise poolSize");
    expect(error.details).toMatchObject({ poolSize: 2, maxOverflow: 1, waiting: 2, poolTimeout: 1000 });
    expect(pool.status().waiting).toBe(0);
  });

  it("are told where the pool is of one connection only", async () => {
    const { pool } = setUp({ poolTimeout: 0 }, StaticPool);
    await pool.acquire();
    await expect(pool.acquire()).rejects.toMatchObject({ hint: expect.stringContaining("one at a time") });
  });

  it("each wait for their own time", async () => {
    const { pool } = setUp({ poolSize: 1, maxOverflow: 0 });
    await pool.acquire();
    const ends: number[] = [];
    const wait = () => pool.acquire().catch(() => ends.push(performance.now()));
    const startMs = performance.now();
    const first = wait();
    await vi.advanceTimersByTimeAsync(400);
    const second = wait();
    await vi.advanceTimersByTimeAsync(2000);
    await Promise.all([first, second]);
    expect(ends.map((end) => end - startMs)).toEqual([1000, 1400]);
  });

  it("share one timer, which is gone when they are served", async () => {
    const { pool } = setUp({ poolSize: 1, maxOverflow: 0 });
    const held = await pool.acquire();
    expect(vi.getTimerCount()).toBe(0);
    const waiting = [pool.acquire(), pool.acquire()];
    expect(vi.getTimerCount()).toBe(1);
    await pool.release(held);
    await pool.release(await waiting[0]!);
    await waiting[1];
    expect(vi.getTimerCount()).toBe(0);
  });

  it("fail at once where poolTimeout is 0, and never where it is Infinity", async () => {
    const none = setUp({ poolSize: 1, maxOverflow: 0, poolTimeout: 0 });
    await none.pool.acquire();
    await expect(none.pool.acquire()).rejects.toBeInstanceOf(PoolTimeout);

    const endless = setUp({ poolSize: 1, maxOverflow: 0, poolTimeout: Number.POSITIVE_INFINITY });
    const held = await endless.pool.acquire();
    const waiting = endless.pool.acquire();
    await vi.advanceTimersByTimeAsync(1e9);
    await endless.pool.release(held);
    expect(numberOf(await waiting)).toBe(1);
  });

  it("leave by their signal, and the next one is served", async () => {
    const { pool } = setUp({ poolSize: 1, maxOverflow: 0 });
    const held = await pool.acquire();
    const controller = new AbortController();
    const leaving = pool.acquire(controller.signal);
    const staying = pool.acquire();
    controller.abort("enough");
    await expect(leaving).rejects.toBe("enough");
    expect(pool.status().waiting).toBe(1);
    await pool.release(held);
    expect(numberOf(await staying)).toBe(1);
  });

  it("leave no timer when the only one leaves", async () => {
    const { pool } = setUp({ poolSize: 1, maxOverflow: 0 });
    await pool.acquire();
    const controller = new AbortController();
    const leaving = pool.acquire(controller.signal);
    controller.abort("enough");
    await expect(leaving).rejects.toBe("enough");
    expect(vi.getTimerCount()).toBe(0);
    await expect(pool.acquire(AbortSignal.abort("before"))).rejects.toBe("before");
  });

  it("are served by a new connection when one is given back broken", async () => {
    const { pool, lines } = setUp({ poolSize: 1, maxOverflow: 0 });
    const held = await pool.acquire();
    const waiting = pool.acquire();
    held.invalid = true;
    await pool.release(held);
    expect(numberOf(await waiting)).toBe(2);
    expect(lines[0]!.closed).toBe(true);
  });

  it("can be ten thousand without slowing each other down", async () => {
    const { pool } = setUp({ poolSize: 1, maxOverflow: 0 });
    let slot = await pool.acquire();
    const waiting = Array.from({ length: 10_000 }, () => pool.acquire());
    for (const next of waiting) {
      await pool.release(slot);
      slot = await next;
    }
    expect(pool.status()).toMatchObject({ busy: 1, waiting: 0 });
  });
});

describe("opening a connection", () => {
  it("gives its place back when it fails, and the next one in line tries", async () => {
    const { pool, openings } = setUp({ poolSize: 1, maxOverflow: 0 });
    const opening = deferred();
    openings.push(() => opening.promise);
    const failing = pool.acquire();
    const waiting = pool.acquire();
    opening.reject(new Error("refused"));
    await expect(failing).rejects.toThrow("refused");
    expect(numberOf(await waiting)).toBe(1);
    expect(pool.status()).toMatchObject({ busy: 1, opening: 0 });
  });

  it("that hangs keeps nobody waiting who can have another connection", async () => {
    const { pool, openings } = setUp();
    openings.push(() => new Promise(() => {}));
    const [first, second] = [pool.acquire(), pool.acquire()];
    const slot = await first;
    expect(pool.status()).toMatchObject({ opening: 1, busy: 1, waiting: 1 });
    await pool.release(slot);
    await pool.release(await second);
    await pool.release(await pool.acquire());
    expect(pool.status()).toMatchObject({ opening: 1, idle: 1, waiting: 0 });
  });

  it("serves who came first, whoever it was begun for", async () => {
    const { pool, openings } = setUp();
    const slow = deferred();
    openings.push(() => slow.promise);
    const order: string[] = [];
    const early = pool.acquire().then((slot) => order.push(`early ${numberOf(slot)}`));
    const late = pool.acquire().then((slot) => order.push(`late ${numberOf(slot)}`));
    await early;
    slow.resolve();
    await late;
    expect(order).toEqual(["early 1", "late 2"]);
  });

  it("is not in vain when who asked for it has left", async () => {
    const { pool, openings, lines } = setUp();
    const opening = deferred();
    openings.push(() => opening.promise);
    const controller = new AbortController();
    const leaving = pool.acquire(controller.signal);
    controller.abort("enough");
    await expect(leaving).rejects.toBe("enough");
    opening.resolve();
    await settle();
    expect(pool.status()).toMatchObject({ opening: 0, idle: 1 });
    await pool.acquire();
    expect(lines).toHaveLength(1);
  });

  it("is named in the error when the server does not answer", async () => {
    const { pool, openings } = setUp({ poolSize: 1, maxOverflow: 0 });
    openings.push(() => new Promise(() => {}));
    void pool.acquire();
    const waiting = pool.acquire();
    waiting.catch(() => {});
    await vi.advanceTimersByTimeAsync(1000);
    await expect(waiting).rejects.toMatchObject({
      message: expect.stringContaining("1 being opened"),
      hint: expect.stringContaining("does not answer"),
    });
  });
});

describe("a connection that is given back", () => {
  it("is rolled back where a transaction is open", async () => {
    const { pool, lines } = setUp();
    const slot = await pool.acquire();
    slot.used = true;
    lines[0]!.state = true;
    await pool.release(slot);
    expect(lines[0]!.sent).toEqual(["ROLLBACK"]);
  });

  it("is rolled back where the driver cannot tell and it was used", async () => {
    const { pool, lines } = setUp();
    const slot = await pool.acquire();
    lines[0]!.state = null;
    await pool.release(slot);
    expect(lines[0]!.sent).toEqual([]);
    const again = await pool.acquire();
    again.used = true;
    await pool.release(again);
    expect(lines[0]!.sent).toEqual(["ROLLBACK"]);
  });

  it("costs no statement where the driver tells that no transaction is open", async () => {
    const { pool, lines } = setUp();
    const slot = await pool.acquire();
    slot.used = true;
    await pool.release(slot);
    expect(lines[0]!.sent).toEqual([]);
  });

  it("is closed where the rollback fails", async () => {
    const { pool, lines } = setUp();
    const slot = await pool.acquire();
    slot.used = true;
    lines[0]!.state = true;
    lines[0]!.failing = true;
    await pool.release(slot);
    expect(lines[0]!.closed).toBe(true);
    expect(pool.status()).toMatchObject({ idle: 0, busy: 0 });
  });
});

describe("an old connection", () => {
  it("is replaced when it is next used after poolRecycle", async () => {
    const { pool, lines } = setUp({ poolRecycle: 60_000 });
    await pool.release(await pool.acquire());
    await vi.advanceTimersByTimeAsync(60_000);
    const slot = await pool.acquire();
    expect(numberOf(slot)).toBe(1);
    await pool.release(slot);
    await vi.advanceTimersByTimeAsync(1);
    expect(numberOf(await pool.acquire())).toBe(2);
    expect(lines[0]!.closed).toBe(true);
  });

  it("is replaced after invalidateAll, whether it was idle or in use", async () => {
    const { pool, lines } = setUp();
    const [busy, idle] = [await pool.acquire(), await pool.acquire()];
    await pool.release(idle);
    pool.invalidateAll();
    expect(lines.map(({ closed }) => closed)).toEqual([false, true]);
    await pool.release(busy);
    expect(lines[0]!.closed).toBe(true);
    expect(numberOf(await pool.acquire())).toBe(3);
  });
});

describe("a pre-ping", () => {
  it("asks idle connections, and not those just opened", async () => {
    const { pool, lines } = setUp({ poolPrePing: true });
    const slot = await pool.acquire();
    expect(lines[0]!.pings).toBe(0);
    await pool.release(slot);
    await pool.acquire();
    expect(lines[0]!.pings).toBe(1);
  });

  it("replaces a dead connection, and all that are older with it", async () => {
    const { pool, lines } = setUp({ poolPrePing: true });
    const [first, second] = [await pool.acquire(), await pool.acquire()];
    await pool.release(first);
    await pool.release(second);
    lines[1]!.alive = false;
    expect(numberOf(await pool.acquire())).toBe(3);
    expect(lines.map(({ closed }) => closed)).toEqual([true, true, false]);
    expect(lines[0]!.pings).toBe(0);
  });
});

describe("dispose", () => {
  it("closes idle connections now and the others when they come back, and the pool works on", async () => {
    const { pool, lines } = setUp();
    const [busy, idle] = [await pool.acquire(), await pool.acquire()];
    await pool.release(idle);
    await pool.dispose();
    expect(lines.map(({ closed }) => closed)).toEqual([false, true]);
    expect(numberOf(await pool.acquire())).toBe(3);
    await pool.release(busy);
    expect(lines[0]!.closed).toBe(true);
    expect(pool.status()).toMatchObject({ busy: 1, idle: 0 });
  });

  it("leaves those who wait in line", async () => {
    const { pool } = setUp({ poolSize: 1, maxOverflow: 0 });
    const held = await pool.acquire();
    const waiting = pool.acquire();
    await pool.dispose();
    await pool.release(held);
    expect(numberOf(await waiting)).toBe(2);
  });
});

describe("listeners", () => {
  it("hear of a connection's life in order", async () => {
    const heard: string[] = [];
    const { pool } = setUp({}, QueuePool, {
      connect: async () => void heard.push("connect"),
      checkout: () => heard.push("checkout"),
      checkin: () => heard.push("checkin"),
    });
    await pool.release(await pool.acquire());
    await pool.release(await pool.acquire());
    expect(heard).toEqual(["connect", "checkout", "checkin", "checkout", "checkin"]);
  });

  it("that fail at connect close the connection and free its place", async () => {
    let fails = true;
    const { pool, lines } = setUp({ poolSize: 1, maxOverflow: 0 }, QueuePool, {
      connect: async () => {
        if (fails) throw new Error("not this one");
      },
    });
    await expect(pool.acquire()).rejects.toThrow("not this one");
    expect(lines[0]!.closed).toBe(true);
    fails = false;
    expect(numberOf(await pool.acquire())).toBe(2);
  });

  it("that fail at checkout leave the connection in the pool", async () => {
    let fails = true;
    const { pool } = setUp({ poolSize: 1, maxOverflow: 0 }, QueuePool, {
      checkout: () => {
        if (fails) throw new Error("not now");
      },
    });
    await expect(pool.acquire()).rejects.toThrow("not now");
    expect(pool.status()).toMatchObject({ idle: 1, busy: 0 });
    await expect(pool.acquire()).rejects.toThrow("not now");
    fails = false;
    expect(numberOf(await pool.acquire())).toBe(1);
  });
});

describe("NullPool", () => {
  it("opens a connection for each use and closes it afterwards", async () => {
    const { pool, lines } = setUp({}, NullPool);
    const slots = await Promise.all(Array.from({ length: 20 }, () => pool.acquire()));
    await Promise.all(slots.map((slot) => pool.release(slot)));
    expect(lines).toHaveLength(20);
    expect(lines.every(({ closed }) => closed)).toBe(true);
    expect(pool.status()).toMatchObject({ idle: 0, busy: 0, poolSize: 0 });
  });
});

describe("StaticPool", () => {
  it("keeps one connection for good and lends it to one at a time", async () => {
    const { pool, lines } = setUp({ poolSize: 5, poolRecycle: 0 }, StaticPool);
    const first = await pool.acquire();
    const waiting = pool.acquire();
    await vi.advanceTimersByTimeAsync(500);
    await pool.release(first);
    expect(numberOf(await waiting)).toBe(1);
    expect(lines).toHaveLength(1);
  });
});
