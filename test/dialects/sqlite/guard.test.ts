import { describe, expect, it } from "vitest";
import { Execute } from "../../../src/ops/data.js";
import { DropTable, RenameTable } from "../../../src/ops/table.js";
import { raw } from "../../../src/sql/nodes/index.js";
import { openSession } from "./session.js";

const sql = (text: string) => new Execute(raw({ sql: text }));
const TABLES = `create table p(id integer primary key);
  create table c(id integer primary key, p int references p(id) on delete cascade);
  create table w(id text primary key, p int references p(id)) without rowid;
  insert into p values (1), (2); insert into c values (1, 1), (2, 2);`;

describe("the guard", () => {
  it("turns foreign keys off and on again, also after a failure", async () => {
    const s = await openSession();
    s.script(TABLES);
    await expect(s.run(sql("insert into nowhere values (1)"))).rejects.toMatchObject({
      code: "db.no-such-object",
    });
    expect(await s.rows("pragma foreign_keys")).toEqual([{ foreign_keys: 1 }]);
    s.script("pragma foreign_keys = off");
    await s.run(sql("insert into p values (3)"));
    expect(await s.rows("pragma foreign_keys")).toEqual([{ foreign_keys: 0 }]);
  });

  it("puts legacy_alter_table back where a copy failed between", async () => {
    const s = await openSession();
    const guard = await s.dialect.guard(s.db);
    s.script("pragma legacy_alter_table = on");
    await guard.release();
    expect(await s.rows("pragma legacy_alter_table")).toEqual([{ legacy_alter_table: 0 }]);
  });

  it("has names follow a rename where the connection is set to let them be, and sets that again", async () => {
    const s = await openSession();
    s.script(`create table t(id integer primary key); create table c(t int references t(id));
      create view v as select id from t; pragma legacy_alter_table = on;`);
    await s.run(new RenameTable({ name: "t" }, "n"));
    expect(await s.sql("c")).toContain('references "n"');
    expect(await s.rows("select * from v")).toEqual([]);
    expect(await s.rows("pragma legacy_alter_table")).toEqual([{ legacy_alter_table: 1 }]);
  });

  it("refuses a connection in a transaction", async () => {
    const s = await openSession();
    await s.db.query("begin");
    await expect(s.dialect.guard(s.db)).rejects.toMatchObject({ code: "state.in-transaction" });
  });

  it("names the row that refers to nothing, and lets nothing of the revision stay", async () => {
    const s = await openSession();
    s.script(TABLES);
    await expect(
      s.run(sql("insert into p values (9)"), sql("insert into c values (3, 7), (4, 8)")),
    ).rejects.toMatchObject({
      code: "db.foreign-key",
      message: "Row 3 of c refers to a row of p that is not there. 1 more row does so too.",
      details: {
        violations: [
          { table: "c", rowid: "3", parent: "p" },
          { table: "c", rowid: "4", parent: "p" },
        ],
      },
    });
    expect(await s.rows("select count(*) n from p")).toEqual([{ n: 2 }]);
  });

  it("does not count rows that were wrong before", async () => {
    const s = await openSession();
    s.script(`${TABLES} pragma foreign_keys = off; insert into c values (3, 7); insert into w values ('x', 7);
      pragma foreign_keys = on;`);
    await s.run(sql("insert into p values (3)"));
    await s.run(new RenameTable({ name: "c" }, "child"));
    await expect(s.run(sql("insert into child values (5, 7)"))).rejects.toMatchObject({
      code: "db.foreign-key",
    });
    await expect(s.run(sql("insert into w values ('y', 7)"))).rejects.toMatchObject({
      message: "A row of w refers to a row of p that is not there.",
    });
  });

  it("does not let a parent go whose children are left", async () => {
    const s = await openSession();
    s.script(TABLES);
    await expect(s.run(new DropTable({ name: "p" }))).rejects.toMatchObject({ code: "db.foreign-key" });
    await s.run(new DropTable({ name: "c" }), new DropTable({ name: "p" }));
    expect((await s.reflect()).tables.map(({ name }) => name)).toEqual(["w"]);
  });

  it("sees a key that leads to columns which are no longer unique, and lives with one that did before", async () => {
    const s = await openSession();
    s.script(`pragma foreign_keys = off; create table u(a int); create table bad(a int references u(a)); insert into bad values (1);
      create table p(a int unique); create table c(a int references p(a)); insert into p values (1); insert into c values (1); pragma foreign_keys = on`);
    await s.run(sql("insert into p values (2)"));
    await expect(s.run(sql("drop table p"), sql("create table p(a int)"))).rejects.toMatchObject({
      code: "db.foreign-key",
      message: "A foreign key of c refers to columns that are not there or not unique.",
    });
  });
});

describe("transactions and locks", () => {
  it("take the write lock at once where they will write", async () => {
    const { dialect } = await openSession();
    expect(dialect.begin(null, true)).toEqual(["BEGIN IMMEDIATE"]);
    expect(dialect.begin("SERIALIZABLE", false)).toEqual(["BEGIN"]);
    expect(dialect.begin("AUTOCOMMIT", true)).toEqual([]);
  });

  it("are lock enough: the migration lock takes nothing", async () => {
    const s = await openSession();
    s.log.length = 0;
    const release = await s.dialect.lock(s.db, "migr", 0);
    await release!();
    expect(s.log).toEqual([]);
  });
});
