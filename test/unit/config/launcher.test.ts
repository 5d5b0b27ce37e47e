import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
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
    "dist/startup.cjs": `exports.main = async (args) => { console.log("ran " + args.join(" ")); return 3; };`,
    ...files,
  });
  mkdirSync(project.path("bin"));
  for (const name of ["migr.js", "code-cache.js", "packages.js", "package.json"])
    copyFileSync(`${BIN}${name}`, project.path(`bin/${name}`));
  return project;
}

/** What the program has printed, or its error. */
function run(project: Project, ...options: readonly string[]) {
  const argv = [...options, project.path("bin/migr.js"), "x"];
  const { stdout, stderr } = spawnSync(process.execPath, argv, { encoding: "utf8" });
  return stderr || JSON.parse(stdout);
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
    const files = { "dist/help.json": HELP, "dist/startup.cjs": `throw new Error("loaded");` };
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

describe("the code of the files that bin/migr.js loads", () => {
  const CACHE = "node_modules/.cache/migr/code";
  /** As esbuild.config.js writes files: the last line tells the contents apart. */
  const built = (code: string, digest: string) => `${code}\n// ${digest.repeat(64)}\n`;
  const FILES: Files = {
    "package.json": { name: "migr", type: "module" },
    "dist/startup.cjs": built(
      `const { part } = require("./part.cjs");
       exports.main = (args) => {
         console.log(JSON.stringify([part, require("migr") === require("./index.cjs"), require("node:path").sep, ...args]));
       };`,
      "a",
    ),
    "dist/part.cjs": built("exports.part = 1;", "b"),
    "dist/index.cjs": built("exports.index = 1;", "c"),
  };

  function entries(project: Project): readonly string[] {
    if (!existsSync(project.path(CACHE))) return [];
    const [folder] = readdirSync(project.path(CACHE));
    return readdirSync(project.path(`${CACHE}/${folder}/other`)).map((name) =>
      project.path(join(CACHE, folder!, "other", name)),
    );
  }

  it("is kept, and runs the same", () => {
    using project = launcherIn(FILES);
    expect(run(project)).toEqual([1, true, "/", "x"]);
    expect(entries(project).map((path) => path.split("/").at(-1))).toEqual([
      "index.cjs.bin",
      "part.cjs.bin",
      "startup.cjs.bin",
    ]);
    expect(run(project)).toEqual([1, true, "/", "x"]);
  });

  it("is never run where the project has been moved, whose stacks would tell where it was", () => {
    const part = "exports.part = new Error().stack.includes(__filename);";
    using project = launcherIn({ ...FILES, "dist/part.cjs": built(part, "b") });
    expect(run(project)).toEqual([true, true, "/", "x"]);
    using moved = new Project({});
    cpSync(project.root, moved.root, { recursive: true });
    expect(run(moved)).toEqual([true, true, "/", "x"]);
    expect(run(moved)).toEqual([true, true, "/", "x"]);
  });

  it("is never run where a file has changed, of whatever length", () => {
    using project = launcherIn(FILES);
    run(project);
    project.write({ "dist/part.cjs": built("exports.part = 2;", "d") });
    expect(run(project)).toEqual([2, true, "/", "x"]);
    expect(run(project)).toEqual([2, true, "/", "x"]);
  });

  it.each([
    ["cut short", (content: Buffer) => content.subarray(0, 100)],
    ["empty", () => Buffer.alloc(0)],
    ["changed by one bit", (content: Buffer) => content.map((byte, at) => (at === 400 ? byte ^ 16 : byte))],
  ])("is mended when an entry is %s", (_how, damage) => {
    using project = launcherIn(FILES);
    run(project);
    const before = entries(project).map((path) => readFileSync(path));
    for (const path of entries(project)) writeFileSync(path, damage(readFileSync(path)));
    expect(run(project)).toEqual([1, true, "/", "x"]);
    expect(entries(project).map((path) => readFileSync(path).length)).toEqual(
      before.map(({ length }) => length),
    );
  });

  it("goes when the file of which it is has gone", () => {
    using project = launcherIn(FILES);
    run(project);
    writeFileSync(join(entries(project)[0]!, "../old-AB12.cjs.bin"), "");
    project.write({ "dist/part.cjs": built("exports.part = 2;", "d") });
    expect(run(project)).toEqual([2, true, "/", "x"]);
    expect(entries(project).map((path) => path.split("/").at(-1))).toEqual([
      "index.cjs.bin",
      "part.cjs.bin",
      "startup.cjs.bin",
    ]);
  });

  it("is kept for each command that is run often, with what it has used, once it has done its work", () => {
    using project = launcherIn({
      ...FILES,
      "dist/startup.cjs": built("exports.main = ([command, code]) => Number(code);", "a"),
    });
    const kept = (...args: readonly string[]) => {
      spawnSync(process.execPath, [project.path("bin/migr.js"), ...args]);
      if (!existsSync(project.path(CACHE))) return [];
      const [folder] = readdirSync(project.path(CACHE));
      return readdirSync(project.path(`${CACHE}/${folder}`)).sort();
    };
    expect(kept("current", "1")).toEqual([]);
    expect(kept("current", "0")).toEqual(["current"]);
    expect(kept("check", "3")).toEqual(["check", "current"]);
    expect(kept("../current", "0")).toEqual(["check", "current", "other"]);
  });

  it("goes when no run of a version of Node has kept any for long", () => {
    using project = launcherIn(FILES);
    for (const [version, days] of [
      ["v18.0.0-x64", 91],
      ["v20.0.0-x64", 80],
    ] as const) {
      const time = new Date(Date.now() - days * 86_400_000);
      project.write({ [`${CACHE}/${version}/current/startup.cjs.bin`]: "" });
      utimesSync(project.path(`${CACHE}/${version}/current`), time, time);
    }
    run(project);
    const left = readdirSync(project.path(CACHE)).sort();
    expect(left).toEqual(["v20.0.0-x64", `${process.version}-${process.arch}`].sort());
  });

  it("is done without where its folder is a file", () => {
    using project = launcherIn({ ...FILES, "node_modules/.cache": "" });
    expect(run(project)).toEqual([1, true, "/", "x"]);
  });

  it("is not that of a file that throws", () => {
    using project = launcherIn({ ...FILES, "dist/part.cjs": built(`throw new Error("broken part");`, "e") });
    expect(run(project)).toContain("broken part");
  });
});

describe("a driver that bin/migr.js loads", () => {
  const CACHE = "node_modules/.cache/migr/code";
  const FILES: Files = {
    "package.json": { name: "migr", type: "module" },
    "dist/startup.cjs": `
      const { relative } = require("node:path");
      exports.main = async () => {
        const own = module.createRequire(__filename);
        const pg = own("pg");
        const isOne = own("pg") === pg && own("other").pg === pg;
        const answers = [pg.answer(), pg.late(), await pg.later(), isOne, own("other").isMain];
        console.log(JSON.stringify([...answers, relative(__dirname, own.resolve("pg"))]));
      };\n// ${"a".repeat(64)}\n`,
    "node_modules/pg/package.json": { name: "pg", main: "main.js" },
    "node_modules/pg/main.js": `
      exports.answer = () => [require("./part").value, require.resolve("./part") === require.cache[__dirname + "/part.js"].filename];
      exports.late = () => require("./late").value;
      exports.later = () => require("./later").value();
      require("./part");
      require("./later");
      require("path").sep === require("node:path").sep && require("needed");`,
    "node_modules/pg/later.js": `exports.value = async () => (await import("./late.js")).default.value;`,
    "node_modules/pg/part.js": "exports.value = 1; // \u00e9\u{1f600}",
    "node_modules/pg/late.js": "#!/usr/bin/env node\nexports.value = 'late';",
    "node_modules/needed/index.js": "",
    "node_modules/other/index.js": "exports.isMain = require.main === module;\nexports.pg = require('pg');",
  };

  function kept(project: Project): string {
    const [folder] = readdirSync(project.path(CACHE));
    return project.path(`${CACHE}/${folder}/other/pg.bin`);
  }

  const answer = (value: number) => [
    [value, true],
    "late",
    "late",
    true,
    false,
    join("..", "node_modules", "pg", "main.js"),
  ];

  it("works as Node loads it, from the kept code as well", () => {
    using project = launcherIn(FILES);
    for (let i = 0; i < 3; i++) expect(run(project)).toEqual(answer(1));
    expect(existsSync(kept(project))).toBe(true);
  });

  it("is found, and no file of its own is looked for again", () => {
    const asked = `
      const Module = module.constructor;
      const find = Module._resolveFilename;
      const asked = [];
      Module._resolveFilename = (id, ...rest) => (asked.push(id), find(id, ...rest));
      exports.main = () => {
        module.createRequire(__filename)("pg");
        console.log(JSON.stringify(asked));
      };\n// ${"b".repeat(64)}\n`;
    using project = launcherIn({ ...FILES, "dist/startup.cjs": asked });
    expect(run(project)).toEqual(expect.arrayContaining(["./part", "needed"]));
    const again = run(project);
    expect(again).toContain("needed");
    expect(again).not.toContain("./part");
  });

  it.each([
    ["moved", { "node_modules/pg/part/index.js": "exports.value = 2;" }, ["node_modules/pg/part.js"]],
    ["hidden by another", { "node_modules/pg/part": "exports.value = 2;" }, []],
  ])("is found anew where one of its files was %s", (_, added: Files, removed: readonly string[]) => {
    const main = `require("./part"); exports.value = () => require("./part").value;`;
    const said = `exports.main = () => console.log(module.createRequire(__filename)("pg").value());\n// ${"c".repeat(64)}\n`;
    using project = launcherIn({ ...FILES, "dist/startup.cjs": said, "node_modules/pg/main.js": main });
    for (let i = 0; i < 2; i++) expect(run(project)).toBe(1);
    project.write(added);
    for (const name of removed) rmSync(project.path(name));
    for (let i = 0; i < 2; i++) expect(run(project)).toBe(2);
  });

  it("leaves folders to Node, whatever is beside them", () => {
    using project = launcherIn({
      ...FILES,
      "dist/startup.cjs": `exports.main = () => console.log(module.createRequire(__filename)("pg"));\n// ${"c".repeat(64)}\n`,
      "node_modules/pg/main.js": `module.exports = require("./lib/deep/inner") + require("./lib") + require("./lib/");`,
      "node_modules/pg/lib.js": "module.exports = 10;",
      "node_modules/pg/lib/index.js": "module.exports = 1;",
      "node_modules/pg/lib/deep.js": "module.exports = 20;",
      "node_modules/pg/lib/deep/index.js": "module.exports = 2;",
      "node_modules/pg/lib/deep/inner.js": `
        module.exports = 100 * require("..") + 1000 * require("../.") + 10_000 * require(".") + 100_000 * require("../deep");`,
    });
    for (let i = 0; i < 3; i++) expect(run(project)).toBe(2_021_111);
  });

  it("is loaded by Node where something was loaded before that may have changed how", () => {
    const hook = `
      const Module = require("node:module");
      const load = Module._load;
      Module._load = (id, ...rest) => ({ ...load(id, ...rest), ...(id === "./part" && { value: "hooked" }) });`;
    using project = launcherIn({ ...FILES, "hook.cjs": hook });
    run(project);
    expect(run(project, "--require", project.path("hook.cjs"))[0][0]).toBe("hooked");
    expect(run(project)).toEqual(answer(1));
  });

  it("never runs the code of a file that has changed", () => {
    using project = launcherIn(FILES);
    run(project);
    project.write({ "node_modules/pg/part.js": "exports.value = 2; // \u00e9\u{1f600}" });
    for (let i = 0; i < 2; i++) expect(run(project)).toEqual(answer(2));
  });

  it.each([
    ["damaged", (bytes: Buffer) => bytes.fill(0x5a, bytes.length - 200)],
    ["cut off", (bytes: Buffer) => bytes.subarray(0, 300)],
    ["empty", () => Buffer.alloc(0)],
  ])("is compiled again where what is kept is %s", (_, spoil) => {
    using project = launcherIn(FILES);
    run(project);
    writeFileSync(kept(project), spoil(readFileSync(kept(project))));
    for (let i = 0; i < 2; i++) expect(run(project)).toEqual(answer(1));
  });
});
