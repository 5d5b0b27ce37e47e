import { expect, it } from "vitest";
import { type Connection, createEngine, type Engine, type EngineOptions } from "../../src/engine/index.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { eachTarget, itIf } from "../support/target.js";

eachTarget("a transaction", (target) => {
  const onServer = target !== "sqlite";

  /** A database with the empty table `item`, and an engine on it. */
  async function setUp(options: EngineOptions = {}): Promise<{ db: TestDatabase; engine: Engine }> {
    const db = await freshDatabase(target);
    await db.script("create table item (id integer primary key, n integer)");
    return { db, engine: createEngine(db.url, options) };
  }

  const insert = (connection: Connection, id: number) =>
    connection.execute("insert into item (id, n) values (:id, 0)", { id });
  const ids = async (db: TestDatabase) =>
    (await db.query("select id from item order by id")).map(({ id }) => id);

  /** Ends a connection from outside, as a server that is restarted does. */
  async function kill(db: TestDatabase, connection: Connection): Promise<void> {
    const find = target === "postgresql" ? "select pg_backend_pid()" : "select connection_id()";
    const { rows } = await connection.withDriver((driver) => driver.query(find));
    const id = Number(rows[0]![0]);
    if (target === "postgresql") await db.query(`select pg_terminate_backend(${id})`);
    else await db.script(`kill ${id}`);
    // The news takes a moment.
    await new Promise((resolve) => setTimeout(resolve, 100));
  }

  it("begins with the first statement, and is undone by closing", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    const connection = await engine.connect();
    expect(connection.inTransaction).toBe(false);
    await insert(connection, 1);
    expect(connection.inTransaction).toBe(true);
    await connection.close();
    expect(await ids(db)).toEqual([]);
  });

  it("is made to last by commit, after which another one begins", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await using connection = await engine.connect();
    await insert(connection, 1);
    await connection.commit();
    expect(connection.inTransaction).toBe(false);
    await insert(connection, 2);
    await connection.rollback();
    await connection.rollback();
    await connection.commit();
    await insert(connection, 3);
    await connection.commit();
    expect(await ids(db)).toEqual([1, 3]);
  });

  it("of a block commits at its end, and rolls back when the block fails", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    const outcome = await engine.begin(async (connection) => {
      await insert(connection, 1);
      return "done";
    });
    expect(outcome).toBe("done");
    const mine = new Error("mine");
    const failing = engine.begin(async (connection) => {
      await insert(connection, 2);
      throw mine;
    });
    await expect(failing).rejects.toBe(mine);
    expect(await ids(db)).toEqual([1]);
    expect(engine.pool.status().busy).toBe(0);
  });

  it("of a scope is rolled back unless it was committed", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await using connection = await engine.connect();
    {
      await using transaction = await connection.begin();
      await insert(connection, 1);
      expect(transaction.isActive).toBe(true);
    }
    {
      await using transaction = await connection.begin();
      await insert(connection, 2);
      await transaction.commit();
      expect(transaction.isActive).toBe(false);
    }
    expect(await ids(db)).toEqual([2]);
  });

  it("includes what was not awaited", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await engine.begin((connection) => {
      void insert(connection, 1);
      void insert(connection, 2);
    });
    expect(await ids(db)).toEqual([1, 2]);
  });

  it("waits for all that runs before it is rolled back, so that nothing slips through", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    let leaked: Connection | undefined;
    const failing = engine.begin(async (connection) => {
      leaked = connection;
      await Promise.all([
        insert(connection, 1),
        connection.execute("selec 1"),
        insert(connection, 2).catch(() => {}),
        insert(connection, 3).catch(() => {}),
      ]);
    });
    await expect(failing).rejects.toMatchObject({ code: "db.syntax" });
    expect(await ids(db)).toEqual([]);
    await expect(insert(leaked!, 4)).rejects.toMatchObject({ code: "state.closed" });
  });

  it("cannot be begun twice, nor ended twice by commit", async () => {
    const { engine } = await setUp();
    await using _ = engine;
    await using connection = await engine.connect();
    const transaction = await connection.begin();
    await expect(connection.begin()).rejects.toMatchObject({ code: "state.in-transaction" });
    await transaction.commit();
    await expect(transaction.commit()).rejects.toMatchObject({ code: "state.transaction-ended" });
    await transaction.rollback();
    await connection.execute("select 1");
    await expect(connection.begin()).rejects.toMatchObject({ code: "state.in-transaction" });
  });

  it("that a block has ended is not followed by another one inside of the block", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    const failing = engine.begin(async (connection) => {
      await insert(connection, 1);
      await connection.commit();
      await insert(connection, 2);
    });
    await expect(failing).rejects.toMatchObject({ code: "state.transaction-ended" });
    expect(await ids(db)).toEqual([1]);
    await engine.connect(async (connection) => {
      await connection.begin(() => connection.commit());
      await insert(connection, 3);
      await connection.commit();
    });
    expect(await ids(db)).toEqual([1, 3]);
  });

  it("has savepoints that end on their own", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await engine.begin(async (connection) => {
      await insert(connection, 1);
      const outer = await connection.beginNested();
      expect([outer.nested, connection.inNestedTransaction]).toEqual([true, true]);
      await insert(connection, 2);
      const inner = await connection.beginNested();
      await insert(connection, 3);
      await inner.rollback();
      expect([inner.isActive, outer.isActive]).toEqual([false, true]);
      await insert(connection, 4);
      await outer.commit();
      expect(connection.inNestedTransaction).toBe(false);
    });
    expect(await ids(db)).toEqual([1, 2, 4]);
  });

  it("ends the savepoints within a savepoint together with it", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await engine.begin(async (connection) => {
      const outer = await connection.beginNested();
      await insert(connection, 1);
      const inner = await connection.beginNested();
      await insert(connection, 2);
      await outer.rollback();
      expect(inner.isActive).toBe(false);
      await inner.rollback();
      await expect(inner.commit()).rejects.toMatchObject({ code: "state.transaction-ended" });
      await insert(connection, 3);
    });
    expect(await ids(db)).toEqual([3]);
  });

  it("begins by itself for a savepoint, and ends with all of its savepoints", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await using connection = await engine.connect();
    const nested = await connection.beginNested();
    expect(connection.inTransaction).toBe(true);
    await insert(connection, 1);
    await connection.commit();
    expect([nested.isActive, connection.inNestedTransaction]).toEqual([false, false]);
    await nested.rollback();
    expect(await ids(db)).toEqual([1]);
  });

  it("goes on after an error inside of a savepoint", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await engine.begin(async (connection) => {
      await insert(connection, 1);
      const failing = connection.beginNested(async () => {
        await insert(connection, 2);
        await insert(connection, 1);
      });
      await expect(failing).rejects.toMatchObject({ code: "db.unique" });
      expect(await connection.beginNested(async () => (await insert(connection, 3)).rowCount)).toBe(1);
    });
    expect(await ids(db)).toEqual([1, 3]);
  });

  it("in which a statement failed says so when its commit becomes a rollback", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    const committing = engine.begin(async (connection) => {
      await insert(connection, 1);
      await insert(connection, 1).catch(() => {});
    });
    // Only some databases give the whole transaction up for one failed statement.
    if (target === "postgresql") {
      await expect(committing).rejects.toMatchObject({ code: "db.rolled-back" });
      expect(await ids(db)).toEqual([]);
    } else {
      await committing;
      expect(await ids(db)).toEqual([1]);
    }
    await engine.begin((connection) => insert(connection, 2));
    expect(await ids(db)).toContain(2);
  });

  it("that fails to commit is rolled back, and the connection goes on", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await using connection = await engine.connect();
    if (connection.dialect.features.deferrableConstraints) {
      await db.script(
        "create table part (id integer primary key, item_id integer references item (id) deferrable initially deferred)",
      );
      await connection.execute("insert into part (id, item_id) values (1, 99)");
      await expect(connection.commit()).rejects.toMatchObject({ code: "db.foreign-key" });
      expect(connection.inTransaction).toBe(false);
      expect(await db.query("select * from part")).toEqual([]);
    }
    await insert(connection, 1);
    await connection.commit();
    expect(await ids(db)).toEqual([1]);
  });

  it("that a statement ended by hand is noticed", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await using connection = await engine.connect();
    await insert(connection, 1);
    await connection.execute("commit");
    if (connection.dialect.features.transactionalDdl) {
      await expect(insert(connection, 2)).rejects.toMatchObject({ code: "state.transaction-ended" });
      await expect(connection.commit()).rejects.toMatchObject({ code: "state.transaction-ended" });
      await connection.rollback();
      await insert(connection, 3);
    } else {
      // Where DDL commits at any time, what follows is another transaction.
      await insert(connection, 2);
      await connection.rollback();
      await insert(connection, 3);
    }
    await connection.commit();
    expect(await ids(db)).toEqual([1, 3]);
  });

  it("goes on as another one after DDL that commits by itself", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await using connection = await engine.connect();
    await insert(connection, 1);
    await connection.execute("create table other (id integer)");
    await insert(connection, 2);
    await connection.rollback();
    expect(await ids(db)).toEqual(connection.dialect.features.transactionalDdl ? [] : [1]);
  });

  it("takes every isolation level that the database has, and no other", async () => {
    const { engine } = await setUp();
    await using _ = engine;
    await using connection = await engine.connect();
    const has = connection.dialect.features.isolationLevels;
    for (const isolationLevel of [
      "READ UNCOMMITTED",
      "READ COMMITTED",
      "REPEATABLE READ",
      "SERIALIZABLE",
    ] as const) {
      connection.executionOptions({ isolationLevel });
      expect(connection.isolationLevel).toBe(isolationLevel);
      if (has.includes(isolationLevel)) {
        expect(await connection.scalar("select 1")).toBe(1);
        await connection.commit();
        await connection.begin(() => connection.execute("select 1"));
      } else {
        await expect(connection.scalar("select 1")).rejects.toMatchObject({
          code: "config.invalid",
          hint: expect.stringContaining("SERIALIZABLE"),
        });
      }
    }
  });

  itIf(onServer, "isolation that readers can see")("is kept apart as its level says", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    const count = (connection: Connection) => connection.scalar("select count(*) from item").then(Number);
    const repeatable = engine.executionOptions({ isolationLevel: "REPEATABLE READ" });
    await using steady = await repeatable.connect();
    await using fickle = await engine.executionOptions({ isolationLevel: "READ COMMITTED" }).connect();
    expect([await count(steady), await count(fickle)]).toEqual([0, 0]);
    await db.script("insert into item (id) values (1)");
    expect([await count(steady), await count(fickle)]).toEqual([0, 1]);
    expect(repeatable.pool).toBe(engine.pool);
    // The level does not stay on the connection when it goes back to the pool.
    await steady.close();
    await fickle.close();
    await using plain = await engine.connect();
    expect(plain.isolationLevel).toBeNull();
  });

  it("is not there in autocommit", async () => {
    const { db, engine } = await setUp({ isolationLevel: "AUTOCOMMIT" });
    await using _ = engine;
    await using connection = await engine.connect();
    await insert(connection, 1);
    expect(connection.inTransaction).toBe(false);
    expect(await ids(db)).toEqual([1]);
    await expect(connection.begin()).rejects.toMatchObject({ code: "state.autocommit" });
    await expect(connection.beginNested()).rejects.toMatchObject({ code: "state.autocommit" });
    await connection.begin(() => insert(connection, 2), { isolationLevel: "SERIALIZABLE" });
    expect(await ids(db)).toEqual([1, 2]);
  });

  it("keeps the level it began with", async () => {
    const { engine } = await setUp();
    await using _ = engine;
    await using connection = await engine.connect();
    await connection.execute("select 1");
    expect(() => connection.executionOptions({ isolationLevel: "AUTOCOMMIT" })).toThrow(
      expect.objectContaining({ code: "state.in-transaction" }),
    );
    await connection.rollback();
    connection.executionOptions({ isolationLevel: "AUTOCOMMIT" }).executionOptions({});
    expect(connection.isolationLevel).toBe("AUTOCOMMIT");
    const running = connection.execute("select 1");
    expect(() => connection.executionOptions({ isolationLevel: "SERIALIZABLE" })).toThrow(
      expect.objectContaining({ code: "state.in-transaction" }),
    );
    await running;
  });

  itIf(onServer, "losing a connection")("that lost its connection must be rolled back first", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await using idle = await engine.connect();
    await using connection = await engine.connect();
    await idle.execute("select 1");
    await idle.close();
    await insert(connection, 1);
    const nested = await connection.beginNested();
    await kill(db, connection);
    await expect(insert(connection, 2)).rejects.toMatchObject({ code: "db.lost" });
    expect(engine.pool.status()).toMatchObject({ idle: 0, busy: 1 });
    const lost = { code: "state.invalidated" };
    await expect(insert(connection, 3)).rejects.toMatchObject(lost);
    await expect(connection.commit()).rejects.toMatchObject(lost);
    await expect(connection.beginNested()).rejects.toMatchObject(lost);
    await nested.rollback();
    await expect(insert(connection, 3)).rejects.toMatchObject(lost);
    await connection.rollback();
    await insert(connection, 4);
    await connection.commit();
    expect(await ids(db)).toEqual([4]);
    expect(engine.pool.status()).toMatchObject({ idle: 0, busy: 1 });
  });

  itIf(onServer, "losing a connection")("of a block that lost its connection fails once", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    const failing = engine.begin(async (connection) => {
      await insert(connection, 1);
      await kill(db, connection);
      await insert(connection, 2);
    });
    await expect(failing).rejects.toMatchObject({ code: "db.lost" });
    const swallowing = engine.begin(async (connection) => {
      await insert(connection, 1);
      await kill(db, connection);
      await insert(connection, 2).catch(() => {});
    });
    await expect(swallowing).rejects.toMatchObject({ code: "state.invalidated" });
    expect(await ids(db)).toEqual([]);
    await engine.begin((connection) => insert(connection, 3));
    expect(await ids(db)).toEqual([3]);
  });

  itIf(onServer, "deadlocks")("that lost a deadlock must be rolled back first", async () => {
    const { db, engine } = await setUp();
    await using _ = engine;
    await db.script("insert into item (id, n) values (1, 0), (2, 0)");
    const touch = (connection: Connection, id: number) =>
      connection.execute("update item set n = n + 1 where id = :id", { id });
    await using one = await engine.connect();
    await using two = await engine.connect();
    await touch(one, 1);
    await touch(two, 2);
    const outcomes = await Promise.allSettled([touch(one, 2), touch(two, 1)]);
    const failed = outcomes.findIndex(({ status }) => status === "rejected");
    expect(outcomes[failed]).toMatchObject({ reason: { code: "db.deadlock" } });
    const [loser, winner] = failed === 0 ? [one, two] : [two, one];
    await winner.commit();
    await expect(touch(loser, 1)).rejects.toThrow();
    await expect(loser.commit()).rejects.toThrow();
    await loser.rollback();
    await touch(loser, 1);
    await loser.commit();
    expect(await db.query("select n from item order by id")).toEqual([{ n: 2 }, { n: 1 }]);
  });

  it("that is to write takes its lock when it begins", async () => {
    const { db, engine } = await setUp({ poolSize: 2 });
    await using _ = engine;
    if (onServer) return void (await engine.begin((connection) => insert(connection, 1)));
    await using reader = await engine.connect();
    await reader.begin({ write: false });
    await reader.execute("select * from item");
    await using writer = await engine.connect();
    await writer.begin();
    // A second writer finds the file locked before it has read anything that could be out of date.
    await db.script("pragma busy_timeout = 0");
    await expect(db.query("insert into item (id) values (9)")).rejects.toThrow(/locked/);
    await insert(writer, 1);
    await reader.rollback();
    await writer.commit();
    expect(await ids(db)).toEqual([1]);
  });
});
