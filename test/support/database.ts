import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { type Connection, createConnection } from "mysql2/promise";
import pg from "pg";
import { dataFolder } from "./servers/folders.js";
import { serverOf, type Target } from "./target.js";

/** One row as the bare driver gives it. */
export type Row = Record<string, unknown>;

/** An empty database for one test, which is dropped when its test file ends. */
export interface TestDatabase extends AsyncDisposable {
  readonly target: Target;
  /** For `createEngine`, a configuration file or the command line. */
  readonly url: string;
  readonly name: string;
  /** Runs one statement through the bare driver; parameters are the driver's own (`$1` or `?`). */
  query(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
  /** Runs a script of several statements through the bare driver. */
  script(sql: string): Promise<void>;
  /** Drops it now, with whoever is connected. */
  drop(): Promise<void>;
}

/** A connection of a bare driver. */
interface Session {
  query(sql: string, parameters: readonly unknown[]): Promise<Row[]>;
  script(sql: string): Promise<void>;
  close(): Promise<void>;
}

const opened = new Set<TestDatabase>();
const administrators = new Map<Target, Promise<Session>>();

/** Makes an empty database on a target. `label` becomes part of its name. */
export async function freshDatabase(target: Target, label = "t"): Promise<TestDatabase> {
  const name = `migr_${label}_${Date.now().toString(36)}_${randomBytes(4).toString("hex")}`;
  const database = target === "sqlite" ? sqliteDatabase(name) : await serverDatabase(target, name);
  opened.add(database);
  return database;
}

/** Drops the databases that the test file made, and lets go of the servers. */
export async function dropDatabases(): Promise<void> {
  await Promise.all([...opened].map((database) => database.drop()));
  const sessions = await Promise.all(administrators.values());
  administrators.clear();
  await Promise.all(sessions.map((session) => session.close()));
}

/** The URL of a database of a name on the server of a target, whether it exists or not. */
export function urlOf(target: Exclude<Target, "sqlite">, name: string): string {
  const url = new URL(adminUrl(target));
  url.pathname = `/${name}`;
  // A server is reached under the scheme of its target, whatever the developer's own URL says.
  return url.href.replace(/^[^:]+:/, `${target}:`);
}

async function serverDatabase(target: Exclude<Target, "sqlite">, name: string): Promise<TestDatabase> {
  const admin = await administrator(target);
  const options = target === "postgresql" ? "template template0" : "character set utf8mb4";
  await admin.script(`create database ${name} ${options}`);
  const url = urlOf(target, name);
  return toDatabase(target, name, url, async () => {
    const session = await administrator(target);
    if (target === "postgresql") return session.script(`drop database if exists ${name} with (force)`);
    // A connection that a failed test left in a transaction would block the drop.
    // The view of it fails where another one's statement has characters that its column cannot hold.
    for (const { Id, db } of await session.query("show processlist", [])) {
      if (db === name) await session.script(`kill ${Number(Id)}`).catch(() => {});
    }
    return session.script(`drop database if exists ${name}`);
  });
}

function sqliteDatabase(name: string): TestDatabase {
  const folder = mkdtempSync(join(dataFolder(), "migr-test-sqlite-"));
  const path = join(folder, `${name}.db`);
  return toDatabase("sqlite", path, `sqlite:///${path}`, async () => {
    rmSync(folder, { recursive: true, force: true });
  });
}

function toDatabase(target: Target, name: string, url: string, remove: () => Promise<void>): TestDatabase {
  let session: Promise<Session> | undefined;
  const connected = () => {
    session ??= connect(target, target === "sqlite" ? name : url);
    return session;
  };
  const database: TestDatabase = {
    target,
    name,
    url,
    query: async (sql, parameters = []) => (await connected()).query(sql, parameters),
    script: async (sql) => (await connected()).script(sql),
    async drop() {
      if (!opened.delete(database)) return;
      await (await session)?.close();
      await remove();
    },
    [Symbol.asyncDispose]: () => database.drop(),
  };
  return database;
}

function adminUrl(target: Target): string {
  const server = serverOf(target);
  if (server === undefined) throw new Error(`No ${target} server was started for this test.`);
  return server.url;
}

function administrator(target: Target): Promise<Session> {
  let session = administrators.get(target);
  if (session === undefined) {
    session = connect(target, adminUrl(target));
    administrators.set(target, session);
  }
  return session;
}

async function connect(target: Target, url: string): Promise<Session> {
  if (target === "sqlite") return connectSqlite(url);
  return target === "postgresql" ? connectPostgresql(url) : connectMysql(url);
}

async function connectPostgresql(url: string): Promise<Session> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  // pg 9 will refuse a query while another one runs, and tests may well ask at once.
  let last: Promise<unknown> = Promise.resolve();
  const next = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
  return {
    query: (sql, parameters) => next(async () => (await client.query<Row>(sql, [...parameters])).rows),
    script: (sql) => next(async () => void (await client.query(sql))),
    close: () => client.end(),
  };
}

async function connectMysql(url: string): Promise<Session> {
  const connection: Connection = await createConnection({
    uri: url,
    multipleStatements: true,
    supportBigNumbers: true,
  });
  connection.on("error", () => {});
  return {
    async query(sql, parameters) {
      const [rows] = await connection.query(sql, [...parameters]);
      return Array.isArray(rows) ? (rows as Row[]) : [];
    },
    script: async (sql) => void (await connection.query(sql)),
    close: () => connection.end(),
  };
}

function connectSqlite(path: string): Session {
  const database = new Sqlite(path);
  database.pragma("busy_timeout = 5000");
  return {
    async query(sql, parameters) {
      const statement = database.prepare<unknown[], Row>(sql);
      if (statement.reader) return statement.all(...parameters);
      statement.run(...parameters);
      return [];
    },
    script: async (sql) => void database.exec(sql),
    close: async () => void database.close(),
  };
}
