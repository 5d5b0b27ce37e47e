import { chmodSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { formatFile } from "../../../src/config/format.js";
import { loadConfig } from "../../../src/config/load.js";
import { ESM, loaderFor, Project } from "../loader/project.js";

async function format(files: Record<string, string>, command: unknown, file: string) {
  const project = new Project({ ...ESM, ...files, "migr.config.json": { format: command } });
  const config = await loadConfig({ loader: loaderFor(), command: "revision", cwd: project.root });
  return { project, done: formatFile(config, project.path(file)) };
}

const UPPER = `#!/usr/bin/env node
const { readFileSync, writeFileSync } = require("node:fs");
const file = process.argv.at(-1);
writeFileSync(file, readFileSync(file, "utf8").toUpperCase());`;

describe("the formatter", () => {
  it.each([
    ["a command of an installed package, through the shell", "upper --write"],
    ["arguments without a shell", ["node", "node_modules/.bin/upper", "--write"]],
  ])("runs as %s, on names that a shell would take apart", async (_how, command) => {
    const files = { "node_modules/.bin/upper": UPPER, "package.json": "{}", "it's $(a) file.ts": "abc" };
    const project = new Project({ ...ESM, ...files, "migr.config.json": { format: command } });
    chmodSync(project.path("node_modules/.bin/upper"), 0o755);
    const config = await loadConfig({ loader: loaderFor(), command: "revision", cwd: project.root });
    await formatFile(config, project.path("it's $(a) file.ts"));
    expect(readFileSync(project.path("it's $(a) file.ts"), "utf8")).toBe("ABC");
    project[Symbol.dispose]();
  });

  it("that ends with an error is told with what it said, and the file stays", async () => {
    const { project, done } = await format(
      { "a.ts": "abc" },
      ["node", "-e", "console.error('no parser'); process.exit(3)"],
      "a.ts",
    );
    await expect(done).rejects.toMatchObject({
      code: "config.format-failed",
      message: expect.stringContaining("ended with 3"),
      hint: "no parser",
    });
    expect(readFileSync(project.path("a.ts"), "utf8")).toBe("abc");
    project[Symbol.dispose]();
  });

  it("that is not installed is told", async () => {
    const { project, done } = await format({ "a.ts": "" }, ["no-such-formatter"], "a.ts");
    await expect(done).rejects.toMatchObject({
      code: "config.format-failed",
      message: expect.stringContaining("ENOENT"),
    });
    project[Symbol.dispose]();
  });
});
