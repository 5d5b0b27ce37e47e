import { expect, it } from "vitest";
import { MigrError } from "../../src/index.js";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget, itIf } from "../support/target.js";

const USERS = `await op.createTable("users", { id: integer().primaryKey(), name: string(20) });`;

/** What a run failed with. */
async function failureOf(run: Promise<unknown>): Promise<MigrError> {
  const error = await run.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(MigrError);
  return error as MigrError;
}

eachTarget("a script that fails", (target) => {
  const rollsBack = target === "postgresql" || target === "sqlite";

  /** A history of three revisions of which the second fails in its middle. */
  async function failing(upgrade: string) {
    const db = await freshDatabase(target);
    const h = new History(db);
    h.add("a1", null, { upgrade: USERS });
    const file = h.add("a2", "a1", { upgrade });
    h.add("a3", "a2", { upgrade: `await op.createTable("third", { id: integer().primaryKey() });` });
    const migrator = h.migrator();
    const error = await failureOf(migrator.upgrade("head"));
    const tables = (await h.reflect()).tables.map(({ name }) => name);
    const versions = await h.migrator().current();
    return { h, db, file, error, tables, versions, [Symbol.asyncDispose]: () => h[Symbol.asyncDispose]() };
  }

  it("leaves nothing of its revision, or tells what stays, and nothing after it is tried", async () => {
    await using run = await failing(`
      await op.createTable("second", { id: integer().primaryKey() });
      await op.execute("insert into users (id, name) values (7, 'ann')");
      await op.addColumn("nowhere", "x", integer());
      await op.createTable("never", { id: integer().primaryKey() });`);
    const { error, tables, versions, file, h } = run;
    expect(versions).toEqual(["a1"]);
    expect(error).toMatchObject({
      name: "RevisionFailed",
      details: {
        revision: "a2",
        direction: "upgrade",
        file,
        line: h.lineOf(file, "nowhere"),
        operation: "op.addColumn(nowhere.x)",
        step: 3,
        done: ["op.createTable(second)", "op.execute()"],
        rolledBack: rollsBack,
        halfApplied: !rollsBack,
      },
    });
    expect(tables).toEqual(rollsBack ? ["users"] : ["second", "users"]);
    expect(await run.db.query("select id from users")).toEqual(rollsBack ? [] : [{ id: 7 }]);
    if (!rollsBack) expect(error.hint).toMatch(/finish the revision by hand/);
  });

  itIf(target !== "sqlite", "connections to a server")(
    "tells what stays where its connection is lost in the middle, and that something stood when it is run again",
    async () => {
      const loss =
        target === "postgresql" ? "select pg_terminate_backend(pg_backend_pid())" : "kill connection_id()";
      await using run = await failing(`
        await op.createTable("second", { id: integer().primaryKey() });
        await op.execute("${loss}");`);
      const { error, tables, versions, h } = run;
      expect(error).toMatchObject({
        name: "RevisionFailed",
        // MySQL tells a connection that ends itself that its statement was interrupted.
        code: target === "mysql" ? "db.cancelled" : "db.lost",
        details: {
          revision: "a2",
          step: 2,
          done: ["op.createTable(second)"],
          rolledBack: rollsBack,
          halfApplied: !rollsBack,
        },
      });
      expect(versions).toEqual(["a1"]);
      expect(tables).toEqual(rollsBack ? ["users"] : ["second", "users"]);
      if (rollsBack) return;
      expect(error.hint).toMatch(/finish the revision by hand/);
      const again = await failureOf(h.migrator().upgrade("head"));
      expect(again).toMatchObject({ code: "db.exists", details: { step: 1, halfApplied: false } });
      expect(again.hint).toMatch(/earlier run ended in the middle of this revision/);
    },
  );

  it("can be mended and run again", async () => {
    await using run = await failing(`await op.execute("insert into nowhere values (1)");`);
    expect(run.error.code).toBe("db.no-such-object");
    expect(run.error.details).toMatchObject({ done: [], halfApplied: false });
    run.h.add("a2", "a1", { upgrade: `await op.execute("insert into users (id, name) values (1, 'x')");` });
    const report = await run.h.migrator().upgrade("head");
    expect(report.applied.map(({ revision }) => revision.id)).toEqual(["a2", "a3"]);
    expect(await run.h.migrator().current()).toEqual(["a3"]);
  });

  it("fails where the first of its operations failed, though none is awaited", async () => {
    await using run = await failing(`
      op.createTable("second", { id: integer().primaryKey() });
      op.execute("insert into nowhere values (1)");
      op.createTable("never", { id: integer().primaryKey() });`);
    expect(run.error.details).toMatchObject({
      line: run.h.lineOf(run.file, "nowhere"),
      operation: "op.execute()",
      step: 2,
      done: ["op.createTable(second)"],
    });
    expect(run.tables).not.toContain("never");
    expect(run.versions).toEqual(["a1"]);
  });

  it("fails though it swallows the error", async () => {
    await using run = await failing(`
      try { await op.execute("insert into nowhere values (1)"); } catch {}
      await op.connection.execute("select broken").catch(() => null);`);
    expect(run.error.details).toMatchObject({ line: run.h.lineOf(run.file, "nowhere"), step: 1 });
    expect(run.versions).toEqual(["a1"]);
    expect(run.tables).toEqual(["users"]);
  });

  it("tells the line of an operation that is given nonsense", async () => {
    await using run = await failing(`
      await op.createTable("second", {
        id: integer().primaryKey(),
        other: integer().primaryKey().references("a.b.c.d"),
      });`);
    expect(run.error.code).toBe("schema.bad-reference");
    expect(run.error.details).toMatchObject({
      line: run.h.lineOf(run.file, 'createTable("second"'),
      step: 1,
      done: [],
    });
  });

  it("tells the line of an error of the script's own", async () => {
    await using run = await failing(`
      await op.createTable("second", { id: integer().primaryKey() });
      const rows: number[] = [];
      rows[0].toFixed();`);
    expect(run.error).toMatchObject({ code: "migration.failed" });
    expect(run.error.message).toMatch(/^TypeError: Cannot read properties of undefined .*\.$/);
    expect(run.error.details).toMatchObject({
      line: run.h.lineOf(run.file, "toFixed"),
      operation: null,
      step: null,
      done: ["op.createTable(second)"],
    });
    expect(run.versions).toEqual(["a1"]);
    if (rollsBack) expect(run.tables).toEqual(["users"]);
  });

  it("fails whatever it throws", async () => {
    for (const thrown of [
      "null",
      "undefined",
      '"a text"',
      "42",
      "{ code: 'db.unique' }",
      "Object.create(null)",
    ]) {
      await using h = new History(await freshDatabase(target));
      h.add("a1", null, { upgrade: `throw ${thrown};` });
      const error = await failureOf(h.migrator().upgrade("head"));
      expect(error, thrown).toMatchObject({
        code: "migration.failed",
        details: { revision: "a1", done: [] },
      });
      expect(error.message).toMatch(/\S.*\.$/);
      expect(await h.migrator().current()).toEqual([]);
    }
  });

  it("fails when it goes on after its end", async () => {
    await using h = new History(await freshDatabase(target));
    h.add("a1", null, {
      upgrade: `${USERS} (globalThis as { late?: unknown }).late = () => op.createTable("late", { id: integer() });`,
    });
    await h.migrator().upgrade("head");
    const { late } = globalThis as { late?: () => Promise<void> };
    delete (globalThis as { late?: unknown }).late;
    await expect((async () => late!())()).rejects.toMatchObject({ code: "migration.after-end" });
    expect((await h.reflect()).tables.map(({ name }) => name)).toEqual(["users"]);
  });

  it("runs operations in the order they are called, awaited or not", async () => {
    const db = await freshDatabase(target);
    await using h = new History(db);
    await h.run(`
      op.createTable("log", { id: integer().primaryKey(), text: string(20) });
      for (const word of ["a", "b", "c"]) op.execute("insert into log (text) values (:word)", { word });
      const seen = op.connection.execute("select count(*) as n from log");
      await Promise.all([
        op.execute("insert into log (text) values ('d')"),
        op.addColumn("log", "more", integer().serverDefault(0)),
        op.execute("insert into log (text, more) values ('e', 5)"),
      ]);
      const late = seen.then(async (rows) => {
        await op.execute("insert into log (text) values (:n)", { n: "saw " + rows.scalar() });
      });
      void late;`);
    expect(await db.query("select text, more from log order by id")).toEqual([
      { text: "a", more: 0 },
      { text: "b", more: 0 },
      { text: "c", more: 0 },
      { text: "d", more: 0 },
      { text: "e", more: 5 },
      { text: "saw 3", more: 0 },
    ]);
  });

  itIf(rollsBack, "transactional DDL")("fails where it ends the transaction it runs in", async () => {
    for (const words of ["COMMIT", "ROLLBACK"]) {
      await using run = await failing(`
        await op.createTable("second", { id: integer().primaryKey() });
        await op.execute("${words}");
        await op.execute("BEGIN");
        await op.createTable("never", { id: integer().primaryKey() });`);
      const committed = words === "COMMIT";
      expect(run.error, words).toMatchObject({
        code: "migration.transaction-ended",
        details: {
          line: run.h.lineOf(run.file, words),
          step: 2,
          rolledBack: !committed,
          halfApplied: committed,
        },
      });
      expect(run.tables).toEqual(committed ? ["second", "users"] : ["users"]);
      expect(run.versions).toEqual(["a1"]);
    }
  });

  itIf(!rollsBack, "DDL outside of transactions")("fails where it leaves a transaction open", async () => {
    await using run = await failing(`
      await op.execute("START TRANSACTION");
      await op.execute("insert into users (id, name) values (1, 'a')");`);
    expect(run.error).toMatchObject({ code: "migration.transaction-ended", details: { revision: "a2" } });
    expect(run.versions).toEqual(["a1"]);
    expect(await run.db.query("select * from users")).toEqual([]);
  });

  it("is told by its own words where it is refused by the database", async () => {
    await using run = await failing(`
      await op.execute("insert into users (id, name) values (1, 'a')");
      await op.execute("insert into users (id, name) values (:id, :name)", { id: 1, name: "b" });`);
    expect(run.error).toMatchObject({ code: "db.unique" });
    expect(run.error.details).toMatchObject({ sql: expect.stringContaining("insert into users"), step: 2 });
  });

  it("is not run at all where another script of the run cannot be loaded", async () => {
    const broken = {
      "a syntax error": `export const revision = "a2";\nexport const downRevision = "a1";\nexport async function upgrade(op) { await op.(; }`,
      "a module that is not there": `import "./nowhere.js";\nexport const revision = "a2";\nexport const downRevision = "a1";\nexport async function upgrade() {}`,
      "an error on its first line": `export const revision = "a2";\nexport const downRevision = "a1";\nthrow new Error("while loading");`,
      "no upgrade": `export const revision = "a2";\nexport const downRevision = "a1";\nexport const upgrade = 5;`,
    };
    for (const [what, source] of Object.entries(broken)) {
      const db = await freshDatabase(target);
      await using h = new History(db);
      h.add("a1", null, { upgrade: USERS });
      const file = h.addFile("a2", source);
      const error = await failureOf(h.migrator().upgrade("head"));
      expect(error, what).toMatchObject({ code: "revision.invalid-file", details: { revision: "a2", file } });
      expect(error.message, what).toContain(file);
      expect(await h.migrator().current(), what).toEqual([]);
      expect((await h.reflect()).tables, what).toEqual([]);
    }
  });

  it("cannot be undone without a downgrade, and nothing of the run is", async () => {
    const db = await freshDatabase(target);
    await using h = new History(db);
    h.addFile(
      "a1",
      `import { integer } from "migr";\nexport const revision = "a1";\nexport const downRevision = null;\nexport const upgrade = (op) => op.createTable("users", { id: integer() });`,
    );
    h.add("a2", "a1", {
      upgrade: `await op.addColumn("users", "x", integer().nullable());`,
      downgrade: `await op.dropColumn("users", "x");`,
    });
    await h.migrator().upgrade("head");
    await expect(h.migrator().downgrade("base")).rejects.toMatchObject({
      code: "migration.irreversible",
      details: { revision: "a1" },
    });
    expect(await h.migrator().current()).toEqual(["a2"]);
    await h.migrator().downgrade("-1");
    expect(await h.migrator().current()).toEqual(["a1"]);
  });

  it("fails in a downgrade as in an upgrade", async () => {
    await using h = new History(await freshDatabase(target));
    h.add("a1", null, { upgrade: USERS, downgrade: `await op.dropTable("users");` });
    const file = h.add("a2", "a1", {
      upgrade: `await op.addColumn("users", "x", integer().nullable());`,
      downgrade: `await op.dropColumn("users", "x");
        await op.dropTable("nowhere");`,
    });
    await h.migrator().upgrade("head");
    const error = await failureOf(h.migrator().downgrade("base"));
    expect(error.details).toMatchObject({
      revision: "a2",
      direction: "downgrade",
      line: h.lineOf(file, "nowhere"),
      step: 2,
      rolledBack: rollsBack,
      halfApplied: !rollsBack,
    });
    expect(await h.migrator().current()).toEqual(["a2"]);
    const [users] = (await h.reflect()).tables;
    expect(users?.columns.some(({ name }) => name === "x")).toBe(rollsBack);
  });

  itIf(rollsBack, "transactional DDL")("breaks no reference between rows", async () => {
    const db = await freshDatabase(target);
    await using h = new History(db);
    h.add("a1", null, {
      upgrade: `${USERS} await op.createTable("posts", { id: integer().primaryKey(), user_id: integer() });
        await op.execute("insert into posts (id, user_id) values (1, 99)");`,
    });
    h.add("a2", "a1", {
      upgrade: `await op.createForeignKey("fk", "posts", ["user_id"], ["users.id"], { deferrable: "deferred" });`,
    });
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({ code: "db.foreign-key" });
    expect(await h.migrator().current()).toEqual(["a1"]);
  });

  itIf(rollsBack, "transactional DDL")(
    "is named where a reference is found broken at its end alone",
    async () => {
      const broken = `await op.execute("insert into posts (id, user_id) values (1, 99)");`;
      for (const overrides of [{}, { transaction: "all" }, { onVersionApply: () => undefined }] as const) {
        await using h = new History(await freshDatabase(target));
        h.add("a1", null, {
          upgrade: `${USERS} await op.createTable("posts", { id: integer().primaryKey(), user_id: integer() }, [
          foreignKey("fk", ["user_id"], ["users.id"], { deferrable: "deferred" }),
        ]);`,
        });
        await h.migrator().upgrade("head");
        h.add("a2", "a1", { upgrade: `await op.createTable("x", { id: integer().primaryKey() });` });
        const file = h.add("a3", "a2", { upgrade: broken });
        h.add("a4", "a3", { upgrade: `await op.execute("delete from posts");` });
        const events: string[] = [];
        const migrator = h.migrator(overrides);
        const error = await failureOf(
          migrator.upgrade("head", {
            onEvent: ({ kind, revision }) => events.push(`${kind} ${revision.id}`),
          }),
        );
        expect(error).toMatchObject({
          name: "RevisionFailed",
          code: "db.foreign-key",
          details: { revision: "a3", file, rolledBack: true, halfApplied: false },
        });
        expect(events).toEqual(["start a2", "done a2", "start a3", "failed a3"]);
        expect(await h.migrator().current()).toEqual("transaction" in overrides ? ["a1"] : ["a2"]);
        expect(
          await h.engine.connect((connection) => connection.execute("select id from posts")),
        ).toMatchObject({
          rowCount: 0,
        });
      }
    },
  );
});
