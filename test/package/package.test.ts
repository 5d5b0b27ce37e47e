import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "../cli/project.js";
import { compile } from "../support/check-source.js";

/** What the package needs beside it, from where this checkout has it: nothing is fetched. */
const BESIDE = ["jiti", "better-sqlite3"];

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

let home: string;
let packed: Packed;

/** Runs a program, and gives its standard output. */
function run(cwd: string, program: string, ...args: readonly string[]): string {
  const { PATH = "", SystemRoot = "" } = process.env;
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    encoding: "utf8",
    env: { PATH, SystemRoot, HOME: home, npm_config_update_notifier: "false" },
    shell: process.platform === "win32",
  });
  expect(status, `${program} ${args.join(" ")}\n${error ?? ""}${stderr}${stdout}`).toBe(0);
  return stdout;
}

/** A project in an empty folder, with the tarball installed. */
function consumer(
  name: string,
  type: "module" | "commonjs",
  files: Readonly<Record<string, string>>,
): string {
  const folder = join(home, name);
  const dependencies = {
    migr: `file:${join(home, packed.filename)}`,
    ...Object.fromEntries(BESIDE.map((each) => [each, `file:${join(ROOT, "node_modules", each)}`])),
  };
  const all = { "package.json": JSON.stringify({ name, type, private: true, dependencies }), ...files };
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  run(folder, "npm", "install", "--offline", "--ignore-scripts", "--no-audit", "--no-fund");
  return folder;
}

const migr = (folder: string, ...argv: readonly string[]) =>
  run(folder, process.execPath, join(folder, "node_modules", "migr", "bin", "migr.js"), ...argv);

const MODELS = `import { declarativeBase, integer, string } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey(), name: string(20) }) {}
`;
const COMMONJS_MODELS = `const { MetaData, integer, string, table } = require("migr");
const metadata = new MetaData();
table("users", metadata, { id: integer().primaryKey(), name: string(20) });
module.exports = { metadata };
`;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "migr-package-"));
  const answer = run(ROOT, "npm", "pack", "--ignore-scripts", "--json", "--pack-destination", home);
  packed = (JSON.parse(answer) as [Packed])[0];
});

afterAll(() => rmSync(home, { recursive: true, force: true }));

describe("the packed package", () => {
  it("holds what is built, what it needs to say, and nothing of the sources", () => {
    const paths = packed.files.map(({ path }) => path);
    for (const needed of [
      "LICENSE",
      "README.md",
      "CHANGELOG.md",
      "bin/migr.js",
      "dist/THIRD-PARTY-NOTICES.txt",
    ]) {
      expect(paths).toContain(needed);
    }
    const folders = new Set(paths.map((path) => path.split("/")[0]));
    expect([...folders].sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "bin",
      "dist",
      "package.json",
      "templates",
    ]);
    expect(paths.filter((path) => /\.ts$/.test(path) && !/\.d\.ts$/.test(path))).toEqual([]);
    expect(paths.filter((path) => /(^|\/)(src|test|bench|node_modules)\//.test(path))).toEqual([]);
  });

  it("names the packages that are bundled with their licenses", () => {
    const notices = readFileSync(join(ROOT, "dist", "THIRD-PARTY-NOTICES.txt"), "utf8");
    for (const name of ["commander", "chalk", "diff", "eta"]) expect(notices).toContain(name);
    expect(notices).toMatch(/Permission is hereby granted|Redistribution and use/);
  });

  it("does the main job in an ES module project with a TypeScript configuration", () => {
    const folder = consumer("modules", "module", { "src/models.ts": MODELS });
    const npx = (...argv: readonly string[]) => run(folder, "npx", "--no-install", "migr", ...argv);
    npx("init", "--url", "sqlite:///app.db", "--models", "src/models.ts");
    migr(folder, "revision", "--autogenerate", "-m", "users");
    migr(folder, "upgrade", "head");
    expect(npx("check")).toBe("Models and database are in step.\n");
    expect(migr(folder, "status")).toContain("in step");
    migr(folder, "downgrade", "base");
    expect(existsSync(join(folder, "app.db"))).toBe(true);
  });

  it("does the main job in a CommonJS project with a JavaScript configuration", () => {
    const folder = consumer("commonjs", "commonjs", {
      "models.js": COMMONJS_MODELS,
      "migr.config.js": `const { defineConfig } = require("migr/config");
module.exports = defineConfig({ url: "sqlite:///app.db", metadata: () => require("./models.js").metadata });
`,
    });
    migr(folder, "revision", "--autogenerate", "-m", "users");
    migr(folder, "upgrade", "head");
    expect(migr(folder, "check")).toBe("Models and database are in step.\n");
    migr(folder, "downgrade", "base");
    const [script] = readdirSync(join(folder, "migrations", "versions"));
    expect(readFileSync(join(folder, "migrations", "versions", script!), "utf8")).toContain("createTable");
  });

  it("takes TypeScript in a CommonJS project, and JavaScript in an ES module project", () => {
    const config = (models: string) => `import { defineConfig } from "migr/config";
export default defineConfig({ url: "sqlite:///app.db", metadata: () => import("${models}").then((m) => m.Base.metadata) });
`;
    for (const [name, type, files] of [
      ["commonjs-ts", "commonjs", { "migr.config.ts": config("./models.ts"), "models.ts": MODELS }],
      ["modules-js", "module", { "migr.config.js": config("./models.js"), "models.js": MODELS }],
      ["commonjs-mjs", "commonjs", { "migr.config.mjs": config("./models.mjs"), "models.mjs": MODELS }],
    ] as const) {
      const folder = consumer(name, type, files);
      migr(folder, "revision", "--autogenerate", "-m", "users");
      migr(folder, "upgrade", "head");
      expect(migr(folder, "check"), name).toBe("Models and database are in step.\n");
    }
  });

  it("is one module to those who import it and to those who require it", () => {
    const folder = consumer("both", "commonjs", {
      "both.mjs": `import { createRequire } from "node:module";
import * as imported from "migr";
import * as config from "migr/config";
import { commands } from "migr/api";
const { sql } = await commands.ensureVersion({ url: "sqlite:///:memory:" }, { sql: true });
const api = [typeof createRequire(import.meta.url)("migr/api").commands.upgrade, sql.includes("migr_version")];
const required = createRequire(import.meta.url)("migr");
const same = Object.keys(imported).filter((name) => name !== "default" && imported[name] !== required[name]);
const engine = imported.createEngine("sqlite:///:memory:");
const one = await engine.connect(async (connection) => (await connection.execute("select :n as n", { n: 1 })).all());
await engine.dispose();
console.log(JSON.stringify({ same, one, api, config: typeof config.defineConfig }));
for (const name of ["postgresql", "mysql", "sqlite"]) await import("migr/" + name);
`,
    });
    expect(JSON.parse(run(folder, process.execPath, "both.mjs"))).toEqual({
      same: [],
      one: [{ n: 1 }],
      api: ["function", true],
      config: "function",
    });
  });

  it("type-checks in a strict project", () => {
    const folder = consumer("types", "module", {
      "src/models.ts": MODELS,
      "src/use.ts": `import { createEngine, integer, type Operations, sql } from "migr";
import { commands } from "migr/api";
import { defineConfig } from "migr/config";
import "migr/mysql";
import "migr/postgresql";
import "migr/sqlite";
import { User } from "./models.ts";

const ann = new User({ name: "ann" });
// @ts-expect-error a name is text
const wrong = new User({ name: 5 });
export async function upgrade(op: Operations) {
  await op.addColumn("users", "age", integer().nullable());
  await op.execute(sql\`update users set age = \${1}\`);
  // @ts-expect-error there is no such method
  await op.addColum("users", "age", integer());
}
export default defineConfig({ url: "sqlite:///app.db", metadata: () => import("./models.ts").then((m) => m.Base.metadata) });
export const engine = createEngine("sqlite:///app.db", { echo: true });
export const applied = async () => (await commands.upgrade("migr.config.ts", { target: "head" })).applied;
export { ann, wrong };
`,
      "src/common.cts": `import { integer, MetaData, table } from "migr";
export const metadata = new MetaData();
table("users", metadata, { id: integer().primaryKey() });
`,
    });
    expect(compile(folder)).toEqual([]);
  }, 180_000);
});
