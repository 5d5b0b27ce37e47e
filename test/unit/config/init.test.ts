import { describe, expect, it } from "vitest";
import { initFiles } from "../../../src/config/init.js";
import { loadConfig } from "../../../src/config/load.js";
import { ESM, loaderFor, Project } from "../loader/project.js";

describe("the files of a new project", () => {
  it("are a configuration that loads, the script template and a read-me", async () => {
    using project = new Project(ESM);
    const files = await initFiles({ cwd: project.root });
    expect(files.map((file) => file.path)).toEqual([
      project.path("migr.config.ts"),
      project.path("migrations/script.ts.eta"),
      project.path("migrations/README.md"),
    ]);
    project.write({ "migr.config.ts": files[0]!.contents });
    const config = await loadConfig({ loader: loaderFor(), command: "upgrade", cwd: project.root, env: {} });
    expect(config).toMatchObject({
      url: process.env["DATABASE_URL"] ?? "sqlite:///app.db",
      scripts: project.path("migrations"),
    });
    expect(files[0]!.contents).toContain(`import("./src/models.ts")`);
  });

  it("carry any folder, URL and path without running them", async () => {
    using project = new Project(ESM);
    const url = `mysql://"; throw new Error("ran"); \`\${process.exit(9)}\` //`;
    const [config] = await initFiles({
      cwd: project.root,
      directory: `db "x"/m`,
      url,
      models: "../shared/models.ts",
    });
    project.write({ "migr.config.ts": config!.contents });
    const loaded = await loadConfig({ loader: loaderFor(), command: "upgrade", cwd: project.root });
    expect(loaded.url).toBe(process.env["DATABASE_URL"] ?? url);
    expect(loaded.scripts).toBe(project.path(`db "x"/m`));
    expect(config!.contents).toContain(`import("../shared/models.ts")`);
  });

  it("are of a template that exists", async () => {
    await expect(initFiles({ cwd: "/", template: "generik" })).rejects.toMatchObject({
      code: "cli.usage",
      hint: 'Did you mean "generic"?',
    });
  });
});
