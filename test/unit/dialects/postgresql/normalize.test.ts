import { describe, expect, it } from "vitest";
import { dialectModule } from "../../../../src/dialects/postgresql/index.js";
import { raw, value } from "../../../../src/sql/nodes/index.js";
import type { SqlType } from "../../../../src/types/type.js";

const { normalize } = dialectModule.newest;
const text = (sql: string, type?: SqlType) => normalize(raw({ sql }), type && { type });

describe("two spellings of one expression", () => {
  it("are told as the same", () => {
    const same: readonly (readonly string[])[] = [
      ['"age" > 0', "(age > 0)", "AGE>0", "((age) > 0)", "age > 0 -- note", "age /* x */ > 0"],
      [`"email" LIKE '%@%'`, "((email)::text ~~ '%@%'::text)"],
      [`"e" NOT ILIKE 'x'`, "(e !~~* 'x'::text)"],
      [
        `"g" IN ('a', 'b')`,
        "((g)::text = ANY ((ARRAY['a'::character varying, 'b'::character varying])::text[]))",
      ],
      ["a <> 1", "a != 1"],
      ["lower(name)", "lower((name)::text)", 'LOWER("name")'],
      ["(a > 0) AND (b IS NOT NULL)", '(("a" > 0) and ("b" is not null))'],
      [`'it''s'`, "E'it\\'s'", "$$it's$$", "'it''s'::text"],
    ];
    for (const [first, ...others] of same) for (const other of others) expect(text(other)).toBe(text(first!));
  });

  it("stay apart where they may mean something else", () => {
    const apart: readonly (readonly [string, string])[] = [
      ['"User" > 0', '"user" > 0'],
      ['"user"', "user"],
      ["'A'", "'a'"],
      ["a > 0", "a >= 0"],
      ["(a + b) * c", "a + b * c"],
      ["f(a)", "f a"],
      ["'1'::integer", "'1'"],
      ["a::integer", "a"],
      ["a::varchar(3)", "a"],
      ["'a  b'", "'a b'"],
      ["a = any (b)", "a in (b)"],
      ["not (a and b)", "not a and b"],
    ];
    for (const [a, b] of apart) expect(text(a), `${a} and ${b}`).not.toBe(text(b));
  });
});

describe("two spellings of one default", () => {
  it("are told as the same", () => {
    const same: readonly (readonly [SqlType, ...string[]])[] = [
      [{ kind: "integer" }, "-1", "'-1'::integer", "(-1)"],
      [{ kind: "bigInteger", mode: "bigint" }, "5000000000", "'5000000000'::bigint"],
      [{ kind: "numeric", mode: "string" }, "1.50", "'1.5'", "1.5::numeric", "01.500"],
      [{ kind: "double" }, "1e3", "1000", "'1000'::numeric", "'1000'::double precision"],
      [{ kind: "string", length: 5 }, "'x'", "'x'::character varying", "E'x'", "'x'::text"],
      [{ kind: "char", length: 5 }, "'x'", "'x'::bpchar", "'x   '"],
      [{ kind: "boolean" }, "true", "TRUE", "(true)"],
      [{ kind: "dateTime", timezone: true }, "now()", "CURRENT_TIMESTAMP", "(pg_catalog.now())"],
      [
        { kind: "dateTime", timezone: true },
        "'2026-01-01 00:00:00+00'",
        "'2026-01-01 02:00:00+02'::timestamp with time zone",
      ],
      [{ kind: "enum", values: ["a"], name: "k" }, "'a'", "'a'::k", `'a'::s."k"`],
      [{ kind: "json" }, `'{"a":1}'`, `'{"a":1}'::json`],
      [{ kind: "raw", sql: "inet" }, "'::1'", "'::1'::inet"],
      [{ kind: "largeBinary" }, "'\\x00'", "'\\x00'::bytea"],
    ];
    for (const [type, first, ...others] of same) {
      for (const other of others) expect(text(other, type)).toBe(text(first!, type));
    }
    expect(normalize(value({ value: "it's \\" }), { type: { kind: "text" } })).toBe(
      text("'it''s \\'::text", { kind: "text" }),
    );
  });

  it("stay apart where the value is another", () => {
    const apart: readonly (readonly [SqlType, string, string])[] = [
      [{ kind: "integer" }, "1", "2"],
      [{ kind: "text" }, "'now()'", "now()"],
      [{ kind: "text" }, "'x'", "'X'"],
      [{ kind: "text" }, "'true'", "true"],
      [{ kind: "string", length: 5 }, "'abc'", "'abc'::varchar(2)"],
      [{ kind: "double" }, "'-0'::double precision", "0"],
      [{ kind: "dateTime", timezone: false }, "now()", "current_timestamp(0)"],
      [{ kind: "json" }, `'{"a":1}'`, `'{"a": 1}'`],
      [{ kind: "integer" }, "'1'::text", "1"],
    ];
    for (const [type, a, b] of apart) expect(text(a, type), `${a} and ${b}`).not.toBe(text(b, type));
  });
});
