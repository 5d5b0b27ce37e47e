import { describe, expect, it } from "vitest";
import { integer } from "../../../src/index.js";

describe("a reference to what is no column", () => {
  it.each([() => "users.id", undefined])("is refused with the way to write it", (target) => {
    expect(() => integer().references(target as unknown as string)).toThrow(
      expect.objectContaining({ code: "schema.bad-reference", hint: expect.stringContaining("getter") }),
    );
  });
});
