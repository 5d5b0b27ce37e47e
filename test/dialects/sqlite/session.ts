import Sqlite from "better-sqlite3";
import type { Dialect, Live, Statement } from "../../../src/dialect/dialect.js";
import { type DriverConnection, type DriverResult, toObjects } from "../../../src/dialect/driver.js";
import { abilitiesOf } from "../../../src/dialects/sqlite/features.js";
import { dialectModule } from "../../../src/dialects/sqlite/index.js";
import type { Operation } from "../../../src/ops/operation.js";
import { findTable, type Schema } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { freshDatabase } from "../../support/database.js";

/** A connection of our driver with what a runner does around it. */
export interface Session {
  readonly db: DriverConnection;
  /** Where the database is. */
  readonly file: string;
  readonly dialect: Dialect;
  /** Every statement that went over the connection, in order. */
  readonly log: string[];
  /** Runs statements that stand behind each other, as `exec` does. */
  script(sql: string): void;
  rows<R = Record<string, unknown>>(sql: string, params?: readonly unknown[]): Promise<readonly R[]>;
  reflect(): Promise<Schema>;
  table(name: string): Promise<Table>;
  /** The CREATE text that the database keeps. */
  sql(name: string): Promise<string | undefined>;
  plan(operation: Operation): Promise<readonly Statement[]>;
  /** Plans and runs operations as a runner does: guarded, in one transaction, verified. */
  run(...operations: readonly Operation[]): Promise<void>;
}

/** The version of the library that the tests run with. */
const LIBRARY = new Sqlite(":memory:").prepare("select sqlite_version()").pluck().get() as string;

/** What the library can do without copying a table. */
export const abilities = abilitiesOf(LIBRARY);

/** Versions that the library can be taken to be: what it is, and one that can do less. */
export const versions: readonly string[] = [LIBRARY, "3.40.1"];

/** A session on a file of its own. @param version what the library is taken to be, where not what it is */
export async function openSession(version?: string): Promise<Session> {
  const database = await freshDatabase("sqlite");
  const params = new Map([["synchronous", "off"]]);
  const bare = await dialectModule.driver.open({ scheme: "sqlite", database: database.name, params });
  const log: string[] = [];
  const db = logged(bare, log);
  const dialect = dialectModule.dialectFor(version ?? db.serverVersion);
  const live: Live = {
    table: async (name) => findTable(await dialect.reflect(db, { tables: [name] }), name),
    query: (sql, parameters) => db.query(sql, parameters),
  };
  const raw = bare.raw as { exec(sql: string): void };
  const session: Session = {
    db,
    file: database.name,
    dialect,
    log,
    script: (sql) => raw.exec(sql),
    rows: async <R>(sql: string, parameters: readonly unknown[] = []) =>
      toObjects<R>(await db.query(sql, parameters)),
    reflect: () => dialect.reflect(db),
    async table(name) {
      return findTable(await dialect.reflect(db), { name })!;
    },
    async sql(name) {
      const { rows } = await db.query("select sql from sqlite_schema where name = ?", [name]);
      return rows[0]?.[0] as string | undefined;
    },
    plan: (operation) => dialect.plan(operation, live),
    async run(...operations) {
      const script: Live = { ...live, notes: new Map() };
      const guard = await dialect.guard(db);
      try {
        for (const sql of dialect.begin(null, true)) await db.query(sql);
        try {
          for (const operation of operations) {
            await execute(db, dialect, await dialect.plan(operation, script));
          }
          await guard.verify();
          await db.query("COMMIT");
        } catch (thrown) {
          if (db.inTransaction()) await db.query("ROLLBACK");
          throw thrown;
        }
      } finally {
        await guard.release();
      }
    },
  };
  return session;
}

/** Runs statements, turning the driver's errors into ours. */
export async function execute(
  db: DriverConnection,
  dialect: Dialect,
  statements: readonly Statement[],
): Promise<void> {
  for (const statement of statements) {
    try {
      await db.query(statement.sql, statement.params);
    } catch (thrown) {
      throw dialect.toDatabaseError(thrown, statement);
    }
  }
}

function logged(db: DriverConnection, log: string[]): DriverConnection {
  const query = (sql: string, params?: readonly unknown[]): Promise<DriverResult> => {
    log.push(sql);
    return db.query(sql, params);
  };
  return {
    serverVersion: db.serverVersion,
    raw: db.raw,
    query,
    async batch(statements) {
      const results: DriverResult[] = [];
      for (const sql of statements) results.push(await query(sql));
      return results;
    },
    inTransaction: () => db.inTransaction(),
    cancel: () => db.cancel(),
    ping: () => db.ping(),
    close: () => db.close(),
  };
}
