import type { Dialect, DialectModule, IsolationLevel, ReflectRequest } from "../dialect/dialect.js";
import type { ConnectTarget, DriverConnection } from "../dialect/driver.js";
import { loadDialect } from "../dialects/registry.js";
import { MigrError } from "../errors/base.js";
import { StateError } from "../errors/errors.js";
import type { Schema } from "../schema/schema.js";
import { Hooks } from "../util/hooks.js";
import { Connection, type ConnectionHost, type EngineEvents, type ExecutionOptions } from "./connection.js";
import { echoing, toStandardError } from "./echo.js";
import { addListeners } from "./listeners.js";
import { checkEngineOptions, type EngineOptions, poolOptions } from "./options.js";
import type { Pool } from "./pool.js";
import type { BeginOptions } from "./transaction.js";
import { DatabaseUrl } from "./url.js";

/** How a connection is taken from the pool. */
export interface ConnectOptions {
  /** Gives up waiting when it is aborted. */
  readonly signal?: AbortSignal;
}

type Work<T> = (connection: Connection) => T | Promise<T>;

/** Where a database is and a pool of connections to it. Nothing is opened before it is needed. */
export class Engine implements AsyncDisposable {
  /** Where the database is; printed with its password masked. */
  readonly url: DatabaseUrl;
  readonly #core: Core;
  readonly #isolationLevel: IsolationLevel | null;

  /** @internal use `createEngine` */
  constructor(core: Core, isolationLevel: IsolationLevel | null) {
    this.url = core.url;
    this.#core = core;
    this.#isolationLevel = isolationLevel;
  }

  /** The connections, of which `status()` tells. */
  get pool(): Pool {
    return this.#core.pool;
  }

  /** Who listens to this engine; `listen` adds to them. */
  get events(): Hooks<EngineEvents> {
    return this.#core.events;
  }

  /**
   * The dialect of the server, once a connection has been opened.
   *
   * @throws {StateError} `state.not-connected`: none has been opened yet
   */
  get dialect(): Dialect {
    const { dialect } = this.#core;
    if (dialect) return dialect;
    throw new StateError("state.not-connected", "The dialect is not known before the first connection.", {
      hint: "Use `await engine.dialectOf()`, or ask a connection.",
    });
  }

  /** The dialect of the server, for which a connection is opened where none has been. */
  async dialectOf(): Promise<Dialect> {
    return this.#core.dialect ?? this.connect((connection) => connection.dialect);
  }

  /** The folder of the dialect, without a connection. */
  dialectModule(): Promise<DialectModule> {
    return this.#core.load();
  }

  /**
   * Takes a connection from the pool, to be closed by `await using` or `close()`; with `work`, it is closed when that
   * is done, and what was not committed is rolled back.
   *
   * @throws {PoolTimeout} `pool.timeout`: none became free in time
   * @throws {ConfigError} `config.driver-missing`: the driver's package is not installed
   * @throws {OperationalError} `db.connect`: the server cannot be reached
   */
  connect(options?: ConnectOptions): Promise<Connection>;
  connect<T>(work: Work<T>, options?: ConnectOptions): Promise<T>;
  connect<T>(first?: ConnectOptions | Work<T>, options?: ConnectOptions): Promise<Connection | T> {
    return typeof first === "function" ? this.#lend(first, options) : this.#open(first);
  }

  /** What the database holds, as data; `inspect(engine)` and `metadata.reflect(engine)` ask for it. @internal */
  reflectSchema(request: ReflectRequest = {}): Promise<Schema> {
    return this.connect((connection) =>
      connection.withDriver((driver) => connection.dialect.reflect(driver, request)),
    );
  }

  /** Runs `work` with a connection in a transaction, which commits when it is done, or rolls back when it fails. */
  begin<T>(work: Work<T>, options: ConnectOptions & BeginOptions = {}): Promise<T> {
    return this.connect((connection) => connection.begin(() => work(connection), options), options);
  }

  /** The same engine with other options for its connections; the pool is one. */
  executionOptions(options: ExecutionOptions): Engine {
    checkEngineOptions(options);
    return new Engine(this.#core, options.isolationLevel ?? this.#isolationLevel);
  }

  /** Closes all connections that are not in use, and the others when they are given back. */
  dispose(): Promise<void> {
    return this.#core.pool.dispose();
  }

  /** Disposes of the engine. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.dispose();
  }

  /** An engine with the same options for another database of the same server, or another file; it has a pool of its own. */
  withDatabase(database: string): Engine {
    const core = new Core(this.url.with({ database }), this.#core.options);
    return new Engine(core, this.#isolationLevel);
  }

  async #lend<T>(work: Work<T>, options: ConnectOptions | undefined): Promise<T> {
    const connection = await this.#open(options);
    try {
      return await work(connection);
    } finally {
      await connection.close();
    }
  }

  async #open(options: ConnectOptions | undefined): Promise<Connection> {
    const slot = await this.#core.pool.acquire(options?.signal);
    return new Connection(this.#core, slot, this.#isolationLevel);
  }
}

/** What engines with different options share. */
class Core implements ConnectionHost {
  readonly url: DatabaseUrl;
  readonly pool: Pool;
  readonly events = new Hooks<EngineEvents>();
  readonly hideParameters: boolean;
  readonly options: EngineOptions;
  readonly #target: ConnectTarget;
  readonly #echo: EngineOptions["echo"];
  #loading: Promise<DialectModule> | undefined;
  #module: DialectModule | undefined;
  /** The dialect of the newest connection, and the version it is for. */
  #dialect: Dialect | undefined;
  #version: string | undefined;

  constructor(url: DatabaseUrl, options: EngineOptions) {
    this.url = url;
    this.options = options;
    this.hideParameters = options.hideParameters ?? false;
    this.#echo = options.echo;
    this.#target = url.toTarget({
      baseDir: options.baseDir ?? process.cwd(),
      ...(options.connectTimeout !== undefined && { connectTimeoutMs: options.connectTimeout }),
      ...(options.connectArgs !== undefined && { driverOptions: options.connectArgs }),
    });
    const { events } = this;
    if (options.events) addListeners(events, options.events);
    const { poolClass, pool } = poolOptions(url, options);
    this.pool = new poolClass(() => this.#connect(), pool, {
      connect: (driver) => {
        return events.has("connect") ? events.emitInTurn("connect", () => ({ driver })) : undefined;
      },
      checkout: (driver) => events.emit("checkout", () => ({ driver })),
      checkin: (driver) => events.emit("checkin", () => ({ driver })),
    });
  }

  get dialect(): Dialect | undefined {
    return this.#dialect;
  }

  dialectFor({ serverVersion }: DriverConnection): Dialect {
    // Servers keep their version for as long as connections to them live, with rare exceptions.
    if (this.#dialect === undefined || serverVersion !== this.#version) {
      this.#dialect = this.#module!.dialectFor(serverVersion);
      this.#version = serverVersion;
    }
    return this.#dialect;
  }

  load(): Promise<DialectModule> {
    this.#loading ??= loadDialect(this.url.scheme).then((module) => {
      this.#module = module;
      return module;
    });
    return this.#loading;
  }

  async #connect(): Promise<DriverConnection> {
    const module = this.#module ?? (await this.load());
    let driver: DriverConnection;
    try {
      driver = await module.driver.open(this.#target);
    } catch (thrown) {
      throw thrown instanceof MigrError ? thrown : module.newest.toDatabaseError(thrown);
    }
    const echo = this.#echo;
    if (!echo) return driver;
    return echoing(driver, {
      log: typeof echo === "function" ? echo : toStandardError,
      rows: echo === "debug",
      hideParameters: this.hideParameters,
    });
  }
}

/**
 * Makes an engine: reads the URL and the options, and does nothing else. The driver is loaded and the first
 * connection opened when it is needed.
 *
 * @throws {ConfigError} `config.bad-url`: the URL cannot be read
 * @throws {ConfigError} `config.unknown-key`: an option is misspelt
 * @throws {ConfigError} `config.invalid`: an option is of the wrong kind
 */
export function createEngine(url: string | DatabaseUrl, options: EngineOptions = {}): Engine {
  checkEngineOptions(options);
  const { baseDir } = options;
  const parsed =
    typeof url === "string" ? DatabaseUrl.parse(url, baseDir === undefined ? {} : { baseDir }) : url;
  return new Engine(new Core(parsed, options), options.isolationLevel ?? null);
}

/**
 * Calls `listener` at every `event` of the engine, after those already there.
 *
 * @returns ends the listening
 */
export function listen<K extends keyof EngineEvents>(
  engine: Engine,
  event: K,
  listener: (event: EngineEvents[K]) => unknown,
): () => void {
  return engine.events.on(event, listener);
}
