import { spawn } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configFor, Project, ROOT, script, stable } from "./project.js";

const MODELS = `import { declarativeBase, integer, string } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey(), name: string(20) }) {}
`;
const FILES = { "migr.config.ts": configFor("sqlite:///app.db"), "models.ts": MODELS };
const COLOR = { env: { FORCE_COLOR: "1" } };
const ESCAPE = "\u001b[";

describe("color", () => {
  it("means something, and nothing is lost without it", async () => {
    using project = new Project(FILES);
    const both = async (...argv: string[]) => {
      const [colored, plain] = [await project.migr(argv, COLOR), await project.migr(argv)];
      expect(plain.stdout + plain.stderr).not.toContain(ESCAPE);
      expect(colored.stdout.replace(/\u001b\[\d+m/g, "")).toBe(plain.stdout);
      expect(colored.stderr.replace(/\u001b\[\d+m/g, "")).toBe(plain.stderr);
      return colored;
    };
    expect((await both("check")).stdout).toContain("  \u001b[32m+ users\u001b[39m");
    expect((await both("diff")).stdout).toContain("\n\u001b[32m+table users\u001b[39m\n");
    expect((await both("status")).stdout).toContain("\u001b[33m1 change not in the database\u001b[39m");
    expect((await both("upgrade", "zzz")).stderr).toMatch(
      /^\u001b\[1m\u001b\[31merror\[revision\.unknown\]:\u001b\[39m\u001b\[22m There is no revision zzz\.\n\u001b\[33mhint:\u001b\[39m /,
    );
  });

  it.each([
    [["--no-color"], { FORCE_COLOR: "1" }],
    [[], { NO_COLOR: "1" }],
    [[], { TERM: "dumb" }],
    [[], {}],
  ])("is off with %j and %j", async (argv, env) => {
    using project = new Project(FILES);
    const { stdout, stderr } = await project.migr(["check", ...argv], { env });
    expect(stdout + stderr).not.toContain(ESCAPE);
  });
});

describe("text from scripts and databases", () => {
  it("reaches the terminal without escapes", async () => {
    using project = new Project({
      ...FILES,
      "migrations/versions/1.ts": script("a1", null, {
        message: "evil \u001b[2J\u001b]0;title\u0007 message",
        upgrade: 'throw new Error("bad \\u001b[31mthing\\u0007");',
      }),
    });
    for (const argv of [
      ["history"],
      ["show", "a1"],
      ["status"],
      ["upgrade", "head"],
      ["upgrade", "head", "--json"],
    ]) {
      const { stdout, stderr } = await project.migr(argv);
      expect(stdout + stderr, argv.join(" ")).not.toMatch(/[\u001b\u0007]|\\u001b|\\u0007/);
    }
  });
});

describe("--quiet", () => {
  it("leaves errors and what was asked for", async () => {
    using project = new Project(FILES);
    const made = await project.migr(["revision", "--autogenerate", "-m", "x", "--rev-id", "a1", "-q"]);
    expect(stable(made.stdout, project)).toBe("migrations/versions/DATE_a1_x.ts\n");
    expect(made.stderr).toBe("");
    expect(await project.migr(["-q", "upgrade", "head"])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await project.migr(["check", "-q"])).toEqual({ code: 0, stdout: "", stderr: "" });
    expect((await project.migr(["current", "-q"])).stdout).toBe("a1 (head)\n");
    expect((await project.migr(["upgrade", "zzz", "-q"])).stderr).toMatch(/^error\[revision\.unknown\]: /);
  });
});

describe("--verbose", () => {
  it("shows every statement with its time on stderr, and the stack of an error", async () => {
    using project = new Project(FILES);
    const run = await project.migr(["check", "-v"]);
    expect(run.stderr).toMatch(/\d+(\.\d+)? ms.*select/is);
    expect(run.stdout).not.toMatch(/select/i);
    const failed = await project.migr(["upgrade", "zzz", "-v"]);
    expect(failed.stderr).toMatch(/^RevisionError: There is no revision zzz\.\n\s+at /m);
  });
});

describe("--json", () => {
  it("is the one thing on stdout, for a failure too", async () => {
    using project = new Project(FILES);
    const run = await project.migr(["upgrade", "zzz", "--json"]);
    expect(run).toMatchObject({ code: 1, stderr: "" });
    expect(JSON.parse(run.stdout)).toEqual({
      version: 1,
      command: "upgrade",
      error: {
        code: "revision.unknown",
        message: "There is no revision zzz.",
        hint: "`migr history` lists all revisions.",
        details: { identifier: "zzz" },
      },
    });
    const usage = await project.migr(["upgrade", "--json"]);
    expect(usage).toMatchObject({ code: 2, stderr: "" });
    expect(JSON.parse(usage.stdout)).toMatchObject({
      version: 1,
      command: null,
      error: { code: "cli.usage" },
    });
  });
});

describe("help", () => {
  it.each([["--help"], ["-h"], ["help"]])("%s is printed on stdout", async (flag) => {
    using project = new Project();
    const run = await project.migr([flag]);
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toMatch(/^Usage: migr \[global options\] COMMAND \[options\]\n/);
  });

  it("of a command is the same wherever it is asked for", async () => {
    using project = new Project();
    const { stdout } = await project.migr(["upgrade", "--help"]);
    expect(stdout).toMatch(/^Usage: migr upgrade \[options\] <target>\n/);
    for (const argv of [
      ["upgrade", "-h"],
      ["help", "upgrade"],
      ["--json", "upgrade", "--help"],
    ]) {
      expect(await project.migr(argv)).toEqual({ code: 0, stdout, stderr: "" });
    }
  });

  it("and version need no project", async () => {
    using project = new Project();
    const { stdout } = await project.migr(["--version"]);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
    expect((await project.migr(["upgrade", "--version"])).stdout).toBe(stdout);
  });
});

describe("a wrong command line", () => {
  it("exits with 2 and says what was meant", async () => {
    using project = new Project();
    expect(await project.migr(["upgrad", "head"])).toEqual({
      code: 2,
      stdout: "",
      stderr: "error[cli.usage]: Unknown command 'upgrad'.\nhint: Did you mean upgrade?\n",
    });
    expect(await project.migr([])).toEqual({
      code: 2,
      stdout: "",
      stderr: "error[cli.usage]: No command is given.\nhint: `migr --help` lists the commands.\n",
    });
  });
});

describe("a reader that leaves early", () => {
  it("is no error", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [
        `migrations/versions/${i}.ts`,
        script(`r${i}`, i === 0 ? null : `r${i - 1}`, { message: "m".repeat(200) }),
      ]),
    );
    using project = new Project({ ...FILES, ...files });
    const child = spawn(process.execPath, [join(ROOT, "bin", "migr.js"), "history", "-v"], {
      cwd: project.root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let stderr = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.stdout.once("data", () => child.stdout.destroy());
    const code = await new Promise((done) => child.on("close", done));
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

describe("a project that keeps the process busy", () => {
  it("does not keep a finished command from ending", async () => {
    using project = new Project({
      ...FILES,
      "migr.config.ts": `${configFor("sqlite:///app.db")}\nsetInterval(() => undefined, 1000);\n`,
    });
    expect(await project.migr(["heads"])).toEqual({ code: 0, stdout: "", stderr: "" });
  });
});
