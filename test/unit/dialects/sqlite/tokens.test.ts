import { describe, expect, it } from "vitest";
import {
  refersTo,
  renamedIn,
  stripParentheses,
  withoutQualifier,
} from "../../../../src/dialects/sqlite/expression.js";
import { tokenize } from "../../../../src/dialects/sqlite/tokens.js";

const values = (sql: string) => tokenize(sql).map(({ kind, value }) => `${kind}:${value}`);

describe("the tokens of SQL text", () => {
  it("are names in all four quotings, with doubled quotes as one", () => {
    expect(values(`a "b""c" [d e] \`f\`\`g\` 'h''i' été`)).toEqual([
      "word:A",
      'quoted:b"c',
      "quoted:d e",
      "quoted:f`g",
      "string:h'i",
      "word:éTé",
    ]);
  });

  it("leave comments out, even those that are not closed", () => {
    expect(values("a -- b, 'c\n/* d ( */ e /* f")).toEqual(["word:A", "word:E"]);
    expect(values("-- all")).toEqual([]);
  });

  it("are numbers, blobs, parameters and operators", () => {
    expect(values("1_000 .5 1.5e-3 0xFF X'0a' ?1 :x a->>'$' <> ||")).toEqual([
      "number:1_000",
      "number:.5",
      "number:1.5e-3",
      "number:0xFF",
      "blob:X'0a'",
      "parameter:?1",
      "parameter::x",
      "word:A",
      "symbol:->>",
      "string:$",
      "symbol:<>",
      "symbol:||",
    ]);
  });

  it("cover any text, in order", () => {
    const text = `x'1 "open`;
    expect(tokenize(text).map((token) => token.text)).toEqual(["x", "'", "1", '"', "open"]);
  });
});

describe("expressions", () => {
  it("lose parentheses around the whole only", () => {
    expect(stripParentheses("((a) > (b))")).toBe("(a) > (b)");
    expect(stripParentheses("(a) > (b)")).toBe("(a) > (b)");
    expect(stripParentheses("( ')' )")).toBe("')'");
  });

  it("refer to columns in any quoting, and not by strings, functions or collations", () => {
    expect(refersTo('"A" > 1', "a")).toBe(true);
    expect(refersTo("t.a > 1", "a")).toBe(true);
    expect(refersTo("'a' > 1", "a")).toBe(false);
    expect(refersTo("lower(b)", "lower")).toBe(false);
    expect(refersTo("b COLLATE nocase", "nocase")).toBe(false);
  });

  it("can have columns renamed, several at once", () => {
    const swap = (name: string) => ({ a: '"b"', b: '"a"' })[name.toLowerCase()] ?? null;
    expect(renamedIn("A + b > a(b) /* a */ and x = 'a'", swap)).toBe(
      `"b" + "a" > a("a") /* a */ and x = 'a'`,
    );
  });

  it("can do without their table's name", () => {
    expect(withoutQualifier('t.a > "T" . b and t = u.c', "t")).toBe("a >   b and t = u.c");
  });
});
