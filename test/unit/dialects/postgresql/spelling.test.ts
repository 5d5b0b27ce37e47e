import { describe, expect, it } from "vitest";
import { dialectModule } from "../../../../src/dialects/postgresql/index.js";
import { typeSql } from "../../../../src/dialects/postgresql/native-type.js";
import { EMPTY_SCHEMA } from "../../../../src/schema/schema.js";
import type { SqlType } from "../../../../src/types/type.js";

const { spelling, parseType, adapt } = dialectModule.newest;

describe("a literal of PostgreSQL", () => {
  it("reads the same whatever standard_conforming_strings is", () => {
    const cases: readonly (readonly [value: unknown, sql: string, type?: SqlType])[] = [
      [null, "NULL"],
      ["it's", "'it''s'"],
      ["a\\'b", "E'a\\\\''b'"],
      ["$1 %s :x", "'$1 %s :x'"],
      [true, "TRUE"],
      [-0, "'-0'::double precision"],
      [-0, "0", { kind: "integer" }],
      [Number.NaN, "'NaN'::double precision"],
      [Number.NaN, "'NaN'::numeric", { kind: "numeric", mode: "number" }],
      [1e300, "1e+300"],
      [12345678901234567890n, "12345678901234567890"],
      ["1.50", "1.50", { kind: "numeric", mode: "string" }],
      ["1.50; drop", "'1.50; drop'", { kind: "numeric", mode: "string" }],
      [new Date("1960-01-02T03:04:05.678Z"), "'1960-01-02 03:04:05.678+00'"],
      [new Date("1960-01-02T03:04:05Z"), "'1960-01-02 03:04:05.000'", { kind: "dateTime", timezone: false }],
      [new Date("1960-01-02T03:04:05Z"), "'1960-01-02'", { kind: "date" }],
      [new Date("-000043-03-15T00:00:00Z"), "'0044-03-15 00:00:00.000+00 BC'"],
      [new Date("+012026-03-15T00:00:00Z"), "'12026-03-15 00:00:00.000+00'"],
      [Uint8Array.of(0, 255), "E'\\\\x00ff'::bytea"],
      [{ a: "it's" }, `'{"a":"it''s"}'`, { kind: "json" }],
      ["text", `'"text"'`, { kind: "json" }],
      [['a"b', null, [1]], `E'{"a\\\\"b",NULL,{"1"}}'`],
    ];
    for (const [value, sql, type] of cases) expect(spelling.literal(value, type)).toBe(sql);
  });

  it("is refused where there is none", () => {
    for (const value of ["nul\u0000", "\ud800", undefined, () => 1, Symbol("s"), new Date(Number.NaN)]) {
      expect(() => spelling.literal(value)).toThrow(expect.objectContaining({ code: "compile.bad-literal" }));
    }
    expect(() => spelling.literal(Number.NaN, { kind: "integer" })).toThrow("NaN is no integer.");
    const circle: Record<string, unknown> = {};
    circle["self"] = circle;
    expect(() => spelling.literal(circle)).toThrow(expect.objectContaining({ code: "compile.bad-literal" }));
  });
});

describe("an identifier of PostgreSQL", () => {
  it("is quoted whatever it holds, up to 63 bytes", () => {
    expect(spelling.quote('a"; drop table x --')).toBe('"a""; drop table x --"');
    expect(spelling.quote("n".repeat(63))).toHaveLength(65);
    for (const name of ["n".repeat(64), `${"n".repeat(60)}🐘`, "", "a\u0000b"]) {
      expect(() => spelling.quote(name)).toThrow(expect.objectContaining({ code: "compile.bad-identifier" }));
    }
  });
});

describe("a type of PostgreSQL", () => {
  it("is known by every spelling", () => {
    const same: readonly (readonly string[])[] = [
      ["INTEGER", "int", "int4", " Integer "],
      ["BIGINT", "int8"],
      ["SMALLINT", "int2"],
      ["NUMERIC", "decimal", "dec"],
      ["NUMERIC(10, 2)", "numeric(10,2)", "decimal( 10 , 2 )"],
      ["NUMERIC(10, 0)", "numeric(10)"],
      ["REAL", "float4", "float(24)"],
      ["DOUBLE PRECISION", "float8", "double  precision", "float", "float(25)"],
      ["VARCHAR(20)", "character varying(20)", "varchar (20)"],
      ["VARCHAR", "character varying"],
      ["CHAR(1)", "character", "char", "bpchar(1)"],
      ["BOOLEAN", "bool"],
      ["TIME(3)", "time(3) without time zone"],
      ["TIMESTAMP", "timestamp without time zone"],
      ["TIMESTAMP(0) WITH TIME ZONE", "timestamptz(0)", "timestamp(0) with time zone"],
      ["BYTEA"],
      ["UUID"],
      ["JSON"],
      ["INTERVAL"],
      ["DATE"],
      ["TEXT"],
      ["INTEGER[]", "int4[]", "int[3][4]", "integer array"],
      ["VARCHAR(20)[]", "character varying(20)[]"],
      ["JSONB", "jsonb", '"jsonb"'],
      ["TIME WITH TIME ZONE", "timetz"],
      ["BIT(1)", "bit"],
      ["BIT VARYING(5)", "varbit(5)"],
      ['"char"'],
      ['s."My Type"', 'S."My Type"'],
      ["numeric(3,-2)", "numeric(3, -2)"],
      ["INTERVAL(3)", "interval(3)"],
      ["INTERVAL DAY TO SECOND", "interval day to second"],
      ["geometry(point,4326)", "geometry(Point, 4326)"],
    ];
    for (const spellings of same) {
      for (const each of spellings) expect(typeSql(parseType(each)), each).toBe(spellings[0]);
      expect(typeSql(parseType(typeSql(parseType(spellings[0]!))))).toBe(spellings[0]);
    }
  });

  it("is refused where an enum has no name", () => {
    expect(() => spelling.typeSql({ kind: "enum", values: ["a"] })).toThrow(
      expect.objectContaining({ code: "compile.unsupported" }),
    );
  });
});

describe("adapting to PostgreSQL", () => {
  const column = { name: "c", type: { kind: "integer" }, nullable: true } as const;
  const adapted = (change: object, dialect = dialectModule.newest) =>
    dialect.adapt({
      ...EMPTY_SCHEMA,
      tables: [{ name: "t", columns: [{ ...column, ...change }], constraints: [], indexes: [] }],
    }).tables[0]!.columns[0];

  it("gives an enum column without a type's name the conventional one", () => {
    expect(adapted({ type: { kind: "enum", values: ["a"] } })).toMatchObject({ type: { name: "t_c_enum" } });
  });

  it("leaves out of an identity what a sequence has anyway", () => {
    const plain = { generated: "byDefault" };
    expect(
      adapted({
        identity: {
          ...plain,
          start: 1,
          increment: 1n,
          minValue: 1,
          maxValue: 2147483647,
          cache: 1,
          cycle: false,
        },
      }),
    ).toEqual({ ...column, nullable: false, identity: plain });
    expect(
      adapted({ identity: { ...plain, increment: -1, start: -1, minValue: -2147483648n } }),
    ).toMatchObject({ identity: { ...plain, increment: -1 } });
    expect(adapted({ identity: { ...plain, minValue: 10, start: 10 } })).toMatchObject({
      identity: { ...plain, minValue: 10 },
    });
  });

  it("refuses what the server does not have", () => {
    const expression = { kind: "raw", sql: "1" };
    expect(() => adapted({ onUpdate: expression })).toThrow(
      expect.objectContaining({ code: "compile.unsupported" }),
    );
    const computed = { expression, stored: false };
    expect(adapted({ computed })).toMatchObject({ computed });
    expect(() => adapted({ computed }, dialectModule.dialectFor("17.2"))).toThrow("before version 18");
    expect(() => adapt({ ...EMPTY_SCHEMA, enums: [{ name: "n".repeat(64), values: [] }] })).toThrow(
      expect.objectContaining({ code: "compile.bad-identifier" }),
    );
  });
});
