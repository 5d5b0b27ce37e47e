import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { createEngine, type Engine, integer, table } from "../../src/index.js";
import type { VersionChange } from "../../src/migrate/index.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget, itIf } from "../support/target.js";

const TABLE = (name: string) => ({
  upgrade: `await op.createTable("${name}", { id: integer().primaryKey() });`,
  downgrade: `await op.dropTable("${name}");`,
});

/** A history of three revisions with a table each. */
async function three(db: TestDatabase, overrides = {}): Promise<History> {
  const h = new History(db, overrides);
  h.add("a1", null, TABLE("first"));
  h.add("a2", "a1", TABLE("second"));
  h.add("a3", "a2", TABLE("third"));
  return h;
}

async function tablesOf(h: History): Promise<readonly string[]> {
  return (await h.reflect()).tables.map(({ name }) => name);
}

eachTarget("a run", (target) => {
  const rollsBack = target === "postgresql" || target === "sqlite";

  it("goes from wherever the database stands to wherever it is told", async () => {
    await using h = await three(await freshDatabase(target));
    const run = async (direction: "upgrade" | "downgrade", to: string) => {
      const { applied, heads } = await h.migrator()[direction](to);
      return [applied.map(({ revision }) => revision.id), heads];
    };
    expect(await run("upgrade", "+1")).toEqual([["a1"], ["a1"]]);
    expect(await run("upgrade", "head")).toEqual([["a2", "a3"], ["a3"]]);
    expect(await run("upgrade", "head")).toEqual([[], ["a3"]]);
    expect(await run("downgrade", "a1")).toEqual([["a3", "a2"], ["a1"]]);
    expect(await run("upgrade", "a2")).toEqual([["a2"], ["a2"]]);
    expect(await run("downgrade", "base")).toEqual([["a2", "a1"], []]);
    expect(await run("downgrade", "base")).toEqual([[], []]);
    expect(await tablesOf(h)).toEqual([]);
  });

  it("tells of every revision as it starts and as it is done", async () => {
    await using h = await three(await freshDatabase(target));
    h.add("a3", "a2", { upgrade: `await op.dropTable("nowhere");` });
    const events: unknown[] = [];
    await h
      .migrator()
      .upgrade("head", {
        onEvent: ({ kind, revision, ...more }) =>
          events.push([kind, revision.id, "count" in more && more.position]),
      })
      .catch(() => {});
    expect(events).toEqual([
      ["start", "a1", 1],
      ["done", "a1", false],
      ["start", "a2", 2],
      ["done", "a2", false],
      ["start", "a3", 3],
      ["failed", "a3", false],
    ]);
  });

  it("that has nothing to do takes one statement and executes no script", async () => {
    const db = await freshDatabase(target);
    await using h = await three(db);
    await h.migrator().upgrade("head");
    h.statements.length = 0;
    h.loaded.length = 0;
    await h.migrator().upgrade("head");
    expect(h.statements).toEqual([expect.stringMatching(/^SELECT .*version_num.* FROM .*migr_version/)]);
    expect(h.loaded).toEqual([]);
  });

  it("is not needed to tell where the database stands, by one statement and no script", async () => {
    await using h = await three(await freshDatabase(target));
    const migrator = h.migrator();
    expect(await migrator.current()).toEqual([]);
    expect(h.statements).toHaveLength(1);
    await h.migrator().upgrade("a2");
    h.statements.length = 0;
    h.loaded.length = 0;
    expect(await migrator.current()).toEqual(["a2"]);
    expect((await migrator.pending("head")).steps.map(({ revision }) => revision.id)).toEqual(["a3"]);
    expect(migrator.graph.revisions.map(({ id }) => id)).toEqual(["a1", "a2", "a3"]);
    expect(h.statements).toHaveLength(2);
    expect(h.loaded).toEqual([]);
  });

  it("executes the scripts of its own steps only, each once", async () => {
    await using h = await three(await freshDatabase(target));
    await h.migrator().upgrade("a1");
    h.loaded.length = 0;
    await h.migrator().upgrade("a2");
    expect(h.loaded.map((file) => file.slice(-5))).toEqual(["a2.ts"]);
  });

  it("binds what its scripts pass, and gives rows back as they are", async () => {
    const db = await freshDatabase(target);
    await using h = new History(db, { x: { word: "from outside" } });
    await h.run(`
      await op.createTable("things", {
        id: integer().primaryKey(), at: dateTime({ precision: 3 }).nullable(), body: largeBinary().nullable(),
        big: bigInteger().nullable(), words: text().nullable(), flag: boolean().nullable(), ratio: double().nullable(),
      });
      const insert = "insert into things (id, at, body, big, words, flag, ratio)"
        + " values (:id, :at, :body, :big, :words, :flag, :ratio)";
      await op.execute(insert, {
        id: 1, at: new Date("1969-07-20T20:17:40.123Z"), body: Uint8Array.of(0, 39, 92, 255), big: 9007199254740993n,
        words: "it's \\\\ ? $1 :name \\u2028 \\u{1f600} \\n%", flag: true, ratio: 0.1,
      });
      await op.execute(insert, { id: 2, at: null, body: null, big: null, words: null, flag: null, ratio: null });
      await op.execute(sql\`insert into things (id, words) values (\${3}, \${op.context.x.word})\`);
      const rows = await op.connection.execute("select * from things where id < :id order by id", { id: 3 });
      const [one, two] = rows.all();
      if (rows.rowCount !== 2) throw new Error("rowCount " + rows.rowCount);
      if (rows.scalar() !== 1) throw new Error("scalar " + rows.scalar());
      await op.connection.execute(sql\`select words from things where big = \${one.big}\`).then((found) => {
        if (found.scalar() !== one.words) throw new Error("found " + found.scalar());
      });
      if (Object.values(two).filter((value) => value !== null).length !== 1) throw new Error(JSON.stringify(two));
      Object.assign(globalThis, { seen: one, context: op.context });`);
    const { seen, context } = globalThis as unknown as { seen: Record<string, unknown>; context: object };
    expect(seen).toMatchObject({
      id: 1,
      words: "it's \\ ? $1 :name \u2028 \u{1f600} \n%",
      ratio: 0.1,
      big: 9007199254740993n,
    });
    expect([...(seen["body"] as Uint8Array)]).toEqual([0, 39, 92, 255]);
    expect(context).toEqual({
      x: { word: "from outside" },
      dialect: target,
      direction: "upgrade",
      revision: "a1",
      tag: null,
      offline: false,
      database: null,
      target: null,
    });
    const [row] = await db.query("select words from things where id = 3");
    expect(row).toEqual({ words: "from outside" });
  });

  itIf(rollsBack, "transactional DDL")("is one transaction as a whole where that is asked for", async () => {
    await using h = await three(await freshDatabase(target), { transaction: "all" });
    h.add("a3", "a2", { upgrade: `await op.dropTable("nowhere");`, downgrade: "" });
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({
      details: { revision: "a3", rolledBack: true, halfApplied: false },
    });
    expect(await h.migrator().current()).toEqual([]);
    expect(await tablesOf(h)).toEqual([]);
    h.add("a3", "a2", {});
    await h.migrator().upgrade("head");
    expect(await h.migrator().current()).toEqual(["a3"]);
    await h.migrator().downgrade("base");
    expect(await tablesOf(h)).toEqual([]);
  });

  itIf(rollsBack, "transactional DDL")("is in no transaction where that is asked for", async () => {
    await using h = await three(await freshDatabase(target), { transaction: "none" });
    h.add("a2", "a1", { upgrade: `${TABLE("second").upgrade} await op.dropTable("nowhere");` });
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({
      details: { revision: "a2", rolledBack: false, halfApplied: true, done: ["op.createTable(second)"] },
    });
    expect(await h.migrator().current()).toEqual(["a1"]);
    expect(await tablesOf(h)).toEqual(["first", "second"]);
  });

  it("tells of each change of the version table, inside of its transaction", async () => {
    const db = await freshDatabase(target);
    const told: VersionChange[] = [];
    await using h = await three(db, { onVersionApply: (change: VersionChange) => void told.push(change) });
    await h.migrator().upgrade("a2");
    await h.migrator().downgrade("base");
    await h.migrator().stamp(["a3"]);
    expect(told).toEqual([
      { step: "upgrade", revision: "a1", from: [], to: ["a1"] },
      { step: "upgrade", revision: "a2", from: ["a1"], to: ["a2"] },
      { step: "downgrade", revision: "a2", from: ["a2"], to: ["a1"] },
      { step: "downgrade", revision: "a1", from: ["a1"], to: [] },
      { step: "stamp", revision: "a3", from: [], to: ["a3"] },
    ]);
    const failing = h.migrator({
      onVersionApply: () => {
        throw new Error("the hook fails");
      },
    });
    await expect(failing.downgrade("-1")).rejects.toThrow();
    expect(await h.migrator().current()).toEqual(rollsBack ? ["a3"] : expect.anything());
  });

  it("is not needed to stamp a database, which runs nothing", async () => {
    await using h = await three(await freshDatabase(target));
    expect(await h.migrator().stamp(["a2"])).toMatchObject({ before: [], after: ["a2"] });
    expect(await h.migrator().current()).toEqual(["a2"]);
    expect(await tablesOf(h)).toEqual([]);
    expect(h.loaded).toEqual([]);
    await expect(h.migrator().stamp(["nope"])).rejects.toMatchObject({ code: "revision.unknown" });
    expect(await h.migrator().stamp(["base"])).toMatchObject({ after: [] });
    await h.migrator().upgrade("a1");
    await h.migrator().stamp(["head"], { purge: true });
    expect(await h.migrator().current()).toEqual(["a3"]);
  });

  it("finds its version table under another name, and makes none to look", async () => {
    const db = await freshDatabase(target);
    await using h = await three(db, { versionTable: { name: 'the "version" `table`' } });
    expect(await h.migrator().current()).toEqual([]);
    expect(await tablesOf(h)).toEqual([]);
    await h.migrator().upgrade("a1");
    expect(await h.migrator().current()).toEqual(["a1"]);
    expect((await h.difference()).operations.map((each) => each.describe({} as never).subject)).toEqual([
      "first",
    ]);
  });

  it("refuses models that declare its version table", async () => {
    await using h = await three(await freshDatabase(target));
    table("migr_version", h.metadata, { id: integer().primaryKey() });
    await expect(h.difference()).rejects.toMatchObject({ code: "schema.name-taken" });
  });

  it("follows branches to all heads, merges them, and takes the merge apart again", async () => {
    await using h = new History(await freshDatabase(target));
    const body = (name: string) => TABLE(name);
    h.add("a1", null, body("trunk"));
    h.add("b1", "a1", body("left"));
    h.add("c1", "a1", body("right"));
    const run = async (direction: "upgrade" | "downgrade", to: string) => {
      const { applied, heads } = await h.migrator()[direction](to);
      expect(await h.migrator().current()).toEqual(heads);
      return [applied.map(({ revision }) => revision.id).sort(), heads];
    };
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({ code: "revision.multiple-heads" });
    expect(await run("upgrade", "c1")).toEqual([["a1", "c1"], ["c1"]]);
    expect(await run("upgrade", "heads")).toEqual([["b1"], ["b1", "c1"]]);
    h.addFile(
      "d1",
      'export const revision = "d1";\nexport const downRevision = ["b1", "c1"];\nexport function upgrade() {}\nexport function downgrade() {}\n',
    );
    expect(await run("upgrade", "head")).toEqual([["d1"], ["d1"]]);
    expect(await run("downgrade", "-1")).toEqual([["d1"], ["b1", "c1"]]);
    expect(await run("downgrade", "a1")).toEqual([["b1", "c1"], ["a1"]]);
    expect(await tablesOf(h)).toEqual(["trunk"]);
    expect(await run("upgrade", "head")).toEqual([["b1", "c1", "d1"], ["d1"]]);
    expect(await run("downgrade", "base")).toEqual([["a1", "b1", "c1", "d1"], []]);
    expect(await tablesOf(h)).toEqual([]);
  });

  it("refuses a database whose version it does not know", async () => {
    const db = await freshDatabase(target);
    await using h = await three(db);
    await h.migrator().upgrade("a1");
    await db.script("update migr_version set version_num = 'zzz'");
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({ code: "revision.not-in-history" });
    expect(await tablesOf(h)).toEqual(["first"]);
  });
});

eachTarget("two runs at once", (target) => {
  /** Runners with a connection of their own each. */
  async function runners(h: History, db: TestDatabase, count: number, overrides = {}) {
    const engines = Array.from({ length: count }, () => createEngine(db.url, { poolSize: 1 }));
    return {
      migrators: engines.map((engine) => h.migrator(overrides, engine)),
      [Symbol.asyncDispose]: async () => {
        await Promise.all(engines.map((engine: Engine) => engine.dispose()));
      },
    };
  }

  it("apply each revision once, and the others find nothing to do", async () => {
    const db = await freshDatabase(target);
    await using h = await three(db);
    h.add("a2", "a1", { upgrade: `await op.execute("insert into first (id) values (1), (2)");` });
    await using all = await runners(h, db, 5);
    const reports = await Promise.all(all.migrators.map((migrator) => migrator.upgrade("head")));
    expect(reports.map(({ heads }) => heads)).toEqual(reports.map(() => ["a3"]));
    expect(reports.flatMap(({ applied }) => applied.map(({ revision }) => revision.id)).sort()).toEqual([
      "a1",
      "a2",
      "a3",
    ]);
    expect(await db.query("select * from first")).toHaveLength(2);
  });

  it("wait for each other no longer than they are told", async () => {
    const db = await freshDatabase(target);
    await using h = new History(db);
    h.add("a1", null, {
      upgrade: `await op.createTable("first", { id: integer() }); await new Promise((done) => setTimeout(done, 1500));`,
    });
    await using both = await runners(h, db, 2, { lockTimeoutMs: 200 });
    const [slow, other] = both.migrators;
    const first = slow!.upgrade("head");
    await sleep(300);
    await expect(other!.upgrade("head")).rejects.toMatchObject({ code: "migration.locked" });
    await first;
    expect(await h.migrator().current()).toEqual(["a1"]);
  });

  // Waiting for SQLite's own lock would stop both runs of this process.
  itIf(target !== "sqlite", "runs of one process without a lock")(
    "without a lock, do not both apply a revision",
    async () => {
      const db = await freshDatabase(target);
      await using h = new History(db);
      h.add("a1", null, {});
      await h.migrator().upgrade("a1");
      h.add("a2", "a1", { upgrade: `await new Promise((done) => setTimeout(done, 300));` });
      await using both = await runners(h, db, 2, { lockTimeoutMs: null });
      const outcomes = await Promise.allSettled(both.migrators.map((migrator) => migrator.upgrade("head")));
      const applied = outcomes.flatMap((each) => (each.status === "fulfilled" ? each.value.applied : []));
      expect(applied.map(({ revision }) => revision.id)).toEqual(["a2"]);
      for (const each of outcomes) {
        if (each.status === "rejected") expect(each.reason).toMatchObject({ code: "migration.conflict" });
      }
      expect(await h.migrator().current()).toEqual(["a2"]);
    },
  );
});

eachTarget("a run that is interrupted", (target) => {
  const rollsBack = target === "postgresql" || target === "sqlite";
  const SLEEP = { postgresql: "select pg_sleep(20)", mysql: "select sleep(20)", mariadb: "select sleep(20)" };

  itIf(target !== "sqlite", "cancelling")("stops the running statement", async () => {
    await using h = await three(await freshDatabase(target));
    const file = h.add("a2", "a1", {
      upgrade: `await op.createTable("second", { id: integer() });
        await op.execute("${SLEEP[target as keyof typeof SLEEP]}");
        await op.createTable("never", { id: integer() });`,
    });
    const controller = new AbortController();
    const started = performance.now();
    const run = h.migrator().upgrade("head", {
      signal: controller.signal,
      onEvent: ({ kind, revision }) => {
        if (kind === "start" && revision.id === "a2") setTimeout(() => controller.abort(), 400);
      },
    });
    await expect(run).rejects.toMatchObject({
      code: "migration.interrupted",
      details: { revision: "a2", file, rolledBack: rollsBack, halfApplied: !rollsBack },
    });
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await tablesOf(h)).toEqual(rollsBack ? ["first"] : ["first", "second"]);
    expect(await h.migrator().current()).toEqual(["a1"]);
    h.add("a2", "a1", {});
    await h.migrator().upgrade("head");
    expect(await h.migrator().current()).toEqual(["a3"]);
  });

  it("does not begin the next operation or the next revision", async () => {
    await using h = await three(await freshDatabase(target));
    h.add("a2", "a1", {
      upgrade: `await op.createTable("second", { id: integer() });
        await new Promise((done) => setTimeout(done, 300));
        await op.createTable("never", { id: integer() });`,
    });
    const controller = new AbortController();
    const run = h.migrator().upgrade("head", {
      signal: controller.signal,
      onEvent: ({ kind, revision }) => {
        if (kind === "start" && revision.id === "a2") setTimeout(() => controller.abort(), 100);
      },
    });
    await expect(run).rejects.toMatchObject({ code: "migration.interrupted" });
    expect(await tablesOf(h)).toEqual(rollsBack ? ["first"] : ["first", "second"]);
    expect(await h.migrator().current()).toEqual(["a1"]);
  });

  it("does not wait for a script that waits for ever", async () => {
    await using h = await three(await freshDatabase(target));
    h.add("a2", "a1", {
      upgrade: `await op.createTable("second", { id: integer() }); await new Promise(() => {});`,
    });
    const controller = new AbortController();
    const run = h.migrator().upgrade("head", {
      signal: controller.signal,
      onEvent: ({ kind, revision }) => {
        if (kind === "start" && revision.id === "a2") setTimeout(() => controller.abort(), 200);
      },
    });
    await expect(run).rejects.toMatchObject({ code: "migration.interrupted", details: { revision: "a2" } });
    expect(await tablesOf(h)).toEqual(rollsBack ? ["first"] : ["first", "second"]);
    expect(await h.migrator().current()).toEqual(["a1"]);
  });

  it("stops waiting for another run", async () => {
    const db = await freshDatabase(target);
    await using h = new History(db);
    h.add("a1", null, { upgrade: `await new Promise((done) => setTimeout(done, 2500));` });
    const other = createEngine(db.url, { poolSize: 1 });
    const first = h.migrator({}, other).upgrade("head");
    const controller = new AbortController();
    await sleep(200);
    setTimeout(() => controller.abort(), 200);
    const run = h.migrator({ lockTimeoutMs: 60_000 }).upgrade("head", { signal: controller.signal });
    await expect(run).rejects.toMatchObject({ code: "migration.interrupted" });
    expect(await h.migrator().current()).toEqual([]);
    await first;
    await other.dispose();
    expect(await h.migrator().current()).toEqual(["a1"]);
  });

  it("before it begins does nothing", async () => {
    await using h = await three(await freshDatabase(target));
    await expect(h.migrator().upgrade("head", { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "migration.interrupted",
    });
    expect(await tablesOf(h)).toEqual([]);
    expect(await h.migrator().current()).toEqual([]);
  });
});
