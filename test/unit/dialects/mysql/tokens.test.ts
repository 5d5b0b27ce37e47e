import { describe, expect, it } from "vitest";
import { textOfView, tokenize, unquote } from "../../../../src/dialects/mysql/tokens.js";

const texts = (sql: string) => tokenize(sql).map(({ kind, text }) => `${kind} ${text}`);

describe("SQL text", () => {
  it("falls into strings, names, words, numbers and symbols", () => {
    expect(texts("`a``b` >= 1.5e-3 and c<>'it''s' or d=\"x\"")).toEqual([
      "name a`b",
      "symbol >=",
      "number 1.5e-3",
      "word and",
      "word c",
      "symbol <>",
      "string it's",
      "word or",
      "word d",
      "symbol =",
      "string x",
    ]);
  });

  it("has no comments, and keeps what looks like one in a string", () => {
    expect(texts("a /* b */ -- c\n + '-- d' # e\n + '/* f */'")).toEqual([
      "word a",
      "symbol +",
      "string -- d",
      "symbol +",
      "string /* f */",
    ]);
  });

  it("has bytes in one form, and words with signs and letters of any script", () => {
    expect(texts("x'01FF' 0x01ff b'101' _utf8mb4'x' @@v größe 2x")).toEqual([
      "number 0x01ff",
      "number 0x01ff",
      "number b'101'",
      "word _utf8mb4",
      "string x",
      "word @@v",
      "word größe",
      "word 2x",
    ]);
  });

  it("knows where each token stands", () => {
    const sql = "a + 'b'";
    expect(tokenize(sql).map(({ start, end }) => sql.slice(start, end))).toEqual(["a", "+", "'b'"]);
  });

  it("undoes escapes as the server does", () => {
    expect(unquote("'it''s \\'\\\\\\n\\0\\%\\_\\x'")).toBe("it's '\\\n\u0000\\%\\_x");
    expect(textOfView("_utf8mb4\\'it\\\\\\'s\\'")).toBe("_utf8mb4'it\\'s'");
  });

  it("is read as UTF-8 where the server gave its bytes one by one", () => {
    const bytes = Buffer.from("`größe` <> 'é ☃ 😀'").toString("latin1");
    expect(textOfView(bytes)).toBe("`größe` <> 'é ☃ 😀'");
    expect(textOfView("`größe` <> 'é'")).toBe("`größe` <> 'é'");
    expect(textOfView("'☃é'")).toBe("'☃é'");
  });
});
