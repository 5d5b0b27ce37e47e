import { spawnSync } from "node:child_process";
import { openSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Project, ROOT, script } from "./project.js";

const MIGR = join(ROOT, "bin", "migr.js");

/** A project whose history is longer than a pipe takes at once. */
function longHistory(): Project {
  const message = "long ".repeat(400);
  const scripts = Array.from({ length: 200 }, (_, i) => [
    `migrations/versions/r${i}.ts`,
    script(`r${i}`, i === 0 ? null : `r${i - 1}`, { message: `${i} ${message}` }),
  ]);
  return new Project({ "migr.config.json": "{}", ...Object.fromEntries(scripts) });
}

describe.runIf(process.platform !== "win32")("what a command writes", () => {
  const bash = (project: Project, command: string) =>
    spawnSync("bash", ["-c", `set -o pipefail; ${command}`], {
      cwd: project.root,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], HOME: project.root, MIGR: `${process.execPath} ${MIGR}` },
    });

  it("reaches a reader that is slow, whole and in order, into pipes that block and that do not", () => {
    using project = longHistory();
    const whole = bash(project, "$MIGR history -v > whole; wc -c < whole");
    expect(Number(whole.stdout)).toBeGreaterThan(300_000);
    expect(bash(project, "$MIGR history -v | (sleep 1; cat) | cmp - whole").status).toBe(0);
    // Node's stream, which the project's own code may open, makes the pipe one that does not wait.
    project.write({ "open.cjs": "process.stdout;" });
    const opened = "NODE_OPTIONS=--require=./open.cjs $MIGR history -v";
    expect(bash(project, `${opened} | (sleep 1; cat) | cmp - whole`).status).toBe(0);
  });

  it("is no failure where the reader leaves before the end", () => {
    using project = longHistory();
    const { status, stdout, stderr } = bash(project, "$MIGR history -v | head -c 3");
    expect([status, stdout.length, stderr]).toEqual([0, 3, ""]);
  });

  it.runIf(process.platform === "linux")("is a failure where it cannot be written", () => {
    using project = longHistory();
    const { status } = spawnSync(process.execPath, [MIGR, "history"], {
      cwd: project.root,
      stdio: ["ignore", openSync("/dev/full", "w"), "ignore"],
    });
    expect(status).toBe(1);
  });
});
