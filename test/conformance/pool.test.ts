import { expect, it } from "vitest";
import {
  type Connection,
  createEngine,
  type EngineOptions,
  listen,
  NullPool,
} from "../../src/engine/index.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { eachTarget, itIf } from "../support/target.js";

eachTarget("the pool", (target) => {
  const onServer = target !== "sqlite";

  /** How many connections a server has to the database, without the one that asks. */
  async function connectionsTo(db: TestDatabase): Promise<number> {
    const sql =
      target === "postgresql"
        ? "select count(*) as n from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()"
        : "select count(*) as n from information_schema.processlist where db = ? and id <> connection_id()";
    return Number((await db.query(sql, [db.name]))[0]!["n"]);
  }

  /** Asks until the server has noticed, which takes it a moment. */
  async function untilConnections(db: TestDatabase, wanted: number): Promise<number> {
    let found = await connectionsTo(db);
    for (let i = 0; i < 50 && found !== wanted; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      found = await connectionsTo(db);
    }
    return found;
  }

  const identityOf = (connection: Connection) => {
    return connection.scalar(target === "postgresql" ? "select pg_backend_pid()" : "select connection_id()");
  };

  async function killAll(db: TestDatabase): Promise<void> {
    if (target === "postgresql") {
      await db.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and pid <> pg_backend_pid()",
        [db.name],
      );
    } else {
      const rows = await db.query(
        "select id from information_schema.processlist where db = ? and id <> connection_id()",
        [db.name],
      );
      for (const row of rows) await db.script(`kill ${Number(row["id"] ?? row["ID"])}`);
    }
    await untilConnections(db, 0);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }

  itIf(onServer, "several connections")("opens no more than it may, however many ask", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url, { poolSize: 2, maxOverflow: 1 });
    let opened = 0;
    let most = 0;
    listen(engine, "connect", () => opened++);
    const order: number[] = [];
    let allThere = () => {};
    const together = new Promise<void>((resolve) => {
      allThere = resolve;
    });
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        engine.connect(async (connection) => {
          order.push(i);
          most = Math.max(most, engine.pool.status().busy);
          // However slowly connections open, the first three are in use at once.
          if (order.length === 3) allThere();
          await together;
          await connection.execute("select 1");
        }),
      ),
    );
    expect(most).toBe(3);
    expect(opened).toBeGreaterThanOrEqual(3);
    expect(order.slice(3)).toEqual([...order.slice(3)].sort((a, b) => a - b));
    expect(engine.pool.status()).toMatchObject({ busy: 0, waiting: 0, idle: 2 });
    expect(await untilConnections(db, 2)).toBe(2);
  });

  it("serves many who share one connection, each with a transaction of its own", async () => {
    const db = await freshDatabase(target);
    await db.script("create table counter (n integer)");
    await db.script("insert into counter values (0)");
    await using engine = createEngine(db.url, { poolSize: 1, maxOverflow: 0 });
    await Promise.all(
      Array.from({ length: 25 }, () =>
        engine.begin(async (connection) => {
          const n = Number(await connection.scalar("select n from counter"));
          await connection.execute("update counter set n = :n", { n: n + 1 });
        }),
      ),
    );
    expect(await db.query("select n from counter")).toEqual([{ n: 25 }]);
  });

  it("tells who waits too long what it is busy with", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url, { poolSize: 1, maxOverflow: 0, poolTimeout: 40 });
    await using _ = await engine.connect();
    await expect(engine.connect()).rejects.toMatchObject({
      code: "pool.timeout",
      message: expect.stringContaining("1 in use"),
    });
    await expect(engine.connect({ signal: AbortSignal.timeout(10) })).rejects.toMatchObject({
      name: "TimeoutError",
    });
    expect(engine.pool.status()).toMatchObject({ busy: 1, waiting: 0 });
  });

  it("gives a connection on without the transaction of who had it before", async () => {
    const db = await freshDatabase(target);
    await db.script("create table item (id integer primary key)");
    const options: EngineOptions = { poolSize: 1, maxOverflow: 0 };
    await using engine = createEngine(db.url, options);
    await engine.connect((connection) => connection.execute("insert into item values (1)"));
    // One begun behind the connection's back is found as well.
    await engine.connect(async (connection) => {
      connection.executionOptions({ isolationLevel: "AUTOCOMMIT" });
      await connection.execute("begin");
      await connection.execute("insert into item values (2)");
    });
    await engine.connect(async (connection) => {
      const [begin] = connection.dialect.begin(null, true);
      await connection.driver.query(begin!);
      await connection.driver.query("insert into item values (3)");
    });
    await engine.begin((connection) => connection.execute("insert into item values (4)"));
    expect(await db.query("select id from item")).toEqual([{ id: 4 }]);
  });

  itIf(onServer, "several connections")("finds dead connections before they are handed out", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url, { poolPrePing: true });
    const connections = await Promise.all([engine.connect(), engine.connect(), engine.connect()]);
    for (const connection of connections) await connection.close();
    expect(engine.pool.status().idle).toBe(3);
    await killAll(db);
    expect(await engine.connect((connection) => connection.scalar("select 1"))).toBe(1);
    expect(engine.pool.status()).toMatchObject({ idle: 1, busy: 0 });
  });

  itIf(onServer, "several connections")("drops all connections when one turns out to be dead", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url);
    const connections = await Promise.all([engine.connect(), engine.connect(), engine.connect()]);
    for (const connection of connections) await connection.close();
    await killAll(db);
    const failing = engine.connect((connection) => connection.execute("select 1"));
    await expect(failing).rejects.toMatchObject({ code: "db.lost" });
    expect(engine.pool.status().idle).toBe(0);
    expect(await engine.connect((connection) => connection.scalar("select 1"))).toBe(1);
  });

  itIf(onServer, "several connections")(
    "opens another connection in the place of one that was lost",
    async () => {
      const db = await freshDatabase(target);
      await using engine = createEngine(db.url, {
        isolationLevel: "AUTOCOMMIT",
        poolSize: 1,
        maxOverflow: 0,
      });
      await using connection = await engine.connect();
      const before = await identityOf(connection);
      await killAll(db);
      await expect(connection.execute("select 1")).rejects.toMatchObject({ code: "db.lost" });
      expect(await identityOf(connection)).not.toBe(before);
      connection.invalidate();
      expect(await connection.scalar("select 1")).toBe(1);
      expect(engine.pool.status()).toMatchObject({ busy: 1, idle: 0 });
    },
  );

  itIf(onServer, "several connections")("replaces a connection that has grown old", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url, { poolRecycle: 30 });
    const first = await engine.connect(identityOf);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await engine.connect(identityOf)).not.toBe(first);
    expect(await untilConnections(db, 1)).toBe(1);
  });

  itIf(onServer, "several connections")("leaves no connection behind when it is disposed of", async () => {
    const db = await freshDatabase(target);
    const engine = createEngine(db.url);
    const held = await engine.connect();
    await engine.connect((connection) => connection.execute("select 1"));
    expect(await connectionsTo(db)).toBe(2);
    await engine.dispose();
    expect(await untilConnections(db, 1)).toBe(1);
    await held.close();
    expect(await untilConnections(db, 0)).toBe(0);
    expect(await engine.connect((connection) => connection.scalar("select 1"))).toBe(1);
    await engine[Symbol.asyncDispose]();
    expect(await untilConnections(db, 0)).toBe(0);
  });

  itIf(onServer, "several connections")("keeps nothing where it is a NullPool", async () => {
    const db = await freshDatabase(target);
    await using engine = createEngine(db.url, { poolClass: NullPool });
    await engine.connect((connection) => connection.execute("select 1"));
    expect(await untilConnections(db, 0)).toBe(0);
  });
});
