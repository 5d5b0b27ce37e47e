import { expect, it } from "vitest";
import { driver } from "../../../src/dialects/mysql/driver.js";
import { connectTargetOf, eachProduct, openSession, type Session } from "./session.js";

/** A second connection to the database of a session. */
function another(session: Session) {
  return driver.open(connectTargetOf(session.database.url));
}

eachProduct("the lock", (product) => {
  it("is one runner's at a time, until it is given back", async () => {
    await using session = await openSession(product);
    const other = await another(session);
    const release = await session.dialect.lock(session.db, "migr", 1000);
    expect(release).not.toBeNull();
    const start = Date.now();
    expect(await session.dialect.lock(other, "migr", 300)).toBeNull();
    expect(Date.now() - start).toBeGreaterThanOrEqual(250);
    expect(await session.dialect.lock(other, "another name", 0)).not.toBeNull();
    await release!();
    const second = await session.dialect.lock(other, "migr", 1000);
    expect(second).not.toBeNull();
    await other.close();
  });

  it("is free again when its holder is gone", async () => {
    await using session = await openSession(product);
    const other = await another(session);
    expect(await session.dialect.lock(other, "n".repeat(500), 0)).not.toBeNull();
    await other.close();
    expect(await session.dialect.lock(session.db, "n".repeat(500), 5000)).not.toBeNull();
  });

  it("is of one database", async () => {
    await using session = await openSession(product);
    await using neighbor = await openSession(product);
    expect(await session.dialect.lock(session.db, "migr", 0)).not.toBeNull();
    expect(await neighbor.dialect.lock(neighbor.db, "migr", 0)).not.toBeNull();
  });
});

eachProduct("the guard", (product) => {
  it("has foreign keys checked and waits bounded, and puts everything back", async () => {
    await using session = await openSession(product);
    const { db, dialect } = session;
    const names = ["sql_mode", "foreign_key_checks", "unique_checks", "lock_wait_timeout", "time_zone"];
    const settings = async () =>
      (await db.query(`select ${names.map((name) => `@@session.${name}`).join(", ")}`)).rows[0]!;
    await db.query(
      "set sql_mode = 'ANSI_QUOTES', foreign_key_checks = 0, unique_checks = 0, lock_wait_timeout = 1234, time_zone = '+02:00'",
    );
    const before = await settings();
    const guard = await dialect.guard(db);
    const [mode, foreignKeys, uniques, wait, zone] = await settings();
    expect(mode).toMatch(/STRICT_TRANS_TABLES/);
    expect(mode).not.toMatch(/ANSI_QUOTES/);
    expect([foreignKeys, uniques, zone]).toEqual([1, 1, "+00:00"]);
    expect(Number(wait)).toBeLessThanOrEqual(60);
    await guard.verify();
    await guard.release();
    expect(await settings()).toEqual(before);
  });
});

eachProduct("an error of the server", (product) => {
  const TABLES = `
    create table p (id int primary key);
    create table t (
      id int primary key, name varchar(5) not null unique, p_id int, n int,
      constraint fk_t foreign key (p_id) references p (id), constraint ck_n check (n > 0)
    );
    insert into p values (1); insert into t values (1, 'a', 1, 1);
  `;

  it("is told by its number", async () => {
    await using session = await openSession(product);
    await session.database.script(TABLES);
    const cases: readonly (readonly [sql: string, code: string, name: string])[] = [
      ["insert into t values (1, 'b', 1, 1)", "db.unique", "IntegrityError"],
      ["insert into t values (2, 'b', 9, 1)", "db.foreign-key", "IntegrityError"],
      ["delete from p", "db.foreign-key", "IntegrityError"],
      ["insert into t values (2, null, 1, 1)", "db.not-null", "IntegrityError"],
      ["insert into t (id) values (2)", "db.not-null", "IntegrityError"],
      ["insert into t values (2, 'b', 1, -1)", "db.check", "IntegrityError"],
      ["insert into t values (2, 'too long', 1, 1)", "db.data", "DataError"],
      ["insert into t values (99999999999, 'b', 1, 1)", "db.data", "DataError"],
      ["insert into t values ('x', 'b', 1, 1)", "db.data", "DataError"],
      ["selekt 1", "db.syntax", "ProgrammingError"],
      ["select * from nope", "db.no-such-object", "ProgrammingError"],
      ["select nope from t", "db.no-such-object", "ProgrammingError"],
      ["drop table nope", "db.no-such-object", "ProgrammingError"],
      ["alter table t drop column nope", "db.no-such-object", "ProgrammingError"],
      ["create table t (id int)", "db.exists", "ProgrammingError"],
      ["alter table t add column name int", "db.exists", "ProgrammingError"],
      ["alter table t add index name (name)", "db.exists", "ProgrammingError"],
      ["use no_such_database", "db.no-such-database", "OperationalError"],
    ];
    for (const [sql, code, name] of cases) {
      const thrown = await session.db.query(sql).catch((error: unknown) => error);
      const error = session.dialect.toDatabaseError(thrown, { sql });
      expect([error.code, error.name], sql).toEqual([code, name]);
      expect(error.message, sql).toMatch(/^[A-Z][\s\S]*\.$/);
      expect(error.details).toMatchObject({ errno: expect.any(Number), sqlState: expect.any(String), sql });
      expect(error.cause).toBe(thrown);
      expect(session.dialect.toDatabaseError(error)).toBe(error);
    }
  });

  it("names the constraint or column that it is about", async () => {
    await using session = await openSession(product);
    await session.database.script(TABLES);
    const details = async (sql: string) =>
      session.dialect.toDatabaseError(await session.db.query(sql).catch((error: unknown) => error)).details;
    expect(await details("insert into t values (2, 'b', 9, 1)")).toMatchObject({ constraint: "fk_t" });
    expect(await details("insert into t values (2, null, 1, 1)")).toMatchObject({ column: "name" });
    expect(await details("insert into t values (2, 'b', 1, -1)")).toMatchObject({
      constraint: expect.stringContaining("ck_n"),
    });
  });

  it("tells a lock that was not granted", async () => {
    await using session = await openSession(product);
    await session.database.script(TABLES);
    const other = await another(session);
    for (const db of [session.db, other]) {
      await db.query("set innodb_lock_wait_timeout = 1");
      await db.query("start transaction");
    }
    await session.db.query("update p set id = 2 where id = 1").catch(() => {});
    await session.db.query("update t set n = 5");
    const waited = await other.query("update t set n = 6").catch((error: unknown) => error);
    expect(session.dialect.toDatabaseError(waited).code).toBe("db.lock-timeout");
    await session.db.query("rollback");
    await other.query("rollback");
    await other.close();
  });
});
