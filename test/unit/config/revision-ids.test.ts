import { describe, expect, it } from "vitest";
import { randomIds, sequenceIds, timestampIds } from "../../../src/config/revision-ids.js";

const CONTEXT = {
  revisions: [] as readonly string[],
  message: "",
  downRevisions: [],
  createdAt: new Date("2026-11-21T13:55:02Z"),
};

describe("sequenceIds", () => {
  it("counts on from the highest number, whatever else there is", () => {
    expect(sequenceIds()(CONTEXT)).toBe("0001");
    expect(sequenceIds({ start: 0, width: 1 })(CONTEXT)).toBe("0");
    expect(sequenceIds()({ ...CONTEXT, revisions: ["0009", "3f1c", "0002", "9a"] })).toBe("0010");
    expect(sequenceIds({ width: 2 })({ ...CONTEXT, revisions: ["99"] })).toBe("100");
  });

  it("refuses numbers that make no ids", () => {
    expect(() => sequenceIds({ width: 33 })).toThrow(
      "The option width of sequenceIds must be a whole number",
    );
    expect(() => sequenceIds({ start: -1 })).toThrow("start");
  });
});

describe("timestampIds", () => {
  it("tells the second, in a time zone, and the next free one where it is taken", () => {
    expect(timestampIds()(CONTEXT)).toBe("20261121135502");
    expect(timestampIds({ timezone: "Asia/Tokyo" })(CONTEXT)).toBe("20261121225502");
    expect(timestampIds()({ ...CONTEXT, revisions: ["20261121135502"] })).toBe("20261121135503");
  });
});

describe("randomIds", () => {
  it("are of the length that is asked for", () => {
    expect(randomIds()(CONTEXT)).toMatch(/^[0-9a-f]{12}$/);
    expect(randomIds({ length: 7 })(CONTEXT)).toMatch(/^[0-9a-f]{7}$/);
    expect(() => randomIds({ length: 3 })).toThrow("length");
  });
});
