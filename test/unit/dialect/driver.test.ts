import { describe, expect, it } from "vitest";
import { toObjects } from "../../../src/dialect/driver.js";

const result = (fields: readonly string[], count: number) => ({
  fields,
  rows: Array.from({ length: count }, (_, i) => fields.map((field) => `${field}${i}`)),
  rowCount: count,
});

describe("rows as objects", () => {
  it.each([1, 31, 32, 1000])("have the values by their fields' names, of %i rows", (count) => {
    const fields = ["id", 'a "quoted" name', "0", "return\n}); process.exit(1); //", "\u2028 `'\\"];
    const objects = toObjects(result(fields, count));
    expect(objects).toHaveLength(count);
    expect(objects.at(-1)).toEqual(
      Object.fromEntries(fields.map((field) => [field, `${field}${count - 1}`])),
    );
  });

  it.each([2, 200])("have the last of several fields of one name, of %i rows", (count) => {
    const rows = Array.from({ length: count }, () => [1, 2, 3]);
    expect(toObjects({ fields: ["a", "b", "a"], rows, rowCount: count })[1]).toEqual({ a: 3, b: 2 });
  });

  it.each([2, 200])("are plain objects whatever a field is called, of %i rows", (count) => {
    const [first] = toObjects<object>(result(["__proto__", "constructor", "toString"], count));
    expect(Object.getPrototypeOf(first)).toBe(Object.prototype);
  });
});
