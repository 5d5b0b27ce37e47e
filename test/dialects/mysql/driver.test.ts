import { existsSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { expect, it } from "vitest";
import type { ConnectTarget, DriverConnection } from "../../../src/dialect/driver.js";
import { driver } from "../../../src/dialects/mysql/driver.js";
import { toDatabaseError } from "../../../src/dialects/mysql/errors.js";
import { urlOf } from "../../support/database.js";
import { connectTargetOf, eachProduct, openSession } from "./session.js";

async function rowsOf(db: DriverConnection, sql: string, params?: readonly unknown[]) {
  return (await db.query(sql, params)).rows;
}

/** The cipher of a connection; empty where it is plain text. */
async function cipherOf(target: ConnectTarget): Promise<unknown> {
  const db = await driver.open(target);
  try {
    return (await rowsOf(db, "show session status like 'Ssl_cipher'"))[0]![1];
  } finally {
    await db.close();
  }
}

/** Whether the server has a certificate, which MariaDB before 11.4 does not make for itself. */
async function hasTls(url: string): Promise<boolean> {
  const db = await driver.open(connectTargetOf(url));
  try {
    const [[, value] = []] = await rowsOf(db, "show variables like 'have_ssl'");
    return value !== "DISABLED";
  } finally {
    await db.close();
  }
}

eachProduct("a value", (product) => {
  const VALUES = `
    create table v (
      i int, u int unsigned, b bigint, bu bigint unsigned, d decimal(30,10), f float, g double, s varchar(50), t text,
      bin varbinary(10), bl blob, day date, clock time(3), dt datetime(3), ts timestamp(6) null, j json, yes tinyint(1),
      y year
    )`;
  const ROW = [
    -5,
    4_000_000_000,
    -9_223_372_036_854_775_808n,
    18_446_744_073_709_551_615n,
    "12345678901234567890.0123456789",
    0.1,
    1e300,
    "it's \\ ? 😀\n",
    "",
    new Uint8Array([0, 255, 39, 92]),
    new Uint8Array(),
    "1965-01-02",
    "-12:34:56.789",
    new Date("1965-01-02T03:04:05.678Z"),
    new Date("2026-11-21T12:00:00.123Z"),
    { a: [1, null, "😀"], big: 1.5 },
    1,
    2026,
  ];

  it("comes back as it went in, bound or not", async () => {
    await using session = await openSession(product);
    const { db, dialect } = session;
    await db.query(VALUES);
    const bound = ROW.map((value, i) =>
      dialect.spelling.bind(value, i === 15 ? { kind: "json" } : undefined),
    );
    const inserted = await db.query(`insert into v values (${bound.map(() => "?").join(", ")})`, bound);
    expect(inserted).toMatchObject({ rowCount: 1, rows: [], fields: [] });
    for (const params of [[], [-5]]) {
      const where = params.length === 0 ? "" : " where i = ?";
      const { rows, fields } = await db.query(`select * from v${where}`, params);
      expect(fields.slice(0, 4)).toEqual(["i", "u", "b", "bu"]);
      const got = rows[0]!.map((value) => (Buffer.isBuffer(value) ? new Uint8Array(value) : value));
      expect(got).toEqual(ROW);
    }
  });

  it("is null where it is null, of every type", async () => {
    await using session = await openSession(product);
    await session.db.query(VALUES);
    await session.db.query("insert into v () values ()");
    expect((await rowsOf(session.db, "select * from v"))[0]).toEqual(ROW.map(() => null));
    expect((await rowsOf(session.db, "select * from v where i is null or i = ?", [1]))[0]).toEqual(
      ROW.map(() => null),
    );
  });

  it("may be a literal in the text", async () => {
    await using session = await openSession(product);
    const { db, dialect } = session;
    const texts = [
      "it's",
      "\\",
      "\\'",
      "a\nb\r\t\u001a",
      "😀 é",
      "%_?",
      '"',
      "`",
      "-- x",
      "/*! 1 */",
      "x".repeat(70_000),
    ];
    for (const text of texts) {
      expect(await rowsOf(db, `select ${dialect.spelling.literal(text)}`)).toEqual([[text]]);
    }
    const others = [1, -1.5, 1e300, 5e-324, 9007199254740993n, true, null];
    const literals = others.map((value) => dialect.spelling.literal(value)).join(", ");
    const [row] = await rowsOf(db, `select ${literals}`);
    expect(row!.map(Number)).toEqual(others.map(Number));
    expect(row![4]).toBe(9007199254740993n);
  });

  it("may be a whole number in a LIMIT", async () => {
    await using session = await openSession(product);
    expect(await rowsOf(session.db, "select 1 union all select 2 limit ?", [1])).toEqual([[1]]);
  });

  it("keeps all digits of a bigint that is compared", async () => {
    await using session = await openSession(product);
    await session.db.query("create table n (b bigint unsigned)");
    await session.db.query(
      "insert into n values (9007199254740993), (9007199254740992), (18446744073709551615)",
    );
    for (const value of [9007199254740993n, 18446744073709551615n]) {
      expect(await rowsOf(session.db, "select b from n where b = ?", [value])).toEqual([[value]]);
    }
  });
});

eachProduct("a connection", (product) => {
  it("tells the server's version without a statement, and numbers of rows and keys", async () => {
    await using session = await openSession(product);
    const { db } = session;
    expect(db.serverVersion).toMatch(/^\d+\.\d+\.\d+/);
    expect(session.dialect.name).toBe(product);
    await db.query("create table k (id int primary key auto_increment, n int)");
    expect(await db.query("insert into k (n) values (?), (2)", [1])).toMatchObject({
      rowCount: 2,
      lastInsertId: 1,
    });
    expect(await db.query("update k set n = 2")).toMatchObject({ rowCount: 2 });
    expect(await db.query("select * from k")).toMatchObject({ rowCount: 2, fields: ["id", "n"] });
    expect((await db.query("delete from k")).lastInsertId).toBeUndefined();
  });

  it("takes one statement at a time, and several as a batch that stops at the first error", async () => {
    await using session = await openSession(product);
    const { db } = session;
    await expect(db.query("select 1; select 2")).rejects.toMatchObject({ errno: 1064 });
    const results = await db.batch(["create table a (n int)", "insert into a values (1)", "select n from a"]);
    expect(results.map(({ rows }) => rows)).toEqual([[], [], [[1]]]);
    await expect(db.batch(["select 1", "select nope", "create table b (n int)"])).rejects.toMatchObject({
      errno: 1054,
    });
    expect(await rowsOf(db, "show tables")).toEqual([["a"]]);
  });

  it("gives the first result of a procedure", async () => {
    await using session = await openSession(product);
    await session.db.query("create procedure p() begin select 1 as x; select 2 as y; end");
    expect(await session.db.query("call p()")).toMatchObject({ fields: ["x"], rows: [[1]] });
  });

  it("knows whether a transaction is open", async () => {
    await using session = await openSession(product);
    const { db } = session;
    await db.query("create table a (n int primary key) engine = innodb");
    expect(db.inTransaction()).toBe(false);
    for (const sql of session.dialect.begin("SERIALIZABLE", true)) await db.query(sql);
    expect(db.inTransaction()).toBe(true);
    await db.query("insert into a values (?)", [1]);
    await db.query("select * from a");
    expect(db.inTransaction()).toBe(true);
    await expect(db.query("insert into a values (1)")).rejects.toMatchObject({ errno: 1062 });
    expect(db.inTransaction()).toBeNull();
    await db.query("rollback");
    expect(db.inTransaction()).toBe(false);
    await db.query("start transaction");
    await db.query("create table b (n int)");
    expect(db.inTransaction()).toBe(false);
    expect(session.dialect.begin("AUTOCOMMIT", true)).toEqual([]);
  });

  it("has settings that no server's or user's defaults change", async () => {
    await using session = await openSession(product);
    const [row] = await rowsOf(
      session.db,
      "select @@sql_mode, @@time_zone, @@character_set_connection, @@autocommit, @@sql_quote_show_create, @@local_infile",
    );
    const [mode, zone, charset, autocommit, quotes] = row!;
    expect(mode).toContain("STRICT_TRANS_TABLES");
    expect(mode).not.toMatch(/ANSI_QUOTES|NO_BACKSLASH_ESCAPES|IGNORE_SPACE/);
    expect([zone, charset, autocommit, quotes]).toEqual(["+00:00", "utf8mb4", 1, 1]);
  });

  it("is left whole when its running statement is cancelled", async () => {
    await using session = await openSession(product);
    const running = session.db.query(
      "select count(*) from information_schema.columns a, information_schema.columns b, information_schema.columns c",
    );
    const outcome = running.then(
      () => "finished",
      (error: { errno: number }) => session.dialect.toDatabaseError(error).code,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    await session.db.cancel();
    expect(await outcome).toBe("db.cancelled");
    expect(await session.db.ping()).toBe(true);
    expect(await rowsOf(session.db, "select 1")).toEqual([[1]]);
  });

  it("does not answer when the server has ended it, and closes all the same", async () => {
    await using session = await openSession(product);
    const [[id]] = (await rowsOf(session.db, "select connection_id()")) as [[number]];
    await session.database.script(`kill ${id}`);
    const error = await session.db.query("select 1").catch((thrown: unknown) => thrown);
    expect(session.dialect.toDatabaseError(error).code).toBe("db.lost");
    expect(await session.db.ping()).toBe(false);
    await session.db.close();
  });
});

eachProduct("opening", (product) => {
  const good = () => connectTargetOf(urlOf(product, "information_schema"));

  it("tells what is wrong", async () => {
    const target = good();
    const wrong: readonly (readonly [Partial<ConnectTarget>, string])[] = [
      [{ password: "not-the-password" }, "db.auth"],
      [{ user: "nobody_of_that_name" }, "db.auth"],
      [{ database: "no_such_database" }, "db.no-such-database"],
      [{ port: 1 }, "db.connect"],
      [{ host: "no-such-host.invalid" }, "db.connect"],
    ];
    for (const [change, code] of wrong) {
      const error = await driver.open({ ...target, ...change }).catch((thrown: unknown) => thrown);
      expect(error, code).toMatchObject({ code });
      expect(JSON.stringify(error)).not.toContain("not-the-password");
    }
  });

  it("says where a database is named, once one is needed that the URL does not have", async () => {
    const { database: _, ...target } = good();
    const connection = await driver.open(target);
    const asked = await connection.query("SELECT 1 FROM customers").catch((error: unknown) => error);
    expect(toDatabaseError(asked)).toMatchObject({
      code: "db.no-such-database",
      hint: "Name one in the URL: mysql://user:***@host/database.",
    });
    await connection.close();
  });

  it("names the server that cannot be reached", async () => {
    await expect(driver.open({ ...good(), port: 1 })).rejects.toMatchObject({
      message: "The server at 127.0.0.1:1 cannot be reached: connect ECONNREFUSED 127.0.0.1:1.",
    });
  });

  it("does not wait for ever for a server that says nothing", async () => {
    const silent: Server = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const { port } = silent.address() as { port: number };
    const params = new Map([["connectTimeout", "200"]]);
    const opening = driver.open({ ...good(), port, params });
    await expect(opening).rejects.toMatchObject({ code: "db.connect" });
    silent.close();
  });

  it("goes through a socket, named as a parameter or in the place of the host", async (context) => {
    const known = await driver.open(good());
    const [[path]] = (await rowsOf(known, "select @@socket")) as [[string]];
    await known.close();
    if (!existsSync(path)) context.skip("the server's socket is not on this machine");
    const { host: _, port: __, ...target } = good();
    for (const way of [{ params: new Map([["socket", path]]) }, { host: path }]) {
      const db = await driver.open({ ...target, ...way });
      expect(await rowsOf(db, "select 1")).toEqual([[1]]);
      await db.close();
    }
    await expect(driver.open({ ...target, host: "/no/such.sock" })).rejects.toMatchObject({
      code: "db.connect",
      message: expect.stringContaining("The server at /no/such.sock cannot be reached"),
    });
  });

  it("keeps plain text for this machine, and TLS where it is asked for", async () => {
    const url = urlOf(product, "information_schema");
    expect(await cipherOf(connectTargetOf(url))).toBe("");
    expect(await cipherOf(connectTargetOf(url, { "ssl-mode": "DISABLED" }))).toBe("");
    if (!(await hasTls(url))) {
      expect(await cipherOf(connectTargetOf(url, { sslmode: "PREFERRED" }))).toBe("");
      const required = driver.open(connectTargetOf(url, { sslmode: "REQUIRED" }));
      await expect(required).rejects.toMatchObject({ code: "db.connect" });
      return;
    }
    for (const mode of ["PREFERRED", "REQUIRED", "required", "require"]) {
      expect(await cipherOf(connectTargetOf(url, { sslmode: mode })), mode).not.toBe("");
    }
    expect(await cipherOf(connectTargetOf(url, { ssl: "true" }))).not.toBe("");
  });

  it("refuses a certificate that nobody vouches for", async () => {
    const url = urlOf(product, "information_schema");
    const error = await driver
      .open(connectTargetOf(url, { "ssl-mode": "VERIFY_CA" }))
      .catch((e: unknown) => e);
    expect(error).toMatchObject({ code: "db.connect" });
    expect((error as Error).message).toMatch((await hasTls(url)) ? /certificate/ : /secure connection/);
    const local = { ...connectTargetOf(url, { "ssl-mode": "VERIFY_IDENTITY" }), host: "localhost" };
    await expect(driver.open(local)).rejects.toMatchObject({ code: "db.connect" });
  });

  it("refuses to go on without TLS where it was asked for", async () => {
    // A server without TLS: the flag is taken out of its greeting.
    const { host, port } = good();
    const { createConnection } = await import("node:net");
    const proxy = createServer((client) => {
      const server = createConnection(port!, host);
      let greeted = false;
      server.on("data", (chunk: Buffer) => {
        if (!greeted) {
          greeted = true;
          const flags = chunk.indexOf(0, 5) + 1 + 4 + 8 + 1;
          chunk.writeUInt16LE(chunk.readUInt16LE(flags) & ~0x0800, flags);
        }
        client.write(chunk);
      });
      client.on("data", (chunk) => server.write(chunk));
      client.on("close", () => server.destroy());
      server.on("close", () => client.destroy());
      for (const socket of [client, server]) socket.on("error", () => {});
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port: proxied } = proxy.address() as { port: number };
    const through = (mode: string) => ({ ...good(), port: proxied, params: new Map([["ssl-mode", mode]]) });
    const error = await driver.open(through("REQUIRED")).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "db.connect", cause: { code: "HANDSHAKE_NO_SSL_SUPPORT" } });
    expect(await cipherOf(through("PREFERRED"))).toBe("");
    proxy.close();
  });

  it("refuses parameters that it does not know", async () => {
    const open = (params: Readonly<Record<string, string>>) =>
      driver.open({ ...good(), params: new Map(Object.entries(params)) });
    await expect(open({ "sl-mode": "REQUIRED" })).rejects.toMatchObject({
      code: "config.bad-url",
      hint: expect.stringMatching(/^Did you mean ssl-mode\? Known are /),
    });
    for (const params of [
      { charset: "gbk" },
      { "ssl-mode": "MAYBE" },
      { ssl: "yes" },
      { ssl: "false", "ssl-mode": "REQUIRED" },
      { "ssl-mode": "DISABLED", "ssl-ca": "/etc/hostname" },
      { "ssl-ca": "/no/such/file.pem" },
      { "ssl-mode": "VERIFY_IDENTITY" },
      { connectTimeout: "soon" },
    ]) {
      await expect(open(params), JSON.stringify(params)).rejects.toMatchObject({ code: "config.bad-url" });
    }
  });
});
