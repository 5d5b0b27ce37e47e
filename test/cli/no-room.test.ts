import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, openSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { configFor, Project, ROOT, script } from "./project.js";

/** The user without rights, whom modes of files stop. */
const NOBODY = 65_534;

const MODELS = `import { declarativeBase, integer, string } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey(), name: string(20) }) {}
`;

const project = () =>
  new Project({
    "migr.config.ts": configFor("sqlite:///app.db"),
    "models.ts": MODELS,
    "migrations/versions/a1.ts": script("a1", null, {
      upgrade: `await op.createTable("users", { id: integer().primaryKey(), name: string(20) });`,
      downgrade: `await op.dropTable("users");`,
    }),
  });

interface Ending {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command whose files may have no more than 512 bytes: a write stops in the middle, as on a full disk. */
function withoutRoom(p: Project, argv: readonly string[], cwd = p.root): Ending {
  const command = `trap '' XFSZ; ulimit -f 1; exec "$0" "$@"`;
  const { status, stdout, stderr } = spawnSync(
    "sh",
    ["-c", command, process.execPath, join(ROOT, "bin", "migr.js"), ...argv],
    { cwd, encoding: "utf8", env: { PATH: process.env["PATH"], HOME: p.root } },
  );
  return { code: status, stdout, stderr };
}

/** Runs a command as somebody who may read the project and write nowhere. */
function readingOnly(p: Project, argv: readonly string[]): Ending {
  chmodSync(p.root, 0o555);
  try {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "bin", "migr.js"), ...argv], {
      cwd: p.root,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: p.root },
      ...(process.geteuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
    });
    return { code: status, stdout, stderr };
  } finally {
    chmodSync(p.root, 0o755);
  }
}

const LONG = "x".repeat(700);

describe.skipIf(process.platform === "win32")("on a full disk", () => {
  it.each(
    (
      [
        [["revision", "-m", LONG], "revision.write-failed"],
        [["upgrade", "head", "--sql", "-o", "up.sql"], "config.write-failed"],
        [["upgrade", "head"], "db."],
        [["stamp", "head"], "db."],
        [["ensure-version"], "db."],
      ] as const
    ).map(([argv, code]) => [argv[0], argv, code] as const),
  )("%s fails, and leaves nothing half written", (_, argv, code) => {
    using p = project();
    const before = p.list();
    const run = withoutRoom(p, argv);
    expect(run, run.stderr).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(
      new RegExp(`^(?:.*\\n)*error\\[${code.replace(".", "\\.")}[^\\n]*\\n(?:.*\\n)*hint: `),
    );
    // SQLite makes its file before it finds that nothing fits into it.
    expect(p.list().filter((name) => !/^app\.db|^\.cache\//.test(name))).toEqual(before);
  });

  it("init takes back what it had begun", () => {
    using p = new Project({ "empty/package.json": "{}" });
    const run = withoutRoom(p, ["init"], p.path("empty"));
    expect(run, run.stderr).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("error[config.init-failed]: The project cannot be written: ");
    expect(p.list("empty")).toEqual(["empty/package.json"]);
    expect(existsSync(p.path("empty", "migrations"))).toBe(false);
  });

  it("what only reads goes on", () => {
    using p = project();
    const stdout = "<base> -> a1 (head), makes a1\n";
    expect(withoutRoom(p, ["heads"])).toEqual({ code: 0, stderr: "", stdout });
  });

  it("a run goes on where there is room again", async () => {
    using p = project();
    expect(withoutRoom(p, ["upgrade", "head"])).toMatchObject({ code: 1 });
    expect(await p.migr(["current"])).toMatchObject({ code: 0, stdout: "" });
    expect(await p.migr(["upgrade", "head"])).toMatchObject({ code: 0 });
    expect((await p.migr(["current"])).stdout).toBe("a1 (head)\n");
  });

  it.skipIf(!existsSync("/dev/full"))("an answer that cannot be written is a failure", () => {
    using p = project();
    for (const argv of [["history"], ["heads", "--json"], ["upgrade", "head", "--sql"], ["--help"]]) {
      const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "bin", "migr.js"), ...argv], {
        cwd: p.root,
        encoding: "utf8",
        stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
        env: { PATH: process.env["PATH"], HOME: p.root },
      });
      expect({ argv, status }).toEqual({ argv, status: 1 });
      expect(stderr).toContain("ENOSPC");
    }
  });
});

describe.skipIf(process.platform === "win32")("in a folder that is read-only", () => {
  it.each([
    [["revision", "-m", "more"], 1, "revision.write-failed"],
    [["revision", "-m", "more", "--version-path", "migrations/versions"], 1, "revision.write-failed"],
    [["upgrade", "head"], 1, "db.connect"],
    [["upgrade", "head", "--sql", "--output", "sql/up.sql"], 1, "config.write-failed"],
    [["init", "other"], 2, "cli.usage"],
  ])("%j fails, and changes nothing", (argv, code, error) => {
    using p = project();
    chmodSync(p.path("migrations", "versions"), 0o555);
    const before = p.list();
    const run = readingOnly(p, argv);
    expect(run, run.stderr).toMatchObject({ code, stdout: "" });
    expect(run.stderr).toMatch(new RegExp(`^error\\[${error.replace(".", "\\.")}\\]: .+\\.\\nhint: .+\\n$`));
    expect(p.list()).toEqual(before);
    chmodSync(p.path("migrations", "versions"), 0o755);
  });

  it("what only reads works", () => {
    using p = project();
    expect(readingOnly(p, ["history"])).toEqual({
      code: 0,
      stderr: "",
      stdout: "<base> -> a1 (head), makes a1\n",
    });
    expect(readingOnly(p, ["upgrade", "head", "--sql"])).toMatchObject({ code: 0, stderr: "" });
  });

  it("init and pull say so", async () => {
    using p = new Project({ "sub/package.json": "{}" });
    const begun = readingOnly(p, ["init", "--url", "sqlite:///app.db"]);
    expect(begun, begun.stderr).toMatchObject({ code: 1, stdout: "" });
    expect(begun.stderr).toContain("error[config.init-failed]: ");
    expect(p.list()).toEqual(["package.json", "sub/package.json"]);
    using made = project();
    await made.migr(["upgrade", "head"]);
    const pulled = readingOnly(made, ["pull", "-o", "pulled.ts", "--url", "sqlite:///app.db?mode=ro"]);
    expect(pulled, pulled.stderr).toMatchObject({ code: 1, stdout: "" });
    expect(pulled.stderr).toContain("error[config.write-failed]: ");
    expect(made.list()).not.toContain("pulled.ts");
  });
});
