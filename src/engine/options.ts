import type { IsolationLevel } from "../dialect/dialect.js";
import { ConfigError } from "../errors/errors.js";
import { enumerate, nearest } from "../util/text.js";
import { areListeners, type EngineListeners, EVENTS } from "./listeners.js";
import type { PoolClass, PoolOptions } from "./pool.js";
import { QueuePool, StaticPool } from "./queue-pool.js";
import type { DatabaseUrl } from "./url.js";

/** How an engine connects. Names are SQLAlchemy's, durations are milliseconds. */
export interface EngineOptions extends Partial<PoolOptions> {
  /** Writes down every statement with its time and parameters; "debug" adds the rows. A function takes the lines. */
  readonly echo?: boolean | "debug" | ((line: string) => void);
  /** Keeps parameters out of what `echo` writes and out of errors. */
  readonly hideParameters?: boolean;
  /** The kind of pool: QueuePool, NullPool or StaticPool. */
  readonly poolClass?: PoolClass;
  /** How far transactions are kept apart; AUTOCOMMIT for no transactions. The database's default where it is left out. */
  readonly isolationLevel?: IsolationLevel;
  /** Milliseconds to wait for a connection to open; the driver's own default where it is left out. */
  readonly connectTimeout?: number;
  /** Options for the driver, passed as they are. */
  readonly connectArgs?: Readonly<Record<string, unknown>>;
  /** Who listens, by event, from before the first connection on: what `listen` does for an engine that somebody else makes. */
  readonly events?: EngineListeners;
  /**
   * The project's folder, from which relative paths of database files start, and in which the driver's package is
   * looked for too; the working directory where it is left out.
   */
  readonly baseDir?: string;
}

/** Every level that a database may have. */
const ISOLATION_LEVELS: readonly IsolationLevel[] = [
  "AUTOCOMMIT",
  "READ UNCOMMITTED",
  "READ COMMITTED",
  "REPEATABLE READ",
  "SERIALIZABLE",
];

type Check = (value: unknown) => string | null;

const wants = (what: string, isRight: (value: unknown) => boolean): Check => {
  return (value) => (isRight(value) ? null : what);
};
const FLAG = wants("true or false", (value) => typeof value === "boolean");
const isWhole = (value: unknown, least: number) => Number.isInteger(value) && (value as number) >= least;

/** What each option must be. */
const CHECKS: Readonly<Record<keyof EngineOptions, Check>> = {
  echo: wants(
    'true, false, "debug" or a function',
    (value) => typeof value === "boolean" || value === "debug" || typeof value === "function",
  ),
  hideParameters: FLAG,
  poolClass: wants("a class of pool, such as NullPool", (value) => typeof value === "function"),
  poolSize: wants("a whole number, 0 for no limit", (value) => isWhole(value, 0)),
  maxOverflow: wants("a whole number, -1 for no limit", (value) => isWhole(value, -1)),
  poolTimeout: wants(
    "a number of milliseconds from 0 to Infinity",
    (value) => typeof value === "number" && value >= 0,
  ),
  poolRecycle: wants(
    "a number of milliseconds, -1 for never",
    (value) => typeof value === "number" && (value >= 0 || value === -1),
  ),
  poolPrePing: FLAG,
  poolUseLifo: FLAG,
  isolationLevel: wants(enumerate(ISOLATION_LEVELS, "or"), (value) =>
    (ISOLATION_LEVELS as readonly unknown[]).includes(value),
  ),
  connectTimeout: wants(
    "a number of milliseconds above 0",
    (value) => typeof value === "number" && Number.isFinite(value) && value > 0,
  ),
  connectArgs: wants("an object", (value) => typeof value === "object" && value !== null),
  events: wants(`an object of functions by event: ${enumerate(EVENTS, "or")}`, areListeners),
  baseDir: wants("a path", (value) => typeof value === "string"),
};

/**
 * Refuses options that an engine does not know or cannot use.
 *
 * @throws {ConfigError} `config.unknown-key`: an option is misspelt
 * @throws {ConfigError} `config.invalid`: a value is of the wrong kind
 */
export function checkEngineOptions(options: object): void {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name as keyof EngineOptions] : undefined;
    if (!check) {
      const guess = nearest(name, Object.keys(CHECKS));
      throw new ConfigError("config.unknown-key", `An engine has no option ${JSON.stringify(name)}.`, {
        hint: guess ? `Did you mean ${guess}?` : `Its options are ${enumerate(Object.keys(CHECKS))}.`,
      });
    }
    const wanted = check(value);
    if (wanted === null) continue;
    throw new ConfigError("config.invalid", `The engine's option ${name} must be ${wanted}.`, {
      ...(typeof value === "number" && { hint: `It is ${value}.` }),
    });
  }
}

/** The kind of pool for a database, and how it is to keep connections. */
export function poolOptions(
  url: DatabaseUrl,
  options: EngineOptions,
): { readonly poolClass: PoolClass; readonly pool: PoolOptions } {
  // A database file has one writer at a time, so that a second connection would only wait for the first.
  const size = url.isFile ? { poolSize: 1, maxOverflow: 0 } : { poolSize: 5, maxOverflow: 10 };
  const maxOverflow = options.maxOverflow ?? size.maxOverflow;
  return {
    // A database in memory is its connection.
    poolClass: options.poolClass ?? (url.isMemory ? StaticPool : QueuePool),
    pool: {
      poolSize: options.poolSize ?? size.poolSize,
      maxOverflow,
      poolTimeout: options.poolTimeout ?? 30_000,
      poolRecycle: options.poolRecycle ?? -1,
      poolPrePing: options.poolPrePing ?? false,
      poolUseLifo: options.poolUseLifo ?? true,
    },
  };
}
