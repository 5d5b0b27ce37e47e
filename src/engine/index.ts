export { Connection, type EngineEvents, type ExecutionOptions, type StatementEvent } from "./connection.js";
export { type ConnectOptions, createEngine, Engine, listen } from "./engine.js";
export type { EngineOptions } from "./options.js";
export type { Pool, PoolClass, PoolOptions, PoolStatus } from "./pool.js";
export { NullPool, QueuePool, StaticPool } from "./queue-pool.js";
export { Result, type Row, Rows } from "./result.js";
export type { Executable, Params } from "./statement.js";
export { type BeginOptions, Transaction } from "./transaction.js";
export { DatabaseUrl, displayUrl, type UrlChanges, type UrlOptions } from "./url.js";
