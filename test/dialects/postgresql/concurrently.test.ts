import { expect, it } from "vitest";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { onPostgresql } from "./connected.js";

onPostgresql("what PostgreSQL does outside of transactions only", () => {
  const TABLE = 'await op.createTable("users", { id: integer().primaryKey(), name: string(20) });';

  it("commits what was done before it, and the rest of the revision follows in a transaction", async () => {
    await using h = new History(await freshDatabase("postgresql"));
    await h.run(`${TABLE}
      await op.createIndex("ix", "users", ["name"], { concurrently: true, comment: "by name" });
      await op.bulkInsert("users", [{ name: "ann" }]);
      await op.dropIndex("ix", "users", { concurrently: true });`);
    const order = h.statements.flatMap(
      (sql) => /^(begin|commit|(?:create|drop) index \w+|insert into "users")/i.exec(sql)?.[1] ?? [],
    );
    expect(order.map((word) => word.toLowerCase()).slice(-9)).toEqual([
      "begin",
      "commit",
      "create index concurrently",
      "begin",
      'insert into "users"',
      "commit",
      "drop index concurrently",
      "begin",
      "commit",
    ]);
    expect(await h.migrator().current()).toEqual(["a1"]);
  });

  it("leaves a revision that fails after it unapplied, and says that not all was rolled back", async () => {
    await using h = new History(await freshDatabase("postgresql"));
    h.add("a1", null, {
      upgrade: `${TABLE}
        await op.autocommitBlock(async () => { await op.createIndex("ix", "users", ["name"], { concurrently: true }); });
        await op.execute("insert into users (name) values ('ann')");
        throw new Error("no more");`,
    });
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({ details: { rolledBack: false } });
    expect(await h.migrator().current()).toEqual([]);
    const rows = await h.engine.connect(async (c) => (await c.execute("select * from users")).all());
    expect(rows).toEqual([]);
  });
});
