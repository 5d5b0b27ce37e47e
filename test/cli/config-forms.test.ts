import { describe, expect, it } from "vitest";
import { Project, script } from "./project.js";

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
