import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Live } from "../../../src/dialect/dialect.js";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AlterColumn, DropColumn } from "../../../src/ops/column.js";
import { freshDatabase, type TestDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { openSession } from "./session.js";

/** Runs statements in a process that says when it begins and when it is done. */
const RUNNING = `
  const Sqlite = require("better-sqlite3");
  const [path, statements] = JSON.parse(process.argv[1]);
  const db = new Sqlite(path);
  db.exec("pragma foreign_keys = off; pragma cache_size = 1");
  require("fs").writeSync(1, "begun");
  for (const sql of statements) {
    const statement = db.prepare(sql);
    if (statement.reader) statement.all(); else statement.run();
  }
  require("fs").writeSync(1, "done");
`;

/** Runs statements in a process of its own, killed so many milliseconds after they began; tells how long they took. */
async function runKilled(path: string, statements: readonly string[], afterMs: number): Promise<number> {
  const child = spawn(process.execPath, ["-e", RUNNING, JSON.stringify([path, statements])], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(child.stdout, "data");
  const begun = performance.now();
  const timer = setTimeout(() => child.kill("SIGKILL"), afterMs);
  const [[text]] = await Promise.all([
    Promise.race([once(child.stdout, "data"), once(child, "exit").then(() => [""])]),
    once(child, "exit"),
  ]);
  clearTimeout(timer);
  return String(text) === "done" ? performance.now() - begun : Number.NaN;
}

/** Runs statements in a transaction of a process of its own, which is killed after some of them. */
const KILLED = `
  const Sqlite = require("better-sqlite3");
  const [path, statements, count] = JSON.parse(process.argv[1]);
  const db = new Sqlite(path);
  db.exec("pragma foreign_keys = off; pragma cache_size = 1");
  for (const sql of statements.slice(0, count)) {
    const statement = db.prepare(sql);
    if (statement.reader) statement.all(); else statement.run();
  }
  process.kill(process.pid, "SIGKILL");
`;

const SCHEMA = `
  create table p(id integer primary key autoincrement, name varchar(10), note text unique);
  create table c(id integer primary key, p int not null references p(id) on delete cascade);
  create index ix on p(name); create view v as select name from p;
  create trigger tr after insert on p begin select 1; end;
  with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000)
  insert into p(name, note) select 'n', 'note ' || i || hex(randomblob(50)) from n;
  insert into c(p) select id from p;`;

describe("a process that is killed while it copies a table", () => {
  it("leaves the database as it was, wherever it stops", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    const p = { name: "p" };
    const batch = new BatchAlterTable(p, [
      new AlterColumn(p, "name", { type: { kind: "string", length: 50 } }),
      new DropColumn(p, "note"),
    ]);
    const statements = (await s.plan(batch)).map(({ sql }) => sql);
    for (const count of [3, 4, 7, 9, 11, statements.length]) {
      const database = await freshDatabase("sqlite");
      await database.script(SCHEMA);
      const before = await database.query("select type, name, sql from sqlite_schema");
      const { signal, stderr } = spawnSync(
        process.execPath,
        ["-e", KILLED, JSON.stringify([database.name, ["begin immediate", ...statements], count + 1])],
        { encoding: "utf8" },
      );
      expect({ signal, stderr }).toEqual({ signal: "SIGKILL", stderr: "" });
      expect(await database.query("select type, name, sql from sqlite_schema")).toEqual(before);
      expect(await database.query("select count(*) n, count(distinct note) d from p")).toEqual([
        { n: 2000, d: 2000 },
      ]);
      expect(await database.query("select count(*) n from c")).toEqual([{ n: 2000 }]);
      expect(await database.query("pragma integrity_check")).toEqual([{ integrity_check: "ok" }]);
      await database.drop();
    }
  });

  it("is done by the same run again, also where no transaction is open around it", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    const change = new AlterColumn({ name: "p" }, "name", { type: { kind: "string", length: 50 } });
    const live: Live = {
      table: async () => null,
      query: (sql, params) => s.db.query(sql, params),
      inTransaction: () => false,
    };
    const statements = (await s.dialect.plan(change, live)).map(({ sql }) => sql);
    expect(statements[0]).toBe("BEGIN IMMEDIATE");
    expect(statements.at(-1)).toBe("COMMIT");
    for (const [i, sql] of statements.entries()) {
      if (!/^(?:CREATE TABLE|INSERT OR ABORT|DROP TABLE "p"|ALTER|PRAGMA|CREATE TRIGGER|COMMIT)/i.test(sql))
        continue;
      const database = await freshDatabase("sqlite");
      await database.script(SCHEMA);
      const before = await database.query("select type, name, sql from sqlite_schema");
      const { signal, stderr } = spawnSync(
        process.execPath,
        ["-e", KILLED, JSON.stringify([database.name, statements, i])],
        { encoding: "utf8" },
      );
      expect({ signal, stderr }).toEqual({ signal: "SIGKILL", stderr: "" });
      expect(await database.query("select type, name, sql from sqlite_schema")).toEqual(before);
      await using h = new History(database, { transaction: "none" });
      h.add("a1", null, { upgrade: `await op.alterColumn("p", "name", { type: string(50) });` });
      await h.migrator().upgrade("head");
      expect(await database.query("select type from pragma_table_info('p') where name = 'name'")).toEqual([
        { type: "VARCHAR(50)" },
      ]);
      expect(await database.query("select name from sqlite_schema where name like '%migr_new%'")).toEqual([]);
      expect(await database.query("select (select count(*) from p) p, (select count(*) from c) c")).toEqual([
        { p: 2000, c: 2000 },
      ]);
      await database.drop();
    }
  }, 60_000);

  it.each(["delete", "wal"])(
    "leaves the database as it was or as it was to be, at whatever moment it dies (journal_mode: %s)",
    async (mode) => {
      const s = await openSession();
      s.script(`pragma journal_mode = ${mode}; ${SCHEMA}
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 8000)
        insert into p(name, note) select 'n', 'more ' || i || hex(randomblob(50)) from n;`);
      await s.db.query("vacuum");
      const change = new AlterColumn({ name: "p" }, "name", { type: { kind: "string", length: 50 } });
      const statements = ["begin immediate", ...(await s.plan(change)).map(({ sql }) => sql), "commit"];
      const state = async (database: TestDatabase) => ({
        objects: await database.query("select type, name, sql from sqlite_schema order by name"),
        rows: await database.query(
          "select count(*) n, count(distinct note) d, sum(id) ids, (select count(*) from c) c, (select max(seq) from sqlite_sequence) seq from p",
        ),
        checks: await database.query("pragma integrity_check"),
        keys: await database.query("pragma foreign_key_check"),
      });
      const copy = async (): Promise<TestDatabase> => {
        const database = await freshDatabase("sqlite");
        await s.db.query("pragma wal_checkpoint(truncate)");
        copyFileSync(s.file, database.name);
        return database;
      };
      const finished = await copy();
      const before = await state(finished);
      const fullMs = await runKilled(finished.name, statements, 60_000);
      const after = await state(finished);
      expect(after.rows).toEqual(before.rows);
      let cut = 0;
      for (let i = 0; i < 8; i++) {
        const database = await copy();
        const left = await runKilled(database.name, statements, Math.random() * 1.05 * fullMs);
        if (Number.isNaN(left)) cut++;
        const found = await state(database);
        expect([before, after]).toContainEqual(found);
        if (!Number.isNaN(left)) expect(found).toEqual(after);
        await database.drop();
      }
      expect(cut).toBeGreaterThan(0);
    },
    60_000,
  );
});
