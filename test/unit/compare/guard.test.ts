import { describe, expect, it } from "vitest";
import { guarded } from "../../../src/compare/guard.js";
import { BatchAlterTable } from "../../../src/ops/batch.js";
import { AddColumn } from "../../../src/ops/column.js";
import { AddConstraint } from "../../../src/ops/constraint.js";
import { CreateIndex } from "../../../src/ops/table-index.js";
import type { Column } from "../../../src/schema/column.js";
import type { ForeignKey } from "../../../src/schema/constraint.js";
import { standardDialect } from "../../support/models/standard-dialect.js";

const T = { name: "users" };

function questions(added: string, columns: readonly string[]): number {
  const column: Column = { name: added, type: { kind: "integer" }, nullable: true };
  const key: ForeignKey = { kind: "foreignKey", name: "fk", columns, references: { name: "teams", columns } };
  const batch = new BatchAlterTable(T, [new AddColumn(T, column), new AddConstraint(T, key)]);
  return guarded([batch], standardDialect()).filter(({ kind }) => kind === "assertNone").length;
}

describe("what is asked of rows before a table is copied", () => {
  it("is nothing about columns that come with it, whatever they are called", () => {
    for (const name of ["team", 'o"dd', "`", "it's"]) expect(questions(name, [name]), name).toBe(0);
  });

  it("is asked of a column whose name has that of one that comes in it", () => {
    expect(questions("a", ["team"])).toBe(1);
  });
});

describe("an index on a column that comes empty, to be filled and then required", () => {
  const place: Column = { name: "place", type: { kind: "integer" }, nullable: false };
  const index = (method?: string) =>
    new CreateIndex(T, {
      name: "ix",
      unique: false,
      parts: [{ column: "place" }],
      ...(method !== undefined && { method }),
    });
  const kinds = (method?: string) =>
    guarded([new BatchAlterTable(T, [new AddColumn(T, place), index(method)])], standardDialect()).flatMap(
      (each) => (each instanceof BatchAlterTable ? each.operations : [each]).map(({ kind }) => kind),
    );

  it("is made behind that where it takes no NULL, as a spatial one", () => {
    expect(kinds("spatial")).toEqual(["addColumn", "assertNone", "alterColumn", "createIndex"]);
  });

  it("is made along with the column otherwise", () => {
    expect(kinds()).toEqual(["addColumn", "createIndex", "assertNone", "alterColumn"]);
  });
});
