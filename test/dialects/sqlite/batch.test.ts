import { describe, expect, it } from "vitest";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import type { BatchOptions } from "../../../src/ops/batch-options.js";
import { AddColumn, DropColumn, RenameColumn } from "../../../src/ops/column.js";
import { AddConstraint, DropConstraint } from "../../../src/ops/constraint.js";
import type { Operation } from "../../../src/ops/operation.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { openSession, type Session } from "./session.js";

const t = { name: "t" };
const SCHEMA = `create table p(id integer primary key);
  create table t(a int, b text unique, c int references p, d text, check (a > 0));
  insert into p values (1); insert into t values (1, 'b', 1, 'd');`;
const add = new AddColumn(t, { name: "n", type: { kind: "text" }, nullable: true });

const batch = (options: BatchOptions, ...operations: readonly Operation[]) =>
  new BatchAlterTable(t, operations, options);

async function columns(s: Session): Promise<readonly string[]> {
  return (await s.table("t")).columns.map(({ name }) => name);
}

describe("a batch", () => {
  it("copies the table where its changes need it, always, or never", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    const copies = async (recreate: BatchOptions["recreate"], operation: Operation) => {
      const statements = await s.plan(batch({ ...(recreate && { recreate }) }, operation));
      return statements.some(({ sql }) => sql.startsWith("INSERT OR ABORT"));
    };
    const unique = new AddConstraint(t, { kind: "unique", name: "uq", columns: ["a"] });
    expect(await copies(undefined, add)).toBe(false);
    expect(await copies("auto", unique)).toBe(true);
    expect(await copies("never", add)).toBe(false);
    expect(await copies("always", add)).toBe(true);
    await expect(copies("never", unique)).rejects.toMatchObject({ code: "compile.unsupported" });
  });

  it("puts columns where it is told to, with their values", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    await s.run(batch({ moves: [{ column: "n", insertAfter: "a" }] }, add));
    expect(await columns(s)).toEqual(["a", "n", "b", "c", "d"]);
    await s.run(batch({ moves: [{ column: "d", insertBefore: "a" }] }));
    expect(await columns(s)).toEqual(["d", "a", "n", "b", "c"]);
    await s.run(
      batch({ partialReordering: [["c", "n", "d"]] }, new RenameColumn(t, "a", "z"), new DropColumn(t, "b")),
    );
    expect(await columns(s)).toEqual(["z", "c", "n", "d"]);
    expect(await s.rows("select * from t")).toEqual([{ z: 1, c: 1, n: null, d: "d" }]);
    await expect(s.run(batch({ partialReordering: [["c", "none"]] }))).rejects.toMatchObject({
      code: "schema.no-such-column",
    });
  });

  it("calls constraints without a name by a convention, and gives them those names in a copy", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    const namingConvention = { uq: "unique_{columns}", ck: "{table}_check", fk: "" };
    await s.run(batch({ namingConvention }, new DropConstraint(t, "unique_b", "unique")));
    expect((await s.table("t")).constraints).toMatchObject([
      { kind: "foreignKey", columns: ["c"] },
      { kind: "check", name: "t_check" },
    ]);
    expect((await s.table("t")).constraints[0]).not.toHaveProperty("name");
  });

  it("gives each constraint a name of its own", async () => {
    const s = await openSession();
    s.script(
      "create table t(a int check (a > 0) check (a < 9), b int, constraint t_check check (b > 0), check (a <> b));",
    );
    await s.run(
      batch({ namingConvention: { ck: "{table}_check" } }, new DropConstraint(t, "t_check_3", "check")),
    );
    expect((await s.table("t")).constraints.map(({ name }) => name)).toEqual([
      "t_check",
      "t_check_2",
      "t_check_4",
    ]);
  });

  it("tells what a table has where it has no such thing, by the names that a convention gives", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    const drop = (name: string, kind: "unique" | "foreignKey" | "primaryKey") =>
      s.run(batch({}, new DropConstraint(t, name, kind)));
    await expect(drop("c_fkey", "foreignKey")).rejects.toMatchObject({ hint: "It has fk_t_c_p." });
    await expect(drop("uq_t_bb", "unique")).rejects.toMatchObject({ hint: "Did you mean uq_t_b?" });
    await expect(drop("pk_t", "primaryKey")).rejects.toMatchObject({ hint: "It has none of that kind." });
    await expect(s.run(batch({}, new RenameColumn(t, "a", "B")))).rejects.toMatchObject({
      code: "db.exists",
    });
    const key = (column: string) =>
      new AddConstraint(t, { kind: "primaryKey", name: `pk_${column}`, columns: [column] });
    await expect(s.run(batch({}, key("a"), key("b")))).rejects.toMatchObject({
      code: "db.exists",
      hint: expect.stringContaining("Drop the one that is there first"),
    });
  });

  it("that gives a key another name keeps AUTOINCREMENT and its counter", async () => {
    const s = await openSession();
    s.script(`create table t(Id integer primary key autoincrement, b text);
      insert into t(b) values ('x'), ('y'); delete from t where id = 2;`);
    const drop = new DropConstraint(t, "pk_t", "primaryKey");
    const add = (...columns: string[]) =>
      new AddConstraint(t, { kind: "primaryKey", name: "pk_new", columns });
    await s.run(batch({}, drop, add("Id")));
    expect(await s.sql("t")).toContain('CONSTRAINT "pk_new" PRIMARY KEY ("Id" AUTOINCREMENT)');
    s.script("insert into t(b) values ('z')");
    expect(await s.rows("select id from t order by 1")).toEqual([{ Id: 1 }, { Id: 3 }]);
    await s.run(batch({}, new DropConstraint(t, "pk_new", "primaryKey"), add("b")));
    expect(await s.sql("t")).not.toContain("AUTOINCREMENT");
  });

  it("takes its options in scripts", async () => {
    const db = await freshDatabase("sqlite");
    await db.script(SCHEMA);
    await using h = new History(db);
    h.add("a1", null, {
      upgrade: `await op.batchAlterTable("t", (batch) => {
        batch.addColumn("n", text().nullable(), { insertBefore: "b" });
        batch.moveColumn("d", { insertAfter: "n" });
      }, { recreate: "always", namingConvention: { uq: "uq_{table}_{column_0}" } });
      await op.batchAlterTable("p", () => undefined);`,
    });
    await h.migrator().upgrade("head");
    expect(await db.query("select name from pragma_table_info('t')")).toEqual(
      ["a", "n", "d", "b", "c"].map((name) => ({ name })),
    );
    expect(
      await db.query(
        "select sql like '%CONSTRAINT \"uq_t_b\" unique%' as named from sqlite_schema where name = 't'",
      ),
    ).toEqual([{ named: 1 }]);
  });
});
