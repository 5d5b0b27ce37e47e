import { describe, expect, it } from "vitest";
import type { Live } from "../../../src/dialect/dialect.js";
import { dialectModule } from "../../../src/dialects/sqlite/index.js";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../../../src/ops/column.js";
import type { ColumnChange } from "../../../src/ops/column-change.js";
import { AddConstraint, DropConstraint } from "../../../src/ops/constraint.js";
import { Execute } from "../../../src/ops/data.js";
import { AlterEnum, CreateEnum, DropEnum } from "../../../src/ops/enum.js";
import type { Operation } from "../../../src/ops/operation.js";
import { CreateTable, DropTable, RenameTable, SetTableComment } from "../../../src/ops/table.js";
import { CreateIndex, DropIndex } from "../../../src/ops/table-index.js";
import type { Column } from "../../../src/schema/column.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { currentTimestamp, raw, value } from "../../../src/sql/nodes/index.js";
import { abilities, openSession, type Session, versions } from "./session.js";

const t = { name: "t" };
const column = (rest: Partial<Column>): Column => ({
  name: "n",
  type: { kind: "text" },
  nullable: true,
  ...rest,
});
const check = (text: string, name?: string) =>
  new AddConstraint(t, { kind: "check", ...(name && { name }), expression: raw({ sql: text }) });
const alter = (change: ColumnChange, name = "a") => new AlterColumn(t, name, change);

async function isCopied(s: Session, operation: Operation): Promise<boolean> {
  return (await s.plan(operation)).some(({ sql }) => sql.startsWith("INSERT OR ABORT"));
}

/** Changes that the library makes in place from 3.53 on. */
const OF_CHECKS = /check|making a column/;

describe("a change", () => {
  const TABLE = `create table p(id integer primary key);
    create table t(id integer primary key, a text not null, b text unique, c int, d int, e int as (d), f int references p,
      constraint ck check (c > 0));
    create index ix on t(a); create index iy on t(id) where length(a) > 1;
    insert into p values (1); insert into t(id, a, b, c, d, f) values (1, 'a', 'b', 1, 1, 1);`;

  it.each<[string, Operation, boolean]>([
    ["adding a nullable column", new AddColumn(t, column({})), false],
    [
      "adding a column with a default",
      new AddColumn(t, column({ nullable: false, default: value({ value: "x" }) })),
      false,
    ],
    [
      "adding a virtual column",
      new AddColumn(t, column({ computed: { expression: raw({ sql: "a" }), stored: false } })),
      false,
    ],
    [
      "adding a stored column",
      new AddColumn(t, column({ computed: { expression: raw({ sql: "a" }), stored: true } })),
      true,
    ],
    ["adding a column that is now", new AddColumn(t, column({ default: currentTimestamp({}) })), true],
    ["adding an enum", new AddColumn(t, column({ type: { kind: "enum", values: ["x"] } })), false],
    ["dropping a column", new DropColumn(t, "f"), false],
    ["dropping a unique column", new DropColumn(t, "b"), true],
    ["dropping a checked column", new DropColumn(t, "c"), true],
    ["dropping an indexed column", new DropColumn(t, "a"), true],
    ["renaming a column", new RenameColumn(t, "a", "z"), false],
    ["making a column nullable", alter({ nullable: true }), false],
    ["making a column not null", alter({ nullable: false }, "b"), false],
    ["a type", alter({ type: { kind: "string", length: 5 } }), true],
    ["a default", alter({ default: value({ value: "x" }) }), true],
    ["a collation", alter({ collation: "NOCASE" }), true],
    ["a check", check("a <> ''", "c2"), false],
    ["a check without a name", check("a <> ''"), false],
    ["dropping a check", new DropConstraint(t, "ck", "check"), false],
    ["a unique constraint", new AddConstraint(t, { kind: "unique", name: "uq", columns: ["a"] }), true],
  ])("copies the table only where it must: %s", async (what, operation, copied) => {
    const s = await openSession();
    s.script(TABLE);
    expect(await isCopied(s, operation)).toBe(copied || (!abilities.alterChecks && OF_CHECKS.test(what)));
    await s.run(operation);
    expect(await s.rows("select count(*) n from t")).toEqual([{ n: 1 }]);
  });

  it.each<[string, Operation]>([
    ["making a column nullable", alter({ nullable: true })],
    ["making a column not null", alter({ nullable: false }, "b")],
    ["adding a check", check("a <> ''", "c2")],
    ["dropping a check", new DropConstraint(t, "ck", "check")],
  ])("copies the table where an older library cannot do it in place: %s", async (_, operation) => {
    const now = await openSession();
    const then = await openSession("3.40.1");
    for (const s of [now, then]) s.script(TABLE);
    expect(await isCopied(now, operation)).toBe(!abilities.alterChecks);
    expect(await isCopied(then, operation)).toBe(true);
    for (const s of [now, then]) await s.run(operation);
    expect(await then.table("t")).toEqual(await now.table("t"));
  });

  it("that changes nothing comes to nothing", async () => {
    const s = await openSession();
    s.script("create table t(id integer primary key, a varchar(5) default 'x' not null, b int)");
    expect(
      await s.plan(alter({ type: { kind: "string", length: 5 }, nullable: false, comment: "c" })),
    ).toEqual([]);
    expect(await s.plan(alter({ default: value({ value: "x" }) }))).toEqual([]);
    expect(await s.plan(alter({ type: { kind: "integer" } }, "b"))).not.toEqual([]);
    expect(await s.plan(alter({ nullable: true }, "b"))).toEqual([]);
  });

  it("of every facet of a column is made, and taken back", async () => {
    const s = await openSession();
    s.script("create table t(a int, n text); insert into t values (1, 'x');");
    const before = await s.table("t");
    const change: ColumnChange = {
      type: { kind: "string", length: 9 },
      nullable: false,
      default: value({ value: "it's", type: { kind: "string", length: 9 } }),
      collation: "NOCASE",
    };
    const operation = new AlterColumn(t, "n", change, before.columns[1]!);
    await s.run(operation);
    expect((await s.table("t")).columns[1]).toEqual({ name: "n", ...change });
    await s.run(operation.inverse()!);
    expect(await s.table("t")).toEqual(before);
  });

  it("makes a column computed, and plain again with its values", async () => {
    const s = await openSession();
    s.script("create table t(a int, n int); insert into t values (2, 0);");
    await s.run(alter({ computed: { expression: raw({ sql: "a * 2" }), stored: true } }, "n"));
    expect(await s.rows("select n from t")).toEqual([{ n: 4 }]);
    await s.run(alter({ computed: null }, "n"));
    expect((await s.table("t")).columns[1]!.computed).toBeUndefined();
    expect(await s.rows("select n from t")).toEqual([{ n: 4 }]);
  });

  it("of a numbered key to a text and back leaves it as it was", async () => {
    const s = await openSession();
    s.script("create table t(id integer primary key, a int); insert into t values (7, 1);");
    const before = await s.table("t");
    const [id] = before.columns;
    const change = new AlterColumn(t, "id", { type: { kind: "text" } }, id);
    await s.run(change);
    expect(await s.rows("select id from t")).toEqual([{ id: "7" }]);
    await s.run(change.inverse()!);
    expect(await s.table("t")).toEqual(before);
    expect(await s.rows("select rowid as r, id from t")).toEqual([{ r: 7, id: 7 }]);
  });

  it("to NULL and back keeps what a conflict does", async () => {
    const s = await openSession();
    s.script("create table t(a text not null on conflict ignore, b int)");
    const before = await s.table("t");
    const change = new AlterColumn(t, "a", { nullable: true }, before.columns[0]);
    await s.run(change);
    expect((await s.table("t")).columns[0]!.nullable).toBe(true);
    await s.run(change.inverse()!);
    expect(await s.table("t")).toEqual(before);
  });

  it("of a type takes AUTOINCREMENT away where it cannot stay", async () => {
    const s = await openSession();
    s.script("create table t(id integer primary key autoincrement, a int); insert into t(a) values (1);");
    await s.run(alter({ type: { kind: "bigInteger", mode: "bigint" } }, "id"));
    expect((await s.table("t")).columns[0]).toMatchObject({ type: { kind: "bigInteger" }, nullable: false });
    expect(await s.rows("select id from t")).toEqual([{ id: 1 }]);
    await s.run(alter({ type: { kind: "integer" }, identity: { generated: "byDefault" } }, "id"));
    expect((await s.table("t")).columns[0]).toMatchObject({ identity: { generated: "byDefault" } });
  });

  it("to NOT NULL fails where there are NULLs, and nothing of it stays", async () => {
    for (const version of versions) {
      const s = await openSession(version);
      s.script("create table t(a text); insert into t values (null);");
      await expect(s.run(alter({ nullable: false }))).rejects.toMatchObject({ code: "db.not-null" });
      expect((await s.table("t")).columns[0]!.nullable).toBe(true);
    }
  });

  it("of an enum column keeps its check in step", async () => {
    const s = await openSession();
    const words = (...values: string[]): Column =>
      column({ name: "role", type: { kind: "enum", values }, nullable: false });
    s.script("create table t(id integer primary key)");
    await s.run(new AddColumn(t, { ...words("a", "b"), default: value({ value: "a" }) }));
    s.script("insert into t values (1, 'b')");
    await s.run(new AlterColumn(t, "role", { type: words("a", "b", "long'er").type }, words("a", "b")));
    s.script("insert into t values (2, 'long''er')");
    expect((await s.table("t")).columns[1]!.type).toEqual({ kind: "string", length: 7 });
    await expect(
      s.run(new AlterColumn(t, "role", { type: words("a").type }, words("a", "b"))),
    ).rejects.toMatchObject({
      code: "db.check",
    });
    await s.run(new AlterColumn(t, "role", { type: { kind: "text" } }, words("a", "b")));
    expect((await s.table("t")).constraints.map(({ kind }) => kind)).toEqual(["primaryKey"]);
  });

  it("to a key moves it, and leaves the old one's columns NOT NULL", async () => {
    const s = await openSession();
    s.script("create table t(a text primary key, b int not null); insert into t values ('x', 1);");
    await s.run(
      new BatchAlterTable(t, [
        new DropConstraint(t, "pk_t", "primaryKey"),
        new AddConstraint(t, { kind: "primaryKey", name: "pk_t", columns: ["b"] }),
      ]),
    );
    const table = await s.table("t");
    expect(table.constraints).toEqual([{ kind: "primaryKey", name: "pk_t", columns: ["b"] }]);
    expect(table.columns.map(({ nullable }) => nullable)).toEqual([false, false]);
  });

  it("to a key lets no NULL into it", async () => {
    const s = await openSession();
    s.script("create table t(a text, b int); insert into t values ('x', 1);");
    await s.run(new AddConstraint(t, { kind: "primaryKey", name: "pk_t", columns: ["a"] }));
    await expect(s.db.query("insert into t values (null, 1)")).rejects.toThrow("NOT NULL constraint failed");
    s.script("create table u(a text); insert into u values (null);");
    const key = new AddConstraint({ name: "u" }, { kind: "primaryKey", name: "pk_u", columns: ["a"] });
    await expect(s.run(key)).rejects.toMatchObject({ code: "db.not-null" });
  });

  it("gives a table without a key one that numbers its rows", async () => {
    const s = await openSession();
    s.script("create table t(a text); insert into t(rowid, a) values (5, 'x'), (7, 'y');");
    await s.run(
      new BatchAlterTable(t, [
        new AddColumn(t, {
          name: "id",
          type: { kind: "integer" },
          nullable: false,
          identity: { generated: "byDefault" },
        }),
        new AddConstraint(t, { kind: "primaryKey", name: "pk_t", columns: ["id"] }),
      ]),
    );
    expect(await s.rows("select id, a from t")).toEqual([
      { id: 5, a: "x" },
      { id: 7, a: "y" },
    ]);
    expect((await s.table("t")).columns[1]!.identity).toBeDefined();
  });

  it("of what is not there says so", async () => {
    const s = await openSession();
    s.script("create table users(name text)");
    const cases: readonly (readonly [Operation, string, string])[] = [
      [new DropColumn({ name: "user" }, "x"), "schema.no-such-table", "Did you mean users?"],
      [
        new AlterColumn({ name: "users" }, "nam", { nullable: false }),
        "schema.no-such-column",
        "Did you mean name?",
      ],
      [new DropIndex({ name: "users" }, "ix"), "schema.no-such-constraint", "It has none of that kind."],
    ];
    for (const [operation, code, hint] of cases) {
      await expect(s.plan(operation)).rejects.toMatchObject({ code, hint });
    }
  });
});

describe("operations of their own", () => {
  it("make, rename and drop tables", async () => {
    const s = await openSession();
    await s.run(
      new CreateTable({
        name: "t",
        comment: "not kept",
        columns: [
          {
            name: "id",
            type: { kind: "bigInteger", mode: "bigint" },
            nullable: false,
            identity: { generated: "byDefault" },
          },
          column({
            type: { kind: "enum", values: ["a", "b"] },
            default: value({ value: "a" }),
            comment: "x",
          }),
        ],
        constraints: [{ kind: "primaryKey", name: "pk_t", columns: ["id"] }],
        indexes: [{ name: "ix", parts: [{ column: "n", descending: true }], unique: false }],
      }),
    );
    s.script("insert into t(n) values ('b')");
    expect(await s.rows("select * from t")).toEqual([{ id: 1, n: "b" }]);
    expect(await s.sql("t")).toBe(
      `CREATE TABLE "t" ("id" INTEGER NOT NULL, "n" VARCHAR(1) DEFAULT 'a', CONSTRAINT "pk_t" PRIMARY KEY ("id"), CONSTRAINT "ck_t_n" CHECK ("n" IN ('a', 'b')))`,
    );
    await s.run(new RenameTable(t, "u"));
    await s.run(new DropTable({ name: "u" }));
    expect((await s.reflect()).tables).toEqual([]);
  });

  it("do nothing where SQLite has no such thing", async () => {
    const s = await openSession();
    const type = { name: "e", values: ["a"] };
    for (const operation of [
      new CreateEnum(type),
      new DropEnum(type),
      new AlterEnum(type, ["a"], ["a", "b"]),
      new SetTableComment(t, "x"),
    ]) {
      expect(await s.plan(operation)).toEqual([]);
    }
  });

  it("run statements with their parameters", async () => {
    const s = await openSession();
    expect(await s.plan(new Execute(sql`update t set a = ${true} where b = ${"x"}`.node))).toEqual([
      { sql: "update t set a = ? where b = ?", params: [1, "x"] },
    ]);
  });
});

describe("without a connection", () => {
  const offline: Live = { table: async () => null, query: async () => null };
  const plan = async (operation: Operation) =>
    (await dialectModule.newest.plan(operation, offline)).map(({ sql }) => sql);

  it("everything that can be done in place is written", async () => {
    expect(await plan(new AddColumn(t, column({})))).toEqual(['ALTER TABLE "t" ADD COLUMN "n" TEXT']);
    expect(await plan(new DropColumn(t, "n"))).toEqual(['ALTER TABLE "t" DROP COLUMN "n"']);
    expect(await plan(alter({ nullable: false }))).toEqual(['ALTER TABLE "t" ALTER COLUMN "a" SET NOT NULL']);
    expect(await plan(check("a > 0", "ck"))).toEqual(['ALTER TABLE "t" ADD CONSTRAINT "ck" CHECK (a > 0)']);
    expect(await plan(new DropConstraint(t, "ck", "check"))).toEqual([
      'ALTER TABLE "t" DROP CONSTRAINT "ck"',
    ]);
    expect(await plan(new CreateIndex(t, { name: "ix", parts: [{ column: "a" }], unique: true }))).toEqual([
      'CREATE UNIQUE INDEX "ix" ON "t" ("a")',
    ]);
  });

  it("a copy is refused, since the table is not known", async () => {
    await expect(plan(alter({ type: { kind: "text" } }))).rejects.toMatchObject({
      code: "migration.needs-database",
    });
    await expect(plan(new BatchAlterTable(t, [alter({ default: null })]))).rejects.toMatchObject({
      code: "migration.needs-database",
    });
    const made = column({ default: raw({ sql: "lower('X')" }) });
    for (const refused of [made, column({ nullable: false })]) {
      await expect(plan(new AddColumn(t, refused))).rejects.toMatchObject({
        code: "migration.needs-database",
      });
    }
  });

  it("a copy is written where the table is known from elsewhere", async () => {
    const live: Live = {
      ...offline,
      table: async () => ({ ...t, columns: [column({ name: "a" })], constraints: [], indexes: [] }),
    };
    const statements = await dialectModule.newest.plan(alter({ type: { kind: "string", length: 5 } }), live);
    expect(statements.map(({ sql }) => sql)).toContain('CREATE TABLE "t__migr_new" ("a" VARCHAR(5))');
  });
});
