import { expect, it } from "vitest";
import { AddColumn } from "../../../src/ops/column.js";
import { AlterEnum, CreateEnum, DropEnum } from "../../../src/ops/enum.js";
import { CreateTable } from "../../../src/ops/table.js";
import * as t from "../../../src/schema/define/column-type.js";
import { columnOf } from "../../../src/schema/table.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { buildColumn } from "../../support/models/column.js";
import { type Connected, connected, dialect, major, onPostgresql } from "./connected.js";
import { plainSchema } from "./sameness.js";

const MOOD = { name: "mood" };
const SCRIPT = `
  create type mood as enum ('sad', 'ok', 'it''s');
  create table a (id int primary key, m mood not null default 'ok', ms mood[] default '{ok,sad}', n int,
    constraint ck_m check (m <> 'sad'), unique (m, id));
  create index ix_m on a (m);
  create unique index ix_where on a (n) where m = 'ok';
  create index ix_expr on a ((m = 'ok'));
  create table b (m mood primary key);
  create table c (m mood references b, constraint ck_null check (m is not null));
  insert into a (id) values (1), (2);
  insert into b values ('ok'); insert into c values ('ok');`;

async function prepared(): Promise<Connected> {
  const c = await connected();
  await c.database.script(SCRIPT);
  return c;
}

async function words(c: Connected): Promise<readonly string[]> {
  return (await c.reflect()).enums.find(({ name }) => name === "mood")!.values;
}

onPostgresql("an enum type", () => {
  it("gets new words where the model has them, in place", async () => {
    await using c = await prepared();
    const to = ["awful", "sad", "meh", "so so", "ok", "it's", "back\\slash"];
    const statements = await c.run(new AlterEnum(MOOD, ["sad", "ok", "it's"], to));
    expect(statements).toHaveLength(4);
    expect(statements.every((sql) => sql.includes("ADD VALUE"))).toBe(true);
    expect(await words(c)).toEqual(to);
  });

  it("loses and reorders words with every column, default, check, key and index kept", async () => {
    await using c = await prepared();
    const before = plainSchema(dialect, await c.reflect());
    const operation = new AlterEnum(MOOD, ["sad", "ok", "it's"], ["ok", "new", "sad"]);
    await c.db.batch(["BEGIN"]);
    await c.run(operation);
    await c.db.batch(["COMMIT"]);
    expect(await words(c)).toEqual(["ok", "new", "sad"]);
    expect(await c.database.query("select m::text, ms::text from a where id = 1")).toEqual([
      { m: "ok", ms: "{ok,sad}" },
    ]);
    await c.run(operation.inverse());
    expect(plainSchema(dialect, await c.reflect())).toEqual(before);
    expect(await c.database.query("select typname from pg_type where typname like '%old%'")).toEqual([]);
  });

  it("loses words with generated columns of it, and of its columns, and what stands on these", async () => {
    await using c = await connected();
    await c.database.script(`create type mood as enum ('sad', 'ok', 'odd');
      create table g (id int primary key, n int, m mood not null default 'ok',
        own mood generated always as (case when n > 0 then 'ok'::mood else 'sad'::mood end) stored not null,
        ms mood[] generated always as (array['ok'::mood]) stored,
        is_ok boolean generated always as (m = 'ok') stored,
        is_sad boolean generated always as ((case when n > 0 then 'ok'::mood end) is null) stored,
        twice int generated always as (n * 2) stored,
        constraint uq_own unique (own, id) include (n) with (fillfactor = 70) deferrable,
        constraint ck_ok check (is_ok is not null));
      comment on column g.own is 'its own'; comment on constraint ck_ok on g is 'never null';
      create index ix_ok on g (is_ok) include (n);
      create unique index ix_own on g (id, own);
      create table k (id int, own mood, foreign key (own, id) references g (own, id) on delete cascade);
      alter table g drop constraint uq_own cascade;
      alter table g add constraint uq_own unique (own, id) include (n) with (fillfactor = 70);
      alter table k add constraint fk_k foreign key (own, id) references g (own, id) on delete cascade;
      alter table g replica identity using index ix_own;
      insert into g (id, n) values (1, 5), (2, -5); insert into k values (1, 'ok')`);
    const before = plainSchema(dialect, await c.reflect());
    const operation = new AlterEnum(MOOD, ["sad", "ok", "odd"], ["ok", "sad"]);
    await c.run(operation);
    expect(await c.database.query("select own::text, ms::text, is_ok, twice from g order by id")).toEqual([
      { own: "ok", ms: "{ok}", is_ok: true, twice: 10 },
      { own: "sad", ms: "{ok}", is_ok: true, twice: -10 },
    ]);
    expect(
      await c.database.query(
        "select obj_description(oid) as comment from pg_constraint where conname = 'ck_ok'",
      ),
    ).toEqual([{ comment: "never null" }]);
    await c.run(operation.inverse());
    expect(plainSchema(dialect, await c.reflect())).toEqual(before);
  });

  it("loses words with the comments and places of the indexes that name it", async () => {
    await using c = await prepared();
    await c.database.script(`comment on index ix_expr is 'of the expression'; alter table a cluster on ix_expr;
      comment on index ix_where is 'say "it''s"'; alter index ix_where set (fillfactor = 60)`);
    const indexes = `select x.relname as name, obj_description(x.oid, 'pg_class') as comment, i.indisclustered as clustered,
      x.reloptions::text as options from pg_index i join pg_class x on x.oid = i.indexrelid
      where x.relname in ('ix_expr', 'ix_where') order by 1`;
    const before = await c.database.query(indexes);
    expect(before).toEqual([
      { name: "ix_expr", comment: "of the expression", clustered: true, options: null },
      { name: "ix_where", comment: `say "it's"`, clustered: false, options: "{fillfactor=60}" },
    ]);
    await c.run(new AlterEnum(MOOD, ["sad", "ok", "it's"], ["ok", "sad"]));
    expect(await c.database.query(indexes)).toEqual(before);
  });

  it("keeps a word that rows hold, and says which rows", async () => {
    await using c = await prepared();
    await c.database.script("insert into a (id, m, ms) values (3, 'it''s', '{it''s}')");
    const run = c.run(new AlterEnum(MOOD, ["sad", "ok", "it's"], ["sad", "ok"]));
    await expect(run).rejects.toMatchObject({
      code: "migration.value-in-use",
      message: "The enum type mood cannot lose it's: a.m (1 row) and a.ms (1 row) still use it.",
    });
    expect(await words(c)).toEqual(["sad", "ok", "it's"]);
  });

  it("does without a default that is no more among its words", async () => {
    await using c = await prepared();
    await c.database.script(
      "update a set m = 'it''s'; alter table a alter m set default 'sad'; delete from c; delete from b",
    );
    await c.database.script(
      "alter table a drop constraint ck_m, alter ms drop default; update a set ms = null; drop index ix_where, ix_expr",
    );
    await c.run(new AlterEnum(MOOD, ["sad", "ok", "it's"], ["it's"]));
    expect(columnOf((await c.reflect()).tables[0]!, "m")).not.toHaveProperty("default");
  });

  it("cannot lose words without a connection", async () => {
    const offline = { table: async () => null, query: async () => null };
    await expect(dialect.plan(new AlterEnum(MOOD, ["a", "b"], ["b"]), offline)).rejects.toMatchObject({
      code: "migration.needs-database",
    });
    const added = await dialect.plan(new AlterEnum(MOOD, ["b"], ["a", "b"]), offline);
    expect(added).toEqual([
      { sql: `ALTER TYPE "mood" ADD VALUE IF NOT EXISTS 'a' BEFORE 'b'`, autocommit: true },
    ]);
  });

  it("gets words in a commit of their own, so that the revision can use them with views in place", async () => {
    await using h = new History(await freshDatabase("postgresql"));
    await h.run(`await op.createTable("t", { id: integer().primaryKey(), m: enumOf("sad", "ok").named("mood") });
      await op.execute("create view v as select m from t");`);
    const sent = h.statements.length;
    h.add("b2", "a1", {
      upgrade: `await op.alterEnum("mood", ["sad", "ok"], ["sad", "meh", "ok", "new"]);
        await op.alterColumn("t", "m", { serverDefault: "new" });
        await op.createCheckConstraint("ck_new", "t", sql\`m <> 'meh'\`);
        await op.execute("insert into t (id, m) values (1, 'new')");`,
    });
    await h.migrator().upgrade("head");
    const order = h.statements
      .slice(sent)
      .flatMap((sql) => /^(BEGIN|COMMIT|ALTER TYPE.*|ALTER TABLE)/.exec(sql)?.[1] ?? []);
    expect(order).toEqual([
      "BEGIN",
      "COMMIT",
      `ALTER TYPE "mood" ADD VALUE IF NOT EXISTS 'meh' AFTER 'sad'`,
      `ALTER TYPE "mood" ADD VALUE IF NOT EXISTS 'new' AFTER 'ok'`,
      "BEGIN",
      "ALTER TABLE",
      "ALTER TABLE",
      "COMMIT",
    ]);
  });

  it("keeps the words of a revision that fails after them, which then can be run again", async () => {
    await using h = new History(await freshDatabase("postgresql"));
    await h.run('await op.createEnum("mood", ["sad", "ok"]);');
    const script = (rest: string) => ({
      upgrade: `await op.alterEnum("mood", ["sad", "ok"], ["glum", "so so", "new"], { rename: { sad: "glum", ok: "so so" } });
        ${rest}`,
    });
    const words = async () =>
      h.engine.connect(async (c) => (await c.execute("select enum_range(null::mood)::text as words")).all());
    h.add("b2", "a1", script("await op.execute('select 1 / 0');"));
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({ details: { rolledBack: false } });
    expect(await h.migrator().current()).toEqual(["a1"]);
    expect(await words()).toEqual([{ words: "{sad,ok,new}" }]);
  });

  it("gets words in the transaction that made it, where they can be used in it", async () => {
    await using h = new History(await freshDatabase("postgresql"));
    await h.run(`await op.createEnum("mood", ["sad"]);
      await op.alterEnum("mood", ["sad"], ["sad", "ok"]);
      await op.createTable("t", { id: integer().primaryKey(), m: enumOf("sad", "ok").named("mood").serverDefault("ok") });`);
    const isCommitted = major < 17;
    expect(h.statements).toContain(
      `ALTER TYPE "mood" ADD VALUE ${isCommitted ? "IF NOT EXISTS " : ""}'ok' AFTER 'sad'`,
    );
    expect(h.statements.filter((sql) => sql === "COMMIT")).toHaveLength(isCommitted ? 2 : 1);
  });

  it("is made by a table or a column that needs it where it is missing", async () => {
    await using c = await connected();
    const role = () => t.enumOf("x", "y's").named("My Role").serverDefault("y's");
    const table = { name: "t", columns: [buildColumn("r", role())], constraints: [], indexes: [] };
    expect(await c.run(new CreateTable(table))).toHaveLength(2);
    expect(await c.run(new AddColumn({ name: "t" }, buildColumn("r2", role())))).toHaveLength(1);
    expect(await c.run(new AddColumn({ name: "t" }, buildColumn("r3", t.enumOf("p", "q"))))).toHaveLength(2);
    expect((await c.reflect()).enums).toEqual([
      { name: "My Role", values: ["x", "y's"] },
      { name: "t_r3_enum", values: ["p", "q"] },
    ]);
  });

  it("is made and dropped in its own schema, with hostile words", async () => {
    await using c = await connected();
    await c.database.script('create schema "my schema"');
    const type = { name: 'quo"ted', schema: "my schema", values: ["a'b", "c\\d", "", "🐘", "x".repeat(63)] };
    await c.run(new CreateEnum(type));
    expect((await c.reflect(["my schema"])).enums).toEqual([type]);
    expect((await c.reflect()).enums).toEqual([]);
    await c.run(new DropEnum(type, type));
    expect((await c.reflect(["my schema"])).enums).toEqual([]);
  });
});
