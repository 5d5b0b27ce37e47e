import { describe, expect, it } from "vitest";
import { pullModels } from "../../../src/pull/pull-models.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { loadModels } from "../../support/models/pulled.js";

/** Models pulled from what a script makes, once they have been tried: nothing is left to do, here or in a second database. */
async function pulledFrom(script: string): Promise<{ readonly source: string; readonly second: string }> {
  const database = await freshDatabase("sqlite");
  await database.script(script);
  await using h = new History(database);
  const { files, left } = await pullModels(h.engine, { split: false });
  expect(left).toEqual([]);
  const metadata = await loadModels(files);
  expect(wordsOf(await h.difference(metadata))).toEqual([]);
  const again = await freshDatabase("sqlite");
  await using other = new History(again);
  await other.autogenerate("a1", metadata);
  await other.migrator().upgrade("head");
  expect((await other.reflect()).tables).toEqual((await h.reflect()).tables);
  const made = await again.query(
    "select sql from sqlite_schema where sql is not null and name not like 'migr_version%' order by rowid",
  );
  return {
    source: files.map(({ contents }) => contents).join("\n"),
    second: made.map(({ sql }) => String(sql)).join(";\n"),
  };
}

describe("pulled models of what only SQLite takes", () => {
  it("give a name once that several constraints have, or an index", async () => {
    const { source } = await pulledFrom(`
      create table t(a int constraint c1 check (a > 1) constraint c1 check (a > 2), b int, c int,
        constraint c1 unique (b), constraint c1 check (b is not a), constraint ix unique (c));
      create index ix on t(c);`);
    expect(source.match(/"c1"/g)).toHaveLength(1);
  });

  it("keep foreign keys to columns of another kind of type", async () => {
    const { source } = await pulledFrom(`
      create table times(at datetime primary key, day date unique, no integer unique);
      create table logs(at text references times(at), day text references times(day), n int, foreign key (n) references times(no)) strict;
      create table notes(id integer primary key references times(at), no varchar(10) references times(no));`);
    expect(source).toContain('at: rawType("TEXT")');
    expect(source).toContain('no: rawType("VARCHAR(10)")');
  });

  it.each([
    [`create table ""(a int); insert into "" values (1)`, "table with an empty name "],
    [`create table t("" int, b int); insert into t values (1, 2)`, "table with an empty name t"],
    [`create table v(a int, b int); create index "" on v(a)`, "index with an empty name v."],
    [`create view "" as select a from u`, "view "],
  ])("leave out what has an empty name, which is told: %s", async (script, told) => {
    const database = await freshDatabase("sqlite");
    await database.script(`create table u(a int primary key); ${script}`);
    await using h = new History(database);
    const { files, left } = await pullModels(h.engine, { split: false });
    expect(left.map(({ what, name }) => `${what} ${name}`)).toEqual([told]);
    expect(wordsOf(await h.difference(await loadModels(files)))).toEqual([]);
  });
});
