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
        '  migr revision --autogenerate -m "create tables"',
        "  migr upgrade head",
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
});
