import { describe, expect, it } from "vitest";
import { cleanExpression, defaultOfSql, defaultOfText } from "../../../../src/dialects/mysql/expression.js";
import { normalize } from "../../../../src/dialects/mysql/normalize.js";
import { spellingOf } from "../../../../src/dialects/mysql/spelling.js";
import { mysqlVariant } from "../../../../src/dialects/mysql/variant.js";
import type { Node } from "../../../../src/sql/node.js";
import { currentTimestamp, raw, value } from "../../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../../src/types/type.js";

const spelling = spellingOf(mysqlVariant([9, 7, 0]));
const text = (node: Node | string, type?: SqlType) =>
  normalize(typeof node === "string" ? raw({ sql: node }) : node, spelling, type && { type });

describe("two spellings of one expression", () => {
  it("have one normal form", () => {
    const same: readonly (readonly [string, string])[] = [
      ["`n` > 0", "(N>0)"],
      ["((`n` > 0))", "`n`>0"],
      ["LENGTH(`a`) > 3", "(length(`a`) > 3)"],
      ["`a` <> _utf8mb4'x'", 'a != "x"'],
      ["`a` = _latin1'x'", "a = 'x'"],
      ["'it''s'", "'it\\'s'"],
      ["substr(a, 1)", "substring(`a`,1)"],
      ["a > (5)", "a > 5"],
      ["a > ((b + 1))", "a > (b + 1)"],
      ["now()", "CURRENT_TIMESTAMP"],
      ["current_timestamp(6)", "NOW(6)"],
      ["a = 1 -- one", "a = 1"],
      ["a > 0 and b > 0 and c > 0", "((`a` > 0) and (`b` > 0) and (`c` > 0))"],
      ["a > 0 and (b > 0 and c > 0)", "(a > 0 and b > 0) and c > 0"],
      ["a > 1 or b in ('x', 'y') and not c", "((`a` > 1) or ((`b` in ('x','y')) and (not(`c`))))"],
      ["1 + 2 * 3", "(1 + (2 * 3))"],
      ["a - b - c", "((a - b) - c)"],
      ["a > -3", "(`a` > -(3))"],
      ["a not like '%x!_' escape '!'", "(not((`a` like '%x!_' escape '!')))"],
      ["a is not null", "(not (a is null))"],
      ["n between 1 and 2 + 3 or b", "((`n` between 1 and (2 + 3)) or `b`)"],
      ["concat(upper(a), 'x', (b + 1))", "concat(upper(`a`),'x',`b` + 1)"],
      ["a && b || c", "(a and b) or c"],
      ["case when n > 1 then a else b end = 'x'", "((CASE WHEN N > 1 THEN A ELSE B END = 'x'))"],
    ];
    for (const [a, b] of same) expect(text(a), a).toBe(text(b));
  });

  it("differ where the expressions do", () => {
    const different: readonly (readonly [string, string])[] = [
      ["a > 0", "b > 0"],
      ["`A` > 0", "`a` > 0"],
      ["a = 'x'", "a = 'X'"],
      ["a = 'and'", "a = `and`"],
      ["(a or b) and c", "a or (b and c)"],
      ["a = '1'", "a = 1"],
      ["a - (b - c)", "a - b - c"],
      ["a / b / c", "a / (b / c)"],
      ["not a = b", "(not a) = b"],
      ["a or b and c", "(a or b) and c"],
      ["a like 'x' or b", "a like ('x' or b)"],
      ["a = b is null", "a = (b is null)"],
      ["a <> 1", "not (a = 1)"],
      ["left(a, 1)", "right(a, 1)"],
      ["f(a, b)", "f((a, b))"],
      ["`f` (a)", "f(a)"],
      ["a in (1, 2)", "a in ((1, 2))"],
      ["a xor b or c", "a xor (b or c)"],
      ["a in ('x')", "a in ('x ')"],
      ["lower(a)", "lower((a, b))"],
      ["a = _latin1'é'", "a = 'é'"],
    ];
    for (const [a, b] of different) expect(text(a), a).not.toBe(text(b));
  });

  it("are those of one value of the column's type", () => {
    const numeric: SqlType = { kind: "numeric", precision: 10, scale: 2, mode: "string" };
    const moment: SqlType = { kind: "dateTime", timezone: false, precision: 6 };
    const cases: readonly (readonly [unknown, unknown, SqlType])[] = [
      ["1.5", "1.50", numeric],
      ["-0.00", "0", numeric],
      [1.5, "1.50", numeric],
      [5, 5n, { kind: "bigInteger", mode: "bigint" }],
      [1e300, "1e300", { kind: "double" }],
      ["01:02:03.5", "01:02:03.50", { kind: "time", precision: 2 }],
      [new Date("2020-01-01T00:00:00Z"), "2020-01-01 00:00:00", moment],
      [true, 1, { kind: "boolean" }],
    ];
    for (const [a, b, type] of cases) {
      expect(text(value({ value: a }), type), String(a)).toBe(text(value({ value: b }), type));
    }
    expect(text(value({ value: "1" }), { kind: "text" })).not.toBe(
      text(value({ value: 1 }), { kind: "integer" }),
    );
    expect(text(currentTimestamp({ precision: 3 }))).toBe(text(raw({ sql: "now(3)" })));
  });
});

describe("what the server tells", () => {
  it("loses introducers and outer parentheses, never those inside", () => {
    expect(cleanExpression("((`a` > 1) and (`b` < 2))")).toBe("(`a` > 1) and (`b` < 2)");
    expect(cleanExpression("(`a`) + (`b`)")).toBe("(`a`) + (`b`)");
    expect(cleanExpression("concat(_utf8mb4'a','_utf8mb4')")).toBe("concat('a','_utf8mb4')");
    expect(cleanExpression("(_binary'a')")).toBe("_binary'a'");
  });

  it("is a value where that is certain", () => {
    const integer: SqlType = { kind: "integer" };
    const big: SqlType = { kind: "bigInteger", mode: "bigint" };
    const string: SqlType = { kind: "string", length: 9 };
    const binary: SqlType = { kind: "largeBinary" };
    expect(defaultOfText("-3", integer)).toEqual(value({ value: -3, type: integer }));
    expect(defaultOfText("9007199254740993", big)).toEqual(value({ value: 9007199254740993n, type: big }));
    expect(defaultOfText("1", { kind: "boolean" })).toMatchObject({ value: true });
    expect(defaultOfText("2", { kind: "boolean" })).toEqual(raw({ sql: "'2'" }));
    expect(defaultOfText("", string)).toMatchObject({ value: "" });
    expect(defaultOfText("now()", string)).toMatchObject({ value: "now()" });
    expect(defaultOfSql("'it\\'s'", string)).toMatchObject({ value: "it's" });
    expect(defaultOfSql("convert(0xf09f9880 using utf8mb4)", string)).toMatchObject({ value: "😀" });
    expect(defaultOfSql("current_timestamp(3)", string)).toEqual(currentTimestamp({}));
    expect(defaultOfSql("(1 + 2)", integer)).toEqual(raw({ sql: "1 + 2" }));
    expect(defaultOfSql("x'01ff'", binary)).toMatchObject({ value: new Uint8Array([1, 255]) });
    const moment: SqlType = { kind: "dateTime", timezone: false, precision: 6 };
    expect(defaultOfText("2020-01-02 03:04:05.120000", moment)).toMatchObject({
      value: new Date("2020-01-02T03:04:05.120Z"),
    });
    expect(defaultOfText("2020-01-02 03:04:05.123456", moment)).toEqual(
      raw({ sql: "'2020-01-02 03:04:05.123456'" }),
    );
    expect(defaultOfText("5", { kind: "raw", sql: "int unsigned" })).toEqual(raw({ sql: "5" }));
    expect(defaultOfText("5", { kind: "raw", sql: "set('5')" })).toEqual(raw({ sql: "'5'" }));
  });
});
