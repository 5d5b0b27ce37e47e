import { expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget } from "../support/target.js";

eachTarget("a dry run", (target) => {
  it("gives the SQL that the run then makes, and changes nothing", async () => {
    await using history = new History(await freshDatabase(target));
    history.add("a1", null, {
      upgrade: `await op.createTable("users", { id: integer().primaryKey(), name: string(20) });`,
    });
    await history.migrator().upgrade("head");
    history.add("b2", "a1", {
      upgrade: `await op.alterColumn("users", "name", { type: string(40) });
        await op.createTable("posts", { id: integer().primaryKey() });`,
    });
    history.add("c3", "b2", {
      upgrade: `await op.addColumn("posts", "title", string(9).nullable());
        await op.alterColumn("users", "name", { nullable: true });`,
    });
    const before = await history.reflect();
    const dry = await history.migrator().dryRun("upgrade", "head");
    expect(dry).toMatchObject({ before: ["a1"], after: ["c3"], unfinished: [] });
    expect(dry.revisions.map(({ id }) => id)).toEqual(["b2", "c3"]);
    expect(await history.reflect()).toEqual(before);
    expect(await history.migrator().current()).toEqual(["a1"]);

    history.statements.length = 0;
    await history.migrator().upgrade("head");
    const changes = history.statements.filter((sql) => /^(?:CREATE TABLE|ALTER TABLE|DROP TABLE)/.test(sql));
    expect(changes.length).toBeGreaterThan(2);
    for (const sql of changes.filter((each) => !each.includes("migr_version")))
      expect(dry.sql).toContain(`${sql};`);
    const none = await history.migrator().dryRun("upgrade", "head");
    expect(none).toMatchObject({ revisions: [], sql: "" });
  });

  it("shows a script that asks the database up to there", async () => {
    await using history = new History(await freshDatabase(target));
    history.add("a1", null, {
      upgrade: `await op.createTable("users", { id: integer().primaryKey() });
        await op.connection.execute("SELECT id FROM users");
        await op.createTable("never", { id: integer().primaryKey() });`,
    });
    history.add("b2", "a1", { upgrade: `await op.createTable("more", { id: integer().primaryKey() });` });
    const { sql, unfinished } = await history.migrator().dryRun("upgrade", "head");
    expect(unfinished).toEqual(["a1"]);
    expect(sql).toContain("depends on the database");
    expect(sql).toContain("SELECT id FROM users");
    expect(sql).not.toContain("never");
    expect(sql).toContain("more");
    expect(await history.migrator().current()).toEqual([]);
  });
});
