import { expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { eachTarget, type Target } from "../support/target.js";
import { configFor, Project, script } from "./project.js";

/** A statement that takes half a minute; SQLite, which runs in this process, has none that can be stopped. */
const SLEEP: Readonly<Record<Target, string | null>> = {
  postgresql: "select pg_sleep(30)",
  mysql: "select 1 from one where sleep(30)",
  mariadb: "select 1 from one where sleep(30)",
  sqlite: null,
};

eachTarget("an interrupt", (target) => {
  it("cancels the running statement, rolls back and exits with 130", async (context) => {
    const sleep = SLEEP[target];
    if (sleep === null) return context.skip("statements that can be cancelled");
    const db = await freshDatabase(target);
    using project = new Project({
      "migr.config.ts": configFor(db.url),
      "migrations/versions/1.ts": script("a1", null, {
        upgrade: [
          'await op.execute("create table one (id integer)");',
          'await op.execute("insert into one values (1)");',
          `process.stderr.write("ready\\n");`,
          `await op.execute(${JSON.stringify(sleep)});`,
        ].join("\n  "),
      }),
    });
    const started = performance.now();
    const run = await project.migr(["upgrade", "head"], { interrupt: true });
    expect(performance.now() - started).toBeLessThan(20_000);
    expect(run.stderr).toContain("Interrupted: rolling back. Once more leaves at once.\n");
    expect(run.stderr).toMatch(/^error\[migration\.interrupted\]: Revision a1 was interrupted\.$/m);
    expect((await project.migr(["current"])).stdout).toBe("");
    if (target === "postgresql") {
      expect(run.code).toBe(130);
      await expect(db.query("select * from one")).rejects.toThrow();
    } else expect([5, 130]).toContain(run.code);
  });
});
