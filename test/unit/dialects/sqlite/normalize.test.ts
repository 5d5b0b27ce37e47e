import { describe, expect, it } from "vitest";
import { normalize } from "../../../../src/dialects/sqlite/normalize.js";
import { columnReference, inList, raw, value } from "../../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../../src/types/type.js";

const text = (sql: string, type?: SqlType) => normalize(raw({ sql }), type && { type });

describe("the normal form of an expression", () => {
  it.each([
    [`"age" > 0`, "(Age>0)"],
    ["a <> 1", "a != 1"],
    ["a == 1", "a = 1"],
    ["a ISNULL or b NOTNULL", "a is null OR b is not null"],
    ["[a] in ('x','y')", `"a" IN ('x', 'y')`],
    ["(a) > (1)", "a > 1"],
    ["a > 0 /* why */", "a > 0"],
    ["current_timestamp", "CURRENT_TIMESTAMP"],
    ["TRUE", "1"],
    ["1.50", "1.5"],
    ["007", "7"],
    ["+ 5", "5"],
    ["x'0a'", "X'0A'"],
    ["1_000", "1000"],
  ])("is the same for %s and %s", (a, b) => {
    expect(text(a)).toBe(text(b));
  });

  it.each([
    ["a > 'X'", "a > 'x'"],
    ["lower(a)", "lower a"],
    ["1", "1.0"],
    [`"a b"`, "a b"],
    ["(a or b) and c", "a or b and c"],
    ["'1'", "1"],
    ["-1", "1"],
  ])("differs for %s and %s", (a, b) => {
    expect(text(a)).not.toBe(text(b));
  });

  it("takes a number in quotes for the number where the column makes one of it", () => {
    expect(text("'0'", { kind: "integer" })).toBe(text("0", { kind: "integer" }));
    expect(text("'0'", { kind: "text" })).not.toBe(text("0", { kind: "text" }));
  });

  it("is the same for a model's expression and the text that it becomes", () => {
    const items = ["a", "b'"].map((word) => value({ value: word }));
    const model = inList({ operand: columnReference({ table: "t", name: "role" }), items, negated: false });
    expect(normalize(model)).toBe(text("\"role\" IN ('a', 'b''')"));
  });
});
