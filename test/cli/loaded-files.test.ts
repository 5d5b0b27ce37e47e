import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { eachTarget, type Target } from "../support/target.js";
import { Project, ROOT, script } from "./project.js";

/** Notes, when a command ends, which of the package's files it has loaded. */
const WATCH = `const { writeFileSync } = require("node:fs");
const Module = require("node:module");
process.on("exit", () => {
  writeFileSync(process.env.LOADED, JSON.stringify([Object.keys(Module._cache), process.moduleLoadList]));
});
`;

const SESSIONS: Readonly<Record<Target, string>> = {
  sqlite: "sqlite-session.cjs",
  postgresql: "postgresql-session.cjs",
  mysql: "mysql-session.cjs",
  mariadb: "mysql-session.cjs",
};

/** The files of dist/ that a command loads, and the modules of Node. */
async function loadedBy(project: Project, ...argv: readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "migr-loaded-"));
  const loaded = join(folder, "loaded.json");
  const env = { NODE_OPTIONS: `--require=${project.path("watch.cjs")}`, LOADED: loaded };
  const { code, stderr } = await project.migr(argv, { env });
  expect([code, stderr]).toEqual([0, ""]);
  const [paths, modules] = JSON.parse(readFileSync(loaded, "utf8")) as [string[], string[]];
  rmSync(folder, { recursive: true });
  const own = join(ROOT, "dist") + sep;
  const files = paths.filter((path) => path.startsWith(own)).map((path) => path.slice(own.length));
  return { files: files.sort(), modules };
}

eachTarget("a command that only asks where the database stands", (target) => {
  const createA = `await op.createTable("a", { id: integer().primaryKey() });`;

  it("loads nothing that reads or changes a schema, builds models or runs scripts", async () => {
    const db = await freshDatabase(target);
    using project = new Project({
      "watch.cjs": WATCH,
      "migr.config.ts": `import { defineConfig } from "migr/config";\nexport default defineConfig({ url: ${JSON.stringify(db.url)} });\n`,
      "migrations/versions/a1.ts": script("a1", null, { upgrade: createA }),
    });
    const least = ["config.cjs", SESSIONS[target], "startup.cjs"].sort();
    expect((await loadedBy(project, "current", "-q")).files).toEqual(least);
    const applying = await loadedBy(project, "upgrade", "head", "-q");
    expect(applying.files).toEqual(expect.arrayContaining([...least, "run-scripts.cjs"]));
    const ofDialects = applying.files.filter((file) => /-(?:session|schema)\.cjs$/.test(file));
    const own = [SESSIONS[target], SESSIONS[target].replace("session", "schema")];
    expect(own).toEqual(expect.arrayContaining(ofDialects));
    const current = await loadedBy(project, "current");
    expect(current.files).toEqual(least);
    expect((await loadedBy(project, "upgrade", "head")).files).toEqual(least);
    // Node's own fetch, which pg would have loaded.
    expect(current.modules).not.toContain("NativeModule internal/deps/undici/undici");
    if (target === "sqlite") {
      expect(current.modules).not.toContain("NativeModule net");
      expect(current.modules).not.toContain("NativeModule stream");
    }
  });
});
