import { describe, expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { eachTarget, type Target } from "../support/target.js";
import { configFor, Project, type Run, script } from "./project.js";

/** A statement that takes half a minute; SQLite, which runs in this process, has none that can be stopped. */
const SLEEP: Readonly<Record<Target, string | null>> = {
  postgresql: "select pg_sleep(30)",
  mysql: "select 1 from one where sleep(30)",
  mariadb: "select 1 from one where sleep(30)",
  sqlite: null,
};

/** A script that says on stderr when its long statement begins. */
function longScript(sleep: string): string {
  return script("a1", null, {
    upgrade: [
      'await op.execute("create table one (id integer)");',
      'await op.execute("insert into one values (1)");',
      'process.stderr.write("ready\\n");',
      `await op.execute(${JSON.stringify(sleep)});`,
    ].join("\n  "),
  });
}

eachTarget("a script that misbehaves", (target) => {
  const SCRIPTS = {
    "ends the process": "process.exit(0);",
    "waits forever": "await new Promise(() => undefined);",
    "throws in a callback": 'await new Promise(() => setTimeout(() => { throw new Error("stray"); }, 10));',
    "leaves a promise that rejects":
      'void Promise.reject(new Error("stray")); await new Promise((done) => setTimeout(done, 500));',
  };

  // A connection to a server keeps a process alive, however long it waits.
  const scripts = Object.entries(SCRIPTS).filter(([what]) => what !== "waits forever" || target === "sqlite");

  it.each(scripts)("and %s is an error, and nothing is recorded", async (what, text) => {
    const db = await freshDatabase(target);
    using project = new Project({
      "migr.config.ts": configFor(db.url),
      "migrations/versions/1.ts": script("a1", null, {
        upgrade: `await op.createTable("one", { id: integer() });\n  ${text}`,
      }),
    });
    const run = await project.migr(["upgrade", "head"]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(
      what.includes("callback") || what.includes("rejects")
        ? /^error\[migration\.failed\]: Something of a script threw outside of it: stray\.\nhint: /m
        : /^error\[migration\.failed\]: The process ended before the command was done\.\nhint: /m,
    );
    expect((await project.migr(["current"])).stdout).toBe("");
    const left = await db.query("select * from one").then(
      () => true,
      () => false,
    );
    expect(left).toBe(target === "mysql" || target === "mariadb");
  });
});

eachTarget("a run that finds another at work", (target) => {
  it("gives up after the configured time and exits with 4", async (context) => {
    const sleep = SLEEP[target];
    if (sleep === null) return context.skip("statements that can be cancelled");
    const db = await freshDatabase(target);
    using project = new Project({
      "migr.config.ts": configFor(db.url, "lock: { timeout: 300 },"),
      "migrations/versions/1.ts": longScript(sleep),
    });
    let second: Run | undefined;
    const first = await project.migr(["upgrade", "head"], {
      onReady: async (kill) => {
        second = await project.migr(["upgrade", "head"]);
        kill("SIGINT");
      },
    });
    expect(second?.stderr).toMatch(/^error\[migration\.locked\]: Another run .+\.\nhint: /);
    expect(second).toMatchObject({ code: 4, stdout: "" });
    expect(first.stderr).toContain("Interrupted: rolling back.");
  });
});

eachTarget("two upgrades at once", (target) => {
  it("apply each revision once", async () => {
    const db = await freshDatabase(target);
    const files = Object.fromEntries(
      ["a1", "a2", "a3"].map((id, i, ids) => [
        `migrations/versions/${id}.ts`,
        script(id, ids[i - 1] ?? null, { upgrade: `await op.createTable("t_${id}", { id: integer() });` }),
      ]),
    );
    using project = new Project({ "migr.config.ts": configFor(db.url), ...files });
    const runs = await Promise.all([1, 2, 3].map(() => project.migr(["upgrade", "head"])));
    for (const run of runs) expect(run, run.stderr).toMatchObject({ code: 0 });
    const steps = runs.flatMap(({ stderr }) => stderr.match(/^ {2}a\d /gm) ?? []);
    expect(steps.sort()).toEqual(["  a1 ", "  a2 ", "  a3 "]);
    expect((await project.migr(["current"])).stdout).toBe("a3 (head)\n");
  });
});

eachTarget("an interrupt", (target) => {
  it("cancels the running statement, rolls back and exits with 130", async (context) => {
    const sleep = SLEEP[target];
    if (sleep === null) return context.skip("statements that can be cancelled");
    const db = await freshDatabase(target);
    using project = new Project({
      "migr.config.ts": configFor(db.url),
      "migrations/versions/1.ts": longScript(sleep),
    });
    const started = performance.now();
    const run = await project.migr(["upgrade", "head"], { onReady: (kill) => kill("SIGINT") });
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

describe("an interrupt on SQLite, whose statements cannot be stopped", () => {
  const slow =
    "with recursive c(n) as (select 1 union all select n + 1 from c where n < 2000000) select max(n) from c";

  it.each([
    ["before the end of its revision", 'await op.execute("create table two (id integer)");'],
    ["at the end of its revision", ""],
  ])("counts when the running one is done, %s", async (_, last) => {
    const text = longScript(slow).replace(/^(.*max\(n\).*)$/m, `$1\n  ${last}`);
    using project = new Project({
      "migr.config.ts": configFor("sqlite:///app.db"),
      "migrations/versions/1.ts": text,
      "migrations/versions/2.ts": script("b2", "a1"),
    });
    const run = await project.migr(["upgrade", "head"], { onReady: (kill) => kill("SIGINT") });
    expect(run, run.stderr).toMatchObject({ code: 130 });
    expect(run.stderr).toContain("Interrupted: rolling back. Once more leaves at once.\n");
    expect(run.stderr).toMatch(/^error\[migration\.interrupted\]: Revision a1 was interrupted\.$/m);
    expect((await project.migr(["current"])).stdout).toBe("");
  });
});

eachTarget("an interrupt of a squash", (target) => {
  it("waits until the scratch database is gone, and writes nothing", async (context) => {
    const sleep = SLEEP[target];
    if (sleep === null) return context.skip("statements that can be cancelled");
    const db = await freshDatabase(target);
    using project = new Project({
      "migr.config.ts": configFor(db.url),
      "migrations/versions/1.ts": longScript(sleep),
      "migrations/versions/2.ts": script("b2", "a1"),
    });
    const run = await project.migr(["squash", "base:head", "-m", "all"], {
      onReady: (kill) => kill("SIGINT"),
    });
    expect(run.stderr).toContain("Interrupted: rolling back.");
    expect(run.stderr).toContain("error[migration.interrupted]");
    expect([5, 130]).toContain(run.code);
    expect(project.scripts()).toEqual(["1.ts", "2.ts"]);
  });
});
