import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { configFor, Project, ROOT, script } from "./project.js";

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
  // Its last line tells the shell not to offer files.
  expect(lines.pop()).toBe(":4");
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
    expect(await offered(p, "explain", "")).toEqual([]);
  });

  it("the words of an option or argument that takes but a few", async () => {
    using p = project();
    expect(await offered(p, "graph", "--format", "")).toEqual(["text", "mermaid", "dot", "svg"]);
    expect(await offered(p, "completion", "")).toEqual(["bash", "zsh", "fish", "powershell"]);
    const { stdout: templates } = await p.migr(["list-templates"]);
    expect(await offered(p, "init", "--template", "")).toEqual(templates.trim().split("\n"));
    expect(await offered(p, "squash", "ab")).toEqual(["abc1", "abd2"]);
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
    expect(run.stdout).toMatch(/migr complete '?--/);
  });

  it("lets bash complete a command and a revision", async () => {
    using p = project();
    const { stdout: completion } = await p.migr(["completion", "bash"]);
    const asked = `
      compopt() { :; }
      migr() { "${process.execPath}" "${ROOT}/bin/migr.js" "$@"; }
      ${completion}
      complete -p migr
      function ask() {
        COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=\${#COMP_LINE}; COMPREPLY=()
        $(complete -p migr | sed 's/.*-F \\([^ ]*\\).*/\\1/')
        echo "reply: \${COMPREPLY[*]}"
      }
      ask migr upg
      ask migr downgrade abd
    `;
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", asked], { cwd: p.root, encoding: "utf8" });
    expect(stdout.match(/^reply: .*$/gm), stderr).toEqual(["reply: upgrade", "reply: abd2"]);
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
