import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alignRows, duration, pad, wrap } from "../../../src/cli/layout.js";
import { displayWidth } from "../../../src/util/display-width.js";

describe("the width of a text", () => {
  it.each([
    ["", 0],
    ["users.bio", 9],
    ["日本語", 6],
    ["👍🏽", 2],
    ["👩‍👩‍👧", 2],
    ["é", 1],
    ["e\u0301", 1],
    ["ёлка", 4],
    ["\u001b[31mred\u001b[39m", 3],
    ["ｆｕｌｌ", 8],
  ])("of %j is what a terminal draws", (text, width) => {
    expect(displayWidth(text)).toBe(width);
  });

  it("is what a text is padded by", () => {
    expect(pad("日本", 6)).toBe("日本  ");
    expect(pad("already wide", 3)).toBe("already wide");
  });
});

describe("wrapping", () => {
  it("keeps every line within the width and loses no word", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,10}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 10, max: 40 }), (list, width) => {
        const lines = wrap(list.join(" "), width);
        expect(lines.every((line) => line.length <= width)).toBe(true);
        expect(lines.join(" ")).toBe(list.join(" "));
      }),
    );
  });

  it("gives a word that is too long a line of its own", () => {
    expect(wrap("see https://example.com/a/long/path now", 10)).toEqual([
      "see",
      "https://example.com/a/long/path",
      "now",
    ]);
  });

  it("keeps the line breaks of the text", () => {
    expect(wrap("one\ntwo", 10)).toEqual(["one", "two"]);
  });
});

describe("rows", () => {
  const row = (...texts: string[]) => texts.map((text) => ({ text }));

  it("are aligned by what is drawn, not by characters", () => {
    const lines = alignRows([row("日本", "a"), row("users", "b")], { columns: 80, indent: "  " });
    expect(lines).toEqual(["  日本   a", "  users  b"]);
  });

  it("break their last cell under itself", () => {
    const lines = alignRows([row("key", "one two three four five six seven eight nine ten")], {
      columns: 40,
    });
    expect(lines).toEqual(["key  one two three four five six seven", "     eight nine ten"]);
  });

  it("put the last cell below where the others leave no room", () => {
    const lines = alignRows([row("a".repeat(38), "some words that need their room")], { columns: 44 });
    expect(lines).toEqual(["a".repeat(38), "    some words that need their room"]);
  });

  it("are not widened for all by one that is very long", () => {
    const lines = alignRows([row("x".repeat(50), "a"), row("short", "b")], { columns: 80 });
    expect(lines[1]).toBe("short  b");
  });

  it("have colors that end with the word", () => {
    const paint = (text: string) => `<${text}>`;
    expect(alignRows([[{ text: "a", paint }, { text: "b" }], row("long", "c")], { columns: 80 })).toEqual([
      "<a>     b",
      "long  c",
    ]);
  });

  it("end without spaces", () => {
    expect(alignRows([row("a", ""), row("bcd", "")], { columns: 80 })).toEqual(["a", "bcd"]);
  });

  it("never reach over the screen while words can be broken", () => {
    const text = fc
      .array(fc.stringMatching(/^[a-z]{1,12}$/), { maxLength: 12 })
      .map((list) => list.join(" "));
    const rows = fc.array(fc.tuple(fc.stringMatching(/^[a-z_.]{1,38}$/), text), { maxLength: 5 });
    fc.assert(
      fc.property(rows, (list) => {
        const lines = alignRows(
          list.map(([name, rest]) => row(name, rest)),
          { columns: 80, indent: "  " },
        );
        expect(lines.every((line) => line.length <= 80)).toBe(true);
      }),
    );
  });
});

describe("a duration", () => {
  it.each([
    [0.3, "0 ms"],
    [38, "38 ms"],
    [999.4, "999 ms"],
    [999.6, "1.0 s"],
    [1449, "1.4 s"],
    [59_949, "59.9 s"],
    [59_960, "1 min 0 s"],
    [125_000, "2 min 5 s"],
  ])("of %d milliseconds reads %j", (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
