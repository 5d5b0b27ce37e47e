import { describe, expect, it } from "vitest";
import { dialectModule } from "../../../../src/dialects/postgresql/index.js";
import { BatchAlterTable } from "../../../../src/ops/batch.js";
import { AddColumn, AlterColumn, RenameColumn } from "../../../../src/ops/column.js";
import { AddConstraint } from "../../../../src/ops/constraint.js";
import type { Operation } from "../../../../src/ops/operation.js";
import { CreateTable, DropTable } from "../../../../src/ops/table.js";
import type { Column } from "../../../../src/schema/column.js";
import * as t from "../../../../src/schema/define/column-type.js";
import { raw, value } from "../../../../src/sql/nodes/index.js";
import { buildColumn } from "../../../support/models/column.js";

const TABLE = { name: "t" };
const offline = { table: async () => null, query: async () => null };
const text: Column = { name: "c", type: { kind: "text" }, nullable: true };

async function plan(operation: Operation, version = "18"): Promise<readonly string[]> {
  const statements = await dialectModule.dialectFor(version).plan(operation, offline);
  return statements.map(({ sql }) => sql);
}

describe("a plan without a connection", () => {
  it("makes enum types unless they are there, which the script cannot tell before it runs", async () => {
    const role = buildColumn("r", t.enumOf("a").named("role"));
    const made = `DO $migr$ BEGIN CREATE TYPE "role" AS ENUM ('a'); EXCEPTION WHEN duplicate_object THEN NULL; END $migr$`;
    const created = new CreateTable({ ...TABLE, columns: [role], constraints: [], indexes: [] });
    expect(await plan(created)).toEqual([made, 'CREATE TABLE "t" ("r" "role" NOT NULL)']);
    expect(await plan(new AddColumn(TABLE, role))).toEqual([
      made,
      'ALTER TABLE "t" ADD COLUMN "r" "role" NOT NULL',
    ]);
  });

  it("converts where the column as it stood is known, and leaves it to the server where it is not", async () => {
    const change = { type: { kind: "integer" } } as const;
    expect(await plan(new AlterColumn(TABLE, "c", change, text))).toEqual([
      'ALTER TABLE "t" ALTER COLUMN "c" TYPE INTEGER USING "c"::INTEGER',
    ]);
    expect(await plan(new AlterColumn(TABLE, "c", change))).toEqual([
      'ALTER TABLE "t" ALTER COLUMN "c" TYPE INTEGER',
    ]);
    const widened = { type: { kind: "string", length: 9 } } as const;
    expect(await plan(new AlterColumn(TABLE, "c", widened, text))).toEqual([
      'ALTER TABLE "t" ALTER COLUMN "c" TYPE VARCHAR(9)',
    ]);
  });

  it("asks for what it must know", async () => {
    await expect(plan(new AlterColumn(TABLE, "c", { collation: "C" }))).rejects.toMatchObject({
      code: "compile.unsupported",
      hint: "Pass it as existing: …, or run with a connection.",
    });
  });

  it("knows that an expression can be changed in place from version 17 on", async () => {
    const computed = { expression: raw({ sql: "1" }), stored: true };
    const next = { expression: raw({ sql: "2" }), stored: true };
    const operation = new AlterColumn(TABLE, "c", { computed: next }, { ...text, computed });
    expect(await plan(operation, "17.1")).toEqual(['ALTER TABLE "t" ALTER COLUMN "c" SET EXPRESSION AS (2)']);
    expect(await plan(operation, "16.9")).toEqual([
      'ALTER TABLE "t" DROP COLUMN "c", ADD COLUMN "c" TEXT GENERATED ALWAYS AS (2) STORED',
    ]);
  });
});

describe("several changes of one table", () => {
  it("share one ALTER TABLE, but for a rename and for what touches a column again", async () => {
    const added = new AddColumn(TABLE, buildColumn("n", t.integer().nullable().comment("x")));
    const operations = [
      new AlterColumn(TABLE, "c", { nullable: false }, text),
      new AddConstraint(TABLE, { kind: "unique", name: "u", columns: ["c"] }),
      new AlterColumn(TABLE, "c", { default: value({ value: "d" }) }, text),
      new RenameColumn(TABLE, "c", "d"),
      added,
    ];
    expect(await plan(new BatchAlterTable(TABLE, operations))).toEqual([
      'ALTER TABLE "t" ALTER COLUMN "c" SET NOT NULL, ADD CONSTRAINT "u" UNIQUE ("c")',
      `ALTER TABLE "t" ALTER COLUMN "c" SET DEFAULT 'd'`,
      'ALTER TABLE "t" RENAME COLUMN "c" TO "d"',
      'ALTER TABLE "t" ADD COLUMN "n" INTEGER',
      `COMMENT ON COLUMN "t"."n" IS 'x'`,
    ]);
    expect(await plan(new DropTable({ name: 'o"dd', schema: "s.s" }))).toEqual(['DROP TABLE "s.s"."o""dd"']);
  });
});
