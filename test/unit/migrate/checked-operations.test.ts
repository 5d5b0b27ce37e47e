import { describe, expect, it } from "vitest";
import { MigrError } from "../../../src/errors/base.js";
import { integer, sql, text, unique } from "../../../src/index.js";
import { checkedOperations } from "../../../src/migrate/checked-operations.js";
import type { OperationRunner } from "../../../src/migrate/operation-runner.js";
import { Operations } from "../../../src/migrate/operations.js";

/** The operations that were asked for, by name; a wrong one never comes so far. */
function recording() {
  const asked: string[] = [];
  const run = (method: string, make?: () => unknown) => {
    make?.();
    asked.push(method);
    return Promise.resolve();
  };
  const runner = { run, call: run, context: { revision: "a" } } as unknown as OperationRunner;
  // biome-ignore lint/suspicious/noExplicitAny: these are the calls that types forbid
  return { asked, op: checkedOperations(new Operations(runner)) as any };
}

describe("an operation", () => {
  it("with arguments that it does not take is an error, and nothing is done", () => {
    const wrong: readonly (readonly [method: string, given: readonly unknown[], message: string])[] = [
      ["createIndex", ["ix", "a", ["x"], { uniqe: true }], "op.createIndex() has no option uniqe."],
      ["dropTable", ["a", { ifExist: true }], "op.dropTable() has no option ifExist."],
      ["dropTable", [], "op.dropTable() takes as table the name of a table"],
      ["dropTable", [{ table: "a" }], "op.dropTable() takes as table the name of a table"],
      ["alterColumn", ["a", "x", { nullable: "yes" }], "op.alterColumn() takes as nullable true or false"],
      ["alterColumn", ["a", "x", { type: text }], "op.alterColumn() takes as type a column"],
      ["alterColumn", ["a", "x", { type: text(), usng: sql`1` }], "op.alterColumn() has no option usng."],
      ["addColumn", ["a", text()], "op.addColumn() takes as name a text"],
      ["addColumn", ["a", "x", text], "op.addColumn() takes as column a column"],
      ["createTable", ["a", { x: integer() }, unique("u", "x")], "op.createTable() takes as items a list"],
      ["createIndex", ["ix", "a", "x"], 'op.createIndex() takes as columns a list, not "x".'],
      ["dropConstraint", ["ck", "a"], "op.dropConstraint() takes as type one of"],
      [
        "dropConstraint",
        ["ck", "a", { type: "check", existing: "a > 0" }],
        "op.dropConstraint() takes as existing a constraint",
      ],
      ["createForeignKey", ["fk", "a", ["x"], "b.y"], "op.createForeignKey() takes as targets a list"],
      [
        "createForeignKey",
        ["fk", "a", ["x"], ["b.y"], { ondelete: "cascade" }],
        "foreignKey() has no option ondelete.",
      ],
      ["execute", [], "op.execute() takes as statement SQL"],
      ["alterEnum", ["e", ["a"]], "op.alterEnum() takes as words as they are to be a list of words"],
      ["createSequence", ["s", { strat: 1 }], "op.createSequence() has no option strat."],
      ["createView", ["v", "SELECT 1"], "op.createView() takes as SQL an expression"],
      ["run", [], "op.run() takes as work a function"],
    ];
    for (const [method, given, message] of wrong) {
      const { op, asked } = recording();
      let thrown: unknown;
      try {
        op[method](...given);
      } catch (error) {
        thrown = error;
      }
      expect(thrown, `${method} ${message}`).toBeInstanceOf(MigrError);
      expect((thrown as MigrError).code).toBe("schema.invalid-argument");
      expect((thrown as MigrError).message.slice(0, message.length)).toBe(message);
      expect(asked).toEqual([]);
    }
  });

  it("that there is not is an error with the one that was meant", () => {
    const { op } = recording();
    expect(() => op.addColum("a", "x", text())).toThrow("There is no op.addColum.");
    expect(() =>
      op.batchAlterTable("a", (batch: { dropColum(name: string): void }) => batch.dropColum("x")),
    ).toThrow("There is no batch.dropColum.");
  });

  it("of a batch takes what the same one of op takes behind the table", () => {
    const { op, asked } = recording();
    expect(() =>
      op.batchAlterTable("a", (batch: Operations) => batch.dropColumn("x", { ifExist: true } as never)),
    ).toThrow("batch.dropColumn() has no option ifExist.");
    op.batchAlterTable("a", (batch: { dropColumn(name: string, given: object): void }) =>
      batch.dropColumn("x", { ifExists: true }),
    );
    expect(asked).toEqual(["batchAlterTable"]);
  });

  it("of a batch is checked with where it puts columns and what it is told of its table", () => {
    const { op, asked } = recording();
    const wrong: readonly (readonly [options: object, message: string])[] = [
      [{ recreat: "always" }, "has no option recreat."],
      [{ recreate: "often" }, "takes as recreate one of"],
      [{ partialReordering: ["a"] }, "takes as partialReordering a list of lists of names of columns"],
      [{ namingConvention: { uniq: "a" } }, "a naming convention, such as"],
      [{ namingConvention: { uq: 5 } }, "and as uq a pattern"],
      [{ copyFrom: { items: [] } }, "takes as copyFrom a table, as { columns, items, options }, not"],
      [{ copyFrom: { columns: { a: "int" } } }, "and as columns columns by name, such as { id: integer() }"],
      [{ copyFrom: "a" }, "takes as copyFrom a table"],
      [{ reflectArgs: { items: ["a"] } }, "and as items a list of constraints and indexes"],
      [{ tableArgs: { columns: {} } }, "an object of items and options and no columns"],
    ];
    for (const [options, message] of wrong) {
      expect(() => op.batchAlterTable("a", () => {}, options), message).toThrow(message);
    }
    const move = (given: object) => () =>
      op.batchAlterTable("a", (batch: { moveColumn(name: string, given: object): void }) =>
        batch.moveColumn("x", given),
      );
    expect(move({ before: "y" })).toThrow("batch.moveColumn() has no option before.");
    expect(move({})).toThrow("batch.moveColumn() takes insertBefore or insertAfter, and was given neither.");
    expect(move({ insertBefore: "y", insertAfter: "z" })).toThrow("insertBefore or insertAfter, not both");
    expect(asked).toEqual([]);
  });

  it("with what it takes goes on as it did", async () => {
    const { op, asked } = recording();
    await op.createIndex(null, { name: "a", schema: "s" }, ["x"], { unique: true, where: undefined });
    await op.setTableComment("a", null);
    await op.alterColumn("a", "x", { serverDefault: null, existing: integer() });
    expect(asked).toEqual(["createIndex", "setTableComment", "alterColumn"]);
    expect(op.context).toEqual({ revision: "a" });
    expect(op.then).toBeUndefined();
  });
});
