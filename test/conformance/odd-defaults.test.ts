import { expect, it } from "vitest";
import { pullModels } from "../../src/pull/pull-models.js";
import { freshDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { loadModels } from "../support/models/pulled.js";
import { eachTarget, type Target } from "../support/target.js";

/** Defaults that a database takes, and by which no row could be made, or not this one. */
const SCRIPTS: Readonly<Record<Target, string>> = {
  sqlite: `create table t(id integer primary key, a varchar(3) default 'abcd', b date default '', c int default 'none',
    d numeric(3, 1) default 12345, e uuid default 'no', f boolean default 'perhaps', g datetime default 'never', h integer default 1.5,
    i int default 3000000000, j char(2) not null default 'abc');`,
  postgresql: `create table t(id int primary key, a varchar(3) default 'abcd', d numeric(3, 1) default 12345, h integer default 1.5,
    i smallint default 70000, j char(2) not null default 'abc');`,
  mysql: "create table t(id int primary key, h integer default 1.5, d numeric(3, 1) default 12.345)",
  mariadb: "create table t(id int primary key, h integer default 1.5, d numeric(3, 1) default 12.345)",
};

eachTarget("defaults that make no sense", (target) => {
  it("are pulled as the database has them, in models that are as good as any", async () => {
    const database = await freshDatabase(target, "odd");
    await database.script(SCRIPTS[target]);
    await using h = new History(database);
    const metadata = await loadModels((await pullModels(h.engine, { split: false })).files);
    expect(wordsOf(await h.difference(metadata))).toEqual([]);
    const second = await freshDatabase(target, "odd_second");
    await using other = new History(second);
    await other.autogenerate("a1", metadata);
    await other.migrator().upgrade("head");
    expect((await other.reflect()).tables).toEqual((await h.reflect()).tables);
    expect(wordsOf(await other.difference(metadata))).toEqual([]);
  });
});
