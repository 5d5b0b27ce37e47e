import { describe, expect, it } from "vitest";
import { reportFailure } from "../../../src/cli/failure.js";
import {
  ConfigError,
  MigrationError,
  OperationalError,
  RevisionFailed,
  UsageError,
} from "../../../src/errors/errors.js";
import { safeText } from "../../../src/util/text.js";
import { recordedOutput } from "./screens.js";

const place = { command: "upgrade", cwd: "/project" };

async function reported(thrown: unknown, options = {}, columns?: number) {
  const { output, stdout, stderr } = recordedOutput(options, columns);
  const code = await reportFailure(thrown, output, place);
  return { code, stdout: stdout.text, stderr: stderr.text };
}

describe("an error", () => {
  it("reads as its code, its message and its hint", async () => {
    const error = new ConfigError("config.no-url", "No database is named.", { hint: "Set url." });
    expect(await reported(error)).toEqual({
      code: 1,
      stdout: "",
      stderr: "error[config.no-url]: No database is named.\nhint: Set url.\n",
    });
  });

  it("without a hint says what the catalogue says", async () => {
    expect((await reported(new OperationalError("db.lost", "Gone."))).stderr).toBe(
      "error[db.lost]: Gone.\nhint: Check the server's log; run again.\n",
    );
  });

  it("names files from the folder of the command, and those elsewhere in full", async () => {
    const error = new ConfigError("config.failed", "Two: /project/versions/a.ts and /projects/b.ts.", {
      hint: 'Mend "/project/versions/a.ts" (/project/c.ts:3) of sqlite:////project/x.db.',
      details: { file: "/project/versions/a.ts" },
    });
    expect((await reported(error)).stderr).toBe(
      "error[config.failed]: Two: versions/a.ts and /projects/b.ts.\n" +
        'hint: Mend "versions/a.ts" (c.ts:3) of sqlite:////project/x.db.\n',
    );
    expect(JSON.parse((await reported(error, { json: true })).stdout).error.message).toContain(
      " /project/versions/",
    );
  });

  it("is one document on stdout under --json, and nothing on stderr", async () => {
    const error = new UsageError("Unknown option.", { details: { near: "--x" } });
    const { code, stdout, stderr } = await reported(error, { json: true });
    expect(code).toBe(2);
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toEqual({
      version: 1,
      command: "upgrade",
      error: {
        code: "cli.usage",
        message: "Unknown option.",
        hint: "Run `migr COMMAND --help` for what the command takes.",
        details: { near: "--x" },
      },
    });
  });

  it.each([
    [new UsageError("x."), 2],
    [new ConfigError("config.failed", "x."), 1],
    [new MigrationError("migration.locked", "x."), 4],
    [new MigrationError("migration.interrupted", "x."), 130],
    [new RevisionFailed("db.unique", "x.", { details: { halfApplied: true } }), 5],
    [new RevisionFailed("db.unique", "x.", { details: { halfApplied: false } }), 1],
    [new TypeError("x"), 1],
  ] as const)("%s gives the exit code %d", async (error, code) => {
    expect((await reported(error)).code).toBe(code);
  });

  it("that is none of ours is a mistake in migr, and says so", async () => {
    expect((await reported(new TypeError("x is not a function"))).stderr).toMatch(
      /^error\[internal\]: x is not a function\.\nhint: .*--verbose\.\n$/,
    );
  });

  it("shows its stack and its cause under --verbose alone", async () => {
    const error = new ConfigError("config.failed", "It threw.", { cause: new Error("deep down") });
    expect((await reported(error)).stderr).not.toContain("    at ");
    const verbose = (await reported(error, { verbose: true })).stderr;
    expect(verbose).toContain("caused by Error: deep down");
    expect(verbose).toContain("    at ");
  });

  it("is broken into lines on a terminal, and in one line in a log", async () => {
    const error = new ConfigError("config.failed", "word ".repeat(30).trim(), { hint: "h." });
    expect((await reported(error)).stderr.split("\n")[0]).toBe(`error[config.failed]: ${error.message}`);
    const lines = (await reported(error, {}, 60)).stderr.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
  });
});

describe("a failed revision", () => {
  const details = {
    revision: "9d20e7f3",
    file: "/project/migrations/versions/9d20e7f3_unique_phone.ts",
    line: 14,
    operation: 'op.createIndex("ix_phone", …)',
    step: 2,
    done: ['op.addColumn("users", …)'],
  };

  it("tells the script's line, the step, and that nothing is left of it", async () => {
    const error = new RevisionFailed("db.unique", "Duplicate entry.", {
      hint: "Mend it.",
      details: { ...details, rolledBack: true, halfApplied: false },
    });
    expect((await reported(error)).stderr).toBe(
      [
        "error[db.unique]: Duplicate entry.",
        '  at migrations/versions/9d20e7f3_unique_phone.ts:14  op.createIndex("ix_phone", …) (step 2)',
        "  the revision was rolled back; nothing of it is left",
        "hint: Mend it.",
        "",
      ].join("\n"),
    );
  });

  it("tells which steps stay where the database cannot roll back", async () => {
    const error = new RevisionFailed("db.unique", "Duplicate entry.", {
      details: { ...details, rolledBack: false, halfApplied: true },
    });
    expect((await reported(error)).stderr).toContain(
      '  these steps are done and stay:\n    op.addColumn("users", …)\n',
    );
  });
});

describe("text from elsewhere", () => {
  it("has no terminal escapes and no control characters", async () => {
    expect(safeText("a\u001b[2Jb\u001b]0;title\u0007c\rd\u0000")).toBe("abcd");
  });

  it.each([
    ["postgresql://app:s3cret@db/shop", "postgresql://app:***@db/shop"],
    ["mysql://root:p%40ss@[::1]:3306/x?a=b", "mysql://root:***@[::1]:3306/x?a=b"],
    ["cannot open mariadb://:onlypass@h/x, sorry", "cannot open mariadb://:***@h/x, sorry"],
    ["postgresql://app:with@sign@db/shop", "postgresql://app:***@db/shop"],
    ["https://example.com:8080/a", "https://example.com:8080/a"],
  ])("shows %s as %s", (text, masked) => {
    expect(safeText(text)).toBe(masked);
  });

  it("is safe in the details of a JSON document too", async () => {
    const error = new OperationalError("db.connect", "No answer from postgresql://a:topsecret@h/x.", {
      details: { url: "postgresql://a:topsecret@h/x", nested: ["mysql://b:topsecret@h"] },
    });
    expect((await reported(error, { json: true })).stdout).not.toContain("topsecret");
    expect((await reported(error, { verbose: true })).stderr).not.toContain("topsecret");
  });
});
