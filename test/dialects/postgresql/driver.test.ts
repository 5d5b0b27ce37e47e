import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import pg from "pg";
import { expect, it } from "vitest";
import type { DriverConnection } from "../../../src/dialect/driver.js";
import { dialectModule } from "../../../src/dialects/postgresql/index.js";
import { urlOf } from "../../support/database.js";
import { serverOf } from "../../support/target.js";
import { connected, dialect, onPostgresql, targetOf } from "./connected.js";
import { startProxy } from "./proxy.js";

const { open } = dialectModule.driver;

async function withParams<T>(
  params: Readonly<Record<string, string>>,
  work: (db: DriverConnection) => Promise<T>,
  host = "127.0.0.1",
  port?: number,
): Promise<T> {
  const target = targetOf(serverOf("postgresql")!.url, params);
  const db = await open({ ...target, host, ...(port !== undefined && { port }) });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}

async function isEncrypted(db: DriverConnection): Promise<unknown> {
  const { rows } = await db.query("select ssl from pg_stat_ssl where pid = pg_backend_pid()");
  return rows[0]![0];
}

/** The server's own certificate, which nobody else has signed, in a file. */
async function certificateFile(): Promise<string> {
  const client = new pg.Client({ connectionString: serverOf("postgresql")!.url });
  await client.connect();
  const { rows } = await client.query<{ path: string; folder: string }>(
    "select current_setting('ssl_cert_file') as path, current_setting('data_directory') as folder",
  );
  await client.end();
  const path = join(rows[0]!.folder, rows[0]!.path);
  readFileSync(path);
  return dirname(path) === "." ? join(rows[0]!.folder, path) : path;
}

onPostgresql("a connection", () => {
  it("tells the server's version without a statement, and whether a transaction is open", async () => {
    await using c = await connected();
    expect(c.db.serverVersion.split(" ")[0]).toBe(serverOf("postgresql")!.version);
    expect(c.db.inTransaction()).toBe(false);
    await c.db.query("BEGIN");
    expect(c.db.inTransaction()).toBe(true);
    await expect(c.db.query("select 1/0")).rejects.toMatchObject({ code: "22012" });
    expect(c.db.inTransaction()).toBe(true);
    expect((await c.db.query("COMMIT")).command).toBe("ROLLBACK");
    expect(c.db.inTransaction()).toBe(false);
    await expect(c.db.batch(["BEGIN", "select 1/0"])).rejects.toMatchObject({ code: "22012" });
    expect(c.db.inTransaction()).toBe(true);
    await c.db.query("ROLLBACK");
  });

  it("gives the result of every statement of a batch, in order", async () => {
    await using c = await connected();
    const results = await c.db.batch([
      "select 1 as a -- note",
      "",
      "create table t (id int)",
      "  -- nothing;",
      "insert into t values (1), (2)",
      "select 2 as b where false",
    ]);
    expect(results.map(({ fields, rows, rowCount }) => [fields, rows, rowCount])).toEqual([
      [["a"], [[1]], 1],
      [[], [], 0],
      [[], [], 0],
      [[], [], 0],
      [[], [], 2],
      [["b"], [], 0],
    ]);
    expect(await c.db.batch([])).toEqual([]);
  });

  it("runs statements that are asked for at once one after another", async () => {
    await using c = await connected();
    const results = await Promise.all([1, 2, 3].map((i) => c.db.query("select $1::int as i", [i])));
    expect(results.map(({ rows }) => rows[0]![0])).toEqual([1, 2, 3]);
  });

  it("reads every type into JavaScript's nearest", async () => {
    await using c = await connected();
    const { rows } =
      await c.db.query(`select 9007199254740991::int8, 9007199254740993::int8, 1.50::numeric(5,2), 'NaN'::float8,
      '0044-03-15 BC'::date, '1960-01-02 03:04:05.678901'::timestamp, '2026-11-21 00:00:00+05:30'::timestamptz,
      '10:00:00'::time, 'P1DT2H'::interval, '\\x00ff'::bytea, '{"a":[1]}'::json, 'null'::jsonb, true,
      array[1,null,3], array['a,"b\\', null, 'NULL', '']::text[], array[[1,2],[3,4]], '{}'::int[],
      array['2020-01-01'::timestamp], '00000000-0000-0000-0000-000000000000'::uuid, null, 'infinity'::timestamp,
      '0001-01-01 00:00:00 BC'::timestamp, array[9007199254740993]::int8[], '[2:3]={7,8}'::int[]`);
    expect(rows[0]).toEqual([
      9007199254740991,
      9007199254740993n,
      "1.50",
      Number.NaN,
      "0044-03-15 BC",
      new Date("1960-01-02T03:04:05.678Z"),
      new Date("2026-11-20T18:30:00Z"),
      "10:00:00",
      "P1DT2H",
      Uint8Array.of(0, 255),
      { a: [1] },
      null,
      true,
      [1, null, 3],
      ['a,"b\\', null, "NULL", ""],
      [
        [1, 2],
        [3, 4],
      ],
      [],
      [new Date("2020-01-01T00:00:00Z")],
      "00000000-0000-0000-0000-000000000000",
      null,
      Number.POSITIVE_INFINITY,
      new Date("0000-01-01T00:00:00Z"),
      [9007199254740993n],
      [7, 8],
    ]);
  });

  it("gives back what was bound, whatever it holds", async () => {
    await using c = await connected();
    const { bind } = dialect.spelling;
    const hostile = "it's \\ \"a\"\n'; drop table x; -- 🐘 $1 %s";
    const { rows } = await c.db.query(
      "select $1::text, $2::int8, $3::bytea, $4::timestamp, $5::timestamptz, $6::json, $7::text[], $8::numeric, $9::bool, $10::float8, $11::json",
      [
        bind(hostile),
        bind(2n ** 62n),
        bind(Uint8Array.of(0, 39, 92)),
        bind(new Date("1960-01-02T03:04:05.678Z")),
        bind(new Date("2026-11-21T00:00:00.001Z")),
        bind({ a: hostile }, { kind: "json" }),
        bind([hostile, null, ""]),
        bind("1.10"),
        bind(false),
        bind(-0),
        bind("text", { kind: "json" }),
      ],
    );
    expect(rows[0]).toEqual([
      hostile,
      2n ** 62n,
      Uint8Array.of(0, 39, 92),
      new Date("1960-01-02T03:04:05.678Z"),
      new Date("2026-11-21T00:00:00.001Z"),
      { a: hostile },
      [hostile, null, ""],
      "1.10",
      false,
      -0,
      "text",
    ]);
  });

  it("holds its own settings against those of the database", async () => {
    await using c = await connected();
    await c.database.script(`do $$ begin execute format('alter database %I set datestyle = ''German''', current_database());
      execute format('alter database %I set intervalstyle = ''sql_standard''', current_database());
      execute format('alter database %I set bytea_output = ''escape''', current_database());
      execute format('alter database %I set standard_conforming_strings = off', current_database()); end $$`);
    const db = await open(
      targetOf(c.database.url, { options: "-c search_path=public", application_name: "mine" }),
    );
    try {
      const { rows } = await db.query(
        "select date '2020-01-02', interval '1 day', '\\x00'::bytea, current_setting('search_path'), current_setting('application_name')",
      );
      expect(rows[0]).toEqual(["2020-01-02", "P1D", Uint8Array.of(0), "public", "mine"]);
    } finally {
      await db.close();
    }
  });

  it("stops the running statement when it is asked to", async () => {
    for (const sslmode of ["disable", "require"]) {
      await withParams({ sslmode }, async (db) => {
        const sleeping = db.query("select pg_sleep(30)");
        setTimeout(() => void db.cancel(), 50);
        const error = await sleeping.catch((thrown: unknown) => thrown);
        expect(dialect.toDatabaseError(error)).toMatchObject({
          code: "db.cancelled",
          name: "OperationalError",
        });
        expect(await db.ping()).toBe(true);
      });
    }
  });

  it("is told as lost when the server ends it while a statement runs", async () => {
    await using c = await connected();
    const { rows } = await c.db.query("select pg_backend_pid()");
    const running = c.db.query("select pg_sleep(30)").catch((thrown: unknown) => thrown);
    await c.database.query("select pg_terminate_backend($1::int)", [rows[0]![0]]);
    expect(dialect.toDatabaseError(await running)).toMatchObject({
      code: "db.lost",
      name: "OperationalError",
    });
    expect(await c.db.ping()).toBe(false);
  });

  it("refuses work after its loss", async () => {
    await using c = await connected();
    const { rows } = await c.db.query("select pg_backend_pid()");
    await c.database.query("select pg_terminate_backend($1::int)", [rows[0]![0]]);
    const error = await c.db.query("select 1").catch((thrown: unknown) => thrown);
    expect(dialect.toDatabaseError(error)).toMatchObject({ code: "db.lost", name: "OperationalError" });
    const later = await c.db.query("select 1").catch((thrown: unknown) => thrown);
    expect(dialect.toDatabaseError(later)).toMatchObject({ code: "db.lost" });
    expect(await c.db.ping()).toBe(false);
  });
});

onPostgresql("opening a connection", () => {
  const refused = async (change: object, params: Readonly<Record<string, string>> = {}) => {
    const error = await open({ ...targetOf(serverOf("postgresql")!.url, params), ...change }).catch(
      (thrown: unknown) => thrown,
    );
    expect(JSON.stringify(error)).not.toContain("secret");
    expect(String((error as Error).stack)).not.toContain("secret");
    return error;
  };

  it("tells why it cannot be had, without the password", async () => {
    expect(await refused({ password: "wrong-secret" })).toMatchObject({
      code: "db.auth",
      name: "OperationalError",
    });
    expect(await refused({ database: "no_such_db" })).toMatchObject({ code: "db.no-such-database" });
    expect(await refused({ port: 1 })).toMatchObject({
      code: "db.connect",
      message: "The server at 127.0.0.1:1 cannot be reached: ECONNREFUSED.",
    });
    expect(await refused({ host: "no.such.host.invalid" })).toMatchObject({ code: "db.connect" });
    expect(await refused({ host: "/nowhere" })).toMatchObject({ code: "db.connect" });
    expect(
      await refused({ host: "10.255.255.1", connectTimeoutMs: 50 }, { sslmode: "disable" }),
    ).toMatchObject({ code: "db.connect" });
    expect(urlOf("postgresql", "x")).toContain("secret");
  });

  it("refuses parameters that it cannot honor", async () => {
    expect(await refused({}, { sslmod: "require" })).toMatchObject({
      code: "config.bad-url",
      hint: expect.stringContaining("Did you mean sslmode?"),
    });
    for (const params of [
      { sslmode: "maybe" },
      { connect_timeout: "soon" },
      { target_session_attrs: "read-write" },
      { client_encoding: "LATIN1" },
      { sslrootcert: "/nowhere.pem", sslmode: "verify-ca" },
      { sslnegotiation: "direct" },
    ]) {
      expect(await refused({}, params as Record<string, string>)).toMatchObject({
        code: "config.bad-url",
        name: "ConfigError",
      });
    }
  });

  it("speaks through TLS where the URL asks for it, and never otherwise than asked", async () => {
    expect(await withParams({}, isEncrypted)).toBe(false);
    expect(await withParams({ sslmode: "disable" }, isEncrypted)).toBe(false);
    expect(await withParams({ sslmode: "allow" }, isEncrypted)).toBe(false);
    expect(await withParams({ sslmode: "prefer" }, isEncrypted)).toBe(true);
    expect(await withParams({ sslmode: "require" }, isEncrypted)).toBe(true);
  });

  it("checks the certificate and the host's name as the mode says", async () => {
    const sslrootcert = await certificateFile();
    expect(await withParams({ sslmode: "verify-full", sslrootcert }, isEncrypted)).toBe(true);
    expect(await withParams({ sslmode: "verify-full", sslrootcert }, isEncrypted, "localhost")).toBe(true);
    expect(await withParams({ sslmode: "verify-ca", sslrootcert }, isEncrypted)).toBe(true);
    expect(await refused({}, { sslmode: "verify-full" })).toMatchObject({
      code: "db.connect",
      details: { code: "DEPTH_ZERO_SELF_SIGNED_CERT" },
    });
    expect(await refused({}, { sslmode: "verify-ca" })).toMatchObject({ code: "db.connect" });
    expect(await refused({ host: "127.1" }, { sslmode: "verify-full", sslrootcert })).toMatchObject({
      code: "db.connect",
      details: { code: "ERR_TLS_CERT_ALTNAME_INVALID" },
    });
    expect(await withParams({ sslmode: "verify-ca", sslrootcert }, isEncrypted, "127.1")).toBe(true);
  });

  it("binds the login to the TLS channel where that is required", async () => {
    expect(await withParams({ sslmode: "require", channel_binding: "require" }, isEncrypted)).toBe(true);
    expect(await refused({}, { sslmode: "disable", channel_binding: "require" })).toMatchObject({
      code: "db.connect",
    });
  });

  it("does without start options where a pooler in between refuses them, and with its settings still", async () => {
    const proxy = await startProxy({ refusesOptions: true });
    try {
      await withParams(
        {},
        async (db) => {
          const { rows } = await db.query(
            "select interval '1 day', current_setting('standard_conforming_strings')",
          );
          expect(rows[0]).toEqual(["P1D", "on"]);
        },
        "127.0.0.1",
        proxy.port,
      );
      expect(await refused({ port: proxy.port }, { options: "-c search_path=x" })).toMatchObject({
        code: "db.connect",
      });
    } finally {
      proxy.close();
    }
  });

  it("goes on in plain text on a server without TLS only where the URL allows that", async () => {
    const proxy = await startProxy({ refusesTls: true });
    try {
      expect(await withParams({ sslmode: "prefer" }, isEncrypted, "127.0.0.1", proxy.port)).toBe(false);
      for (const sslmode of ["require", "verify-ca", "verify-full"]) {
        expect(await refused({ port: proxy.port }, { sslmode })).toMatchObject({ code: "db.connect" });
      }
      expect(
        await refused({ port: proxy.port, driverOptions: { ssl: { rejectUnauthorized: false } } }),
      ).toMatchObject({
        code: "db.connect",
      });
      expect(proxy.plainLogins()).toBe(1);
    } finally {
      proxy.close();
    }
  });
});
