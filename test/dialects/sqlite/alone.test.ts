import { describe, expect, it } from "vitest";
import { AlterColumn } from "../../../src/ops/column.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { openSession } from "./session.js";

const SCHEMA = `create table p(id integer primary key, name varchar(5), n int);
  create table c(id integer primary key, p int references p(id) on delete cascade);
  create index ix on p(name);
  insert into p values (1, 'a', null); insert into c values (1, 1);`;

describe("copying a table where no transaction is open", () => {
  it("is a transaction of its own, which is rolled back as a whole", async () => {
    const db = await freshDatabase("sqlite");
    await db.script(SCHEMA);
    const before = await db.query("select type, name, sql from sqlite_schema where tbl_name = 'p'");
    await using h = new History(db, { transaction: "none" });
    h.add("a1", null, {
      upgrade: `await op.alterColumn("p", "n", { type: text(), nullable: false });`,
    });
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({
      code: "db.not-null",
      details: { done: [], partlyDone: false, halfApplied: false },
    });
    expect(await db.query("select type, name, sql from sqlite_schema where tbl_name = 'p'")).toEqual(before);
    expect(await db.query("select count(*) n from c")).toEqual([{ n: 1 }]);
    expect(await h.migrator().current()).toEqual([]);
  });

  it("keeps the rows that refer to it, and checks that none was lost", async () => {
    const db = await freshDatabase("sqlite");
    await db.script(SCHEMA);
    await using h = new History(db, { transaction: "none" });
    h.add("a1", null, {
      upgrade: `await op.batchAlterTable("p", (batch) => {
        batch.alterColumn("name", { type: string(50) });
        batch.createIndex("iy", ["n"]);
      });`,
    });
    h.add("a2", "a1", {
      upgrade: `await op.execute("delete from p"); await op.alterColumn("p", "name", { type: string(60) });`,
    });
    await h.migrator().upgrade("a1");
    expect(h.statements.filter((sql) => /^(?:BEGIN|COMMIT)/.test(sql))).toEqual(
      expect.arrayContaining(["BEGIN IMMEDIATE", "COMMIT"]),
    );
    expect(await db.query("select p from c")).toEqual([{ p: 1 }]);
    expect(await db.query("select name from sqlite_schema where tbl_name = 'p' order by 1")).toEqual([
      { name: "ix" },
      { name: "iy" },
      { name: "p" },
    ]);
    // What was broken before the copy began is not the copy's doing.
    await h.migrator().upgrade("a2");
    expect(await db.query("pragma foreign_key_check")).toHaveLength(1);
  });
});

describe("room for a copy", () => {
  it("is asked for before it is begun", async () => {
    const s = await openSession();
    s.script(`create table small(a varchar(5)); create table t(a varchar(5));
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 500)
      insert into t select hex(randomblob(100)) from n;`);
    const [{ page_count: pages }] = (await s.rows("pragma page_count")) as [{ page_count: number }];
    await s.db.query(`pragma max_page_count = ${pages + 10}`);
    const widen = (name: string) => new AlterColumn({ name }, "a", { type: { kind: "text" } });
    await expect(s.run(widen("t"))).rejects.toMatchObject({
      code: "db.resources",
      message: expect.stringMatching(/^Copying t takes \d+\.\d MB, and there are \d+\.\d MB free\.$/),
    });
    await s.run(widen("small"));
    await s.db.query(`pragma max_page_count = ${pages * 3}`);
    await s.run(widen("t"));
  });
});
