import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { configFor, Project, script } from "./project.js";

function project(): Project {
  return new Project({
    "migr.config.ts": configFor("postgresql://localhost:1/nowhere"),
    "models.ts": 'import { declarativeBase } from "migr";\nexport const Base = declarativeBase();\n',
    "migrations/versions/1.ts": script("abc1", null, { message: "create users" }),
    "migrations/versions/2.ts": script("abd2", "abc1", { message: "add payments" }).replace(
      "export const downRevision",
      'export const branchLabels = ["payments"];\nexport const downRevision',
    ),
  });
}

/** What a shell is offered for the last of these words. */
async function offered(p: Project, ...words: readonly string[]): Promise<readonly string[]> {
  const run = await p.migr(["complete", "--", ...words]);
  expect(run).toMatchObject({ code: 0, stderr: "" });
  const lines = run.stdout.trimEnd().split("\n");
  // Its last line tells the shell whether to offer files instead.
  expect(lines.pop()).toBe(":words");
  return lines.map((line) => line.split("\t")[0]!);
}

describe("a shell is offered", () => {
  it("all commands, and those that begin as the word does", async () => {
    using p = project();
    expect([...(await offered(p, ""))].sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
    expect(await offered(p, "up")).toEqual(["upgrade"]);
  });

  it("the options of the command", async () => {
    using p = project();
    expect(await offered(p, "history", "--rev")).toEqual(["--rev-range"]);
    expect(await offered(p, "revision", "--auto")).toEqual(["--autogenerate"]);
  });

  it("revisions by id, label and word, where a command takes one, and asks no database", async () => {
    using p = project();
    expect(await offered(p, "upgrade", "")).toEqual([
      "head",
      "heads",
      "base",
      "current",
      "payments@head",
      "abc1",
      "abd2",
    ]);
    expect(await offered(p, "show", "ab")).toEqual(["abc1", "abd2"]);
    expect(await offered(p, "revision", "--head", "pay")).toEqual(["payments@head"]);
    expect(await offered(p, "upgrade", "head", "")).toEqual([]);
    expect(await offered(p, "stamp", "head", "ab")).toEqual(["abc1", "abd2"]);
    expect(await offered(p, "history", "-r", "abc1:ab")).toEqual(["abc1:abc1", "abc1:abd2"]);
    expect(await offered(p, "history", "--rev-range=ab")).toEqual(["--rev-range=abc1", "--rev-range=abd2"]);
    expect(await offered(p, "-x", "a=b", "show", "-q", "abc")).toEqual(["abc1"]);
  });

  it("the words of an option or argument that takes but a few", async () => {
    using p = project();
    expect(await offered(p, "graph", "--format", "")).toEqual(["text", "mermaid", "dot", "svg"]);
    expect(await offered(p, "completion", "")).toEqual(["bash", "zsh", "fish", "powershell"]);
    const { stdout: templates } = await p.migr(["list-templates"]);
    expect(await offered(p, "init", "--template", "")).toEqual(
      templates
        .trim()
        .split("\n")
        .map((line) => line.split(" ")[0]),
    );
    expect(await offered(p, "squash", "ab")).toEqual(["abc1", "abd2"]);
    expect(await offered(p, "explain", "db.uni")).toEqual(["db.unique"]);
  });

  it.each([
    ["files", ["-c", ""]],
    ["files", ["upgrade", "--sql", "--output=o"]],
    ["files", ["init", "--models", ""]],
    ["folders", ["init", ""]],
    ["folders", ["revision", "--version-path", "mi"]],
  ])("%s after %j", async (what, words) => {
    using p = project();
    expect(await p.migr(["complete", "--", ...words])).toMatchObject({ code: 0, stdout: `:${what}\n` });
  });

  it("the history of the configuration that the line names", async () => {
    using p = project().write({
      "other.config.ts": 'export default { url: "sqlite:///o.db", scripts: "other" };\n',
      "other/versions/1.ts": script("xyz1", null),
    });
    expect(await offered(p, "-c", "other.config.ts", "show", "x")).toEqual(["xyz1"]);
  });

  it("the same where a shell cannot pass on an empty word", async () => {
    using p = project();
    const run = await p.migr(["complete", "--next", "completion"]);
    expect(run.stdout).toBe("bash\nzsh\nfish\npowershell\n:words\n");
  });

  it("databases and targets by their names, and no revisions for them", async () => {
    using p = project().write({
      "migr.config.ts": `export default { databases: {
  main: { url: "sqlite:///a.db", targets: [{ name: "acme", database: "b" }] },
  logs: { url: "sqlite:///c.db" },
} };`,
    });
    expect(await offered(p, "upgrade", "--db", "")).toEqual(["main", "logs"]);
    expect(await offered(p, "current", "--target", "")).toEqual(["acme"]);
  });

  it("commands where the configuration is broken or missing", async () => {
    using broken = project().write({ "migr.config.ts": "export default {" });
    expect(await offered(broken, "upgr")).toEqual(["upgrade"]);
    expect(await offered(broken, "upgrade", "he")).toEqual(["head", "heads"]);
  });
});

describe("migr completion", () => {
  it.each(["bash", "zsh", "fish", "powershell"])("prints a script for %s that asks migr", async (shell) => {
    using p = project();
    const run = await p.migr(["completion", shell]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^#.*\bmigr\b[\s\S]* complete (?:--|\$request) /);
  });

  it.each([
    [["completion", "tcsh"], 'There is no completion for "tcsh".'],
    [["completion"], "Missing required argument 'shell'."],
    [["completion", "bash", "--json"], "A completion script is for a shell, and not to be had as JSON."],
  ])("refuses %j", async (argv, message) => {
    using p = project();
    const run = await p.migr(argv);
    expect(run.code).toBe(2);
    expect(run.stdout + run.stderr).toContain(argv.includes("--json") ? JSON.stringify(message) : message);
  });
});
