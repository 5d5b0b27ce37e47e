import type { DriverConnection } from "../dialect/driver.js";
import { PoolTimeout } from "../errors/errors.js";
import { enumerate, plural } from "../util/text.js";
import type { Slot } from "./slots.js";

/** How a pool keeps connections. */
export interface PoolOptions {
  /** Connections that are kept open; 0 for no limit. */
  readonly poolSize: number;
  /** Connections that may be open beyond `poolSize` at a time; -1 for no limit. */
  readonly maxOverflow: number;
  /** Milliseconds to wait for a free connection; 0 fails at once, Infinity waits forever. */
  readonly poolTimeout: number;
  /** Milliseconds after which a connection is replaced when it is next used; -1 for never. */
  readonly poolRecycle: number;
  /** Asks a connection for a sign of life before it is handed out. */
  readonly poolPrePing: boolean;
  /** Hands out the connection that came back last, so that those not needed grow old; else the one that came back first. */
  readonly poolUseLifo: boolean;
}

/** What a pool tells its engine; a listener's error reaches who asked for the connection. */
export interface PoolListeners {
  /** A connection was opened. */
  connect(driver: DriverConnection): Promise<void> | undefined;
  checkout(driver: DriverConnection): void;
  checkin(driver: DriverConnection): void;
}

/** A pool's connections by what they do. */
export interface PoolStatus {
  readonly poolSize: number;
  readonly maxOverflow: number;
  /** Open and free. */
  readonly idle: number;
  /** Handed out. */
  readonly busy: number;
  readonly opening: number;
  /** Open or opening beyond `poolSize`. */
  readonly overflow: number;
  /** Callers who wait for a connection. */
  readonly waiting: number;
}

/** Keeps connections and hands them out. */
export interface Pool {
  /**
   * Hands out a connection. What is acquired must be released.
   *
   * @throws {PoolTimeout} `pool.timeout`: none became free in time
   * @throws {OperationalError} `db.connect`: the server refused a new connection
   */
  acquire(signal?: AbortSignal): Promise<Slot>;
  /** Takes a connection back, rolled back; one that is `invalid` is closed. Twice is harmless. */
  release(slot: Slot): Promise<void>;
  /** Lets all connections that are open now be replaced: idle ones are closed, the others when they come back. */
  invalidateAll(): void;
  /** Closes the idle connections, and the others when they come back; the pool can be used on. */
  dispose(): Promise<void>;
  status(): PoolStatus;
}

/** A kind of pool, for the engine's `poolClass`. */
export type PoolClass = new (
  open: () => Promise<DriverConnection>,
  options: PoolOptions,
  listeners: PoolListeners,
) => Pool;

/** The error of someone who waited for `options.poolTimeout` in a pool that opens at most `limit` connections. */
export function poolTimeout(status: PoolStatus, options: PoolOptions, limit: number): PoolTimeout {
  const { poolTimeout } = options;
  const states = [
    ...(status.busy > 0 ? [`${status.busy} in use`] : []),
    ...(status.opening > 0 ? [`${status.opening} being opened`] : []),
    ...(status.idle > 0 ? [`${status.idle} idle`] : []),
  ];
  const allowed = `${status.poolSize} pooled and ${status.maxOverflow} overflow connections`;
  return new PoolTimeout(
    "pool.timeout",
    `No connection became free within ${poolTimeout} ms: of ${allowed}, ${enumerate(states)}; ${plural(status.waiting, "caller")} waiting.`,
    { hint: hintFor(status, limit), details: { ...status, poolTimeout } },
  );
}

function hintFor(status: PoolStatus, limit: number): string {
  if (limit === 1 && status.opening === 0) {
    return "The pool has one connection, which serves one at a time: close it (await using) before another one is asked for.";
  }
  return status.opening >= status.busy
    ? "The server does not answer; check that it runs, or set connectTimeout."
    : "Close connections as soon as their work is done (await using), or raise poolSize or maxOverflow.";
}
