import type { Dialect, Live, Statement } from "../dialect/dialect.js";
import type { DriverResult } from "../dialect/driver.js";
import type { Connection } from "../engine/connection.js";
import type { AssertNone } from "../ops/assert-none.js";
import type { Operation } from "../ops/operation.js";
import type { TableName } from "../schema/name.js";
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

/** The database behind a connection. */
export function databaseTarget(connection: Connection): StatementTarget {
  const { dialect } = connection;
  const inTransaction = () => connection.driver.inTransaction();
  const live: Live = { ...liveOf(connection), inTransaction, notes: new Map() };
  const query = (statement: Node) => {
    const { sql, params } = writeSql(statement, dialect.spelling);
    return connection.exec(sql, params);
  };
  return {
    dialect,
    offline: false,
    plan: (operation) => dialect.plan(operation, live),
    perform: ({ sql, params }) => connection.exec(sql, params),
    done: () => undefined,
    query,
    assertNone: (operation) => assertNone(operation, { query, table: live.table }),
    inTransaction,
  };
}

/** What plans may ask about the database behind a connection. */
export function liveOf(connection: Connection): Live {
  return {
    async table(name: TableName) {
      const { tables } = await connection.withDriver((driver) =>
        connection.dialect.reflect(driver, {
          tables: [name],
          ...(name.schema !== undefined && { schemas: [name.schema] }),
        }),
      );
      return tables[0] ?? null;
    },
    query: (sql, params) => connection.exec(sql, params),
  };
}
