import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const PAGES = [
  ["what others get wrong", "peers.md", 90],
  ["what the command line holds", "command-line.md", 100],
] as const;
const TESTS = new URL("../", import.meta.url);

/** The lines of a page that name a test: what it is about, the file, and what stands in it. */
function linesOf(page: string) {
  return [...page.matchAll(/^\| (?<what>[^|]+) \| `(?<file>[^`]+)` › (?<title>.+) \|$/gm)].map(
    ({ groups }) => groups as { readonly what: string; readonly file: string; readonly title: string },
  );
}

describe.each(PAGES)("the page of %s", (_, file, least) => {
  const page = readFileSync(new URL(`../support/${file}`, import.meta.url), "utf8");
  const lines = linesOf(page);

  it("names a test in every line", () => {
    const rows = page
      .split("\n")
      .filter((line) => line.startsWith("| ") && !/^\| (?:---|what (?:goes wrong|there is) \|)/.test(line));
    expect(rows.length).toBeGreaterThan(least);
    expect(lines).toHaveLength(rows.length);
  });

  it("says each thing once", () => {
    expect(new Set(lines.map(({ what }) => what)).size).toBe(lines.length);
  });

  it("names tests that are there", () => {
    const missing = lines.filter(({ file, title }) => {
      const path = new URL(file, TESTS);
      return !existsSync(path) || !readFileSync(path, "utf8").includes(title);
    });
    expect(missing.map(({ file, title }) => `${file} › ${title}`)).toEqual([]);
  });
});
