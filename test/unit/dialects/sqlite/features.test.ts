import { describe, expect, it } from "vitest";
import { abilitiesOf, assertServed } from "../../../../src/dialects/sqlite/features.js";

describe("versions of the library", () => {
  it.each(["3.40.0", "3.45.1", "3.53.2", "3.100.0", "4.0.0"])("that are served: %s", (version) => {
    expect(() => assertServed(version)).not.toThrow();
  });

  it.each(["3.39.4", "3.8.11.1", "2.8.17"])("that are too old: %s", (version) => {
    expect(() => assertServed(version)).toThrow(
      expect.objectContaining({
        code: "db.too-old",
        message: expect.stringContaining("3.40.0 is the oldest"),
      }),
    );
  });

  it("that can change checks in place", () => {
    const versions = ["3.40.0", "3.52.9", "3.53.0", "3.60.1", "4.0.0"];
    expect(versions.map((version) => abilitiesOf(version).alterChecks)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });
});
