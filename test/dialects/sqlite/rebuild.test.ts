import { describe, expect, it } from "vitest";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../../../src/ops/column.js";
import { AddConstraint, DropConstraint } from "../../../src/ops/constraint.js";
import { CreateIndex, DropIndex } from "../../../src/ops/table-index.js";
import { currentTimestamp, raw, value } from "../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../src/types/type.js";
import { clientOf } from "../../support/client.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { itIf } from "../../support/target.js";
import { abilities, openSession } from "./session.js";

const text: SqlType = { kind: "text" };
const widen = (table: string, column: string, length = 200) =>
  new AlterColumn({ name: table }, column, { type: { kind: "string", length } });

describe("copying a table", () => {
  it("keeps the rows that refer to it under ON DELETE CASCADE", async () => {
    const s = await openSession();
    s.script(`create table p(id integer primary key, name varchar(10));
      create table c(id integer primary key, p integer not null references p(id) on delete cascade);
      insert into p values (1, 'a'), (2, 'b'); insert into c values (1, 1), (2, 1), (3, 2);`);
    await s.run(widen("p", "name"));
    expect(await s.rows("select count(*) n from c")).toEqual([{ n: 3 }]);
    expect(await s.sql("p")).toBe('CREATE TABLE "p" (id integer primary key, name VARCHAR(200))');
    expect(await s.sql("c")).toContain("references p(id)");
    expect(await s.rows("pragma foreign_keys")).toEqual([{ foreign_keys: 1 }]);
    s.script("delete from p where id = 1");
    expect(await s.rows("select count(*) n from c")).toEqual([{ n: 1 }]);
  });

  it("keeps triggers, its own and those of others, and views", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key, name varchar(10));
      create table log(what text);
      create trigger t_ins after insert on t begin insert into log values ('t:' || new.name); end;
      create trigger log_ins after insert on log when new.what = 'x' begin update t set name = 'touched'; end;
      create view v as select id, upper(name) as loud from t;
      insert into t values (1, 'a');`);
    await s.run(widen("t", "name"));
    s.script("insert into t values (2, 'b'); insert into log values ('x');");
    expect(await s.rows("select what from log")).toEqual([{ what: "t:a" }, { what: "t:b" }, { what: "x" }]);
    expect(await s.rows("select loud from v")).toEqual([{ loud: "TOUCHED" }, { loud: "TOUCHED" }]);
  });

  it("fails where a view would no longer work, and leaves all as it was", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key, a text unique, b text);
      create view v as select a from t; insert into t values (1, 'a', 'b');`);
    const before = await s.sql("t");
    await expect(s.run(new DropColumn({ name: "t" }, "a"))).rejects.toMatchObject({
      code: "db.no-such-object",
    });
    expect(await s.sql("t")).toBe(before);
    expect(await s.rows("select a from v")).toEqual([{ a: "a" }]);
  });

  it("fails where a view of a view would no longer work, or a trigger that stands on one", async () => {
    for (const dependent of [
      "create view w as select a from v",
      "create table log(what text); create trigger tr after insert on log begin insert into log select a from v; end",
      "create trigger tr instead of delete on v begin delete from t where a = old.a; end",
      "create trigger tr instead of update on v begin update t set b = 1 where a = old.a; end",
      "create trigger tr instead of insert on v begin insert into t(b) values (new.a); end",
    ]) {
      const s = await openSession();
      s.script(`create table t(id integer primary key, a text unique, b text); create view v as select * from t; ${dependent};
        create trigger alone instead of update of b on v begin select 1; end;`);
      const before = await s.rows("select sql from sqlite_schema");
      await expect(s.run(new DropColumn({ name: "t" }, "a")), dependent).rejects.toMatchObject({
        code: "db.no-such-object",
      });
      expect(await s.rows("select sql from sqlite_schema")).toEqual(before);
      await s.run(widen("t", "a"));
    }
  });

  it("is not kept from its work by a view that was broken before", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key, name varchar(10));
      create view broken as select absent from t; create view lost as select * from nowhere;`);
    await s.run(widen("t", "name"));
    expect((await s.table("t")).columns[1]!.type).toEqual({ kind: "string", length: 200 });
  });

  it("is not kept from its work by a trigger of its own that was broken before, which stays", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key, name varchar(10));
      create trigger broken after insert on t begin insert into nowhere values (1); end;
      create trigger works after update on t begin select new.name; end;`);
    await s.run(widen("t", "name"));
    expect((await s.table("t")).columns[1]!.type).toEqual({ kind: "string", length: 200 });
    expect(await s.rows("select name from sqlite_schema where type = 'trigger'")).toEqual([
      { name: "broken" },
      { name: "works" },
    ]);
    const before = await s.sql("t");
    await expect(s.run(new RenameColumn({ name: "t" }, "name", "called"))).rejects.toMatchObject({
      code: "db.no-such-object",
      hint: expect.stringContaining("mend or drop trigger broken first"),
    });
    expect(await s.sql("t")).toBe(before);
  });

  it("takes a column away that nothing stands on, whatever view or trigger was broken before", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key, a text, b text); insert into t values (1, 'a', 'b');
      create view lost as select * from nowhere; create view fine as select a from t;
      create trigger lost_ins instead of insert on lost begin select 1; end;
      create trigger broken after insert on t begin insert into nowhere values (1); end;`);
    await s.run(new DropColumn({ name: "t" }, "b"));
    expect(await s.rows("select * from t")).toEqual([{ id: 1, a: "a" }]);
    expect(await s.rows("select name from sqlite_schema where type <> 'table' order by 1")).toEqual(
      ["broken", "fine", "lost", "lost_ins"].map((name) => ({ name })),
    );
    await expect(s.run(new DropColumn({ name: "t" }, "a"))).rejects.toMatchObject({
      message: "No such column: a.",
      hint: expect.stringContaining("View fine would no longer work after the change"),
    });
  });

  it("keeps partial, expression, descending and collated indexes", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key, name varchar(10), n int);
      create unique index one on t(name collate nocase) where n > 0;
      create index two on t(lower(name), n desc);`);
    const { indexes } = await s.table("t");
    await s.run(widen("t", "name"));
    expect((await s.table("t")).indexes).toEqual(indexes);
    expect(await s.sql("one")).toBe("CREATE UNIQUE INDEX one on t(name collate nocase) where n > 0");
  });

  it("keeps the AUTOINCREMENT counter", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key autoincrement, name varchar(10));
      insert into t(name) values ('a'), ('b'), ('c'); delete from t where id > 1;`);
    await s.run(widen("t", "name"));
    s.script("insert into t(name) values ('d')");
    expect(await s.rows("select id from t")).toEqual([{ id: 1 }, { id: 4 }]);
    expect(await s.rows("select name, seq from sqlite_sequence")).toEqual([{ name: "t", seq: 4 }]);
  });

  it("keeps the AUTOINCREMENT counter of an empty table", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key autoincrement, name varchar(10));
      insert into t(name) values ('a'), ('b'); delete from t;`);
    await s.run(widen("t", "name"));
    s.script("insert into t(name) values ('d')");
    expect(await s.rows("select id from t")).toEqual([{ id: 3 }]);
  });

  it("keeps STRICT and WITHOUT ROWID", async () => {
    const s = await openSession();
    s.script(`create table t(a text, b int, c text, primary key (b, a)) strict, without rowid;
      insert into t values ('x', 2, 'p'), ('y', 1, 'q');`);
    await s.run(new AddConstraint({ name: "t" }, { kind: "unique", name: "uq", columns: ["c"] }));
    expect(await s.sql("t")).toMatch(/\) strict, without rowid$/);
    expect(await s.rows("select a from t")).toEqual([{ a: "y" }, { a: "x" }]);
    await expect(s.db.query("insert into t values ('z', 'no number', 'r')")).rejects.toThrow();
  });

  it("keeps generated columns", async () => {
    const s = await openSession();
    s.script(`create table t(a int, s int as (a * 2) stored, v int as (a + s), name varchar(10));
      insert into t(a, name) values (1, 'x'), (5, 'y');`);
    await s.run(widen("t", "name"));
    expect(await s.rows("select * from t")).toEqual([
      { a: 1, s: 2, v: 3, name: "x" },
      { a: 5, s: 10, v: 15, name: "y" },
    ]);
    expect((await s.table("t")).columns.map(({ computed }) => computed?.stored)).toEqual([
      undefined,
      true,
      false,
      undefined,
    ]);
  });

  it("keeps unnamed checks, conflict clauses, comments and collations as they were written", async () => {
    const s = await openSession();
    s.script(`create table t(
      id integer primary key on conflict replace, -- the key, "quoted" in a comment
      name varchar(10) collate nocase not null check (length(name) > 0), /* , ) */
      n int default (1 + 1) check (t.n <> 7),
      unique (name) on conflict ignore
    )`);
    await s.run(
      new AddColumn(
        { name: "t" },
        { name: "made", type: text, nullable: true, default: raw({ sql: "datetime('now')" }) },
      ),
    );
    expect(await s.sql("t")).toBe(`CREATE TABLE "t" (
      id integer primary key on conflict replace, -- the key, "quoted" in a comment
      name varchar(10) collate nocase not null check (length(name) > 0), /* , ) */
      n int default (1 + 1) check (n <> 7),
      "made" TEXT DEFAULT (datetime('now')),
      unique (name) on conflict ignore
    )`);
  });

  it("never loses rows to the conflict clauses of the new table", async () => {
    const s = await openSession();
    s.script(`create table t(a text not null on conflict ignore, b text); insert into t values ('x', 'y');`);
    await s.run(new AlterColumn({ name: "t" }, "b", { type: { kind: "string", length: 3 } }));
    s.script("create table u(a text, n int); insert into u values ('x', 1), ('x', 2), (null, 3);");
    const unique = { kind: "unique", name: "uq", columns: ["a"] } as const;
    await expect(s.run(new AddConstraint({ name: "u" }, unique))).rejects.toMatchObject({
      code: "db.unique",
    });
    expect(await s.rows("select count(*) n from u")).toEqual([{ n: 3 }]);
  });

  it("keeps a key that refers to its own table", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key, boss int references t(id) on delete cascade, name varchar(10));
      insert into t values (1, null, 'a'), (2, 1, 'b');`);
    await s.run(widen("t", "name"));
    expect((await s.table("t")).constraints.find(({ kind }) => kind === "foreignKey")).toEqual({
      kind: "foreignKey",
      columns: ["boss"],
      references: { name: "t", columns: ["id"] },
      onDelete: "cascade",
    });
    s.script("delete from t where id = 1");
    expect(await s.rows("select count(*) n from t")).toEqual([{ n: 0 }]);
  });

  it("keeps the rowids of a table without a key, and its order", async () => {
    const s = await openSession();
    s.script(
      `create table t(name varchar(10)); insert into t(rowid, name) values (9, 'z'), (3, 'y'), (70, 'x');`,
    );
    await s.run(widen("t", "name"));
    expect(await s.rows("select rowid as r, name from t")).toEqual([
      { r: 3, name: "y" },
      { r: 9, name: "z" },
      { r: 70, name: "x" },
    ]);
  });

  it("keeps the rowids of a table that has a column of that name", async () => {
    const s = await openSession();
    s.script(
      `create table t(rowid text, name varchar(10)); insert into t(_rowid_, rowid, name) values (9, 'r', 'z');`,
    );
    await s.run(widen("t", "name"));
    expect(await s.rows("select _rowid_ as r, rowid as c from t")).toEqual([{ r: 9, c: "r" }]);
  });

  it("works on names that need quotes", async () => {
    const s = await openSession();
    const name = `we"ird 'na]me\` 🦊 select`;
    const quoted = `"${name.replaceAll('"', '""')}"`;
    s.script(`create table ${quoted}(${quoted} varchar(10), "order" int, check ("order" > 0));
      create index "ix ""1" on ${quoted}(${quoted});
      create trigger "tr ""1" after insert on ${quoted} begin select 1; end;
      insert into ${quoted} values ('x', 1);`);
    await s.run(widen(name, name));
    expect(await s.rows(`select * from ${quoted}`)).toEqual([{ [name]: "x", order: 1 }]);
    const table = await s.table(name);
    expect(table.columns[0]).toMatchObject({ name, type: { kind: "string", length: 200 } });
    expect(table.indexes.map((index) => index.name)).toEqual(['ix "1']);
    expect(await s.sql('tr "1')).toBeDefined();
  });

  it("finds a free name where the usual one is taken", async () => {
    const s = await openSession();
    s.script(`create table t(name varchar(10)); create table t__migr_new(a); insert into t values ('x');`);
    await s.run(widen("t", "name"));
    expect(await s.rows("select name from t")).toEqual([{ name: "x" }]);
    expect((await s.reflect()).tables.map(({ name }) => name)).toEqual(["t", "t__migr_new"]);
  });

  it("leaves the old table where it fails in the middle", async () => {
    const s = await openSession();
    s.script(`create table p(id integer primary key); insert into p values (1);
      create table t(id integer primary key, name varchar(10), p int references p(id));
      create index ix on t(name); create trigger tr after insert on t begin select 1; end;
      insert into t values (1, 'a', 1), (2, null, 1);`);
    const before = await s.rows("select type, name, sql from sqlite_schema order by name");
    const statements = await s.plan(widen("t", "name"));
    for (let stop = 1; stop < statements.length; stop++) {
      const guard = await s.dialect.guard(s.db);
      await s.db.query("BEGIN IMMEDIATE");
      for (const { sql } of statements.slice(0, stop)) await s.db.query(sql);
      await s.db.query("ROLLBACK");
      await guard.release();
      expect(await s.rows("select type, name, sql from sqlite_schema order by name")).toEqual(before);
      expect(await s.rows("select count(*) n from t")).toEqual([{ n: 2 }]);
      expect(await s.rows("pragma legacy_alter_table")).toEqual([{ legacy_alter_table: 0 }]);
    }
  });

  it("fails where an object of the file is not as it was, whichever it is", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key, name varchar(10), n int unique); create table "other"(a text);
      create index ix on t(name); create unique index iy on t(n); create index iz on other(a);
      create trigger tr after insert on t begin select 1; end; create view v as select name from t;
      create table s(id integer primary key autoincrement); insert into s values (3);`);
    const batch = new BatchAlterTable({ name: "t" }, [
      widen("t", "name"),
      new DropIndex({ name: "t" }, "iy"),
    ]);
    const statements = (await s.plan(batch)).map(({ sql }) => sql);
    const run = async (list: readonly string[]) => {
      const guard = await s.dialect.guard(s.db);
      await s.db.query("BEGIN IMMEDIATE");
      try {
        for (const sql of list) await s.db.query(sql);
      } finally {
        await s.db.query("ROLLBACK");
        await guard.release();
      }
    };
    const last = statements.findIndex((sql) => /^create trigger tr/i.test(sql));
    const with_ = (sql: string) => statements.toSpliced(last, 0, sql);
    for (const list of [
      statements.filter((sql) => !/^create index ix/i.test(sql)),
      statements.filter((sql) => !/^create trigger tr/i.test(sql)),
      ...['drop table "other"', "drop index iz", "drop view v", "create index more on t(n)"].map(with_),
      ...["create table more(a)", "alter table other rename column a to b"].map(with_),
      with_("create unique index iy on t(n)"),
    ]) {
      await expect(run(list)).rejects.toThrow("every object is kept");
    }
    await expect(run(statements)).resolves.toBeUndefined();
    await s.run(batch);
    expect((await s.table("t")).indexes.map(({ name }) => name)).toEqual(["ix"]);
  });

  it("works in a file with texts between double quotes, which the library takes nowhere else", async () => {
    const database = await freshDatabase("sqlite");
    await (await clientOf("sqlite")).run(
      database,
      `create table bad(id integer primary key autoincrement, a text check (a <> "x"), c text as (a || "y"));
      create index bi on bad(a) where a <> "q"; create table plain(a text); create index pi on plain(a) where a <> ""; insert into bad values (1, 'a'), (7, 'b'); delete from bad where id = 7;
      create table t(id integer primary key autoincrement, a varchar(5) unique, b text, d int as (id * 2), e text as (a || "z"));
      create index ix on t(b); create view v as select * from t; create table c(t int references t on delete cascade);
      create trigger tr after insert on t begin update bad set a = 't' || new.a; end;
      insert into t(a, b) values ('x', 'y'), ('z', null); insert into c values (1); insert into t values (9, 'q', 'q'); delete from t where id = 9;
      analyze;`,
    );
    const contents = async () => [
      await database.query("select * from bad"),
      await database.query("select id, b, d from t"),
      await database.query("select * from c"),
      await database.query("select * from sqlite_sequence order by 1"),
      await database.query(
        "select tbl, stat from sqlite_stat1 where idx is null or idx = 'ix' order by 1, 2",
      ),
      await database.query(
        "select type, name from sqlite_schema where type <> 'index' and name not like 'migr%' order by 2",
      ),
    ];
    const before = await contents();
    await using h = new History(database);
    h.add("a1", null, {
      upgrade: `await op.alterColumn("t", "a", { type: string(50) });
        await op.alterColumn("bad", "a", { nullable: false });
        await op.dropColumn("t", "e");`,
    });
    await h.migrator().upgrade("head");
    expect(await contents()).toEqual(before);
    expect(await database.query("pragma foreign_key_check")).toEqual([]);
    h.add("a2", "a1", { upgrade: `await op.renameColumn("c", "t", "owner");` });
    await h.migrator().upgrade("head");
    expect(await database.query("select owner from c")).toEqual([{ owner: 1 }]);
  });

  it.each([
    ["a column", `await op.renameColumn("c", "t", "owner");`, "select owner as n from c"],
    ["a column of the table that has them", `await op.renameColumn("bad", "id", "n");`, "select n from bad"],
    [
      "a column and changes more",
      `await op.batchAlterTable("bad", (batch) => { batch.renameColumn("id", "n"); batch.alterColumn("a", { nullable: false }); });`,
      "select n from bad",
    ],
    [
      "two columns",
      `await op.batchAlterTable("c", (batch) => { batch.renameColumn("t", "n"); batch.renameColumn("b", "t"); });`,
      "select n from c",
    ],
    ["a table", `await op.renameTable("bad", "good");`, "select id as n from good"],
  ])(
    "renames %s in a file with such texts, whose tables have plain ones from then on",
    async (_what, upgrade, query) => {
      const database = await freshDatabase("sqlite");
      await (await clientOf("sqlite")).run(
        database,
        `create table bad(id integer primary key autoincrement, a text check (a <> "x"), c text as (a || "y"));
      create index bi on bad(a) where a <> "q"; create table plain(a text); create index pi on plain(a) where a <> "";
      create table c(t int references bad on delete cascade, b text);
      create view v as select c.t, bad.a from c join bad on bad.id = c.t;
      insert into bad(id, a) values (7, 'b'), (9, 'd'); delete from bad where id = 9; insert into c(t) values (7);`,
      );
      await using h = new History(database);
      h.add("a1", null, { upgrade });
      await h.migrator().upgrade("head");
      expect(await database.query(query)).toEqual([{ n: 7 }]);
      expect(await database.query("select * from v")).toHaveLength(1);
      expect(await database.query("select seq from sqlite_sequence")).toEqual([{ seq: 9 }]);
      expect(await database.query("select sql from sqlite_schema where sql like '%<> \"x\"%'")).toEqual([]);
      expect(await database.query("pragma foreign_key_check")).toEqual([]);
      expect(await database.query("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
    },
  );

  it("keeps what ANALYZE has counted", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key, name varchar(10), n int unique); create index ix on t(name);
      insert into t values (1, 'a', 1), (2, 'a', 2); analyze;`);
    const counted = await s.rows("select * from sqlite_stat1 order by tbl, idx");
    expect(counted).not.toEqual([]);
    await s.run(widen("t", "name"));
    expect(await s.rows("select * from sqlite_stat1 order by tbl, idx")).toEqual(counted);
  });

  it("keeps what ANALYZE has sampled, but not of indexes that it takes away or that are others' now", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key, a varchar(10), b text, n int, unique (b), unique (n));
      create index ix on t(a); create index gone on t(n, a);
      create table w(k text primary key, a varchar(10)) without rowid; create index wi on w(a);
      with recursive x(i) as (select 1 union all select i + 1 from x where i < 500)
      insert into t select i, i % 7, 'b' || i, i from x; insert into w select b, a from t; analyze;`);
    const counted = (table: string) =>
      s.rows<{ idx: string }>(`select * from sqlite_stat${table} order by tbl, idx, rowid`);
    const [one, four] = [await counted("1"), await counted("4")];
    expect(four.length).toBeGreaterThan(50);
    await s.run(widen("t", "a"), widen("w", "a"));
    expect(await counted("1")).toEqual(one);
    expect(await counted("4")).toEqual(four);
    await s.run(
      new BatchAlterTable({ name: "t" }, [
        new DropConstraint({ name: "t" }, "uq_t_b", "unique"),
        new DropIndex({ name: "t" }, "gone"),
      ]),
    );
    const stays = ({ idx }: { idx: string }) => idx !== "gone" && !/^sqlite_autoindex_t/.test(idx);
    expect(await counted("1")).toEqual(one.filter(stays));
    expect(await counted("4")).toEqual(four.filter(stays));
  });

  it("refuses to run while foreign keys are on", async () => {
    const s = await openSession();
    s.script(`create table p(id integer primary key, name varchar(10)); insert into p values (1, 'a');
      create table c(p int references p(id) on delete cascade); insert into c values (1);`);
    const statements = await s.plan(widen("p", "name"));
    await s.db.query("BEGIN IMMEDIATE");
    const run = async () => {
      for (const { sql } of statements) await s.db.query(sql);
    };
    await expect(run()).rejects.toThrow("foreign keys are off while a table is copied");
    await s.db.query("ROLLBACK");
    expect(await s.rows("select count(*) n from c")).toEqual([{ n: 1 }]);
  });

  it("makes up no values", async () => {
    const s = await openSession();
    s.script("create table t(id integer primary key, name text); insert into t values (1, null);");
    await expect(
      s.run(new AddColumn({ name: "t" }, { name: "n", type: text, nullable: false })),
    ).rejects.toMatchObject({ code: "db.not-null", message: "NOT NULL constraint failed: t.n." });
    await expect(
      s.run(new AlterColumn({ name: "t" }, "name", { nullable: false, type: { kind: "string", length: 9 } })),
    ).rejects.toMatchObject({ code: "db.not-null" });
    expect(await s.rows("select * from t")).toEqual([{ id: 1, name: null }]);
  });

  it("does not cut or convert values that the new type would not hold", async () => {
    const s = await openSession();
    s.script("create table t(a text); insert into t values ('12'), ('abc');");
    await s.run(new AlterColumn({ name: "t" }, "a", { type: { kind: "integer" } }));
    expect(await s.rows("select a from t")).toEqual([{ a: 12 }, { a: "abc" }]);
  });

  it("converts with the expression that is given", async () => {
    const s = await openSession();
    s.script("create table t(a text); insert into t values ('12 kg'), ('3');");
    await s.run(
      new AlterColumn(
        { name: "t" },
        "a",
        { type: { kind: "integer" } },
        null,
        raw({ sql: 'CAST("a" AS INTEGER)' }),
      ),
    );
    expect(await s.rows("select a from t")).toEqual([{ a: 12 }, { a: 3 }]);
  });
});

describe("a batch", () => {
  it("makes one copy for all of its changes", async () => {
    const s = await openSession();
    s.script(`create table p(id integer primary key); insert into p values (1);
      create table t(id integer primary key, a varchar(5), b text, c int); create index ix_b on t(b);
      insert into t values (1, 'x', 'y', 1);`);
    const t = { name: "t" };
    const batch = new BatchAlterTable(t, [
      widen("t", "a", 50),
      new AddColumn(t, { name: "d", type: text, nullable: false, default: value({ value: "new" }) }),
      new AddColumn(t, {
        name: "at",
        type: { kind: "dateTime", timezone: false },
        nullable: false,
        default: currentTimestamp({}),
      }),
      new DropIndex(t, "ix_b"),
      new DropColumn(t, "b"),
      new AddConstraint(t, { kind: "unique", name: "uq_t_a", columns: ["a"] }),
      new AddConstraint(t, {
        kind: "foreignKey",
        name: "fk_t_c",
        columns: ["c"],
        references: { name: "p", columns: ["id"] },
      }),
      new CreateIndex(t, { name: "ix_d", parts: [{ column: "d" }], unique: false }),
    ]);
    const statements = await s.plan(batch);
    expect(statements.filter(({ sql }) => sql.startsWith("INSERT OR ABORT"))).toHaveLength(1);
    await s.run(batch);
    const table = await s.table("t");
    expect(table.columns.map(({ name }) => name)).toEqual(["id", "a", "c", "d", "at"]);
    expect(table.constraints.map(({ name }) => name)).toEqual([undefined, "uq_t_a", "fk_t_c"]);
    expect(table.indexes.map(({ name }) => name)).toEqual(["ix_d"]);
    const [row] = await s.rows<{ at: Date }>("select * from t");
    expect(row).toMatchObject({ id: 1, a: "x", c: 1, d: "new" });
    expect(row!.at).toBeInstanceOf(Date);
  });

  itIf(abilities.alterChecks, "ALTER TABLE of constraints")(
    "copies nothing where every change can be made in place",
    async () => {
      const s = await openSession();
      s.script("create table t(id integer primary key, a text)");
      const t = { name: "t" };
      const statements = await s.plan(
        new BatchAlterTable(t, [
          new AddColumn(t, { name: "b", type: text, nullable: true }),
          new RenameColumn(t, "a", "c"),
          new AlterColumn(t, "c", { nullable: false }),
          new CreateIndex(t, { name: "ix", parts: [{ column: "c" }], unique: false }),
        ]),
      );
      expect(statements.map(({ sql }) => sql)).toEqual([
        'ALTER TABLE "t" ADD COLUMN "b" TEXT',
        'ALTER TABLE "t" RENAME COLUMN "a" TO "c"',
        'ALTER TABLE "t" ALTER COLUMN "c" SET NOT NULL',
        'CREATE INDEX "ix" ON "t" ("c")',
      ]);
    },
  );

  it("renames columns beside other changes, in triggers and views too", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key, a varchar(5), b text, check (a <> b));
      create index ix on t(a); create table log(x);
      create trigger tr after update of a on t begin insert into log values (new.a); end;
      create view v as select a from t; insert into t values (1, 'x', 'y');`);
    const t = { name: "t" };
    await s.run(
      new BatchAlterTable(t, [
        new RenameColumn(t, "a", "z"),
        widen("t", "z", 50),
        new AddColumn(t, { name: "a", type: text, nullable: true }),
        new AddConstraint(t, {
          kind: "check",
          name: "ck",
          expression: raw({ sql: `"z" <> 'no' AND a IS NULL` }),
        }),
        new AddConstraint(t, { kind: "unique", name: "uq", columns: ["z"] }),
      ]),
    );
    const table = await s.table("t");
    expect(table.columns.map(({ name }) => name)).toEqual(["id", "z", "b", "a"]);
    expect(table.constraints.find(({ name }) => name === "uq")).toMatchObject({ columns: ["z"] });
    expect(table.indexes[0]!.parts).toEqual([{ column: "z" }]);
    s.script("update t set z = 'new'");
    expect(await s.rows("select * from log")).toEqual([{ x: "new" }]);
    expect(await s.rows("select * from v")).toEqual([{ z: "new" }]);
    await expect(s.db.query("update t set z = 'no'")).rejects.toThrow("CHECK constraint failed: ck");
  });

  it("can swap the names of two columns", async () => {
    const s = await openSession();
    s.script("create table t(a varchar(5), b varchar(6)); insert into t values ('1', '2');");
    const t = { name: "t" };
    await s.run(
      new BatchAlterTable(t, [
        new RenameColumn(t, "a", "tmp"),
        new RenameColumn(t, "b", "a"),
        new RenameColumn(t, "tmp", "b"),
        widen("t", "a", 60),
      ]),
    );
    expect((await s.table("t")).columns).toMatchObject([
      { name: "b", type: { length: 5 } },
      { name: "a", type: { length: 60 } },
    ]);
    expect(await s.rows("select a, b from t")).toEqual([{ a: "2", b: "1" }]);
  });

  it("takes a column away and puts another of its name in place", async () => {
    const s = await openSession();
    s.script("create table t(id integer primary key, a int); insert into t values (1, 5);");
    const t = { name: "t" };
    await s.run(
      new BatchAlterTable(t, [
        new DropColumn(t, "a"),
        new AddColumn(t, { name: "a", type: text, nullable: false, default: value({ value: "new" }) }),
        new AddConstraint(t, { kind: "unique", name: "uq", columns: ["a"] }),
      ]),
    );
    expect(await s.rows("select * from t")).toEqual([{ id: 1, a: "new" }]);
  });
});

it("a column that is there already is neither made again nor another one's name", async () => {
  const s = await openSession();
  s.script("create table t(id integer primary key, a text, b text); insert into t values (1, 'a', 'b');");
  const t = { name: "t" };
  const widened = widen("t", "b");
  const column = (name: string) => new AddColumn(t, { name, type: text, nullable: true });
  for (const operations of [
    [column("A"), widened],
    [new RenameColumn(t, "b", "A"), widen("t", "a")],
    [column("c"), column("c"), widened],
  ]) {
    await expect(s.run(new BatchAlterTable(t, operations))).rejects.toMatchObject({
      code: "schema.duplicate-column",
    });
  }
  expect(await s.rows("select * from t")).toEqual([{ id: 1, a: "a", b: "b" }]);
});

it("what other columns are computed from stays, and one column at least", async () => {
  const s = await openSession();
  s.script("create table t(id int, a int, g int as (a + 1), b text); insert into t(a, b) values (1, 'b');");
  const t = { name: "t" };
  const drop = (...names: string[]) =>
    new BatchAlterTable(
      t,
      names.map((name) => new DropColumn(t, name)),
    );
  await expect(s.run(drop("a"))).rejects.toMatchObject({
    code: "schema.no-such-column",
    message: "t.g is computed from a, which is dropped.",
  });
  await expect(s.run(drop("id", "a", "g", "b"))).rejects.toMatchObject({ code: "schema.invalid-table" });
  await s.run(drop("a", "g"));
  expect(await s.rows("select * from t")).toEqual([{ id: null, b: "b" }]);
});

describe("constraints without a name", () => {
  it("are dropped by the name that the convention gives them", async () => {
    const s = await openSession();
    s.script(`create table p(id integer primary key);
      create table t(id integer primary key, a text unique, p int references p, check (a <> ''));`);
    const t = { name: "t" };
    await s.run(
      new DropConstraint(t, "uq_t_a", "unique"),
      new DropConstraint(t, "fk_t_p_p", "foreignKey"),
      new DropConstraint(t, "ck_t_a", "check"),
    );
    expect((await s.table("t")).constraints).toEqual([{ kind: "primaryKey", columns: ["id"] }]);
  });

  it("are dropped by what they say where that is known", async () => {
    const s = await openSession();
    s.script("create table t(id integer primary key, a text, b text, unique (a, b), unique (b))");
    const was = { kind: "unique", columns: ["b"] } as const;
    await s.run(new DropConstraint({ name: "t" }, "whatever", "unique", was));
    expect((await s.table("t")).constraints).toEqual([
      { kind: "primaryKey", columns: ["id"] },
      { kind: "unique", columns: ["a", "b"] },
    ]);
  });

  it("are named in the error where there is no such one", async () => {
    const s = await openSession();
    s.script("create table t(a text, constraint uq_t_a unique (a))");
    await expect(s.run(new DropConstraint({ name: "t" }, "uq_t_b", "unique"))).rejects.toMatchObject({
      code: "schema.no-such-constraint",
      hint: "Did you mean uq_t_a?",
    });
  });
});
