import { describe, expect, it } from "vitest";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AddColumn, AlterColumn, DropColumn } from "../../../src/ops/column.js";
import { AddConstraint } from "../../../src/ops/constraint.js";
import { SetTableOptions } from "../../../src/ops/table-options.js";
import { openSession } from "./session.js";

const t = { name: "t" };
const integer = { kind: "integer" } as const;
const widen = new AlterColumn(t, "code", { type: { kind: "string", length: 50 } });

const SCHEMA = `create table t -- what t is
  ( -- begins
  id integer primary key, -- the key, it's a "key"
  /* code, (unique) */ code varchar(5) unique, -- of code
  -- before gone
  gone int, -- of gone
  v int default (1 + 2) /* after v */, w text default ('a,b(' || ')'), -- of w
  n int check (n > 0 /* ) */) -- of n
  -- ends
)`;

describe("comments in the text of a table", () => {
  it("stay with the columns that they follow when others go and come", async () => {
    const s = await openSession();
    s.script(SCHEMA);
    const added = { name: "made", type: integer, nullable: true } as const;
    await s.run(new BatchAlterTable(t, [widen, new DropColumn(t, "gone"), new AddColumn(t, added)]));
    expect(await s.sql("t")).toBe(`CREATE TABLE "t" -- what t is
  ( -- begins
  id integer primary key, -- the key, it's a "key"
  /* code, (unique) */ code VARCHAR(50) unique, -- of code
  v int default (1 + 2) /* after v */, w text default ('a,b(' || ')'), -- of w
  n int check (n > 0 /* ) */), -- of n
  "made" INTEGER
  -- ends
)`);
    const drops = ["n", "made"].map((name) => new DropColumn(t, name));
    await s.run(
      new BatchAlterTable(t, drops, { recreate: "always" }),
      new BatchAlterTable(t, [], { partialReordering: [["w", "id"]] }),
      new SetTableOptions(t, { sqlite: { strict: true } }, {}),
    );
    expect(await s.sql("t")).toBe(`CREATE TABLE "t" -- what t is
  ( -- begins
  /* code, (unique) */ code TEXT unique, -- of code
  v int default (1 + 2) /* after v */, w text default ('a,b(' || ')'), -- of w
  id integer primary key -- the key, it's a "key"
  -- ends
) STRICT`);
  });

  it("behind the options stay when those change", async () => {
    const s = await openSession();
    s.script("create table t(id integer primary key, code text) strict -- for good\n;");
    await s.run(new SetTableOptions(t, { sqlite: { withoutRowid: true } }, {}));
    expect(await s.sql("t")).toMatch(/ STRICT, WITHOUT ROWID -- for good\s*$/);
  });

  it("never swallow what comes behind them", async () => {
    const s = await openSession();
    s.script("create table t(id integer, -- one\n code text -- two\n)");
    const check = { kind: "check", name: "c", expression: { kind: "raw", sql: "id > 0" } } as never;
    await s.run(
      new BatchAlterTable(t, [
        widen,
        new AddColumn(t, { name: "n", type: integer, nullable: true }),
        new AddConstraint(t, check),
      ]),
    );
    expect((await s.table("t")).columns.map(({ name }) => name)).toEqual(["id", "code", "n"]);
    expect(await s.sql("t")).toBe(
      'CREATE TABLE "t" (id integer, -- one\n code VARCHAR(50), -- two\n "n" INTEGER,\n CONSTRAINT "c" CHECK (id > 0)\n)',
    );
  });
});
