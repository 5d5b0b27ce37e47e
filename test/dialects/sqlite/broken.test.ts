import { describe, expect, it } from "vitest";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AlterColumn, DropColumn, RenameColumn } from "../../../src/ops/column.js";
import { RenameTable } from "../../../src/ops/table.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { openSession } from "./session.js";

/** A table, and views and triggers that do not work and have nothing to do with it. */
const SCHEMA = `create table t(id integer primary key, name text, n int); insert into t values (1, 'a', 1);
  create table other(id integer primary key); create table log(x);
  create view lost(a /* one */) as select "a" from nowhere;
  create trigger lost_in instead of insert on lost begin insert into log values (1); end;
  create view of_lost as select * from lost;
  create trigger Broken after insert on other begin insert into gone values (new.id); end;
  create trigger works after delete on other begin insert into log values (old.id); end;
  create view fine as select name from t;`;

const OTHERS =
  "select type, name, sql from sqlite_schema where name in ('lost', 'lost_in', 'of_lost', 'Broken', 'works') order by name";
const NAMES = "select name from pragma_table_info('t')";

const t = { name: "t" };
const RENAMES = {
  "a column": [new RenameColumn(t, "name", "called")],
  "a table": [
    new RenameTable(t, "u"),
    new RenameColumn({ name: "u" }, "name", "called"),
    new RenameTable({ name: "u" }, "t"),
  ],
  "two columns in a batch": [
    new BatchAlterTable(t, [new RenameColumn(t, "name", "called"), new RenameColumn(t, "n", "m")]),
  ],
  "a column, and changes it": [
    new BatchAlterTable(t, [
      new AlterColumn(t, "name", { type: { kind: "string", length: 9 } }),
      new RenameColumn(t, "name", "called"),
    ]),
  ],
};

describe("views and triggers that were broken before and are about other tables", () => {
  it.each(Object.entries(RENAMES))(
    "do not keep from renaming %s, and stay as they are",
    async (_, operations) => {
      const s = await openSession();
      s.script(SCHEMA);
      const before = await s.rows(OTHERS);
      await s.run(...operations);
      expect(await s.rows(OTHERS)).toEqual(before);
      expect((await s.rows(NAMES))[1]).toEqual({ name: "called" });
      expect(await s.sql("fine")).toMatch(/select "?called"? from "?t"?/);
      s.script("delete from other");
      expect(await s.rows("select called from t")).toEqual([{ called: "a" }]);
    },
  );

  it.each(["each", "none"] as const)(
    "are there again after a rename that fails (transaction: %s)",
    async (transaction) => {
      const db = await freshDatabase("sqlite");
      await db.script(SCHEMA);
      const before = await db.query(OTHERS);
      await using h = new History(db, { transaction });
      h.add("a1", null, { upgrade: `await op.renameColumn("t", "name", "n");` });
      await expect(h.migrator().upgrade("head")).rejects.toMatchObject({ code: "db.exists" });
      expect(await db.query(OTHERS)).toEqual(before);
      h.add("a1", null, {
        upgrade: `await op.renameColumn("t", "name", "called"); await op.renameTable("t", "u");`,
        downgrade: `await op.renameTable("u", "t"); await op.renameColumn("t", "called", "name");`,
      });
      await h.migrator().upgrade("head");
      expect(await db.query("select called from u")).toEqual([{ called: "a" }]);
      await h.migrator().downgrade("base");
      expect(await db.query("select name from fine")).toEqual([{ name: "a" }]);
      expect(await db.query(OTHERS)).toEqual(before);
    },
  );
});

describe("a view that was broken before", () => {
  it("and mentions the table is named before a rename that it could not follow", async () => {
    const s = await openSession();
    s.script(`${SCHEMA} create view half as select absent, name from t;`);
    const before = await s.rows("select name, sql from sqlite_schema");
    for (const operation of [new RenameTable(t, "u"), new RenameColumn(t, "name", "called")]) {
      await expect(s.run(operation)).rejects.toMatchObject({
        code: "db.no-such-object",
        hint: expect.stringMatching(/mend or drop (?:view|trigger) \w+ first/),
      });
    }
    expect(await s.rows("select name, sql from sqlite_schema")).toEqual(before);
  });

  it("only lacks a function where an application has that, so that a rename follows into it", async () => {
    const s = await openSession();
    s.script(
      `${SCHEMA} drop view of_lost; drop view lost; drop trigger Broken; create view own as select slug(name) as a, n from t;`,
    );
    await s.run(new RenameColumn(t, "name", "called"), new RenameTable(t, "u"));
    expect(await s.sql("own")).toMatch(/slug\("?called"?\) as a, n from "u"/);
    await s.run(new RenameTable({ name: "u" }, "t"));
    await expect(s.run(new DropColumn(t, "n"))).rejects.toMatchObject({ code: "db.no-such-object" });
  });

  it("was not, and would be behind the rename, is named", async () => {
    const s = await openSession();
    s.script(
      "create table t(id int, name text); create view v as select name from t; create view w as select name from v",
    );
    await expect(s.run(new RenameColumn(t, "name", "called"))).rejects.toMatchObject({
      hint: "The view w would no longer work after rename; drop it first, and make it anew behind the change.",
    });
    expect(await s.sql("v")).toBe("CREATE VIEW v as select name from t");
  });
});
