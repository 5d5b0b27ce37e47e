import { expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { eachTarget, itIf } from "../support/target.js";
import { configFor, Project, script } from "./project.js";

const TABLE = (name: string) => ({
  upgrade: `await op.createTable("${name}", { id: integer().primaryKey(), name: string(20) });`,
  downgrade: `await op.dropTable("${name}");`,
});

eachTarget("processes at once", (target) => {
  const rollsBack = target === "postgresql" || target === "sqlite";

  it("apply each revision once, and all of them end well", async () => {
    const db = await freshDatabase(target);
    using project = new Project({
      "migr.config.ts": configFor(db.url),
      "migrations/versions/a1.ts": script("a1", null, TABLE("first")),
      "migrations/versions/a2.ts": script("a2", "a1", {
        upgrade: `await op.execute("insert into first (name) values ('x')");
  await new Promise((done) => setTimeout(done, 200));`,
      }),
      "migrations/versions/a3.ts": script("a3", "a2", TABLE("third")),
    });
    const runs = await Promise.all(
      Array.from({ length: 4 }, () => project.migr(["upgrade", "head", "--json"])),
    );
    const applied = runs.flatMap(({ code, stdout }) => {
      expect(code, stdout).toBe(0);
      return (JSON.parse(stdout) as { applied: { revision: string }[] }).applied.map(
        ({ revision }) => revision,
      );
    });
    expect(applied.sort()).toEqual(["a1", "a2", "a3"]);
    expect(await db.query("select name from first")).toEqual([{ name: "x" }]);
    expect((await project.migr(["current"])).stdout).toBe("a3 (head)\n");
  });

  itIf(rollsBack, "transactional DDL")(
    "leave nothing behind when one is killed, and the next goes on",
    async () => {
      const db = await freshDatabase(target);
      const slow = (milliseconds: number) =>
        script("a2", "a1", {
          upgrade: `await op.addColumn("first", "more", integer().nullable());
  await op.execute("insert into first (name) values ('x')");
  console.error("ready");
  await new Promise((done) => setTimeout(done, ${milliseconds}));`,
        });
      using project = new Project({
        "migr.config.ts": configFor(db.url),
        "migrations/versions/a1.ts": script("a1", null, TABLE("first")),
        "migrations/versions/a2.ts": slow(60_000),
      });
      const killed = await project.migr(["upgrade", "head"], { onReady: (kill) => kill("SIGKILL") });
      expect(killed.code).toBe(null);
      project.write({ "migrations/versions/a2.ts": slow(0) });
      expect((await project.migr(["current"])).stdout).toBe("a1\n");
      const next = await project.migr(["upgrade", "head"]);
      expect(next, next.stderr).toMatchObject({ code: 0 });
      expect(await db.query("select name, more from first")).toEqual([{ name: "x", more: null }]);
    },
  );
});
