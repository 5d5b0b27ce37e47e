import { expect, it } from "vitest";
import { enumOf, integer, MetaData, table, text } from "../../src/index.js";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget } from "../support/target.js";

eachTarget("what a script destroys", (target) => {
  it("is told above each statement that does: tables, columns, and what goes with a table", async () => {
    await using h = new History(await freshDatabase(target));
    const before = new MetaData();
    table("users", before, { id: integer().primaryKey(), bio: text(), role: enumOf("a", "b").named("role") });
    table("logs", before, { id: integer().primaryKey() });
    await h.autogenerate("a1", before);
    await h.migrator().upgrade("head");
    const body =
      target === "postgresql"
        ? [
            "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
            "CREATE TRIGGER audit AFTER INSERT ON logs EXECUTE FUNCTION tell()",
          ]
        : [
            `CREATE TRIGGER audit AFTER INSERT ON logs FOR EACH ROW ${target === "sqlite" ? "BEGIN DELETE FROM users; END" : "DELETE FROM users"}`,
          ];
    await h.engine.connect(async (c) => {
      for (const sql of body) await c.withDriver((driver) => driver.query(sql));
    });
    const after = new MetaData();
    table("users", after, { id: integer().primaryKey() });
    const script = await h.autogenerate("b2", after);
    expect(script).toMatch(/\/\/ destroys the data of users\.bio\n\s+\S.*dropColumn\("?(users", ")?bio"/);
    expect(script).toMatch(/\/\/ destroys the data of users\.role\n\s+\S.*dropColumn/);
    expect(script).toMatch(
      /\/\/ destroys all rows and the trigger (?:logs\.)?audit of logs\n\s+await op\.dropTable\("logs"\)/,
    );
    const { problems } = await h.difference(after);
    expect(problems).toEqual([expect.stringMatching(/takes its trigger (?:logs\.)?audit along/)]);
  });
});
