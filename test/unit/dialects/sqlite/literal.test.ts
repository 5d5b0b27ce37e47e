import { describe, expect, it } from "vitest";
import { bind, literal } from "../../../../src/dialects/sqlite/literal.js";
import { SPELLING } from "../../../../src/dialects/sqlite/spelling.js";
import { parseType, typeSql } from "../../../../src/dialects/sqlite/type-names.js";
import type { SqlType } from "../../../../src/types/type.js";

describe("literals", () => {
  it("are written so that they read back as they were", () => {
    expect(literal("it's")).toBe("'it''s'");
    expect(literal("a\\b\n")).toBe("'a\\b\n'");
    expect(literal(-0)).toBe("-0.0");
    expect(literal(1e300)).toBe("1e+300");
    expect(literal(2 ** 60)).toBe("1152921504606847000.0");
    expect(literal(2n ** 63n - 1n)).toBe("9223372036854775807");
    expect(literal(Number.NEGATIVE_INFINITY)).toBe("-9e999");
    expect(literal(true)).toBe("1");
    expect(literal(new Date("1969-12-31T23:59:59.5Z"))).toBe("'1969-12-31 23:59:59.500'");
    expect(literal(Uint8Array.of(0, 255))).toBe("X'00FF'");
    expect(literal({ a: "'" })).toBe(`'{"a":"''"}'`);
    expect(literal("x", { kind: "json" })).toBe(`'"x"'`);
    expect(literal("1.50", { kind: "numeric", mode: "string" })).toBe("1.50");
    expect(literal("1.50; drop", { kind: "numeric", mode: "string" })).toBe("'1.50; drop'");
  });

  it("are refused where the database could not hold them", () => {
    const refused = [
      Number.NaN,
      2n ** 63n,
      "a\u0000b",
      "\ud800",
      new Date(Number.NaN),
      new Date("+012345-01-01"),
      undefined,
    ];
    for (const value of refused) {
      expect(() => literal(value), String(value)).toThrow(
        expect.objectContaining({ code: "compile.bad-literal" }),
      );
    }
  });
});

describe("bound values", () => {
  it("have the driver's form", () => {
    expect(bind(true)).toBe(1);
    expect(bind(new Date(0))).toBe("1970-01-01 00:00:00.000");
    expect(bind({ a: 1 })).toBe('{"a":1}');
    expect(bind("x", { kind: "json" })).toBe('"x"');
    expect(bind(null, { kind: "json" })).toBeNull();
    expect(bind(Uint8Array.of(1))).toEqual(Buffer.of(1));
  });

  it("are refused where the database would store something else", () => {
    for (const value of [Number.NaN, 2n ** 64n, undefined, () => 1]) {
      expect(() => bind(value), String(value)).toThrow(
        expect.objectContaining({ code: "compile.bad-parameters" }),
      );
    }
  });
});

describe("types", () => {
  it("are known again by their names", () => {
    const types: SqlType[] = [
      { kind: "integer" },
      { kind: "smallInteger" },
      { kind: "bigInteger", mode: "bigint" },
      { kind: "numeric", mode: "string" },
      { kind: "numeric", precision: 10, mode: "string" },
      { kind: "numeric", precision: 10, scale: 2, mode: "string" },
      { kind: "float" },
      { kind: "double" },
      { kind: "string" },
      { kind: "string", length: 7 },
      { kind: "char", length: 3 },
      { kind: "text" },
      { kind: "boolean" },
      { kind: "date" },
      { kind: "time" },
      { kind: "dateTime", timezone: false },
      { kind: "json" },
      { kind: "largeBinary" },
    ];
    for (const type of types) expect(parseType(typeSql(type))).toEqual(type);
  });

  it("that have no name in the vocabulary stay as they are written", () => {
    for (const sql of [
      "",
      "UNSIGNED BIG INT",
      "VARCHAR(1, 2)",
      "INTEGER(3)",
      "CHAR",
      "my type",
      '"it\'s"',
      '"LEFT"',
      "constructor",
    ]) {
      expect(parseType(sql)).toEqual({ kind: "raw", sql });
    }
  });

  // The catalog has no quotes around them either.
  it("are without quotes where they need none", () => {
    for (const sql of ["'my type'", '"my type"', "[my type]", "`my type`", " my type "]) {
      expect(parseType(sql)).toEqual({ kind: "raw", sql: "my type" });
    }
    expect(parseType('"INTEGER"')).toEqual({ kind: "integer" });
  });

  it("have common other names", () => {
    expect(parseType("int")).toEqual({ kind: "integer" });
    expect(parseType("decimal ( 10 , 2 )")).toEqual(parseType("NUMERIC(10, 2)"));
    expect(parseType("double  precision")).toEqual({ kind: "double" });
  });

  it("have no interval", () => {
    expect(() => typeSql({ kind: "interval" })).toThrow(/SQLite has no interval type/);
  });
});

describe("names", () => {
  it("are quoted, and refused where they cannot be names", () => {
    expect(SPELLING.quote('a"b')).toBe('"a""b"');
    for (const name of ["", "a\u0000"]) expect(() => SPELLING.quote(name)).toThrow(/name/i);
  });
});
