import { describe, expect, it } from "vitest";
import { AddColumn, AlterColumn, DropColumn } from "../../../src/ops/column.js";
import { DropConstraint } from "../../../src/ops/constraint.js";
import type { Operation } from "../../../src/ops/operation.js";
import { RenameConstraint, RenameIndex } from "../../../src/ops/rename.js";
import { CreateSequence } from "../../../src/ops/sequence.js";
import { DropIndex } from "../../../src/ops/table-index.js";
import { SetTableOptions } from "../../../src/ops/table-options.js";
import { openSession, type Session } from "./session.js";

const t = { name: "t" };
const SCHEMA = `create table t(id integer constraint pk_t primary key, a varchar(5) not null, b boolean,
    constraint uq_t unique (a), constraint "ck ""t" check (b in (0, 1)));
  create unique index ix on t(a collate nocase desc) where b is not null;
  insert into t values (7, 'x', 1);`;

/** Does an operation and then its inverse, and gives the table in between. */
async function thereAndBack(s: Session, operation: Operation) {
  const before = await s.table("t");
  await s.run(operation);
  const between = await s.table("t");
  await s.run(operation.inverse()!);
  expect(await s.table("t")).toEqual(before);
  expect(await s.rows("select * from t")).toEqual([{ id: 7, a: "x", b: 1 }]);
  return between;
}

describe("what SQLite alone knows", () => {
  it("makes a table STRICT with the types that it then must have, and takes that back", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    await s.run(new SetTableOptions(t, { sqlite: { strict: true } }, { sqlite: { strict: null } }));
    const made = await s.table("t");
    expect(made.options).toEqual({ sqlite: { strict: true } });
    expect(made.columns.map(({ type }) => type.kind)).toEqual(["integer", "text", "integer"]);
    await expect(s.run(new SetTableOptions(t, { sqlite: { strict: false } }))).resolves.toBeUndefined();
    expect(await s.table("t")).not.toHaveProperty("options");
    expect(await s.rows("select * from t")).toEqual([{ id: 7, a: "x", b: 1 }]);
  });

  it("keeps a table by its key, and by its rowid again", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    const change = new SetTableOptions(
      t,
      { sqlite: { withoutRowid: true } },
      { sqlite: { withoutRowid: null } },
    );
    expect((await thereAndBack(s, change)).options).toEqual({ sqlite: { withoutRowid: true } });
  });

  it("keeps a key's order where the key becomes the rowid, and another thing again", async () => {
    const s = await openSession();
    s.script(
      "create table t(id integer, constraint pk primary key (id desc)) without rowid; insert into t values (1), (2);",
    );
    const change = (on: boolean | null) => new SetTableOptions(t, { sqlite: { withoutRowid: on } });
    const key = async () => (await s.table("t")).constraints[0];
    const before = await key();
    expect(before?.options).toEqual({ sqlite: { parts: ["DESC"] } });
    for (const on of [null, true]) {
      await s.run(change(on));
      expect(await key()).toEqual(before);
    }
  });

  it("gives and takes AUTOINCREMENT, wherever the key stands", async () => {
    for (const keyed of [
      "id integer primary key, a",
      "id integer, a, constraint pk primary key (id) on conflict fail",
    ]) {
      const s = await openSession();
      s.script(`create table t(${keyed}); insert into t values (7, 'x');`);
      const [from] = (await s.table("t")).columns;
      const change = new AlterColumn(t, "id", { options: { sqlite: { autoincrement: true } } }, from);
      const before = await s.table("t");
      await s.run(change);
      expect((await s.table("t")).columns[0]).toEqual({
        ...from,
        options: { sqlite: { autoincrement: true } },
      });
      await s.db.query("delete from t");
      await s.db.query("insert into t(a) values ('y')");
      expect(await s.rows("select id from t")).toEqual([{ id: 8 }]);
      await s.run(change.inverse()!);
      expect(await s.table("t")).toEqual(before);
    }
  });

  it("changes what a conflict does", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    const [, from] = (await s.table("t")).columns;
    const change = new AlterColumn(t, "a", { options: { sqlite: { onConflictNotNull: "ignore" } } }, from);
    expect((await thereAndBack(s, change)).columns[1]).toMatchObject({
      nullable: false,
      options: { sqlite: { onConflictNotNull: "ignore" } },
    });
  });

  it("is refused where there is no such option", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    await expect(s.run(new SetTableOptions(t, { sqlite: { strickt: true } }))).rejects.toMatchObject({
      code: "compile.unsupported",
    });
  });
});

describe("names", () => {
  it("of indexes are changed in place, whatever the index is like", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    const made = await thereAndBack(s, new RenameIndex(t, "ix", 'i"y'));
    expect(made.indexes).toMatchObject([{ name: 'i"y', unique: true, parts: [{ collation: "NOCASE" }] }]);
    await expect(s.run(new RenameIndex(t, "iz", "iy"))).rejects.toMatchObject({
      code: "schema.no-such-constraint",
    });
  });

  it("of constraints are changed, with all that the table is", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    const made = await thereAndBack(s, new RenameConstraint(t, 'ck "t', "ck_b"));
    expect(made.constraints.map(({ name }) => name)).toEqual(["pk_t", "uq_t", "ck_b"]);
    await expect(s.run(new RenameConstraint(t, "ck", "x"))).rejects.toMatchObject({
      code: "schema.no-such-constraint",
    });
  });
});

describe("what may or may not be there", () => {
  it("is looked up, since SQLite has no words for it", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    const before = await s.table("t");
    await s.run(
      new AddColumn(t, { name: "A", type: { kind: "text" }, nullable: true }, true),
      new DropColumn(t, "none", null, true),
      new DropConstraint(t, "none", "check", null, true),
      new DropIndex(t, "none", null, true, true),
    );
    expect(await s.table("t")).toEqual(before);
    await s.run(new AddColumn(t, { name: "n", type: { kind: "text" }, nullable: true }, true));
    await s.run(new DropColumn(t, "n", null, true));
    expect(await s.table("t")).toEqual(before);
  });

  it("is refused where SQLite has no such thing at all", async () => {
    const s = await openSession();
    await expect(s.plan(new CreateSequence({ name: "numbers" }))).rejects.toMatchObject({
      code: "compile.unsupported",
      message: "SQLite has no sequences, and op.createSequence is about one.",
    });
  });
});
