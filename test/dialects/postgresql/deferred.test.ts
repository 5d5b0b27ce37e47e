import { expect, it } from "vitest";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { onPostgresql } from "./connected.js";

onPostgresql("revisions in one transaction", () => {
  it("each find constraints waiting that do so from the start, and are each checked at their end", async () => {
    const database = await freshDatabase("postgresql", "deferred");
    await database.script(`create schema "Other"; create table "Other".p (id integer primary key);
      create table c (p integer constraint "to p" references "Other".p deferrable initially deferred,
        n integer constraint n_key unique deferrable initially immediate);
      create table d (p integer constraint shared references "Other".p deferrable initially deferred);
      create table e (p integer constraint shared references "Other".p)`);
    await using history = new History(database, { transaction: "all" });
    const insert = (id: number) =>
      `await op.execute("INSERT INTO c VALUES (${id})"); await op.execute('INSERT INTO "Other".p VALUES (${id})');`;
    history.add("a1", null, { upgrade: insert(1) });
    history.add("b2", "a1", { upgrade: insert(2) });
    await history.migrator().upgrade("head");
    expect(await database.query("select p from c order by p")).toEqual([{ p: 1 }, { p: 2 }]);
    history.add("c3", "b2", { upgrade: `await op.execute("INSERT INTO c VALUES (9)");` });
    history.add("d4", "c3", { upgrade: `await op.execute('INSERT INTO "Other".p VALUES (9)');` });
    await expect(history.migrator().upgrade("head")).rejects.toMatchObject({
      code: "db.foreign-key",
      details: { revision: "c3" },
    });
  });
});
