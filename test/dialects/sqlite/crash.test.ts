import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AlterColumn, DropColumn } from "../../../src/ops/column.js";
import { freshDatabase } from "../../support/database.js";
import { openSession } from "./session.js";

/** Runs statements in a transaction of a process of its own, which is killed after some of them. */
const KILLED = `
  const Sqlite = require("better-sqlite3");
  const [path, statements, count] = JSON.parse(process.argv[1]);
  const db = new Sqlite(path);
  db.exec("pragma foreign_keys = off; pragma cache_size = 1; begin immediate");
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
        ["-e", KILLED, JSON.stringify([database.name, statements, count])],
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
});
