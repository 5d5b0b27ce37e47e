import { describe, expect, it } from "vitest";
import { createEngine, listen, NullPool } from "../../src/engine/index.js";
import { DatabaseError, IntegrityError, OperationalError } from "../../src/errors/errors.js";
import { func } from "../../src/sql/build/func.js";
import { sql } from "../../src/sql/build/sql-tag.js";
import { freshDatabase, urlOf } from "../support/database.js";
import { eachTarget, itIf, serverOf } from "../support/target.js";

const SECRET = "s3cr3t";
const PEOPLE = "create table person (id integer primary key, name varchar(50) not null unique)";

eachTarget("an engine", (target) => {
  const onServer = target !== "sqlite";

  it("knows its dialect from the first connection", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    const dialect = await engine.dialectOf();
    expect(engine.dialect).toBe(dialect);
    expect(await engine.connect((connection) => connection.dialect)).toBe(dialect);
    expect((await engine.dialectModule()).newest.name).toBe(dialect.name);
  });

  it("binds parameters by name", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    await using connection = await engine.connect();
    await connection.execute(PEOPLE);
    const name = `it's; -- "hostile" \\ :name ? $1 \u{1f600}`;
    await connection.execute("insert into person (id, name) values (:id, :name)", { id: 1, name });
    const found = await connection.execute<{ id: number; name: string }>(
      "select id, name, ':id ? $1' as plain from person where name = :name and id = :id and :id > 0",
      { id: 1, name },
    );
    expect(found.all()).toEqual([{ id: 1, name, plain: ":id ? $1" }]);
    expect(await connection.scalar("select count(*) from person where name = :name", { name: "x" })).toBe(0);
  });

  it("runs expressions and templates", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    await using connection = await engine.connect();
    expect(await connection.scalar(sql`select ${"a"} || ${1} where 1 = 2`)).toBeNull();
    expect(Number(await connection.scalar(sql`select 20 + ${22}`))).toBe(42);
    expect(await connection.scalar(sql`select ${func.lower("ABC")}`)).toBe("abc");
  });

  it("runs a statement once for each of a list of parameters", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    await engine.begin(async (connection) => {
      await connection.execute(PEOPLE);
      const insert = "insert into person (id, name) values (:id, :name)";
      const people = Array.from({ length: 20 }, (_, i) => ({ id: i, name: `p${i}` }));
      expect((await connection.execute(insert, people)).rowCount).toBe(20);
      expect((await connection.execute(insert, [])).rowCount).toBe(0);
      await expect(connection.execute(insert, [{ id: 21, name: "p21" }, { id: 22 }])).rejects.toMatchObject({
        code: "compile.bad-parameters",
      });
      expect(Number(await connection.scalar("select count(*) from person"))).toBe(20);
      expect((await connection.execute("update person set id = id + 100")).rowCount).toBe(20);
    });
  });

  it("refuses parameters that do not fit", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    await using connection = await engine.connect();
    const bad = { code: "compile.bad-parameters" };
    await expect(connection.execute("select :a", { b: 1 })).rejects.toMatchObject(bad);
    await expect(connection.execute("select :a")).rejects.toMatchObject(bad);
    await expect(connection.execute("select :a", { a: undefined })).rejects.toMatchObject(bad);
    await expect(connection.execute("select :a", 5 as never)).rejects.toMatchObject(bad);
    await expect(connection.execute("select ?", [1] as never)).rejects.toMatchObject(bad);
    await expect(connection.execute(sql`select ${1}`, { a: 1 })).rejects.toMatchObject(bad);
    expect(connection.inTransaction).toBe(false);
  });

  it("runs SQL as the driver takes it", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    await using connection = await engine.connect();
    const placeholder = connection.dialect.spelling.placeholder(1);
    const { fields, rows } = await connection.exec(`select ${placeholder} as a, 'x' as a`, ["v"]);
    expect(fields).toEqual(["a", "a"]);
    expect(rows).toEqual([["v", "x"]]);
  });

  it("gives errors with code, statement, parameters and cause", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    await engine.begin((connection) => connection.execute(PEOPLE));
    const insert = "insert into person (id, name) values (:id, :name)";
    const row = { id: 1, name: "ann" };
    const failing = engine.begin((connection) => connection.execute(insert, [row, row]));
    const error = await failing.catch((thrown) => thrown);
    expect(error).toBeInstanceOf(IntegrityError);
    expect(error.code).toBe("db.unique");
    expect(error.cause).toBeInstanceOf(Error);
    expect(error.message).toMatch(/\.$/);
    expect(error.details.sql).toContain("insert into person (id, name) values (");
    expect(JSON.stringify(error)).toContain("ann");
    const syntax = engine.connect((connection) => connection.execute("selec 1"));
    await expect(syntax).rejects.toMatchObject({ code: "db.syntax", details: { sql: "selec 1" } });
    const missing = engine.connect((connection) => connection.execute("select * from nowhere"));
    await expect(missing).rejects.toMatchObject({ code: "db.no-such-object" });
  });

  it("keeps parameters out of errors and the log where it is told to", async () => {
    const db = await freshDatabase(target);
    const lines: string[] = [];
    await using engine = createEngine(db.url, { hideParameters: true, echo: (line) => lines.push(line) });
    const failing = engine.connect((connection) =>
      connection.execute("insert into nowhere (a) values (:a)", { a: SECRET }),
    );
    const error = await failing.catch((thrown) => thrown);
    expect(error).toBeInstanceOf(DatabaseError);
    expect(JSON.stringify(error)).not.toContain(SECRET);
    expect(lines.join("\n")).toContain("[hidden]");
    expect(lines.join("\n")).not.toContain(SECRET);
  });

  it("writes down statements with time and parameters, and rows on demand", async () => {
    const db = await freshDatabase(target);
    const lines: string[] = [];
    await using engine = createEngine(db.url, { echo: "debug" });
    await using quiet = createEngine(db.url, { echo: (line) => lines.push(line) });
    await quiet.begin((connection) =>
      connection.execute("select :a as a, :b as b", { a: "x\u001b[31m", b: "y".repeat(500) }),
    );
    expect(lines.every((line) => /^\[\d+\.\d ms\] /.test(line))).toBe(true);
    const texts = lines.map((line) => line.replace(/^\[\d+\.\d ms\] /, ""));
    expect(texts.at(-1)).toBe("COMMIT");
    expect(texts.at(-2)).toMatch(/^select .* -- \["x\\u001b\[31m", "y{100}…" \(500 characters\)\]$/);
    expect(texts[0]).toMatch(/BEGIN|START TRANSACTION/i);

    const written: string[] = [];
    const write = process.stderr.write;
    process.stderr.write = ((text: string) => written.push(text)) as never;
    try {
      await engine.connect((connection) => connection.execute("select 1 as one, 'a' as two"));
      await engine.connect((connection) => connection.execute("selec 1")).catch(() => {});
    } finally {
      process.stderr.write = write;
    }
    expect(written.join("")).toContain('  columns: one, two\n  row: [1, "a"]\n');
    expect(written.join("")).toMatch(/selec 1 -- failed: .*\n/);
  });

  it("sends exactly one statement for one asked in autocommit", async () => {
    const db = await freshDatabase(target);
    const lines: string[] = [];
    await using engine = createEngine(db.url, {
      isolationLevel: "AUTOCOMMIT",
      echo: (line) => lines.push(line),
    });
    await engine.connect((connection) => connection.exec("select 1"));
    await engine.connect(() => {});
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/\] select 1$/);
  });

  it("tells listeners what happens, in order", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    const heard: string[] = [];
    const off = listen(engine, "connect", async ({ driver }) => {
      await driver.query("select 1");
      heard.push("connect");
    });
    listen(engine, "checkout", () => heard.push("checkout"));
    listen(engine, "checkin", () => heard.push("checkin"));
    listen(engine, "beforeExecute", ({ sql: text, params }) => heard.push(`before ${text} ${params.length}`));
    listen(engine, "afterExecute", ({ result, durationMs }) => {
      heard.push(`after ${result.rowCount} ${durationMs > 0}`);
    });
    listen(engine, "handleError", ({ error, connection }) =>
      heard.push(`${error.code} ${connection.closed}`),
    );
    await engine.connect((connection) => connection.execute("select 1"));
    await engine.connect((connection) => connection.execute("selec 1")).catch(() => {});
    expect(heard).toEqual([
      "connect",
      "checkout",
      "before select 1 0",
      "after 1 true",
      "checkin",
      "checkout",
      "before selec 1 0",
      "db.syntax false",
      "checkin",
    ]);
    off();
  });

  it("takes listeners among its options, which hear of the engines made from it too", async () => {
    const db = await freshDatabase(target);
    const heard: string[] = [];
    await using engine = createEngine(db.url, {
      events: {
        connect: async ({ driver }) => {
          await driver.query("select 1");
          heard.push("connect");
        },
        beforeExecute: ({ sql: text }) => heard.push(text),
      },
    });
    await using twin = engine.withDatabase(engine.url.database!);
    for (const each of [engine, twin]) await each.connect((connection) => connection.execute("select 2"));
    expect(heard).toEqual(["connect", "select 2", "connect", "select 2"]);
    await using strict = createEngine(db.url, {
      events: { connect: () => Promise.reject(new Error("no entry")) },
    });
    await expect(strict.connect()).rejects.toThrow("no entry");
  });

  it("lends out the driver's connection, with its errors as ours and a program's own as they are", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    await using connection = await engine.connect();
    const rows = await connection.withDriver(async (driver) => (await driver.query("select 5")).rows);
    expect(rows).toEqual([[5]]);
    await expect(connection.withDriver((driver) => driver.query("selec 5"))).rejects.toMatchObject({
      code: "db.syntax",
    });
    const mistake = new TypeError("mine");
    await expect(
      connection.withDriver(() => {
        throw mistake;
      }),
    ).rejects.toBe(mistake);
    expect(connection.inTransaction).toBe(false);
    const schema = await connection.withDriver((driver) => connection.dialect.reflect(driver));
    expect(schema.tables).toEqual([]);
  });

  it("gives errors without the password when it cannot connect", async () => {
    if (target === "sqlite") {
      await using engine = createEngine("sqlite:////nowhere/at/all/app.db");
      await expect(engine.connect()).rejects.toBeInstanceOf(OperationalError);
      return;
    }
    const server = serverOf(target)!;
    const port = new URL(server.url).port;
    const cases = [
      [`${target}://bob:${SECRET}@127.0.0.1:1/app`, "db.connect"],
      [`${target}://bob:${SECRET}@127.0.0.1:${port}/app`, "db.auth"],
      [urlOf(target, "there_is_none"), "db.no-such-database"],
    ] as const;
    for (const [url, code] of cases) {
      await using engine = createEngine(url);
      const error = await engine.connect().catch((thrown) => thrown);
      expect(error).toBeInstanceOf(OperationalError);
      expect(error.code).toBe(code);
      expect(`${error.stack} ${JSON.stringify(error)}`).not.toContain(SECRET);
      expect(engine.pool.status()).toMatchObject({ opening: 0, busy: 0 });
    }
  });

  itIf(onServer, "cancelling a statement")("cancels a running statement", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    await using connection = await engine.connect();
    const sleeping =
      target === "postgresql"
        ? "select pg_sleep(20)"
        : "select count(*) from information_schema.columns a, information_schema.columns b, information_schema.columns c, information_schema.columns d";
    const running = connection.execute(sleeping);
    const outcome = running.catch((thrown) => thrown);
    await new Promise((resolve) => setTimeout(resolve, 150));
    await connection.cancel();
    expect((await outcome).code).toBe("db.cancelled");
    await connection.rollback();
    expect(await connection.scalar("select 1")).toBe(1);
  });
});

eachTarget("a connection", (target) => {
  it("runs what is asked at once in the order it was asked", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    await using connection = await engine.connect();
    const results = await Promise.all([
      connection.execute(PEOPLE),
      connection.execute("insert into person (id, name) values (1, 'ann')"),
      connection.execute("insert into person (id, name) values (2, 'bob')"),
      connection.execute("select id from person order by id"),
      connection.commit(),
      connection.execute("select count(*) as n from person"),
    ]);
    expect(results[3].scalars().all()).toEqual([1, 2]);
    expect(Number(results[5].scalar())).toBe(2);
  });

  it("refuses use after its end, and closing twice is harmless", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    const connection = await engine.connect();
    await Promise.all([connection.close(), connection.close()]);
    await connection[Symbol.asyncDispose]();
    expect(connection.closed).toBe(true);
    expect(engine.pool.status()).toMatchObject({ busy: 0, idle: 1 });
    const closed = { code: "state.closed" };
    for (const use of [
      () => connection.execute("select 1"),
      () => connection.exec("select 1"),
      () => connection.begin(),
      () => connection.beginNested(),
      () => connection.commit(),
      () => connection.rollback(),
      () => connection.withDriver(() => 1),
      async () => connection.driver,
      async () => connection.executionOptions({ isolationLevel: "SERIALIZABLE" }),
    ]) {
      await expect(use()).rejects.toMatchObject(closed);
    }
    await connection.cancel();
  });

  it("finishes what is running before it closes", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url, { isolationLevel: "AUTOCOMMIT" });
    const connection = await engine.connect();
    const running = [
      connection.execute(PEOPLE),
      connection.execute("insert into person (id, name) values (1, 'ann')"),
    ];
    await connection.close();
    await Promise.all(running);
    expect(Number(await engine.connect((other) => other.scalar("select count(*) from person")))).toBe(1);
  });

  it("tells how many rows changed and which key was given", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    await using connection = await engine.connect();
    const key = {
      sqlite: "id integer primary key",
      postgresql: "id int generated always as identity primary key",
      mysql: "id int auto_increment primary key",
      mariadb: "id int auto_increment primary key",
    }[target];
    await connection.execute(`create table numbered (${key}, n int)`);
    const inserted = await connection.execute("insert into numbered (n) values (1), (2), (3)");
    expect(inserted.rowCount).toBe(3);
    expect(inserted.returnsRows).toBe(false);
    // A key that the database gave is told by the protocol of some, and by RETURNING on others.
    const one = await connection.execute("insert into numbered (n) values (4)");
    const given = target === "postgresql" ? undefined : 4;
    expect(one.lastInsertId).toBe(given);
    expect((await connection.execute("delete from numbered where n > 2")).rowCount).toBe(2);
  });
});

describe("a database in memory", () => {
  it("is one, which its users share one at a time", async () => {
    await using engine = createEngine("sqlite://", { poolTimeout: 50 });
    await engine.begin((connection) => connection.execute(PEOPLE));
    const held = await engine.connect();
    const second = engine.connect();
    await expect(second).rejects.toMatchObject({
      code: "pool.timeout",
      hint: expect.stringContaining("one at a time"),
    });
    const waiting = engine.connect((connection) => connection.scalar("select count(*) from person"));
    await held.execute("insert into person (id, name) values (1, 'ann')");
    await held.commit();
    await held.close();
    expect(await waiting).toBe(1);
  });

  it("survives poolRecycle, and ends with dispose", async () => {
    const engine = createEngine("sqlite:///:memory:", { poolRecycle: 0 });
    await engine.begin((connection) => connection.execute(PEOPLE));
    await engine.begin((connection) => connection.execute("select * from person"));
    await engine.dispose();
    await expect(
      engine.begin((connection) => connection.execute("select * from person")),
    ).rejects.toMatchObject({
      code: "db.no-such-object",
    });
  });

  it("is new for each connection of a NullPool", async () => {
    await using engine = createEngine("sqlite://", { poolClass: NullPool });
    await engine.begin((connection) => connection.execute(PEOPLE));
    await engine.begin((connection) => connection.execute(PEOPLE));
    expect(engine.pool.status().idle).toBe(0);
  });
});
