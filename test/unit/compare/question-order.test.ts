import { describe, expect, it } from "vitest";
import { questionsFirst } from "../../../src/compare/question-order.js";
import { AssertNone } from "../../../src/ops/assert-none.js";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../../../src/ops/column.js";
import { Execute } from "../../../src/ops/data.js";
import type { Operation } from "../../../src/ops/operation.js";
import { CreateTable, RenameTable } from "../../../src/ops/table.js";
import type { Column } from "../../../src/schema/column.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { standardDialect } from "../../support/models/standard-dialect.js";

const T = { name: "users" };
const column = (name: string): Column => ({ name, type: { kind: "integer" }, nullable: true });
const question = (text: string, remark: string | null = null) =>
  new AssertNone(T, sql.raw(text).node, "it is so", remark);
const table = (name: string) => ({ name, columns: [column("id")], constraints: [], indexes: [] });

function kinds(...operations: readonly Operation[]): readonly string[] {
  return questionsFirst(operations, standardDialect().spelling).map(({ kind }) => kind);
}

describe("questions about rows", () => {
  it("come before all that has nothing to do with them", () => {
    const others = [
      new CreateTable(table("teams")),
      new AddColumn(T, column("born")),
      new BatchAlterTable(T, [new AlterColumn(T, "name", { comment: "c" }), new DropColumn(T, "old", null)]),
    ];
    expect(kinds(...others, question("a IS NULL"), question("b < 0"), ...others)).toEqual([
      "assertNone",
      "assertNone",
      ...others.map(({ kind }) => kind),
      ...others.map(({ kind }) => kind),
    ]);
  });

  const bound: Readonly<Record<string, readonly [Operation, string]>> = {
    "a column that comes": [new AddColumn(T, column("a")), "a IS NULL"],
    "a column that changes in a batch": [
      new BatchAlterTable(T, [new AlterColumn(T, "a", { nullable: true })]),
      "A > 5",
    ],
    "a column that gets its name": [new RenameColumn(T, "b", "a"), "a IS NULL"],
    "a table that comes": [
      new CreateTable(table("teams")),
      "NOT EXISTS (SELECT 1 FROM teams WHERE id = team_id)",
    ],
    "the table that gets its name": [new RenameTable({ name: "people" }, "users"), "x IS NULL"],
    "values that a statement may write": [new Execute(sql`UPDATE users SET x = 1`.node), "x IS NULL"],
  };
  for (const [what, [before, text]] of Object.entries(bound)) {
    it(`stay behind ${what}`, () => {
      expect(kinds(before, question(text))).toEqual([before.kind, "assertNone"]);
    });
  }

  it("stay where a remark above them says what to do first", () => {
    expect(kinds(new DropColumn(T, "x", null), question("a IS NULL", "Fill it."))).toEqual([
      "dropColumn",
      "assertNone",
    ]);
  });
});
