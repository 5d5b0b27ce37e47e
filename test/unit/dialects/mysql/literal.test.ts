import { describe, expect, it } from "vitest";
import { bind, literal, quoted } from "../../../../src/dialects/mysql/literal.js";

describe("a literal", () => {
  it("is written so that it means the value", () => {
    const cases: readonly (readonly [unknown, string])[] = [
      [null, "NULL"],
      [true, "1"],
      [false, "0"],
      [-1.5, "-1.5"],
      [1e300, "1e+300"],
      [-0, "-0e0"],
      [9007199254740993n, "9007199254740993"],
      ["", "''"],
      ["it's", "'it''s'"],
      ["\\", "'\\\\'"],
      ["\\'; drop table t; -- ", "'\\\\''; drop table t; -- '"],
      ["a\nb", "'a\nb'"],
      ["😀", "CONVERT(0xf09f9880 USING utf8mb4)"],
      [new Uint8Array([0, 255]), "x'00ff'"],
      [new Uint8Array(), "x''"],
      [new Date("1965-01-02T03:04:05.678Z"), "'1965-01-02 03:04:05.678'"],
      [new Date("2026-01-02T00:00:00Z"), "'2026-01-02 00:00:00'"],
    ];
    for (const [value, text] of cases) expect(literal(value)).toBe(text);
  });

  it("is a document for a JSON column", () => {
    const type = { kind: "json" } as const;
    expect(literal({ a: ["it's", null] }, type)).toBe(`'{"a":["it''s",null]}'`);
    expect(literal("text", type)).toBe(`'"text"'`);
    expect(literal(null, type)).toBe("NULL");
    expect(bind([1], type)).toBe("[1]");
    expect(() => literal({ n: 1n }, type)).toThrow("is no JSON document.");
  });

  it("is refused where there is none", () => {
    const bad = [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      "a\u0000b",
      "\ud83d",
      undefined,
      {},
      [1],
      Symbol("x"),
      () => 1,
    ];
    for (const value of [...bad, new Date(Number.NaN), new Date(-1e15)]) {
      expect(() => literal(value)).toThrow(expect.objectContaining({ code: "compile.bad-literal" }));
    }
  });

  it("stands between quotes in a comment, whatever it holds", () => {
    expect(quoted("it's \\ 😀")).toBe("'it''s \\\\ 😀'");
  });
});

describe("a bound value", () => {
  it("is what the driver sends right", () => {
    expect(bind(true)).toBe(1);
    expect(bind(new Date("2026-01-02T03:04:05.006Z"))).toBe("2026-01-02 03:04:05.006");
    expect(bind(new Uint8Array([1]))).toEqual(Buffer.from([1]));
    expect(bind("x")).toBe("x");
    expect(bind(5n)).toBe(5n);
    expect(bind(null)).toBeNull();
  });
});
