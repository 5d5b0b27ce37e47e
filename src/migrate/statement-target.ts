import type { Dialect, Live, Statement } from "../dialect/dialect.js";
import type { DriverResult } from "../dialect/driver.js";
import type { Connection } from "../engine/connection.js";
import type { AssertNone } from "../ops/assert-none.js";
import type { Operation } from "../ops/operation.js";
import type { TableName } from "../schema/name.js";
import type { Table } from "../schema/table.js";
import type { Node } from "../sql/node.js";
import { writeSql } from "../sql/writer.js";
import { assertNone } from "./assert-none.js";

/** Where the statements of a script go: to a database, or into a file of SQL. */
export interface StatementTarget {
  readonly dialect: Dialect;
  /** Whether statements are written down and not run, so that no query has an answer. */
  readonly offline: boolean;
  /** The statements that carry an operation out. */
  plan(operation: Operation): Promise<readonly Statement[]>;
  /** Runs one statement of a plan, or writes it down. */
  perform(statement: Statement): Promise<unknown>;
  /** Is told that all statements of an operation are done. */
  done(operation: Operation): void;
  /** Runs a query for its rows. */
  query(statement: Node): Promise<DriverResult>;
  /** Refuses to go on where rows meet a condition, or has the script refuse it. */
  assertNone(operation: AssertNone): Promise<void>;
  /** Whether a transaction is open; null where that is not known. */
  inTransaction(): boolean | null;
}

/** The database behind a connection, for one script. */
export class DatabaseTarget implements StatementTarget {
  readonly dialect: Dialect;
  readonly offline = false;
  readonly #connection: Connection;
  readonly #live: Live;

  constructor(connection: Connection) {
    this.dialect = connection.dialect;
    this.#connection = connection;
    this.#live = liveOf(connection);
  }

  plan(operation: Operation): Promise<readonly Statement[]> {
    return this.dialect.plan(operation, this.#live);
  }

  perform({ sql, params }: Statement): Promise<DriverResult> {
    return this.#connection.exec(sql, params);
  }

  done(): void {
    // The database itself knows.
  }

  query(statement: Node): Promise<DriverResult> {
    return this.perform(writeSql(statement, this.dialect.spelling));
  }

  assertNone(operation: AssertNone): Promise<void> {
    const query = (statement: Node) => this.query(statement);
    return assertNone(operation, { query, table: (name) => this.#live.table(name) });
  }

  inTransaction(): boolean | null {
    return this.#connection.driver.inTransaction();
  }
}

/** What plans of one script may ask about the database behind a connection, and what they leave for each other. */
export function liveOf(connection: Connection): Live {
  return {
    table: (name) => liveTable(connection, name),
    query: (sql, params) => connection.exec(sql, params),
    inTransaction: () => connection.driver.inTransaction(),
    notes: new Map(),
  };
}

async function liveTable(connection: Connection, name: TableName): Promise<Table | null> {
  const { tables } = await connection.withDriver((driver) =>
    connection.dialect.reflect(driver, {
      tables: [name],
      ...(name.schema !== undefined && { schemas: [name.schema] }),
    }),
  );
  return tables[0] ?? null;
}
