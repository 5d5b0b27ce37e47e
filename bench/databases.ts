import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Sqlite from "better-sqlite3";
import { createConnection } from "mysql2/promise";
import pg from "pg";
import { acquireServer } from "../test/support/servers/acquire.js";
import { KINDS } from "../test/support/servers/kinds.js";
import type { Target } from "../test/support/wanted.js";

/** An empty database. */
export interface Database {
  readonly target: Target;
  readonly url: string;
  drop(): Promise<void>;
}

/** Where databases are made: the servers that the tests use, started where none runs. */
export class Databases implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "migr-bench-"));
  readonly #admin = new Map<Target, { readonly url: string; release(): Promise<void> }>();
  #made = 0;

  /** Makes an empty database, or gives null where the server cannot be had. */
  async create(target: Target): Promise<Database | null> {
    const name = `migr_bench_${process.pid}_${this.#made++}`;
    if (target === "sqlite") {
      const path = join(this.#folder, `${name}.db`);
      const drop = async () => {
        for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${path}${suffix}`, { force: true });
      };
      return { target, url: `sqlite:///${path}`, drop };
    }
    const admin = await this.#server(target);
    if (admin === null) return null;
    await run(target, admin, `create database ${name}`);
    const url = new URL(admin);
    url.pathname = `/${name}`;
    return {
      target,
      url: url.href.replace(/^[^:]+/, target),
      drop: () =>
        run(target, admin, `drop database ${name}${target === "postgresql" ? " with (force)" : ""}`),
    };
  }

  async #server(target: Target): Promise<string | null> {
    const known = this.#admin.get(target);
    if (known) return known.url;
    const server = await acquireServer(KINDS.find((kind) => kind.target === target)!, false);
    if ("reasons" in server) return null;
    this.#admin.set(target, server);
    return server.url;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    rmSync(this.#folder, { recursive: true, force: true });
    await Promise.all([...this.#admin.values()].map((server) => server.release()));
  }
}

/** Runs one statement through the bare driver. */
export async function run(target: Target, url: string, sql: string): Promise<void> {
  if (target === "sqlite") {
    const database = new Sqlite(url.replace("sqlite:///", ""));
    database.exec(sql);
    database.close();
  } else if (target === "postgresql") {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(sql);
    await client.end();
  } else {
    const connection = await createConnection(url.replace(/^mariadb/, "mysql"));
    await connection.query(sql);
    await connection.end();
  }
}
