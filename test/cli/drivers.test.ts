import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { eachTarget } from "../support/target.js";
import { Project, ROOT } from "./project.js";

const PACKAGES = {
  sqlite: "better-sqlite3",
  postgresql: "pg",
  mysql: "mysql2",
  mariadb: "mysql2",
} as const;

/** The package in a folder of its own, as npx and global installations have it: without drivers beside it. */
function installAlone(home: Project): string {
  const installed = home.path("alone", "node_modules", "migr");
  mkdirSync(installed, { recursive: true });
  for (const part of ["bin", "dist", "templates", "package.json"]) {
    cpSync(join(ROOT, part), join(installed, part), { recursive: true });
  }
  symlinkSync(join(ROOT, "node_modules", "jiti"), join(installed, "..", "jiti"), "dir");
  return installed;
}

eachTarget("a command that is not installed in the project", (target) => {
  it("uses the project's driver, found from the configuration file", async () => {
    const db = await freshDatabase(target);
    using home = new Project();
    using project = new Project({ "db/migr.config.json": JSON.stringify({ url: db.url }) });
    const name = PACKAGES[target];
    symlinkSync(join(ROOT, "node_modules", name), project.path("node_modules", name), "dir");
    const argv = ["current", "-c", project.path("db/migr.config.json")];
    const run = await home.migr(argv, { package: installAlone(home) });
    expect(run).toMatchObject({ code: 0, stdout: "" });
  });
});
