import { describe, expect, it } from "vitest";
import { Result } from "../../../src/engine/result.js";

const result = (fields: string[], rows: unknown[][]) => new Result({ fields, rows, rowCount: rows.length });
const PEOPLE = [
  [1, "ann"],
  [2, "bob"],
];
const people = () => result(["id", "name"], PEOPLE);

describe("a result", () => {
  it("gives its rows as objects, as often as asked", () => {
    const rows = people();
    expect(rows.all()).toEqual([
      { id: 1, name: "ann" },
      { id: 2, name: "bob" },
    ]);
    expect([...rows]).toEqual(rows.all());
    expect(rows.mappings().all()).toEqual(rows.all());
    expect(rows.rowCount).toBe(2);
  });

  it("gives its rows as arrays that may be changed", () => {
    const rows = people();
    rows.tuples().all()[0]![0] = 99;
    expect(rows.tuples().all()).toEqual(PEOPLE);
  });

  it("gives one column by position or name", () => {
    expect(people().scalars().all()).toEqual([1, 2]);
    expect(people().scalars("name").all()).toEqual(["ann", "bob"]);
    expect(people().scalars(1).first()).toBe("ann");
    expect(people().scalar()).toBe(1);
    expect(result(["n"], [[5]]).scalarOne()).toBe(5);
  });

  it("gives the first row, or null", () => {
    expect(people().first()).toEqual({ id: 1, name: "ann" });
    expect(result(["id"], []).first()).toBeNull();
    expect(result(["id"], []).scalar()).toBeNull();
  });

  it("gives exactly one row, or tells what is wrong", () => {
    expect(result(["id"], [[1]]).one()).toEqual({ id: 1 });
    expect(result(["id"], [[1]]).oneOrNone()).toEqual({ id: 1 });
    expect(result(["id"], []).oneOrNone()).toBeNull();
    expect(() => result(["id"], []).one()).toThrow(expect.objectContaining({ code: "result.no-row" }));
    expect(() => people().one()).toThrow(
      expect.objectContaining({ code: "result.many-rows", details: { rows: 2 } }),
    );
    expect(() => people().oneOrNone()).toThrow(expect.objectContaining({ code: "result.many-rows" }));
    expect(() => people().scalarOne()).toThrow(expect.objectContaining({ code: "result.many-rows" }));
    expect(() => people().tuples().one()).toThrow(expect.objectContaining({ code: "result.many-rows" }));
  });

  it("of a statement without rows refuses to give any", () => {
    const none = new Result({ fields: [], rows: [], rowCount: 3, lastInsertId: 7n });
    expect(none.rowCount).toBe(3);
    expect(none.lastInsertId).toBe(7n);
    expect(none.returnsRows).toBe(false);
    for (const read of [
      () => none.all(),
      () => none.first(),
      () => none.scalars(),
      () => none.tuples(),
      () => none.mappings(),
      () => [...none],
    ]) {
      expect(read).toThrow(expect.objectContaining({ code: "result.not-rows" }));
    }
  });

  it("names a column that is not there, and those that are", () => {
    expect(() => people().scalars("nmae")).toThrow(
      expect.objectContaining({ code: "result.no-column", hint: "Its columns are id and name." }),
    );
    for (const position of [2, -1, 0.5]) {
      expect(() => people().scalars(position)).toThrow(expect.objectContaining({ code: "result.no-column" }));
    }
  });

  it("loses no column where two have one name", () => {
    const rows = result(["id", "id", "id_1", "id"], [[1, 2, 3, 4]]);
    expect(rows.fields).toEqual(["id", "id", "id_1", "id"]);
    expect(rows.keys).toEqual(["id", "id_2", "id_1", "id_3"]);
    expect(rows.one()).toEqual({ id: 1, id_2: 2, id_1: 3, id_3: 4 });
    expect(rows.scalars("id_3").one()).toBe(4);
  });

  it("takes __proto__ for a column as any other", () => {
    const row = result(["__proto__", "a"], [[{ polluted: true }, 1]]).one();
    expect(Object.keys(row)).toEqual(["__proto__", "a"]);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect("polluted" in row).toBe(false);
  });
});
