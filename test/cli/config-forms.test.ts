import { spawnSync } from "node:child_process";
import { chmodSync, existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Project, ROOT, script } from "./project.js";

const MODELS = `import { declarativeBase, integer } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey() }) {}
`;

const ESM = `import { defineConfig } from "migr/config";
export default defineConfig({ url: "sqlite:///app.db", metadata: () => import("./src/models.ts") });
`;
const CJS = `const { defineConfig } = require("migr/config");
module.exports = defineConfig({ url: "sqlite:///app.db", metadata: "./src/models.ts" });
`;

const FORMS: readonly (readonly [file: string, text: string])[] = [
  ["migr.config.ts", ESM],
  ["migr.config.mts", ESM],
  ["migr.config.mjs", ESM],
  ["migr.config.cts", CJS],
  ["migr.config.cjs", CJS],
  ["migr.config.json", '{ "url": "sqlite:///app.db", "metadata": "./src/models.ts" }'],
];

const USERS = { upgrade: `await op.createTable("users", { id: integer().primaryKey() });` };

describe.each(["module", "commonjs"])("in a project of type %s", (type) => {
  const forms = [...FORMS, ["migr.config.js", type === "module" ? ESM : CJS] as const];

  it.each(forms)("a configuration in %s loads with models and scripts in TypeScript", async (file, text) => {
    using p = new Project({
      "package.json": JSON.stringify({ type }),
      [file]: text,
      "src/models.ts": MODELS,
      "migrations/versions/a1.ts": script("a1", null, USERS),
    });
    const up = await p.migr(["upgrade", "head"]);
    expect(up, up.stderr).toMatchObject({ code: 0 });
    const check = await p.migr(["check"]);
    expect(check, check.stderr).toMatchObject({ code: 0, stderr: "" });
  });

  it("the configuration, the models and scripts follow the paths of tsconfig.json", async () => {
    using p = new Project({
      "package.json": JSON.stringify({ type }),
      "tsconfig.json":
        '{ "compilerOptions": { "paths": { "@/*": ["./src/*"], "~settings": ["./settings.ts"] } } } // ours',
      "settings.ts": 'export const url: string = "sqlite:///aliased.db";\n',
      "migr.config.ts": `import { url } from "~settings";
export default { url, metadata: () => import("@/models") };\n`,
      "src/models.ts": MODELS.replace("integer().primaryKey()", "key()").replace(
        "export const",
        'import { key } from "@/columns";\nexport const',
      ),
      "src/columns.ts": 'import { integer } from "migr";\nexport const key = () => integer().primaryKey();\n',
      "migrations/versions/a1.ts": script("a1", null, USERS).replace(
        "export const revision",
        'import { key } from "@/columns";\nexport const made = key;\nexport const revision',
      ),
    });
    const up = await p.migr(["upgrade", "head"]);
    expect(up, up.stderr).toMatchObject({ code: 0 });
    expect(p.list()).toContain("aliased.db");
    const check = await p.migr(["check"]);
    expect(check, check.stderr).toMatchObject({ code: 0 });
  });
});

describe.skipIf(process.platform === "win32")("where files cannot be written", () => {
  /** Runs a command to which every file is too large, as a full disk makes it. */
  function onFullDisk(p: Project, argv: readonly string[], blocks = 0) {
    const { status, stdout, stderr } = spawnSync(
      "sh",
      [
        "-c",
        `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" "$@"`,
        process.execPath,
        join(ROOT, "bin", "migr.js"),
        ...argv,
      ],
      { encoding: "utf8", cwd: p.root, env: { PATH: process.env["PATH"], HOME: p.root } },
    );
    return { code: status, stdout, stderr };
  }

  it("init leaves nothing behind", () => {
    using p = new Project();
    const before = p.list();
    const run = onFullDisk(p, ["init"]);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(/^error\[config\.init-failed\]: The project cannot be written: E/);
    expect(p.list()).toEqual(before);
    expect(existsSync(p.path("migrations"))).toBe(false);
  });

  it("a new revision leaves no half file, and what only reads goes on", () => {
    using p = new Project({
      "migr.config.ts": ESM,
      "migrations/versions/a1.ts": script("a1", null),
    });
    const run = onFullDisk(p, ["revision", "-m", "more"]);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(/^error\[revision\.write-failed\]/);
    expect(p.scripts()).toEqual(["a1.ts"]);
    expect(onFullDisk(p, ["heads"])).toEqual({
      code: 0,
      stdout: "<base> -> a1 (head), makes a1\n",
      stderr: "",
    });
  });

  it.skipIf(process.getuid?.() === 0)(
    "a folder that is read-only is told, and nothing is begun",
    async () => {
      using p = new Project({ "migr.config.ts": ESM, "migrations/versions/a1.ts": script("a1", null) });
      chmodSync(p.path("migrations/versions"), 0o555);
      const run = await p.migr(["revision", "-m", "more"]);
      expect(run.stderr).toMatch(/^error\[revision\.write-failed\]/);
      expect(p.scripts()).toEqual(["a1.ts"]);
    },
  );
});

describe("a template", () => {
  it.each([
    ["has an error of its own", "<% throw new Error('mine') %>", /cannot be filled: .*mine/],
    ["is malformed", "<% if (", /cannot be filled/],
    ["asks for what there is not", "<%= it.nothing.at.all %>", /cannot be filled/],
  ])("that %s is told, and no file is written", async (_, template, message) => {
    using p = new Project({ "migr.config.ts": ESM, "migrations/script.ts.eta": template });
    const run = await p.migr(["revision", "-m", "more"]);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toMatch(message);
    expect(run.stderr).toMatch(/^error\[revision\.template-failed\]/);
    expect(p.scripts()).toEqual([]);
  });
});
