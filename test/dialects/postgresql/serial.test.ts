import { expect, it } from "vitest";
import { serial } from "../../../src/dialects/postgresql/vocabulary.js";
import * as api from "../../../src/index.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { onPostgresql } from "./connected.js";

const { integer, MetaData, table } = api;

function models(id: object): api.MetaData {
  const metadata = new MetaData();
  table("t", metadata, { id, n: integer().nullable() } as never);
  return metadata;
}

onPostgresql("a plain column that becomes serial", () => {
  it("counts on from what is there by a sequence of its own, and is plain again after a downgrade", async () => {
    const database = await freshDatabase("postgresql", "serial");
    await database.script("create table t (id integer not null, n integer); insert into t values (5, 1)");
    await using history = new History(database);
    const before = await history.reflect();
    const wanted = models(serial());
    await history.autogenerate("a1", wanted);
    await history.migrator().upgrade("head");
    expect(wordsOf(await history.difference(wanted))).toEqual([]);
    expect((await history.reflect()).tables[0]!.columns[0]!.options).toEqual({
      postgresql: { serial: true },
    });
    await database.script("insert into t (n) values (2)");
    expect(await database.query("select id from t order by n")).toEqual([{ id: 5 }, { id: 6 }]);
    await history.migrator().downgrade("base");
    expect(await history.reflect()).toEqual(before);
  });
});
