import { spawnSync } from "node:child_process";
import { readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Project, ROOT } from "../cli/project.js";

/** A block of the README that is marked as a part of the tour. */
interface Block {
  /** `install`, `run`, or the file that the block is the text of. */
  readonly what: string;
  readonly text: string;
}

const README = readFileSync(join(ROOT, "README.md"), "utf8");
const TOUR: readonly Block[] = [...README.matchAll(/<!-- tour: (\S+) -->\n```\w+\n([\s\S]*?)```/g)].map(
  ([, what, text]) => ({ what: what!, text: text! }),
);

/** The words of a line of shell, in which only double quotes mean anything. */
function words(line: string): readonly string[] {
  return [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);
}

it("the README's tour runs as it is written", async () => {
  expect(TOUR.map(({ what }) => what)).toEqual(["install", "src/models.ts", "run", "src/models.ts", "run"]);
  using project = new Project();
  symlinkSync(
    join(ROOT, "node_modules", "better-sqlite3"),
    project.path("node_modules", "better-sqlite3"),
    "dir",
  );
  // `npm init -y` of Node 20 writes a CommonJS package.
  project.write({ "package.json": '{ "name": "shop", "version": "1.0.0" }\n' });
  const outputs = new Map<string, string>();
  for (const { what, text } of TOUR) {
    if (what !== "install" && what !== "run") {
      project.write({ [what]: text });
      continue;
    }
    for (const line of text.trim().split("\n")) {
      const [program, ...rest] = words(line);
      // The package is linked into the project instead of being installed.
      if (program === "npm") continue;
      expect([program, rest[0]], line).toEqual(["npx", "migr"]);
      const run = await project.migr(rest.slice(1));
      expect(run, `${line}\n${run.stderr}${run.stdout}`).toMatchObject({ code: 0 });
      outputs.set(line, run.stdout);
    }
  }
  expect(outputs.get("npx migr diff")).toMatch(/^\+ .*\bnote\b/m);
  expect(outputs.get("npx migr status")).toMatch(/in step/);
  expect(project.scripts()).toHaveLength(2);
  expect((await project.migr(["check"])).code).toBe(0);
}, 120_000);

it("the demo shows the main job", () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, "examples", "demo.mjs")], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: process.env["HOME"] },
  });
  expect(status, stdout + stderr).toBe(0);
  for (const command of [
    'revision --autogenerate -m "create the blog"',
    "upgrade head",
    "check",
    "diff",
    "downgrade -1",
    "history",
    "status",
  ]) {
    expect(stdout).toContain(`$ npx migr ${command}\n`);
  }
  expect(stdout).toMatch(/^\+ .*\bbio\b/m);
  expect(stdout).toContain("Models and database are in step.");
  expect(stdout).toMatch(/models +in step with the database/);
}, 120_000);
