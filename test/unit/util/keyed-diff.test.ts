import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keyedDiff } from "../../../src/util/keyed-diff.js";

interface Item {
  readonly key: string;
  readonly side: "from" | "to";
}

const items = (side: Item["side"], keys: readonly string[]): Item[] => keys.map((key) => ({ key, side }));
const keyOf = (item: Item) => item.key;

describe("keyedDiff", () => {
  it("splits two lists into what is new, what is gone and what both have", () => {
    const diff = keyedDiff(items("from", ["a", "b", "c"]), items("to", ["c", "d", "a"]), keyOf);
    expect(diff.added).toEqual(items("to", ["d"]));
    expect(diff.removed).toEqual(items("from", ["b"]));
    expect(diff.kept).toEqual([
      [
        { key: "c", side: "from" },
        { key: "c", side: "to" },
      ],
      [
        { key: "a", side: "from" },
        { key: "a", side: "to" },
      ],
    ]);
  });

  it("gives nothing for two empty lists", () => {
    expect(keyedDiff([], [], keyOf)).toEqual({ added: [], removed: [], kept: [] });
  });

  it("is its own opposite when the lists change sides", () => {
    const keys = fc.uniqueArray(fc.string());
    fc.assert(
      fc.property(keys, keys, (before, after) => {
        const there = keyedDiff(items("from", before), items("to", after), keyOf);
        const back = keyedDiff(items("to", after), items("from", before), keyOf);
        expect(back.added).toEqual(there.removed);
        expect(back.removed).toEqual(there.added);
        expect(there.added.length + there.kept.length).toBe(after.length);
        expect(there.removed.length + there.kept.length).toBe(before.length);
        expect(there.kept.every(([a, b]) => a.side === "from" && b.side === "to" && a.key === b.key)).toBe(
          true,
        );
      }),
    );
  });

  it("keeps the order of the new list, and of the old one for what is gone", () => {
    const diff = keyedDiff(items("from", ["z", "k", "y"]), items("to", ["d", "k", "a"]), keyOf);
    expect(diff.added.map(keyOf)).toEqual(["d", "a"]);
    expect(diff.removed.map(keyOf)).toEqual(["z", "y"]);
  });
});
