import { expect } from "vitest";
import { compareSchemas, type Difference } from "../../../src/compare/compare-schemas.js";
import type { Dialect, Live } from "../../../src/dialect/dialect.js";
import type { ConnectTarget, DriverConnection } from "../../../src/dialect/driver.js";
import { loadDialect } from "../../../src/dialects/registry.js";
import { createEngine } from "../../../src/engine/engine.js";
import { DatabaseUrl } from "../../../src/engine/url.js";
import type { Operation } from "../../../src/ops/operation.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { schemaOf } from "../../../src/schema/define/metadata.js";
import { nameKey } from "../../../src/schema/name.js";
import type { Schema } from "../../../src/schema/schema.js";
import { freshDatabase, type TestDatabase } from "../../support/database.js";
import { loadModels } from "../../support/models/pulled.js";
import { eachTarget, type Target } from "../../support/target.js";

/** The products that the folder serves. */
export type Product = Extract<Target, "mysql" | "mariadb">;

/** A `describe` for MySQL and one for MariaDB. */
export function eachProduct(title: string, body: (product: Product) => void): void {
  eachTarget(title, body, ["mysql", "mariadb"]);
}

/** An empty database with a connection of ours to it. */
export interface Session extends AsyncDisposable {
  readonly database: TestDatabase;
  readonly db: DriverConnection;
  readonly dialect: Dialect;
  /** Statements that our connection has been sent. */
  readonly sent: string[];
  reflect(): Promise<Schema>;
  /** Plans an operation against the database and carries it out; gives the statements. */
  run(operation: Operation): Promise<readonly string[]>;
  /** What takes the database to a schema, the server being asked about expressions. */
  compare(to: Schema): Promise<Difference>;
}

/** A URL in its parts, as the engine gives them to a driver. */
export function connectTargetOf(url: string, params: Readonly<Record<string, string>> = {}): ConnectTarget {
  const target = DatabaseUrl.parse(url).toTarget();
  return { ...target, params: new Map([...target.params, ...Object.entries(params)]) };
}

/** Opens a fresh database. */
export async function openSession(target: Product): Promise<Session> {
  const database = await freshDatabase(target);
  const { driver, dialectFor } = await loadDialect(target);
  const opened = await driver.open(connectTargetOf(database.url));
  const sent: string[] = [];
  const db: DriverConnection = {
    serverVersion: opened.serverVersion,
    raw: opened.raw,
    query: (sql, params) => {
      sent.push(sql);
      return opened.query(sql, params);
    },
    batch: (statements) => {
      sent.push(...statements);
      return opened.batch(statements);
    },
    inTransaction: () => opened.inTransaction(),
    cancel: () => opened.cancel(),
    ping: () => opened.ping(),
    close: () => opened.close(),
  };
  const dialect = dialectFor(db.serverVersion);
  const live: Live = {
    table: async (name) => {
      const { tables } = await dialect.reflect(db, { tables: [name] });
      return tables.find((table) => nameKey(table) === nameKey(name)) ?? null;
    },
    query: (sql, params) => db.query(sql, params),
  };
  const reflect = () => dialect.reflect(db);
  return {
    database,
    db,
    dialect,
    sent,
    reflect,
    async run(operation) {
      const statements = await dialect.plan(operation, live);
      for (const { sql, params } of statements) await db.query(sql, params);
      return statements.map(({ sql }) => sql);
    },
    compare: async (to) =>
      compareSchemas(await reflect(), to, dialect, {
        canonical: (tables, adapted) => dialect.canonical(db, adapted, tables),
        unseen: (tables) => dialect.withUnseen!(db, tables, "all"),
      }),
    async [Symbol.asyncDispose]() {
      await opened.close();
      await database.drop();
    },
  };
}

/** The longest name that models may give. */
export const LIMIT = { length: 64, unit: "characters" } as const;

/**
 * Expects what is pulled to be no difference, to leave nothing out, and to make the same in another database.
 *
 * @param texts what the server writes of its tables
 */
export async function expectPulled(
  session: Session,
  product: Product,
  texts: (session: Session) => Promise<readonly string[]>,
): Promise<void> {
  await using engine = createEngine(session.database.url);
  const { left, files } = await pullModels(engine, { split: false });
  expect(left).toEqual([]);
  const models = schemaOf([await loadModels(files)], LIMIT);
  expect((await session.compare(models)).operations).toEqual([]);
  await using other = await openSession(product);
  for (const operation of (await other.compare(models)).operations) await other.run(operation);
  expect(await texts(other)).toEqual(await texts(session));
  expect((await other.compare(models)).operations).toEqual([]);
}
