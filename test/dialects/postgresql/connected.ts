import { describe } from "vitest";
import { compareSchemas, type Difference } from "../../../src/compare/compare-schemas.js";
import type { Live } from "../../../src/dialect/dialect.js";
import type { ConnectTarget, DriverConnection, DriverResult } from "../../../src/dialect/driver.js";
import { dialectModule } from "../../../src/dialects/postgresql/index.js";
import type { Operation } from "../../../src/ops/operation.js";
import { findTable, type Schema } from "../../../src/schema/schema.js";
import { freshDatabase, type TestDatabase } from "../../support/database.js";
import { itIf, serverOf } from "../../support/target.js";

/** An empty database with a connection of the dialect's own driver. */
export interface Connected extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly db: DriverConnection;
  readonly live: Live;
  /** Everything that was sent, one entry a round trip. */
  readonly sent: string[][];
  reflect(schemas?: readonly string[]): Promise<Schema>;
  /** Plans an operation and runs its statements. */
  run(operation: Operation): Promise<readonly string[]>;
}

/** The dialect of the server that the tests run on. */
export const dialect = dialectModule.dialectFor(serverOf("postgresql")?.version ?? "18");

/** The first part of its version. */
export const major = Number.parseInt(serverOf("postgresql")?.version ?? "18", 10);

/** A `describe` for what PostgreSQL alone has; skipped where no server could be had. */
export function onPostgresql(title: string, body: () => void): void {
  const found = serverOf("postgresql") !== undefined;
  describe(title, () => (found ? body() : itIf(false, "no PostgreSQL")(title, () => {})));
}

/** What the driver's `open` takes for a URL. */
export function targetOf(url: string, params: Readonly<Record<string, string>> = {}): ConnectTarget {
  const { username, password, hostname, port, pathname } = new URL(url);
  return {
    scheme: "postgresql",
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    host: hostname,
    port: Number(port),
    database: decodeURIComponent(pathname.slice(1)),
    params: new Map(Object.entries(params)),
  };
}

/** Opens a connection to a fresh database. */
export async function connected(): Promise<Connected> {
  const database = await freshDatabase("postgresql");
  const inner = await dialectModule.driver.open(targetOf(database.url));
  const sent: string[][] = [];
  const db = recording(inner, sent);
  const live: Live = {
    table: async (name) => {
      const schemas = name.schema === undefined ? undefined : [name.schema];
      return findTable(await dialect.reflect(db, { ...(schemas && { schemas }), tables: [name] }), name);
    },
    query: (sql, params) => db.query(sql, params),
  };
  return {
    database,
    db,
    live,
    sent,
    reflect: (schemas) => dialect.reflect(db, schemas && { schemas }),
    async run(operation) {
      const statements = await dialect.plan(operation, live);
      for (const { sql, params } of statements) await db.query(sql, params);
      return statements.map(({ sql }) => sql);
    },
    async [Symbol.asyncDispose]() {
      await inner.close();
      await database.drop();
    },
  };
}

/** What takes the database from one schema to another; expressions are compared by the server. */
export async function changes({ db }: Connected, from: Schema, to: Schema): Promise<Difference> {
  return compareSchemas(from, to, dialect, {
    canonical: (tables, adapted) => dialect.canonical(db, adapted, tables),
  });
}

function recording(inner: DriverConnection, sent: string[][]): DriverConnection {
  return {
    serverVersion: inner.serverVersion,
    raw: inner.raw,
    query(sql, params): Promise<DriverResult> {
      sent.push([sql]);
      return inner.query(sql, params);
    },
    batch(statements) {
      sent.push([...statements]);
      return inner.batch(statements);
    },
    inTransaction: () => inner.inTransaction(),
    cancel: () => inner.cancel(),
    ping: () => inner.ping(),
    close: () => inner.close(),
  };
}
