import { type CodeEntry, entry } from "./entry.js";

/** Errors about pool, connections and results. */
export const ENGINE_CODES = {
  "pool.timeout": entry(
    "No connection became free in time",
    "All connections that the pool may open are in use, and none was closed within poolTimeout.",
    "Close connections as soon as their work is done (`await using`), or raise poolSize or maxOverflow.",
  ),
  "state.closed": entry(
    "It is closed",
    "A connection was used after its end, often by a statement whose promise was not awaited.",
    "Await every statement before the connection is closed, or open another connection.",
  ),
  "state.in-transaction": entry(
    "A transaction is open",
    "A second transaction was begun, or an option changed that holds from the beginning of a transaction.",
    "Commit or roll back first; beginNested() makes a savepoint inside a transaction.",
  ),
  "state.transaction-ended": entry(
    "The transaction has ended",
    "A transaction was used after its end, or a statement or the server ended it.",
    "Roll back and begin again; leave COMMIT and ROLLBACK to the transaction's own methods.",
  ),
  "state.hidden-object": entry(
    "A temporary object hides what is to be changed",
    "The connection has a temporary table, view or index of the same name, which SQLite takes first wherever the name stands alone.",
    "Drop the temporary object before the change, or call it otherwise.",
  ),
  "state.invalidated": entry(
    "The connection was lost inside a transaction",
    "The server closed the connection, so what the transaction had done is undone.",
    "Call rollback(); the next statement then opens a new connection.",
  ),
  "state.autocommit": entry(
    "There are no transactions in autocommit",
    "The isolation level is AUTOCOMMIT, so every statement stands alone.",
    "Choose another isolation level for the connection, or leave begin() out.",
  ),
  "state.not-connected": entry(
    "No connection has been opened yet",
    "The dialect depends on the server's version, which the first connection tells.",
    "Use `await engine.dialectOf()`, or ask a connection.",
  ),
  "result.no-row": entry(
    "There is no row",
    "A statement that should give one row gave none.",
    "Mend the condition, or use oneOrNone() or first() where no row is possible.",
  ),
  "result.many-rows": entry(
    "There are several rows",
    "A statement that should give one row gave more.",
    "Mend the condition, or use first() or all().",
  ),
  "result.not-rows": entry(
    "The statement gives no rows",
    "Rows were asked of a statement such as INSERT or CREATE, which has none.",
    "Use rowCount or lastInsertId, or add RETURNING where the database has it.",
  ),
  "result.no-column": entry(
    "The result has no such column",
    "A column was asked for by a name or position that the statement does not give.",
    "Mend the name; `result.keys` lists the columns.",
  ),
} as const satisfies Record<string, CodeEntry>;
