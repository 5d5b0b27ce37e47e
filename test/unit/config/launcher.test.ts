import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, openSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type Files, Project } from "../loader/project.js";

const BIN = fileURLToPath(new URL("../../../bin/", import.meta.url));
const HELP = {
  "--version": "1.2.3\n",
  "--help": "all\n",
  "upgrade --help": "upgrade\n",
  "help upgrade": "upgrade\n",
};

/** The launcher over a program that says what it was asked and ends with 3. */
function migr(files: Files, ...args: string[]) {
  using project = launcherIn(files);
  const { stdout, status } = spawnSync(process.execPath, [project.path("bin/migr.js"), ...args], {
    encoding: "utf8",
  });
  return [stdout, status];
}

function launcherIn(files: Files): Project {
  const project = new Project({
    "package.json": { type: "module" },
    "dist/cli.js": `export const main = async (args) => { console.log("ran " + args.join(" ")); return 3; };`,
    ...files,
  });
  mkdirSync(project.path("bin"));
  for (const name of ["migr.js", "package.json"]) copyFileSync(`${BIN}${name}`, project.path(`bin/${name}`));
  return project;
}

describe("bin/migr.js", () => {
  it.each([
    [["--help"], "all\n"],
    [["-h"], "all\n"],
    [["--version"], "1.2.3\n"],
    [["upgrade", "--help"], "upgrade\n"],
    [["upgrade", "-h"], "upgrade\n"],
    [["help", "upgrade"], "upgrade\n"],
  ])("answers %j from the file, without the program", (args, answer) => {
    const files = { "dist/help.json": HELP, "dist/cli.js": `throw new Error("loaded");` };
    expect(migr(files, ...args)).toEqual([answer, 0]);
  });

  it.each([
    [[]],
    [["upgrade", "head"]],
    [["upgrade", "head", "--help"]],
    [["--help", "upgrade"]],
    [["unknown", "--help"]],
    [["help", "unknown"]],
    [["constructor", "--help"]],
  ])("leaves %j to the program, whose answer is the exit code", (args) => {
    expect(migr({ "dist/help.json": HELP }, ...args)).toEqual([`ran ${args.join(" ")}\n`, 3]);
  });

  it("leaves help to the program where the file is missing or damaged", () => {
    expect(migr({}, "--help")).toEqual(["ran --help\n", 3]);
    expect(migr({ "dist/help.json": "{" }, "--help")).toEqual(["ran --help\n", 3]);
  });

  it.runIf(process.platform === "linux")("ends quietly when nobody reads, and with 1 on a full disk", () => {
    using project = launcherIn({ "dist/help.json": { "--help": "x".repeat(500_000) } });
    const command = `"${process.execPath}" "${project.path("bin/migr.js")}" --help`;
    const closed = spawnSync("bash", ["-c", `${command} | head -c 1; exit \${PIPESTATUS[0]}`], {
      encoding: "utf8",
    });
    expect([closed.stdout, closed.stderr, closed.status]).toEqual(["x", "", 0]);
    const full = spawnSync(process.execPath, [project.path("bin/migr.js"), "--help"], {
      stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
      encoding: "utf8",
    });
    expect([full.stderr, full.status]).toEqual([expect.stringContaining("ENOSPC"), 1]);
  });
});
