import type { Operation } from "../ops/operation.js";
import type { Expression } from "../sql/build/expression.js";
import { sqlText } from "../sql/build/sql-tag.js";

/** What a script may know about the run it is part of. */
export interface OperationContext {
  /** The values of `-x key=value`. */
  readonly x: Readonly<Record<string, string>>;
  /** What `--tag` says, for the script to use as it likes; null without one. */
  readonly tag: string | null;
  /** The database product's name, such as `postgresql`. */
  readonly dialect: string;
  /** Whether SQL is written down and no database asked: under `--sql` and `--dry-run`. */
  readonly offline: boolean;
  readonly direction: "upgrade" | "downgrade";
  /** The id of the revision that runs. */
  readonly revision: string;
  /** The database's name among the configuration's `databases`; null where there is but one. */
  readonly database: string | null;
  /** The database's name among the configuration's `targets`; null where there are none. */
  readonly target: string | null;
}

/** Rows that a script's query gave. */
export interface QueryResult {
  /** The rows as objects, by column name. */
  all<R = Readonly<Record<string, unknown>>>(): readonly R[];
  /** The first column of the first row, or null where there is no row. */
  scalar<T = unknown>(): T | null;
  readonly rowCount: number;
}

/** The connection that a script's operations run on, in the order of asking. */
export interface ScriptConnection {
  /** Runs a query: SQL text with `:name` parameters, or an expression made with `` sql`…` ``. */
  execute(
    statement: string | Expression<unknown>,
    params?: Readonly<Record<string, unknown>>,
  ): Promise<QueryResult>;
}

/** Carries operations out for `Operations`, in the order of asking. */
export interface OperationRunner {
  readonly context: OperationContext;
  /** What `make` throws about the arguments is a failure like any other, and waits its turn. */
  run(method: string, make: () => readonly Operation[]): Promise<void>;
  query(method: string, make: () => Expression<unknown>): Promise<QueryResult>;
  /** Calls a function in its turn, outside of any transaction. */
  autocommit<T>(work: (connection: ScriptConnection) => Promise<T> | T): Promise<T>;
  /** Calls a function in its turn; what it asks of the connection, or of `op`, is done at once. */
  call<T>(method: string, work: (connection: ScriptConnection) => Promise<T> | T): Promise<T>;
}

/** A statement as text with its parameters, or made with `` sql`…` ``. */
export function toExpression(
  statement: string | Expression<unknown>,
  params?: Readonly<Record<string, unknown>>,
): Expression<unknown> {
  return typeof statement === "string" ? sqlText(statement, params) : statement;
}
