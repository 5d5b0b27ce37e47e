import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const PAGE = readFileSync(new URL("../support/peers.md", import.meta.url), "utf8");
const TESTS = new URL("../", import.meta.url);

/** The lines of the page that name a test: what goes wrong, the file, and what stands in it. */
const LINES = [...PAGE.matchAll(/^\| (?<what>[^|]+) \| `(?<file>[^`]+)` › (?<title>.+) \|$/gm)].map(
  ({ groups }) => groups as { readonly what: string; readonly file: string; readonly title: string },
);

describe("the page of what others get wrong", () => {
  it("names a test in every line", () => {
    const rows = PAGE.split("\n").filter(
      (line) => line.startsWith("| ") && !/^\| (?:---|what goes wrong \|)/.test(line),
    );
    expect(rows.length).toBeGreaterThan(90);
    expect(LINES).toHaveLength(rows.length);
  });

  it("says each thing once", () => {
    expect(new Set(LINES.map(({ what }) => what)).size).toBe(LINES.length);
  });

  it("names tests that are there", () => {
    const missing = LINES.filter(({ file, title }) => {
      const path = new URL(file, TESTS);
      return !existsSync(path) || !readFileSync(path, "utf8").includes(title);
    });
    expect(missing.map(({ file, title }) => `${file} › ${title}`)).toEqual([]);
  });
});
