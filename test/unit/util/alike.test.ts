import { describe, expect, it } from "vitest";
import { inOrderOf, isAlike } from "../../../src/util/alike.js";

describe("isAlike", () => {
  it.each([
    [1, 1],
    [null, null],
    [Number.NaN, Number.NaN],
    [
      { a: 1, b: { c: [1, "x"] } },
      { b: { c: [1, "x"] }, a: 1 },
    ],
    [[], []],
    [Object.freeze({ a: 1n }), { a: 1n }],
  ])("is true of %o and %o", (a, b) => {
    expect(isAlike(a, b)).toBe(true);
    expect(isAlike(b, a)).toBe(true);
  });

  it.each([
    [1, "1"],
    [0, -0],
    [null, {}],
    [{}, []],
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: undefined }, {}],
    [{ a: undefined }, { b: undefined }],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 2]],
    [{ a: { b: 1 } }, { a: { b: 2 } }],
    [new Date(0), new Date(0)],
    [new Uint8Array([1]), new Uint8Array([2])],
    [{ toString: 1 }, {}],
  ])("is false of %o and %o", (a, b) => {
    expect(isAlike(a, b)).toBe(false);
    expect(isAlike(b, a)).toBe(false);
  });
});

describe("inOrderOf", () => {
  it("pairs lists one to one, in the order of the second", () => {
    const [x, y] = [{ n: 1 }, { n: 2 }];
    expect(inOrderOf([x, y], [{ n: 2 }, { n: 1 }])).toEqual([y, x]);
    expect(inOrderOf([x, y], [{ n: 1 }, { n: 2 }])).toEqual([x, y]);
    expect(inOrderOf([], [])).toEqual([]);
  });

  it("is null where one has what the other has not, or another number of it", () => {
    expect(inOrderOf([1, 1, 2], [1, 2, 2])).toBeNull();
    expect(inOrderOf([1, 2], [1])).toBeNull();
    expect(inOrderOf([1], [2])).toBeNull();
  });
});
