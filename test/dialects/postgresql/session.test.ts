import { expect, it } from "vitest";
import { dialectModule } from "../../../src/dialects/postgresql/index.js";
import * as items from "../../../src/index.js";
import * as t from "../../../src/schema/define/column-type.js";
import { MetaData, table } from "../../../src/schema/define/metadata.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { connected, dialect, onPostgresql, targetOf } from "./connected.js";

function model(condition: string, schema?: string): readonly Table[] {
  const metadata = new MetaData(schema === undefined ? {} : { schema });
  table(
    "t",
    metadata,
    { a: t.integer(), r: t.enumOf("x", "y").named("kind", schema), f: t.integer().nullable() },
    (c) => [
      items.check("ck", sql.raw(condition)),
      items.foreignKey("fk", [c.f], [schema === undefined ? "gone.id" : `${schema}.gone.id`]),
      items.tableComment("kept"),
    ],
  );
  table("gone", metadata, { id: t.integer().primaryKey() });
  return dialect.adapt(metadata.toSchema()).tables.filter(({ name }) => name === "t");
}

function checkOf({ constraints }: Table): unknown {
  return constraints.find(({ kind }) => kind === "check");
}

onPostgresql("asking the server how it writes expressions", () => {
  it("gives its words and leaves nothing behind, in a transaction of its own", async () => {
    await using c = await connected();
    const [asked] = model("a between 1 and 5 and r <> 'x'");
    const { tables, problem } = await dialect.canonical(c.db, EMPTY_SCHEMA, [asked!]);
    expect(problem).toBeUndefined();
    expect(checkOf(tables[0]!)).toEqual({
      kind: "check",
      name: "ck",
      expression: { kind: "raw", sql: "(((a >= 1) AND (a <= 5)) AND (r <> 'x'::kind))" },
    });
    expect(tables[0]).toEqual({ ...asked, constraints: tables[0]!.constraints });
    expect(tables[0]!.constraints.filter(({ kind }) => kind !== "check")).toEqual(
      asked!.constraints.filter(({ kind }) => kind !== "check"),
    );
    expect(c.db.inTransaction()).toBe(false);
    expect(await c.database.query("select relname from pg_class where relname in ('t', 'kind')")).toEqual([]);
  });

  it("works inside of an open transaction and keeps what it has done", async () => {
    await using c = await connected();
    await c.db.batch(["BEGIN", "create table mine (id int)"]);
    for (const condition of ["a > 0", "no_such_function(a)", "syntax error here ("]) {
      const { problem } = await dialect.canonical(c.db, EMPTY_SCHEMA, model(condition));
      expect(problem === undefined).toBe(condition === "a > 0");
    }
    await c.db.batch(["insert into mine values (1)", "COMMIT"]);
    expect(await c.database.query("select id from mine")).toEqual([{ id: 1 }]);
  });

  it("gives tables back as they were, with a sentence, where the server cannot be asked", async () => {
    await using c = await connected();
    const bad = { ...model("no_such_function(a) > 0")[0]!, name: "bad" };
    const [good] = model("(a) > 0");
    const { tables, problem } = await dialect.canonical(c.db, EMPTY_SCHEMA, [bad, good!]);
    expect(problem).toMatch(
      /^The server cannot tell .* of bad: Function no_such_function\(integer\) does not exist\.$/,
    );
    expect(tables[0]).toBe(bad);
    expect(checkOf(tables[1]!)).toMatchObject({ expression: { sql: "a > 0" } });
    expect(c.db.inTransaction()).toBe(false);
    const role = `r_${c.database.name}`;
    await c.database.script(
      `create role ${role}; revoke temp on database ${c.database.name} from public;
      grant usage on schema public to ${role}`,
    );
    await c.db.query(`SET ROLE ${role}`);
    const refused = await dialect.canonical(c.db, EMPTY_SCHEMA, [good!]);
    expect(refused.tables).toEqual([good]);
    expect(refused.problem).toContain("ermission denied");
    expect(refused.unasked).toEqual([good]);
    await c.db.query("RESET ROLE");
    await c.database.script(`drop owned by ${role}; drop role ${role}`);
  });

  it("uses the enum types that are there, and others of its own where they differ", async () => {
    await using c = await connected();
    await c.database.script(
      "create schema s; create type s.kind as enum ('x', 'y'); create table live (r s.kind check (r <> 'x'))",
    );
    const words = async () => {
      const { tables, problem } = await dialect.canonical(c.db, EMPTY_SCHEMA, model("r <> 'y'", "s"));
      expect(problem).toBeUndefined();
      return checkOf(tables[0]!);
    };
    expect(await words()).toMatchObject({ expression: { sql: "(r <> 'y'::s.kind)" } });
    await c.database.script("drop table live; drop type s.kind; create type s.kind as enum ('x')");
    expect(await words()).toMatchObject({ expression: { sql: "(r <> 'y'::kind)" } });
  });
});

onPostgresql("the database-wide lock", () => {
  it("is one runner's at a time, is waited for in bounds, and ends with its connection", async () => {
    await using c = await connected();
    const other = await dialectModule.driver.open(targetOf(c.database.url));
    const release = await dialect.lock(c.db, "name", 0);
    expect(release).not.toBeNull();
    expect(await dialect.lock(other, "name", 0)).toBeNull();
    const elsewhere = await dialect.lock(other, "other name", 0);
    expect(elsewhere).not.toBeNull();
    await elsewhere!();
    const startMs = performance.now();
    expect(await dialect.lock(other, "name", 120)).toBeNull();
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(100);
    const waiting = dialect.lock(other, "name", 10_000);
    setTimeout(() => void release!(), 80);
    expect(await waiting).not.toBeNull();
    await other.close();
    await expect.poll(async () => (await dialect.lock(c.db, "name", 1000)) !== null).toBe(true);
  });
});

onPostgresql("guarding a connection", () => {
  it("pins what schema changes need, and puts it back", async () => {
    await using c = await connected();
    await c.db.batch([
      "SET standard_conforming_strings = off",
      "SET idle_in_transaction_session_timeout = '5s'",
    ]);
    const settings = async () =>
      (
        await c.db.query(
          "select current_setting('standard_conforming_strings'), current_setting('idle_in_transaction_session_timeout')",
        )
      ).rows[0];
    const guard = await dialect.guard(c.db);
    expect(await settings()).toEqual(["on", "0"]);
    await guard.release();
    expect(await settings()).toEqual(["off", "5s"]);
  });

  it("finds rows that refer to nothing before the commit does", async () => {
    await using c = await connected();
    await c.database.script(
      "create table p (id int primary key); create table k (p int constraint fk references p deferrable initially deferred)",
    );
    const guard = await dialect.guard(c.db);
    await guard.verify();
    await c.db.batch([...dialect.begin(null, true), "insert into k values (1)"]);
    await expect(guard.verify()).rejects.toMatchObject({
      code: "db.foreign-key",
      name: "IntegrityError",
      details: { constraint: "fk", table: "k", sqlState: "23503" },
    });
    await c.db.query("ROLLBACK");
    await guard.release();
  });

  it("begins transactions of every isolation level", async () => {
    await using c = await connected();
    for (const level of dialect.features.isolationLevels) {
      const begin = dialect.begin(level, true);
      expect(begin).toEqual(level === "AUTOCOMMIT" ? [] : [`BEGIN ISOLATION LEVEL ${level}`]);
      if (level === "AUTOCOMMIT") continue;
      await c.db.batch(begin);
      const { rows } = await c.db.query("show transaction_isolation");
      expect(String(rows[0]![0]).toUpperCase()).toBe(level);
      await c.db.query("ROLLBACK");
    }
  });
});

onPostgresql("an error of the server", () => {
  it("becomes a class and a code by its SQLSTATE, with what the server tells beside it", async () => {
    await using c = await connected();
    await c.database.script(`create table p (id int primary key, n int not null, c int check (c > 0), e int4range,
      exclude using gist (e with &&)); create table k (p int references p); insert into p values (1, 1, 1, '[1,5)')`);
    const cases: readonly (readonly [sql: string, name: string, code: string])[] = [
      ["insert into p values (1, 1, 1)", "IntegrityError", "db.unique"],
      ["insert into k values (7)", "IntegrityError", "db.foreign-key"],
      ["insert into p values (2, null, 1)", "IntegrityError", "db.not-null"],
      ["insert into p values (2, 1, 0)", "IntegrityError", "db.check"],
      ["insert into p values (2, 1, 1, '[2,3)')", "IntegrityError", "db.exclusion"],
      ["select 'x'::int", "DataError", "db.data"],
      ["select 1/0", "DataError", "db.data"],
      ["select * from nowhere", "ProgrammingError", "db.no-such-object"],
      ["select nothing from p", "ProgrammingError", "db.no-such-object"],
      ["select nofunction()", "ProgrammingError", "db.no-such-object"],
      ["create table p ()", "ProgrammingError", "db.exists"],
      ["alter table p add n int", "ProgrammingError", "db.exists"],
      ["selec 1", "ProgrammingError", "db.syntax"],
      ["drop table p", "ProgrammingError", "db.other"],
      ["do $$ begin raise 'own words'; end $$", "DatabaseError", "db.other"],
    ];
    for (const [text, name, code] of cases) {
      const thrown = await c.db.query(text).catch((error: unknown) => error);
      const error = dialect.toDatabaseError(thrown, { sql: text, params: [1n] });
      expect(error, text).toMatchObject({ name, code, cause: thrown, details: { sql: text, params: ["1"] } });
      expect(error.message).toMatch(/^[A-Z].*\.$/s);
      expect(dialect.toDatabaseError(error)).toBe(error);
    }
    const thrown = await c.db.query("insert into p values (1, 1, 1)").catch((error: unknown) => error);
    expect(dialect.toDatabaseError(thrown)).toMatchObject({
      message: 'Duplicate key value violates unique constraint "p_pkey".',
      details: {
        sqlState: "23505",
        table: "p",
        constraint: "p_pkey",
        detail: "Key (id)=(1) already exists.",
      },
    });
    const dependent = await c.db.query("drop table p").catch((error: unknown) => error);
    expect(dialect.toDatabaseError(dependent).hint).toBe(
      "Use DROP ... CASCADE to drop the dependent objects too.",
    );
  });
});
