import { describe, expect, it } from "vitest";
import { writeRun } from "../../../src/migrate/offline.js";
import { clientOf } from "../../support/client.js";
import { freshDatabase, type TestDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";

const SCHEMA = `create table p(id integer primary key);
  create table t(id integer primary key, a int, b text unique, c int references p, check (a > 0));
  create index ix_a on t(a); create trigger tr after insert on t begin select 1; end;
  insert into p values (1); insert into t values (1, 1, 'b', 1), (2, 2, 'c', null);`;

/** The table as a script tells of it. */
const COPY_FROM = `{
  columns: { id: integer().primaryKey(), a: integer().nullable(), b: text().nullable(),
    c: integer().nullable().references("p.id") },
  items: [unique("uq_b", "b"), check("ck_a", sql\`a > 0\`), index("ix_a", "a")] }`;

/** A database with the schema, and a history whose revisions make these changes one after another. */
async function history(...changes: readonly string[]): Promise<{ db: TestDatabase; h: History }> {
  const db = await freshDatabase("sqlite");
  await db.script(SCHEMA);
  const h = new History(db);
  for (const [i, upgrade] of changes.entries()) h.add(`a${i}`, i === 0 ? null : `a${i - 1}`, { upgrade });
  return { db, h };
}

async function sqlOf(db: TestDatabase, name: string): Promise<string> {
  const [row] = await db.query(`select sql from sqlite_schema where name = '${name}'`);
  return String(row?.["sql"] ?? "");
}

const batch = (changes: string, options: string) =>
  `await op.batchAlterTable("t", (batch) => { ${changes} }, ${options});`;

describe("a batch that is told of its table", () => {
  it("takes the definition from copyFrom, and from the database what stands on it", async () => {
    const { db, h } = await history(
      batch(`batch.dropConstraint("uq_b", { type: "unique" });`, `{ copyFrom: ${COPY_FROM} }`),
    );
    await using _ = h;
    await h.migrator().upgrade("head");
    const sql = await sqlOf(db, "t");
    expect(sql).toContain('CONSTRAINT "ck_a" CHECK');
    expect(sql).not.toContain("UNIQUE");
    expect(sql).not.toContain("unique");
    expect(await sqlOf(db, "tr")).toContain("CREATE TRIGGER tr");
    expect(await sqlOf(db, "ix_a")).toBe("CREATE INDEX ix_a on t(a)");
    expect(await db.query("select * from t order by id")).toEqual([
      { id: 1, a: 1, b: "b", c: 1 },
      { id: 2, a: 2, b: "c", c: null },
    ]);
  });

  it("makes the indexes that copyFrom has and the database has not", async () => {
    const told = `{ columns: { id: integer().primaryKey(), a: integer(), b: text(), c: integer().nullable() },
      items: [index("ix_b", "b"), index("ix_a", "b")] }`;
    const { db, h } = await history(
      batch(`batch.alterColumn("a", { type: text() });`, `{ copyFrom: ${told} }`),
    );
    await using _ = h;
    await h.migrator().upgrade("head");
    expect(await sqlOf(db, "ix_b")).toContain('ON "t" ("b")');
    expect(await sqlOf(db, "ix_a")).toBe("CREATE INDEX ix_a on t(a)");
  });

  it.each([
    ["leaves a column out", `{ columns: { id: integer().primaryKey(), a: integer(), b: text() } }`],
    [
      "has one too many",
      `{ columns: { id: integer().primaryKey(), a: integer(), b: text(), c: integer(), d: text().nullable() } }`,
    ],
    [
      "has one by another name",
      `{ columns: { id: integer().primaryKey(), a: integer(), b: text(), d: integer() } }`,
    ],
  ])("changes nothing where copyFrom %s", async (_name, told) => {
    const { db, h } = await history(
      batch(`batch.alterColumn("a", { type: text() });`, `{ copyFrom: ${told} }`),
    );
    await using _ = h;
    await expect(h.migrator().upgrade("head")).rejects.toThrow(/the table has the columns that copyFrom has/);
    expect(await sqlOf(db, "t")).toContain("CREATE TABLE t(id");
    expect(await db.query("select count(*) as n from t")).toEqual([{ n: 2 }]);
  });

  it("writes SQL without a database from copyFrom, which the client runs as a run would, or not at all", async () => {
    const change = batch(
      `batch.dropConstraint("uq_b", { type: "unique" }); batch.addColumn("d", text().serverDefault(sql\`lower('X')\`), { insertAfter: "a" });`,
      `{ copyFrom: ${COPY_FROM} }`,
    );
    const { db, h } = await history("", change);
    await using _ = h;
    const { sql } = await writeRun(await h.migrator().offline(), "up", "a0:head");
    await h.migrator().upgrade("a0");
    const client = await clientOf("sqlite");
    // The script knows of no trigger, and so would lose this one.
    await expect(client.run(db, sql)).rejects.toThrow(/every object is kept/);
    expect(await sqlOf(db, "tr")).toContain("CREATE TRIGGER tr");
    await db.script("drop trigger tr");
    await client.run(db, sql);
    expect(await db.query("select * from t order by id")).toEqual([
      { id: 1, a: 1, d: "x", b: "b", c: 1 },
      { id: 2, a: 2, d: "x", b: "c", c: null },
    ]);
    const { h: other, db: live } = await history("", change);
    await using __ = other;
    await live.script("drop trigger tr");
    await other.migrator().upgrade("head");
    const objects =
      "select name, sql from sqlite_schema where type = 'table' and name not like 'migr_%' order by 1";
    expect((await db.query(objects)).map(spaced)).toEqual((await live.query(objects)).map(spaced));
  });

  it("knows the table from copyFrom in what follows, offline too", async () => {
    const { h } = await history(
      batch(
        `batch.dropConstraint("uq_b", { type: "unique" }); batch.renameColumn("b", "bb");`,
        `{ copyFrom: ${COPY_FROM} }`,
      ),
      `await op.createUniqueConstraint("uq_bb", "t", ["bb"]);`,
    );
    await using _ = h;
    const { sql } = await writeRun(await h.migrator().offline(), "up", "head");
    expect(sql).toContain('CONSTRAINT "uq_bb" UNIQUE ("bb")');
    expect(sql).not.toContain('uq_b"');
  });

  it("has the columns that reflectArgs has, and their names for constraints that have none", async () => {
    const options = `{ recreate: "always", reflectArgs: {
      columns: { a: bigInteger().nullable().serverDefault(7), b: string(20).collation("NOCASE") },
      items: [check("ck_a", sql\`a > 0\`), unique("uq_b", "b"), foreignKey("fk_c", ["c"], ["p.id"], { onDelete: "cascade" }),
        check("ck_new", sql\`c <> 9\`)] } }`;
    const { db, h } = await history(
      batch("", options),
      batch(`batch.dropConstraint("ck_a", { type: "check" });`, "{}"),
    );
    await using _ = h;
    await h.migrator().upgrade("head");
    const sql = await sqlOf(db, "t");
    expect(sql).toMatch(/a BIGINT DEFAULT 7/);
    expect(sql).toMatch(/b VARCHAR\(20\) CONSTRAINT "uq_b" unique NOT NULL COLLATE "NOCASE"/);
    expect(sql).toMatch(/CONSTRAINT "fk_c" FOREIGN KEY \("c"\) REFERENCES "p" \("id"\) ON DELETE CASCADE/);
    expect(sql).toContain('CONSTRAINT "ck_new" CHECK');
    expect(sql).not.toContain("references p");
    expect(sql).not.toContain("ck_a");
  });

  it("has what tableArgs has in the end, and nothing twice", async () => {
    const options = `{ tableArgs: { items: [check("ck_a", sql\`a > 0\`), unique(null, "a", "c"), index("ix_a", "b"), index("ix_c", "c")],
      options: { sqlite: { strict: true } } } }`;
    const { db, h } = await history(batch("", options));
    await using _ = h;
    await h.migrator().upgrade("head");
    const sql = await sqlOf(db, "t");
    expect(sql).toContain('CONSTRAINT "ck_a" check (a > 0)');
    expect(sql.match(/check/gi)).toHaveLength(1);
    expect(sql).toContain('CONSTRAINT "uq_t_a_c" UNIQUE ("a", "c")');
    expect(sql).toMatch(/\) STRICT$/);
    expect(await sqlOf(db, "ix_a")).toBe("CREATE INDEX ix_a on t(a)");
    expect(await sqlOf(db, "ix_c")).toContain('("c")');
  });

  it("refuses tableArgs that take a copy where there is to be none", async () => {
    const { h } = await history(
      batch("", `{ recreate: "never", tableArgs: { items: [unique("uq_a", "a")] } }`),
    );
    await using _ = h;
    await expect(h.migrator().upgrade("head")).rejects.toThrow(/says that it is never to be copied/);
  });

  it("puts a column that it changes somewhere else", async () => {
    const { db, h } = await history(
      batch(
        `batch.alterColumn("c", { type: text(), insertBefore: "a" }); batch.alterColumn("b", { insertAfter: "id" });`,
        "{}",
      ),
    );
    await using _ = h;
    await h.migrator().upgrade("head");
    expect(await db.query("select group_concat(name) as names from pragma_table_info('t')")).toEqual([
      { names: "id,b,c,a" },
    ]);
  });
});

it("a script without a database copies no table that lacks a column, for which the client would take its name", async () => {
  const db = await freshDatabase("sqlite");
  await using h = new History(db);
  h.add("a1", null, {
    upgrade: `await op.createTable("t", { id: integer().primaryKey(), a: text(), b: text().nullable() });`,
  });
  h.add("a2", "a1", { upgrade: `await op.alterColumn("t", "a", { type: string(20), existing: text() });` });
  await h.migrator().upgrade("a1");
  await db.script("insert into t values (1, 'a', 'b'); alter table t drop column b");
  const { sql } = await writeRun(await h.migrator().offline(), "up", "a1:a2");
  const client = await clientOf("sqlite");
  await expect(client.run(db, sql)).rejects.toThrow(/t has the columns that revisions made/);
  expect(await db.query("select * from t")).toEqual([{ id: 1, a: "a" }]);
});

function spaced(row: Readonly<Record<string, unknown>>): unknown {
  return { ...row, sql: String(row["sql"]).replace(/\s+/g, " ") };
}
