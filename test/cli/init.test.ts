import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Project } from "./project.js";

describe("migr init", () => {
  it("writes a project and says the next two commands", async () => {
    using project = new Project();
    const { code, stdout, stderr } = await project.migr(["init"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toBe(
      [
        "  + migr.config.ts",
        "  + migrations/script.ts.eta",
        "  + migrations/README.md",
        "  + migrations/versions/",
        "",
        "Declare your models in src/models.ts, then:",
        '  npx migr revision --autogenerate -m "create tables"',
        "  npx migr upgrade head",
        "",
      ].join("\n"),
    );
    expect(readdirSync(project.path("migrations"))).toEqual(["README.md", "script.ts.eta", "versions"]);
    expect((await project.migr(["heads"])).code).toBe(0);
  });

  it("takes folder, URL, template and models", async () => {
    using project = new Project();
    const argv = [
      "init",
      "db",
      "--url",
      "sqlite:///shop.db",
      "--template",
      "generic",
      "--models",
      "lib/m.ts",
    ];
    expect((await project.migr(argv)).code).toBe(0);
    const config = project.read("migr.config.ts");
    expect(config).toContain("sqlite:///shop.db");
    expect(config).toContain('import("./lib/m.ts")');
    expect(config).toContain('scripts: "db"');
  });

  it("warns of a password that it writes into the configuration", async () => {
    using project = new Project();
    const { code, stderr } = await project.migr(["init", "--url", "postgresql://me:secret@localhost/shop"]);
    expect({ code, stderr }).toEqual({
      code: 0,
      stderr:
        "warning: migr.config.ts holds the password of --url; take it out before you commit it, and set DATABASE_URL.\n",
    });
    expect(project.read("migr.config.ts")).toContain("process.env.DATABASE_URL ??");
    using other = new Project();
    expect((await other.migr(["init", "--url", "postgresql://me@localhost/shop"])).stderr).toBe("");
  });

  it("writes nothing for a URL that cannot be read", async () => {
    using project = new Project();
    const { code, stderr } = await project.migr(["init", "--url", "mysql:bad"]);
    expect(code).toBe(1);
    expect(stderr).toContain("error[config.bad-url]: The database URL has no // after mysql:.");
    expect(project.list()).toEqual(["package.json"]);
  });

  it("takes the models that are there", async () => {
    using project = new Project({ "src/db/models.ts": "" });
    const { stdout } = await project.migr(["init"]);
    expect(stdout).toContain("The models are taken from src/db/models.ts.");
    expect(project.read("migr.config.ts")).toContain('import("./src/db/models.ts")');
  });

  it.each(["migr.config.ts", "migr.config.mjs", "migrations/script.ts.eta"])(
    "overwrites nothing: with a %s it writes no file",
    async (name) => {
      using project = new Project({ [name]: "mine" });
      const before = project.list();
      const { code, stdout, stderr } = await project.migr(["init"]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr.split("\n")[0]).toBe(
        `error[cli.usage]: There is a ${name} already, and nothing was written.`,
      );
      expect(project.list()).toEqual(before);
      expect(project.read(name)).toBe("mine");
    },
  );

  it("leaves nothing behind where it cannot write", async () => {
    using project = new Project({ migrations: "a file in the place of the folder" });
    const before = project.list();
    const { code, stderr } = await project.migr(["init"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^error\[config\.init-failed\]: The project cannot be written: /);
    expect(project.list()).toEqual(before);
  });

  it("refuses a template that is not there", async () => {
    using project = new Project();
    const { code, stderr } = await project.migr(["init", "--template", "genric"]);
    expect(code).toBe(2);
    expect(stderr).toBe('error[cli.usage]: There is no template "genric".\nhint: Did you mean "generic"?\n');
    expect(project.list()).toEqual(["package.json"]);
  });

  it("works in an empty folder without package.json", async () => {
    const folder = mkdtempSync(join(tmpdir(), "migr-empty-"));
    using project = new Project();
    try {
      const { code } = await project.migr(["init"], { cwd: folder });
      expect(code).toBe(0);
      expect(readdirSync(folder).sort()).toEqual(["migr.config.ts", "migrations"]);
      const heads = await project.migr(["heads"], { cwd: folder });
      expect(heads, heads.stderr).toMatchObject({ code: 0, stdout: "" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("works in a CommonJS project", async () => {
    using project = new Project({ "package.json": '{ "name": "old", "type": "commonjs" }' });
    mkdirSync(project.path("src"));
    expect((await project.migr(["init"])).code).toBe(0);
    const heads = await project.migr(["heads"]);
    expect(heads, heads.stderr).toMatchObject({ code: 0 });
  });

  it.each([
    [{ "pnpm-lock.yaml": "" }, "pnpm migr upgrade head"],
    [{ "yarn.lock": "" }, "yarn migr upgrade head"],
    [{ "bun.lock": "" }, "bunx migr upgrade head"],
    [{ "package.json": '{ "packageManager": "pnpm@10.1.0" }', "yarn.lock": "" }, "pnpm migr upgrade head"],
    [{ "package.json": "{}" }, "npx migr upgrade head"],
  ])("names the commands of the package manager: %j", async (files, command) => {
    using project = new Project(files as Record<string, string>);
    const { stdout } = await project.migr(["init", "--json"]);
    expect((JSON.parse(stdout) as { next: string[] }).next.at(-1)).toBe(command);
  });

  it("goes by the user agent where no file tells the package manager", async () => {
    using project = new Project();
    const { stdout } = await project.migr(["init"], {
      env: { npm_config_user_agent: "yarn/4.1.0 npm/? node/v22" },
    });
    expect(stdout).toContain("  yarn migr upgrade head\n");
  });

  it.each([
    [{ "package.json": "{}", "models.js": "" }, "migr.config.mjs", "./models.js"],
    [{ "package.json": '{ "type": "module" }', "models.js": "" }, "migr.config.js", "./models.js"],
    [{ "package.json": "{}", "models.js": "", "tsconfig.json": "{}" }, "migr.config.ts", "./models.js"],
    [
      { "package.json": "{}", "tsconfig.json": '{ "compilerOptions": { "module": "NodeNext" } }' },
      "migr.config.ts",
      "./src/models.js",
    ],
    [
      { "tsconfig.json": '{ "compilerOptions": { "module": "commonjs" } }' },
      "migr.config.ts",
      "./src/models",
    ],
    [
      { "tsconfig.json": '{ "compilerOptions": { "allowImportingTsExtensions": true } }' },
      "migr.config.ts",
      "./src/models.ts",
    ],
  ])("writes the configuration as the project is written: %j", async (files, name, models) => {
    using project = new Project(files as unknown as Record<string, string>);
    expect((await project.migr(["init"])).code).toBe(0);
    expect(project.read(name)).toContain(`import("${models}")`);
    const heads = await project.migr(["heads"]);
    expect(heads, heads.stderr).toMatchObject({ code: 0 });
  });

  it.each(["commonjs", "module"])("begins a project of JavaScript that works, of type %s", async (type) => {
    const isModule = type === "module";
    using project = new Project({
      "package.json": `{ "type": "${type}" }`,
      "models.js": `${isModule ? 'import { declarativeBase, integer } from "migr";' : 'const { declarativeBase, integer } = require("migr");'}
const Base = declarativeBase();
class User extends Base.model("users", { id: integer().primaryKey() }) {}
${isModule ? "export { Base };" : "module.exports = { Base };"}\n`,
    });
    for (const argv of [
      ["init"],
      ["revision", "--autogenerate", "-m", "users"],
      ["upgrade", "head"],
      ["check"],
    ]) {
      const run = await project.migr(argv);
      expect(run, run.stderr + argv.join(" ")).toMatchObject({ code: 0 });
    }
  });

  it("begins a project of several databases, whose scripts have functions for each", async () => {
    using project = new Project({ "src/models.ts": MODELS });
    expect((await project.migr(["init", "--template", "multidb"])).code).toBe(0);
    const written = await project.migr(["revision", "--autogenerate", "-m", "first", "--rev-id", "a1"]);
    expect(written, written.stderr).toMatchObject({ code: 0 });
    expect(written.stderr).toBe("main\n  + users  table, 1 column\n");
    const [name] = project.scripts();
    const text = project.read(`migrations/versions/${name}`);
    expect(text).toContain(
      'export const upgrade = {\n  async main(op: Operations) {\n    await op.createTable("users", {\n',
    );
    expect(text).toContain(
      "\n  },\n  async second(op: Operations) {},\n};\n\nexport const downgrade = {\n  async main(op: Operations) {\n",
    );
    expect(text.endsWith("\n  },\n  async second(op: Operations) {},\n};\n")).toBe(true);
    const run = await project.migr(["upgrade", "head"]);
    expect(run.stdout, run.stderr).toContain("2 databases: 2 done.");
    expect((await project.migr(["check", "--db", "main"])).code).toBe(0);
  });

  it("begins a project of tenants", async () => {
    using project = new Project({ "src/models.ts": MODELS });
    expect((await project.migr(["init", "--template", "multitenant"])).code).toBe(0);
    expect((await project.migr(["revision", "--autogenerate", "-m", "first"])).code).toBe(0);
    const run = await project.migr(["upgrade", "head"]);
    expect(run.stdout, run.stderr).toContain("2 databases: 2 done.");
    expect(project.list()).toEqual(expect.arrayContaining(["acme.db", "globex.db"]));
    using servers = new Project();
    await servers.migr(["init", "--template", "multitenant", "--url", "postgresql://localhost/shop"]);
    expect(servers.read("migr.config.ts")).toContain(`      { name: "acme", schema: "acme" },\n`);
    expect(servers.read("migr.config.ts")).toContain("createSchema: true");
  });
});

const MODELS = `import { declarativeBase, integer } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey() }) {}
`;
