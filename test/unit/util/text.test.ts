import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, enumerate, messageOf, nearest, plainText, plural } from "../../../src/util/text.js";

describe("plural", () => {
  it("fits the noun to the count", () => {
    expect(plural(1, "table")).toBe("1 table");
    expect(plural(0, "table")).toBe("0 tables");
    expect(plural(2, "index", "indexes")).toBe("2 indexes");
  });

  it("groups the digits of a large count", () => {
    expect(plural(1_234_567, "row")).toBe("1,234,567 rows");
  });
});

describe("enumerate", () => {
  it("joins words as a sentence does", () => {
    expect(enumerate([])).toBe("");
    expect(enumerate(["a"])).toBe("a");
    expect(enumerate(["a", "b"])).toBe("a and b");
    expect(enumerate(["a", "b", "c"], "or")).toBe("a, b or c");
  });
});

describe("messageOf", () => {
  it("gives the message of an error, or its name where it has none", () => {
    expect(messageOf(new Error("It broke."))).toBe("It broke.");
    expect(messageOf(new RangeError())).toBe("RangeError");
  });

  it("says something about whatever else was thrown", () => {
    expect(messageOf("plain words")).toBe("plain words");
    expect(messageOf(null)).toBe("null was thrown");
    expect(messageOf(undefined)).toBe("undefined was thrown");
    expect(messageOf({ code: 1 })).toBe("object was thrown");
  });
});

describe("editDistance", () => {
  it("counts insertions, deletions and replacements", () => {
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance("abc", "")).toBe(3);
    expect(editDistance("same", "same")).toBe(0);
  });

  it("is a distance: symmetric, never shorter by a detour", () => {
    const word = fc.string({ maxLength: 8, unit: fc.constantFrom("a", "b", "c") });
    fc.assert(
      fc.property(word, word, word, (a, b, c) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe("nearest", () => {
  it("finds the word that was meant", () => {
    expect(nearest("upgarde", ["downgrade", "upgrade", "stamp"])).toBe("upgrade");
    expect(nearest("METADATA", ["metadata", "models"])).toBe("metadata");
  });

  it("proposes nothing that is far off", () => {
    expect(nearest("xyz", ["upgrade", "downgrade"])).toBeNull();
    expect(nearest("png", ["svg", "dot"])).toBeNull();
    expect(nearest("a", [])).toBeNull();
  });

  it("takes the first of two equally near words", () => {
    expect(nearest("bat", ["cat", "hat"])).toBe("cat");
  });
});

describe("plainText", () => {
  it("takes terminal escapes out", () => {
    expect(plainText("\u001b[31mred\u001b[0m")).toBe("red");
    expect(plainText("\u001b]0;title\u0007text")).toBe("text");
    expect(plainText("\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\")).toBe("link");
    expect(plainText("\u009b31mC1")).not.toContain("\u009b");
  });

  it("keeps tabs, newlines and every letter", () => {
    expect(plainText("a\tb\nçé 漢字 🎉")).toBe("a\tb\nçé 漢字 🎉");
  });

  it("leaves no control character, whatever comes in", () => {
    const text = fc.string({
      unit: fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(text, (input) => {
        const codes = [...plainText(input)].map((character) => character.charCodeAt(0));
        const bad = codes.filter(
          (code) => (code < 32 && code !== 9 && code !== 10) || (code > 126 && code < 160),
        );
        expect(bad).toEqual([]);
      }),
    );
  });
});
