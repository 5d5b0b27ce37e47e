import { describe, expect, it } from "vitest";
import { listen } from "../../../src/index.js";
import { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../../../src/ops/column.js";
import { DropEntity } from "../../../src/ops/entity.js";
import { CreateTable, DropTable, RenameTable } from "../../../src/ops/table.js";
import { CreateIndex, DropIndex } from "../../../src/ops/table-index.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { openSession } from "./session.js";

const widen = (table: string, column: string) =>
  new AlterColumn({ name: table }, column, { type: { kind: "string", length: 200 } });

const TABLES = `create table p(id integer primary key);
  create table t(id integer primary key, name varchar(10) collate nocase, n int check (n > 0), p int references p);
  create index ix on t(name); create view v as select name from t;
  insert into p values (1); insert into t values (1, 'a', 1, 1), (2, 'b', 2, null);`;

describe("what an application has set on the connection", () => {
  it("does not keep a check from being seen to, and is set again", async () => {
    const s = await openSession();
    s.script(`${TABLES} pragma ignore_check_constraints = on; insert into t values (3, 'c', -1, null);`);
    await expect(s.run(widen("t", "name"))).rejects.toMatchObject({ code: "db.check" });
    expect(await s.rows("pragma ignore_check_constraints")).toEqual([{ ignore_check_constraints: 1 }]);
    s.script("delete from t where id = 3");
    await s.run(widen("t", "name"));
    expect(await s.rows("select count(*) n from t")).toEqual([{ n: 2 }]);
    expect(await s.rows("pragma ignore_check_constraints")).toEqual([{ ignore_check_constraints: 1 }]);
  });

  it("does not have a rename pass over what it cannot follow into", async () => {
    const s = await openSession();
    (s.db.raw as { unsafeMode(on: boolean): void }).unsafeMode(true);
    s.script(`${TABLES} create view lost as select absent from t; pragma writable_schema = on;`);
    expect(await s.rows("pragma writable_schema")).toEqual([{ writable_schema: 1 }]);
    await expect(s.run(new RenameTable({ name: "t" }, "n"))).rejects.toThrow();
    expect(await s.sql("v")).toContain("from t");
    expect(await s.rows("pragma writable_schema")).toEqual([{ writable_schema: 1 }]);
  });

  it("changes nothing in what is read", async () => {
    const s = await openSession();
    s.script(TABLES);
    const schema = await s.reflect();
    const entities = await s.dialect.listEntities(s.db, []);
    for (const name of [
      "case_sensitive_like = on",
      "reverse_unordered_selects = on",
      "full_column_names = on; pragma short_column_names = off",
      "trusted_schema = off",
      "recursive_triggers = off",
    ]) {
      s.script(`pragma ${name}`);
      expect(await s.reflect(), name).toEqual(schema);
      expect(await s.dialect.listEntities(s.db, []), name).toEqual(entities);
      await s.run(
        widen("t", "name"),
        new AlterColumn({ name: "t" }, "name", { type: { kind: "string", length: 10 } }),
      );
      expect(await s.reflect(), name).toEqual(schema);
    }
    expect(await s.rows("select count(*) as n from t")).toEqual([{ n: 2 }]);
  });
});

describe("an attached file", () => {
  const ATTACHED = `attach ':memory:' as other; create table other.t(z); create table other.far(z); create index other.far_ix on far(z);
    create view other.far_view as select z from far; insert into other.far values (1);`;

  it("loses nothing to an operation on what the database has not got", async () => {
    const s = await openSession();
    s.script(`${TABLES} ${ATTACHED}`);
    const far = { name: "far" };
    const contents = "select type, name, sql from other.sqlite_schema order by 1, 2";
    const before = await s.rows(contents);
    for (const operation of [
      new DropTable(far),
      new RenameTable(far, "x"),
      new RenameColumn(far, "z", "y"),
      new AddColumn(far, { name: "x", type: { kind: "integer" }, nullable: true }),
      new DropIndex(far, "far_ix"),
      new DropEntity({ kind: "view", name: "far_view" }),
    ]) {
      await expect(s.run(operation), operation.kind).rejects.toThrow(/no such|there is no/i);
    }
    await s.run(
      new DropTable(far, null, true),
      new DropEntity({ kind: "view", name: "far_view" }, null, true),
    );
    expect(await s.rows(contents)).toEqual(before);
    await s.run(widen("t", "name"), new RenameTable({ name: "t" }, "far"), new DropTable(far));
    expect(await s.rows(contents)).toEqual(before);
    expect(await s.rows("select name from main.sqlite_schema where type = 'table'")).toEqual([{ name: "p" }]);
  });

  it("has a version table of its own", async () => {
    const [db, far] = [await freshDatabase("sqlite"), await freshDatabase("sqlite")];
    await far.script(
      "create table migr_version(version_num text primary key); insert into migr_version values ('a1')",
    );
    await using h = new History(db);
    listen(h.engine, "connect", async ({ driver }) => {
      await driver.query(`attach '${far.name}' as far`);
    });
    h.add("a1", null, { upgrade: `await op.createTable("t", { id: integer().primaryKey() });` });
    expect(await h.migrator().current()).toEqual([]);
    await h.migrator().upgrade("head");
    expect(await db.query("select name from sqlite_schema where name = 't'")).toEqual([{ name: "t" }]);
    await h.migrator().downgrade("base");
    expect(await far.query("select version_num from migr_version")).toEqual([{ version_num: "a1" }]);
  });
});

describe("a temporary table of a table's name", () => {
  it("is not read in its place, nor are other attached files'", async () => {
    const s = await openSession();
    s.script(TABLES);
    const schema = await s.reflect();
    s.script(`create temp table t(x, y); create temp table p(z); create temp view v as select 1 as one;
      attach ':memory:' as other; create table other.t(q); create table other.migr_x(q);`);
    expect(await s.reflect()).toEqual(schema);
    expect((await s.dialect.listEntities(s.db, [])).map(({ name }) => name)).toEqual(["v"]);
  });

  it("stands in the way of every change of that table, which is told, and nothing is changed", async () => {
    const s = await openSession();
    s.script(`${TABLES} create temp table t(id, name, n, p); insert into temp.t values (9, 'temp', 9, 9);`);
    const name = { name: "t" };
    const index = (await s.table("t")).indexes[0]!;
    for (const operation of [
      widen("t", "name"),
      new AddColumn(name, { name: "x", type: { kind: "integer" }, nullable: true }),
      new DropColumn(name, "n"),
      new RenameColumn(name, "n", "m"),
      new RenameTable(name, "u"),
      new DropTable(name),
      new CreateIndex(name, { ...index, name: "ix2" }),
      new DropIndex(name, "ix"),
    ]) {
      await expect(s.run(operation), operation.kind).rejects.toMatchObject({
        code: "state.hidden-object",
        message: "A temporary table of the connection is called t, as what is to be changed is.",
      });
    }
    expect(await s.rows("select * from temp.t")).toEqual([{ id: 9, name: "temp", n: 9, p: 9 }]);
    expect(await s.rows("select count(*) n from main.t")).toEqual([{ n: 2 }]);
    s.script("drop table temp.t; create temp table other(a); create index temp.ix on other(a)");
    await expect(s.run(new DropIndex(name, "IX"))).rejects.toMatchObject({
      hint: expect.stringContaining("DROP INDEX temp.ix"),
    });
    s.script("drop table temp.other");
    await s.run(widen("t", "name"), new DropIndex(name, "ix"));
    expect((await s.table("t")).columns[1]!.type).toEqual({ kind: "string", length: 200 });
  });

  it("keeps none from being made in the database's own file", async () => {
    const s = await openSession();
    s.script("create temp table made(x)");
    const id = { name: "id", type: { kind: "integer" }, nullable: false } as const;
    await s.run(new CreateTable({ name: "made", columns: [id], constraints: [], indexes: [] }));
    expect(await s.rows("select name from main.sqlite_schema where name = 'made'")).toHaveLength(1);
    expect(await s.rows("select * from temp.made")).toEqual([]);
  });

  it("is no matter where it has another name, and is kept", async () => {
    const s = await openSession();
    s.script(
      `${TABLES} create temp table tt(id); insert into tt values (1); create temp view vv as select * from t;`,
    );
    await s.run(widen("t", "name"), new RenameColumn({ name: "t" }, "n", "m"));
    expect(await s.rows("select * from tt")).toEqual([{ id: 1 }]);
  });
});
