import { describe, expect, it } from "vitest";
import { listen } from "../../../src/index.js";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AlterColumn, DropColumn, RenameColumn } from "../../../src/ops/column.js";
import { RenameTable } from "../../../src/ops/table.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { openSession } from "./session.js";

const t = { name: "t" };
const widen = (column: string) => new AlterColumn(t, column, { type: { kind: "string", length: 200 } });

const TABLES = `create table t(id integer primary key, name varchar(10), n int); insert into t values (1, 'a', 1);
  create table other(id integer primary key); create table log(x);
  create view fine as select name from t;`;

const TEMPORARY = "select type, name, sql from temp.sqlite_schema order by name";

describe("temporary views and triggers that were broken before", () => {
  const BROKEN = `${TABLES} create temp view lost(a /* one */) as select a from nowhere;
    create temp trigger lost_in instead of insert on lost begin insert into log values (1); end;
    create temp view of_lost as select * from lost;
    create temp trigger broken after insert on other begin insert into gone values (new.id); end;
    create temp trigger works after delete on other begin insert into log values (old.id); end;`;

  it.each(
    Object.entries({
      "renaming a column": [new RenameColumn(t, "name", "called")],
      "renaming a table": [new RenameTable(t, "u")],
      "dropping a column": [new DropColumn(t, "n")],
      "a copy that renames a column": [
        new BatchAlterTable(t, [widen("name"), new RenameColumn(t, "name", "called")]),
      ],
      "a copy": [widen("name")],
    }),
  )("do not keep from %s, and stay as they are", async (_, operations) => {
    const s = await openSession();
    s.script(BROKEN);
    const before = await s.rows(TEMPORARY);
    await s.run(...operations);
    expect(await s.rows(TEMPORARY)).toEqual(before);
    s.script("insert into main.log values (7); delete from log; delete from other");
    expect(await s.rows("select name from main.sqlite_schema where name in ('lost', 'broken')")).toEqual([]);
  });

  it("and mention the table are named before a rename that could not follow", async () => {
    const s = await openSession();
    s.script(`${TABLES} create temp view half as select absent, name from t;`);
    const before = await s.rows(TEMPORARY);
    for (const operation of [new RenameTable(t, "u"), new RenameColumn(t, "name", "called")]) {
      await expect(s.run(operation)).rejects.toMatchObject({
        hint: expect.stringMatching(/mend or drop (?:temporary )?view half first/),
      });
    }
    expect(await s.rows(TEMPORARY)).toEqual(before);
  });
});

describe("a copy of a table", () => {
  it("keeps the temporary triggers that stand on it, and those of others that mention it", async () => {
    const s = await openSession();
    s.script(`${TABLES} create temp table seen(x); create temp trigger tr after insert on t begin insert into seen values (new.name); end;
      create temp trigger main_only after update of n on main.t when new.n > 1 begin insert into seen values ('n'); end;
      create temp trigger far after insert on other begin update t set n = 5; end;`);
    const before = await s.rows(TEMPORARY);
    await s.run(widen("name"), new BatchAlterTable(t, [widen("name")], { recreate: "always" }));
    expect(await s.rows(TEMPORARY)).toEqual(before);
    s.script("insert into t values (2, 'b', 1); insert into other values (1);");
    expect(await s.rows("select x from seen")).toEqual([{ x: "b" }, { x: "n" }, { x: "n" }]);
  });

  it("fails where a temporary view or trigger would no longer work, and leaves all as it was", async () => {
    const s = await openSession();
    s.script(`${TABLES} create temp view tv as select n from t;`);
    const drop = new BatchAlterTable(t, [widen("name"), new DropColumn(t, "n")]);
    await expect(s.run(drop)).rejects.toMatchObject({ hint: expect.stringContaining("View tv") });
    s.script("drop view tv; create temp trigger far after insert on other begin update t set n = 5; end;");
    await expect(s.run(drop)).rejects.toThrow(/no such column/i);
    s.script("drop trigger far; create temp trigger own after insert on t begin update t set n = 5; end;");
    await expect(s.run(drop)).rejects.toThrow(/no such column/i);
    expect(await s.rows(TEMPORARY)).toHaveLength(1);
    s.script("drop trigger own");
    await s.run(drop);
    expect(await s.rows("select * from t")).toEqual([{ id: 1, name: "a" }]);
  });
});

describe("a temporary table that is called like the version table", () => {
  it("is neither read nor written in its place", async () => {
    const db = await freshDatabase("sqlite");
    await using h = new History(db);
    listen(h.engine, "connect", async ({ driver }) => {
      await driver.query("create temp table migr_version(version_num text primary key)");
      await driver.query("insert into temp.migr_version values ('zz')");
    });
    h.add("a1", null, { upgrade: `await op.createTable("t", { id: integer().primaryKey() });` });
    h.add("a2", "a1", { upgrade: `await op.createTable("u", { id: integer().primaryKey() });` });
    expect(await h.migrator().current()).toEqual([]);
    await h.migrator().upgrade("a1");
    await h.migrator().upgrade("a2");
    expect(await db.query("select version_num from migr_version")).toEqual([{ version_num: "a2" }]);
    expect(await h.migrator().current()).toEqual(["a2"]);
    await h.migrator().stamp(["a1"]);
    expect(await db.query("select version_num from migr_version")).toEqual([{ version_num: "a1" }]);
  });
});
