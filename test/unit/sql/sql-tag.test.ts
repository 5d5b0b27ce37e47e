import { describe, expect, test } from "vitest";
import { spelling } from "../../../src/dialect/compiler.js";
import { func, sql, text } from "../../../src/index.js";
import { writeSql } from "../../../src/sql/writer.js";

const plain = spelling(
  {
    quote: (name) => `"${name}"`,
    placeholder: (position) => `$${position}`,
    literal: (value) => `'${String(value)}'`,
    typeSql: ({ kind }) => kind.toUpperCase(),
    bind: (value) => value,
  },
  {},
);
const written = (expression: { node: Parameters<typeof writeSql>[0] }) => writeSql(expression.node, plain);

describe("SQL text with parameters by name", () => {
  test.each([
    ["WHERE a = :a", "WHERE a = $1", [1]],
    ["WHERE a = :a OR b = :a", "WHERE a = $1 OR b = $2", [1, 1]],
    [
      "SELECT 'not :a', \"nor :a\", `nor :a` -- nor :a\n, :a",
      "SELECT 'not :a', \"nor :a\", `nor :a` -- nor :a\n, $1",
      [1],
    ],
    ["SELECT 'it''s', :a", "SELECT 'it''s', $1", [1]],
    ["SELECT 'C:\\', :a, 'x'", "SELECT 'C:\\', $1, 'x'", [1]],
    ["SELECT E'it\\'s :a', :a", "SELECT E'it\\'s :a', $1", [1]],
    ["SELECT '1'::int, :a::text", "SELECT '1'::int, $1::text", [1]],
    ["SELECT $f$ :a $f$, :a", "SELECT $f$ :a $f$, $1", [1]],
    ["SELECT '12\\:30', 12\\:30", "SELECT '12\\:30', 12:30", []],
    ["SELECT /* :a */ :a", "SELECT /* :a */ $1", [1]],
  ])("%j", (statement, sqlText, params) => {
    expect(written(text(statement, { a: 1 }))).toEqual({ sql: sqlText, params });
  });

  test("a parameter without a value is an error that names it", () => {
    expect(() => text("WHERE a = :missing", {})).toThrow(
      expect.objectContaining({
        code: "compile.bad-parameters",
        message: expect.stringContaining(":missing"),
      }),
    );
  });

  test("undefined is no value, null is", () => {
    expect(() => text("WHERE a = :a", { a: undefined })).toThrow(/:a has no value/);
    expect(written(text("SET a = :a", { a: null }))).toEqual({ sql: "SET a = $1", params: [null] });
  });
});

describe("SQL as a template", () => {
  test("keeps the text's own spaces and binds what is inserted", () => {
    expect(written(sql`a::int  >${1} AND b=${"x"}`)).toEqual({
      sql: "a::int  >$1 AND b=$2",
      params: [1, "x"],
    });
  });

  test("inserts expressions and names", () => {
    expect(written(sql`${sql.identifier("s", "t")} @> ${func.lower("X")}`)).toEqual({
      sql: '"s"."t" @> lower($1)',
      params: ["X"],
    });
  });
});
