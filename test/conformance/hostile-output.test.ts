import { expect, it } from "vitest";
import { createEngine, integer, MetaData, sql, table } from "../../src/index.js";
import { writeRun } from "../../src/migrate/offline.js";
import { pullModels } from "../../src/pull/pull-models.js";
import { clientOf } from "../support/client.js";
import { freshDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { columnsWith, NAMES, tablesCalled, VALUES } from "../support/models/hostile.js";
import { loadModels } from "../support/models/pulled.js";
import { eachTarget } from "../support/target.js";

eachTarget("models pulled from a database with names and texts that are hard to write", (target) => {
  it.each([true, false])("declare just what is there (in several files: %s)", async (split) => {
    for (const metadata of [tablesCalled([...NAMES, "then"], 64, true), columnsWith(VALUES)]) {
      const database = await freshDatabase(target);
      await using h = new History(database);
      await h.autogenerate("a1", metadata);
      await h.migrator().upgrade("head");
      await using engine = createEngine(database.url);
      const { files, left } = await pullModels(engine, { split, exclude: [{ name: "migr_version" }] });
      expect(left).toEqual([]);
      expect(wordsOf(await h.difference(await loadModels(files)))).toEqual([]);
    }
  });

  it("run nothing that a comment says", async () => {
    const metadata = new MetaData();
    const seen = globalThis as { hostile?: boolean };
    const say = "globalThis.hostile = true";
    const breakOut = `*/ ${say}; /* \`$${"{"}${say}} \` "\n${say};`;
    table("things", metadata, {
      id: integer().primaryKey().comment(breakOut),
      note: integer().comment(`\u2028${breakOut}\r${breakOut}`),
    });
    if (target === "sqlite") return;
    const database = await freshDatabase(target);
    await using h = new History(database);
    await h.autogenerate("a1", metadata);
    await h.migrator().upgrade("head");
    await using engine = createEngine(database.url);
    const { files } = await pullModels(engine, { split: false, exclude: [{ name: "migr_version" }] });
    expect(wordsOf(await h.difference(await loadModels(files)))).toEqual([]);
    expect(seen.hostile).toBeUndefined();
  });
});

eachTarget("a script for the native client", (target) => {
  it("makes what a run makes of names and texts that are hard to write", async () => {
    for (const metadata of [tablesCalled(NAMES, 64, true), columnsWith(VALUES)]) {
      const [live, other] = await Promise.all([freshDatabase(target, "on"), freshDatabase(target, "off")]);
      await using h = new History(live);
      await h.autogenerate("a1", metadata);
      await h.migrator().upgrade("head");
      const { sql } = await writeRun(await h.migrator().offline(), "up", "head");
      await (await clientOf(target)).run(other, sql);
      await using there = new History(other);
      expect(wordsOf(await there.difference(metadata))).toEqual([]);
    }
  });

  it("holds rows of such texts as binding them would", async () => {
    const [live, other] = await Promise.all([freshDatabase(target, "on"), freshDatabase(target, "off")]);
    await using h = new History(live);
    const hostile = [
      ...VALUES,
      "\nDELIMITER //\n",
      "\n\\q\n\\! echo x\n",
      "\n.quit\n.shell echo\n",
      "\n;\nGO\n",
    ];
    h.add("a1", null, {
      upgrade: `await op.createTable("notes", { id: integer().primaryKey(), body: text() });
        for (const [i, body] of ${JSON.stringify(hostile)}.entries()) {
          await op.execute(sql\`INSERT INTO notes VALUES (\${i + 1}, \${body})\`);
          await op.execute("INSERT INTO notes VALUES (:id, :body)", { id: i + 1001, body });
        }`,
    });
    await h.migrator().upgrade("head");
    const { sql: script } = await writeRun(await h.migrator().offline(), "up", "head");
    await (await clientOf(target)).run(other, script);
    for (const database of [live, other]) {
      await using engine = createEngine(database.url);
      const rows = await engine.connect(async (connection) =>
        (await connection.execute<{ body: string }>(sql`SELECT body FROM notes ORDER BY id`)).all(),
      );
      expect(rows.map(({ body }) => body)).toEqual([...hostile, ...hostile]);
    }
  });

  it("is not written where a text has a NUL, at which the client would stop", async () => {
    await using h = new History(await freshDatabase(target));
    h.add("a1", null, { upgrade: `await op.execute(sql\`INSERT INTO notes VALUES (\${"a\\u0000b"})\`);` });
    const written = writeRun(await h.migrator().offline(), "up", "head");
    await expect(written).rejects.toMatchObject({ code: "compile.bad-literal" });
  });
});
