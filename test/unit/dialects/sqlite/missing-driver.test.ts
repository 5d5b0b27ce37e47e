import { describe, expect, it, vi } from "vitest";

describe("without the package better-sqlite3", () => {
  it("connecting says how to install it", async () => {
    vi.doMock("better-sqlite3", () => {
      throw new Error("Cannot find package");
    });
    const { dialectModule } = await import("../../../../src/dialects/sqlite/index.js");
    const target = { scheme: "sqlite", database: ":memory:", params: new Map<string, string>() };
    await expect(dialectModule.driver.open(target)).rejects.toMatchObject({
      code: "config.driver-missing",
      hint: "Run `npm install better-sqlite3`.",
    });
  });
});
