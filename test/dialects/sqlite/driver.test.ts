import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { DriverConnection } from "../../../src/dialect/driver.js";
import { dialectModule } from "../../../src/dialects/sqlite/index.js";
import { freshDatabase } from "../../support/database.js";
import { itIf } from "../../support/target.js";
import { abilities } from "./session.js";

const opened: DriverConnection[] = [];
afterEach(async () => {
  for (const db of opened.splice(0)) await db.close();
});

async function open(database: string, params: Record<string, string> = {}): Promise<DriverConnection> {
  const target = { scheme: "sqlite", database, params: new Map(Object.entries(params)) };
  const db = await dialectModule.driver.open(target);
  opened.push(db);
  return db;
}

describe("values", () => {
  it("come back as they were bound", async () => {
    const db = await open(":memory:");
    const { spelling } = dialectModule.newest;
    const values = [
      0,
      -1,
      1.5,
      2 ** 31,
      Number.MAX_SAFE_INTEGER,
      2n ** 63n - 1n,
      -(2n ** 63n),
      1e300,
      "it's\n\\ \u0000 🦊",
      "",
      null,
      Uint8Array.of(),
      Uint8Array.of(0, 1, 255),
      "x".repeat(100_000),
    ];
    for (const value of values) {
      const { rows } = await db.query("select ?", [spelling.bind(value)]);
      expect(rows).toEqual([[value]]);
    }
  });

  it("are the same as literals", async () => {
    const db = await open(":memory:");
    const { spelling } = dialectModule.newest;
    for (const value of [
      0,
      1.5,
      -0,
      1e300,
      2n ** 62n,
      "it's\n\\ 🦊",
      "",
      null,
      Uint8Array.of(0, 255),
      Number.POSITIVE_INFINITY,
    ]) {
      const { rows } = await db.query(`select ${spelling.literal(value)}`);
      expect(rows).toEqual([[value]]);
    }
  });

  it("are whole numbers where they are whole", async () => {
    const db = await open(":memory:");
    const { rows } = await db.query("select typeof(?), typeof(?), typeof(?)", [3, 3_000_000_000, 3.5]);
    expect(rows).toEqual([["integer", "integer", "real"]]);
  });

  it("are bigint only beyond 2^53", async () => {
    const db = await open(":memory:");
    const { rows } = await db.query("select 9007199254740991, 9007199254740992, -9007199254740992");
    expect(rows).toEqual([[9007199254740991, 9007199254740992n, -9007199254740992n]]);
  });

  it("are dates in columns of points in time, in UTC where they name no zone", async () => {
    const db = await open(":memory:");
    await db.query("create table t(a DATETIME, b TIMESTAMP, c TEXT, d DATETIME, e DATETIME)");
    const date = new Date("1965-02-03T04:05:06.789Z");
    const { spelling } = dialectModule.newest;
    await db.query(
      "insert into t values (?, '2026-11-21T10:00:00+02:00', '2026-11-21 10:00:00', 'soon', 5)",
      [spelling.bind(date)],
    );
    const { rows } = await db.query("select * from t");
    expect(rows).toEqual([[date, new Date("2026-11-21T08:00:00Z"), "2026-11-21 10:00:00", "soon", 5]]);
    await db.query("update t set a = CURRENT_TIMESTAMP");
    expect((await db.query("select a from t")).rows[0]![0]).toBeInstanceOf(Date);
  });
});

describe("results", () => {
  it("count rows and give the last key", async () => {
    const db = await open(":memory:");
    await db.query("create table t(id integer primary key, a)");
    expect(await db.query("insert into t(a) values (1), (2)")).toMatchObject({
      rowCount: 2,
      lastInsertId: 2,
    });
    expect(await db.query("update t set a = 3")).toMatchObject({ rowCount: 2, rows: [] });
    expect(await db.query("insert into t(a) values (4) returning id")).toMatchObject({
      fields: ["id"],
      rows: [[3]],
      rowCount: 1,
    });
  });

  it("keep columns of the same name apart", async () => {
    const db = await open(":memory:");
    expect(await db.query("select 1 as a, 2 as a")).toMatchObject({ fields: ["a", "a"], rows: [[1, 2]] });
  });

  it("follow the schema where a statement comes again after a change of it", async () => {
    const db = await open(":memory:");
    await db.query("create table t (a integer)");
    const insert = "insert into t values (?)";
    expect((await db.query(insert, [1])).rowCount).toBe(1);
    expect((await db.query("select * from t")).fields).toEqual(["a"]);
    await db.query("alter table t add column b integer default 7");
    await expect(db.query(insert, [2])).rejects.toThrow("2 columns but 1 values");
    await db.query("drop table t");
    await expect(db.query(insert, [2])).rejects.toThrow("no such table");
    await db.query("create table t (c text)");
    for (const value of ["x", null, 3]) expect((await db.query(insert, [value])).rowCount).toBe(1);
    expect(await db.query("select * from t")).toMatchObject({ fields: ["c"], rows: [["x"], [null], ["3"]] });
  });

  it("begin and end transactions as often as wanted", async () => {
    const db = await open(":memory:");
    await db.query("create table t (a integer)");
    for (const end of ["COMMIT", "ROLLBACK", "COMMIT", "ROLLBACK"]) {
      await db.query("BEGIN IMMEDIATE");
      expect(db.inTransaction()).toBe(true);
      await db.query("insert into t values (?)", [1]);
      await db.query(end);
      expect(db.inTransaction()).toBe(false);
    }
    expect((await db.query("select count(*) from t")).rows).toEqual([[2]]);
  });

  it("of nothing but a comment are empty", async () => {
    const db = await open(":memory:");
    expect(await db.query("-- nothing")).toEqual({ fields: [], rows: [], rowCount: 0 });
  });

  it("of a batch end at the first error", async () => {
    const db = await open(":memory:");
    await expect(db.batch(["create table a(x)", "wrong", "create table b(x)"])).rejects.toThrow(
      /syntax error/,
    );
    expect((await db.query("select name from sqlite_schema")).rows).toEqual([["a"]]);
  });
});

describe("opening", () => {
  it("enforces foreign keys, unless the URL says otherwise", async () => {
    const on = await open(":memory:");
    const off = await open(":memory:", { foreign_keys: "off" });
    expect((await on.query("pragma foreign_keys")).rows).toEqual([[1]]);
    expect((await off.query("pragma foreign_keys")).rows).toEqual([[0]]);
  });

  it("tells version and transactions without a statement", async () => {
    const db = await open(":memory:");
    expect(db.serverVersion).toMatch(/^3\.\d+\.\d+$/);
    expect(db.inTransaction()).toBe(false);
    for (const sql of dialectModule.newest.begin(null, true)) await db.query(sql);
    expect(db.inTransaction()).toBe(true);
    expect(await db.ping()).toBe(true);
    await db.cancel();
    await db.close();
    expect(await db.ping()).toBe(false);
    await expect(db.query("select 1")).rejects.toMatchObject({ code: "db.lost" });
  });

  it("honors the parameters of the URL", async () => {
    const { name } = await freshDatabase("sqlite");
    await expect(open(name, { mode: "rw" })).rejects.toMatchObject({ code: "db.connect" });
    const db = await open(name, { journal_mode: "wal", synchronous: "normal", busy_timeout: "7" });
    expect((await db.query("pragma journal_mode")).rows).toEqual([["wal"]]);
    expect((await db.query("pragma synchronous")).rows).toEqual([[1]]);
    await db.query("create table t(a)");
    const reader = await open(name, { mode: "ro" });
    const thrown = await reader.query("insert into t values (1)").catch((error: unknown) => error);
    expect(dialectModule.newest.toDatabaseError(thrown)).toMatchObject({ code: "db.resources" });
  });

  it("refuses parameters that it cannot honor", async () => {
    await expect(open(":memory:", { tiemout: "5" })).rejects.toMatchObject({
      code: "config.bad-url",
      hint: "Did you mean timeout?",
    });
    for (const [name, value] of [
      ["mode", "rwx"],
      ["timeout", "soon"],
      ["journal_mode", "wall"],
      ["mode", "constructor"],
    ]) {
      await expect(open(":memory:", { [name!]: value! })).rejects.toMatchObject({ code: "config.bad-url" });
    }
    const target = {
      scheme: "sqlite",
      host: "localhost",
      database: "/x.db",
      params: new Map<string, string>(),
    };
    await expect(dialectModule.driver.open(target)).rejects.toMatchObject({ code: "config.bad-url" });
    await expect(dialectModule.driver.open({ scheme: "sqlite", params: new Map() })).rejects.toMatchObject({
      code: "config.bad-url",
    });
  });

  it("passes options to the driver, and says which it refuses", async () => {
    const target = { scheme: "sqlite", database: ":memory:", params: new Map<string, string>() };
    const said: unknown[] = [];
    const verbose = (text: unknown) => said.push(text);
    opened.push(await dialectModule.driver.open({ ...target, driverOptions: { verbose } }));
    expect(said.length).toBeGreaterThan(0);
    await expect(
      dialectModule.driver.open({ ...target, driverOptions: { readonly: 1 } }),
    ).rejects.toMatchObject({
      code: "config.bad-url",
    });
    const nativeBinding = "/nowhere/better_sqlite3.node";
    await expect(
      dialectModule.driver.open({ ...target, driverOptions: { nativeBinding } }),
    ).rejects.toMatchObject({
      code: "config.driver-missing",
      hint: "Run `npm rebuild better-sqlite3`.",
    });
  });

  it("tells a missing folder, a folder, and a file that is no database", async () => {
    const { name } = await freshDatabase("sqlite");
    await expect(open(`${name}/no/x.db`)).rejects.toMatchObject({
      code: "db.connect",
      message: expect.stringMatching(/^The folder of .* does not exist\.$/),
    });
    await expect(open(dirname(name))).rejects.toMatchObject({ code: "db.connect" });
    mkdirSync(`${name}.d`);
    writeFileSync(`${name}.d/text`, "this is no database, but a text of some length".repeat(40));
    await expect(open(`${name}.d/text`)).rejects.toMatchObject({
      code: "db.connect",
      message: expect.stringContaining("is not an SQLite database."),
    });
  });
});

describe("a file that is not to be written", () => {
  it("says what would let it be", async () => {
    const { name } = await freshDatabase("sqlite");
    await (await open(name)).query("create table t(x)");
    const db = await open(name, { mode: "ro" });
    const sql = "insert into t values (1)";
    const thrown = await db.query(sql).catch((error: unknown) => error);
    expect(dialectModule.newest.toDatabaseError(thrown, { sql })).toMatchObject({
      code: "db.resources",
      hint: expect.stringMatching(/the file and its folder.*mode=ro/),
    });
  });
});

describe("errors", () => {
  const failing = async (db: DriverConnection, sql: string, params?: readonly unknown[]) => {
    const thrown = await db.query(sql, params).then(
      () => null,
      (error: unknown) => error,
    );
    return dialectModule.newest.toDatabaseError(thrown, { sql });
  };

  it("are told by their code", async () => {
    const db = await open(":memory:");
    await db.batch([
      "create table p(id integer primary key)",
      `create table t(id integer primary key, u text unique, n text not null, k int constraint "k > 0" check (k > 0), p references p)`,
      "create table s(a int) strict",
      "insert into t values (1, 'x', 'y', 1, null)",
    ]);
    const cases: readonly (readonly [string, string, object])[] = [
      ["insert into t values (2, 'x', 'y', 1, null)", "db.unique", { table: "t", columns: ["u"] }],
      ["insert into t values (1, 'z', 'y', 1, null)", "db.unique", { table: "t", columns: ["id"] }],
      ["insert into t values (3, 'a', null, 1, null)", "db.not-null", { table: "t", columns: ["n"] }],
      ["insert into t values (3, 'a', 'y', 0, null)", "db.check", { constraint: "k > 0" }],
      ["insert into t values (3, 'a', 'y', 1, 9)", "db.foreign-key", {}],
      ["insert into s values ('text')", "db.data", {}],
      ["insert into p values ('text')", "db.data", {}],
      ["select * from nowhere", "db.no-such-object", {}],
      ["select nothing_here from t", "db.no-such-object", {}],
      ["create table t(a)", "db.exists", {}],
      ["alter table t add column u text", "db.exists", {}],
      ["selec 1", "db.syntax", {}],
      ["select 1; select 2", "db.syntax", {}],
      ["select 'a' < 'b' collate mine", "db.no-such-object", {}],
    ];
    for (const [sql, code, details] of cases) {
      expect(await failing(db, sql), sql).toMatchObject({ code, details: { sql, ...details } });
    }
    expect(await failing(db, "select ?", [])).toMatchObject({ code: "db.syntax" });
  });

  itIf(abilities.alterChecks, "ALTER TABLE of constraints")(
    "of the library's own ALTER TABLE tell what was violated",
    async () => {
      const db = await open(":memory:");
      await db.batch(["create table t(a)", "insert into t values (null)"]);
      expect(await failing(db, `alter table main."t" alter column [a] set not null`)).toMatchObject({
        code: "db.not-null",
        message: "NOT NULL constraint failed: t.a.",
        details: { table: "t", columns: ["a"] },
      });
      expect(await failing(db, "alter table t add constraint c check (a is not null)")).toMatchObject({
        code: "db.check",
        message: "CHECK constraint failed: c.",
        details: { constraint: "c" },
      });
    },
  );

  it("of a file that another connection holds for too long are a lock's", async () => {
    const { name } = await freshDatabase("sqlite");
    const one = await open(name);
    const two = await open(name, { timeout: "1" });
    await one.query("begin immediate");
    expect(await failing(two, "begin immediate")).toMatchObject({ code: "db.lock-timeout" });
  });

  it("do not come where the other connection lets go in time, even in the same process", async () => {
    const { name } = await freshDatabase("sqlite");
    const one = await open(name);
    const two = await open(name);
    await one.batch(["create table t(a)", "begin immediate", "insert into t values (1)"]);
    const waiting = two.batch(["begin immediate", "insert into t values (2)", "commit"]);
    const behind = two.query("select count(*) from t");
    await new Promise((done) => setTimeout(done, 60));
    await one.query("commit");
    await waiting;
    expect((await behind).rows).not.toEqual([[0]]);
    expect((await one.query("select a from t")).rows).toEqual([[1], [2]]);
  });

  it("come at once where waiting cannot help", async () => {
    const { name } = await freshDatabase("sqlite");
    const one = await open(name);
    const two = await open(name);
    await one.batch(["create table t(a)", "insert into t values (1)"]);
    await two.batch(["begin", "select * from t"]);
    await one.query("begin immediate");
    const started = performance.now();
    expect(await failing(two, "insert into t values (2)")).toMatchObject({ code: "db.lock-timeout" });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  it("end a wait that is cancelled", async () => {
    const { name } = await freshDatabase("sqlite");
    const one = await open(name);
    const two = await open(name);
    await one.query("begin immediate");
    const waiting = failing(two, "begin immediate");
    await new Promise((done) => setTimeout(done, 20));
    await two.cancel();
    expect(await waiting).toMatchObject({ code: "db.cancelled" });
  });

  it("are left alone where they are ours already, and carry no escapes", () => {
    const { toDatabaseError } = dialectModule.newest;
    const error = toDatabaseError(new Error("bad \u001b[31mthing"));
    expect(error.message).toBe("Bad thing.");
    expect(toDatabaseError(error)).toBe(error);
  });
});
