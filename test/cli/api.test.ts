import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { Project, script } from "./project.js";

const CONFIG = `import { Base } from "./models.ts";
export default { url: "sqlite:///app.db", metadata: () => Base.metadata };
`;
const MODELS = `import { declarativeBase, integer, string } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey(), name: string(20) }) {}
`;

/** A project of one revision, with a module beside it that is run; what it prints is JSON. */
function outcome(body: string, files: Readonly<Record<string, string>> = {}): unknown {
  using project = new Project({
    "migr.config.ts": CONFIG,
    "models.ts": MODELS,
    "migrations/versions/a1.ts": script("a1", null, {
      upgrade: `await op.createTable("users", { id: integer().primaryKey(), name: string(20) });`,
      downgrade: `await op.dropTable("users");`,
    }),
    "run.mjs": `import { commands, MigrError } from "migr/api";
const config = "migr.config.ts";
const result = await (async () => {
${body}
})();
process.stdout.write(JSON.stringify(result));`,
    ...files,
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, ["run.mjs"], {
    cwd: project.root,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  expect(status).toBe(0);
  return JSON.parse(stdout);
}

describe("the commands as functions", () => {
  it("give what --json prints, and print nothing", () => {
    const seen = outcome(`
      const events = [];
      const up = await commands.upgrade(config, { target: "head", onEvent: ({ kind, revision }) => events.push(kind + " " + revision.id) });
      const [current, check, status] = [await commands.current(config), await commands.check(config), await commands.status(config)];
      const [heads, history, show] = [await commands.heads(config), await commands.history(config, { indicateCurrent: true }), await commands.show(config, { revision: "head" })];
      const branches = await commands.branches(config);
      const diff = await commands.diff(config, { sql: true });
      const squash = await commands.squash(config, { range: "base:head" }).catch(({ code }) => code);
      const down = await commands.downgrade(config, { target: "base" });
      const stamp = await commands.stamp(config, { targets: ["head"] });
      return { up, events, current, check, status, heads, history, show, branches, diff, squash, down, stamp };`);
    expect(seen).toMatchObject({
      up: { direction: "upgrade", applied: [{ revision: "a1", message: "makes a1" }], heads: ["a1"] },
      events: ["start a1", "done a1"],
      current: { revisions: [{ revision: "a1" }], unknown: [], atHeads: true, pending: 0 },
      check: { inStep: true, changes: [], problems: [] },
      status: { heads: [{ revision: "a1" }], pending: [], models: { state: "inStep" } },
      heads: { heads: [{ revision: "a1", isHead: true }] },
      history: { revisions: [{ revision: "a1", isCurrent: true }] },
      show: { revisions: [{ revision: "a1" }] },
      branches: { branchPoints: [] },
      diff: { changes: [], statements: [] },
      squash: "revision.not-linear",
      down: { direction: "downgrade", applied: [{ revision: "a1" }], heads: [] },
      stamp: { before: [], after: ["a1"] },
    });
  });

  it("take the configuration itself in place of its path, and look for it where neither is given", () => {
    const seen = outcome(`
      const own = (context) => ({ url: "sqlite:///" + context.x.name + ".db" });
      await commands.upgrade(own, { target: "head", x: { name: "other" } });
      return {
        given: await commands.current(own, { x: { name: "other" } }),
        found: await commands.current(undefined),
        url: await commands.current(config, { url: "sqlite:///other.db" }),
        wrong: await commands.current({ ulr: "x" }).catch(({ code, hint }) => [code, hint]),
        missing: await commands.current("nowhere.ts").catch(({ code }) => code),
      };`);
    expect(seen).toMatchObject({
      given: { atHeads: true },
      found: { atHeads: false, pending: 1 },
      url: { atHeads: true },
      wrong: ["config.unknown-key", expect.stringContaining("url")],
      missing: "config.not-found",
    });
  });

  it("write revisions, and SQL that is not run", () => {
    const seen = outcome(`
      const { sql, revisions } = await commands.upgrade(config, { target: "head", sql: true, url: "postgresql://nobody@nowhere.invalid/x" });
      const dry = await commands.upgrade(config, { target: "head", dryRun: true });
      const stamp = await commands.stamp(config, { targets: ["head"], sql: true });
      const ensure = await commands.ensureVersion(config, { sql: true });
      const current = await commands.current(config);
      const both = await commands.upgrade(config, { target: "head", dryRun: true, sql: true }).catch(({ code }) => code);
      const revision = await commands.revision(config, { message: "more", revId: "b2" });
      return { psql: sql.includes("ON_ERROR_STOP"), revisions, dry, stamp: stamp.sql, ensure: ensure.sql, current, both, revision };`);
    expect(seen).toMatchObject({
      psql: true,
      revisions: [{ revision: "a1" }],
      dry: { sql: expect.stringContaining('CREATE TABLE "users"'), before: [], after: ["a1"] },
      stamp: expect.stringContaining("'a1'"),
      ensure: expect.stringContaining('CREATE TABLE IF NOT EXISTS "migr_version"'),
      current: { revisions: [], pending: 1 },
      both: "cli.usage",
      revision: { revision: { revision: "b2", downRevisions: ["a1"] }, changes: [] },
    });
  });

  it("throw errors of this package, and leave the process alone", () => {
    const seen = outcome(
      `
      const failed = await commands.upgrade(config, { target: "head" }).catch((error) => error);
      const codes = await commands.errorCodes();
      return {
        isOurs: failed instanceof MigrError,
        code: failed.code,
        details: failed.details,
        listed: codes.codes.some(({ code }) => code === failed.code),
        explained: (await commands.explain({ code: failed.code })).title,
        current: await commands.current(config),
      };`,
      {
        "migrations/versions/b2.ts": script("b2", "a1", { upgrade: `throw new Error("no");` }),
      },
    );
    expect(seen).toMatchObject({
      isOurs: true,
      code: "migration.failed",
      details: { revision: "b2", rolledBack: true },
      listed: true,
      explained: "A revision failed",
      current: { revisions: [{ revision: "a1" }] },
    });
  });

  it("end when their signal is given, with what was done rolled back", () => {
    const seen = outcome(
      `
      const controller = new AbortController();
      const run = commands.upgrade(config, { target: "head", signal: controller.signal,
        onEvent: ({ kind, revision }) => { if (kind === "start" && revision.id === "b2") setTimeout(() => controller.abort(), 50); } });
      const error = await run.catch((thrown) => thrown);
      const late = await commands.heads(config, { signal: controller.signal }).catch(({ code }) => code);
      return { code: error.code, revision: error.details.revision, late, current: await commands.current(config) };`,
      {
        "migrations/versions/b2.ts": script("b2", "a1", {
          upgrade: `await op.createTable("more", { id: integer().primaryKey() }); await new Promise(() => setTimeout(() => {}, 60_000).unref() && undefined);`,
        }),
      },
    );
    expect(seen).toMatchObject({
      code: "migration.interrupted",
      revision: "b2",
      late: "migration.interrupted",
      current: { revisions: [{ revision: "a1" }], pending: 1 },
    });
  });

  it("are there for every command, but for those of an editor and a shell", () => {
    const names = outcome(`return Object.keys(commands);`) as string[];
    const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    const missing = COMMANDS.map(({ name }) => name).filter((name) => !names.includes(camel(name)));
    expect(missing).toEqual(["edit", "completion"]);
  });

  it("give the very document of the command line", () => {
    const seen = outcome(
      `
      const { execFileSync } = await import("node:child_process");
      const cli = (...argv) => {
        const text = execFileSync(process.execPath, ["node_modules/migr/bin/migr.js", ...argv, "--json"], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
        const { version, command, ...fields } = JSON.parse(text);
        return fields;
      };
      const api = async (result) => JSON.parse(JSON.stringify(await result));
      await commands.upgrade(config, { target: "head" });
      const { codes } = await commands.errorCodes();
      return [
        [cli("status"), await api(commands.status(config))],
        [cli("current"), await api(commands.current(config))],
        [cli("history", "-i", "-r", "a1:"), await api(commands.history(config, { indicateCurrent: true, revRange: "a1:" }))],
        [cli("graph", "--format", "mermaid"), await api(commands.graph(config, { format: "mermaid" }))],
        [cli("graph"), await api(commands.graph(config))],
        [cli("heads", "--resolve-dependencies"), await api(commands.heads(config, { resolveDependencies: true }))],
        [cli("branches"), await api(commands.branches(config))],
        [cli("show", "b2"), await api(commands.show(config, { revision: "b2" }))],
        [cli("check"), await api(commands.check(config))],
        [cli("diff"), await api(commands.diff(config))],
        [cli("diff", "--sql"), await api(commands.diff(config, { sql: true }))],
        [cli("pull"), await api(commands.pull(config))],
        [cli("stamp", "head", "--sql"), await api(commands.stamp(config, { targets: ["head"], sql: true }))],
        [cli("downgrade", "head:base", "--sql"), await api(commands.downgrade(config, { target: "head:base", sql: true }))],
        [cli("upgrade", "head", "--dry-run"), await api(commands.upgrade(config, { target: "head", dryRun: true }))],
        [cli("ensure-version"), await api(commands.ensureVersion(config))],
        [cli("list-templates"), await api(commands.listTemplates())],
        [cli("explain", "db.unique"), await api(commands.explain({ code: "db.unique" }))],
        [cli("explain").codes, codes],
      ];`,
      { "migrations/versions/b2.ts": script("b2", "a1") },
    ) as [unknown, unknown][];
    for (const [shown, given] of seen) expect(given).toEqual(shown);
    expect(seen).toHaveLength(19);
  }, 120_000);

  it("end at once when they only look, and refuse a database that there is not", () => {
    const seen = outcome(`
      const slow = { url: "sqlite:///app.db", metadata: () => new Promise((done) => setTimeout(done, 60_000).unref()) };
      await commands.upgrade(config, { target: "head" });
      const started = performance.now();
      const keep = setInterval(() => {}, 1000);
      const checked = await commands.check(slow, { signal: AbortSignal.timeout(200) }).catch(({ code }) => code);
      clearInterval(keep);
      const wrong = await commands.heads(config, { database: "main" }).catch(({ code, message }) => [code, message]);
      return { checked, isSoon: performance.now() - started < 10_000, wrong };`);
    expect(seen).toEqual({
      checked: "migration.interrupted",
      isSoon: true,
      wrong: ["cli.usage", '--db chooses among "databases", which migr.config.ts has not.'],
    });
  });

  it("write nothing once their signal is given, wherever they are", () => {
    const seen = outcome(
      `
      const { existsSync, readdirSync } = await import("node:fs");
      await commands.upgrade(config, { target: "a1" });
      const stopped = {};
      for (const [name, key, run] of [
        ["pull", "includeName", (c, signal) => commands.pull(c, { output: "pulled.ts", signal })],
        ["merge", "timezone", (c, signal) => commands.merge(c, { revisions: ["heads"], message: "join", signal })],
        ["revision", "timezone", (c, signal) => commands.revision(c, { message: "x", head: "b2", signal })],
        ["ensureVersion", "timezone", (c, signal) => commands.ensureVersion({ ...c, versionTable: "other" }, { signal })],
      ]) {
        const controller = new AbortController();
        const value = key === "timezone" ? "utc" : () => { controller.abort(); return true; };
        const config = { url: "sqlite:///app.db", get [key]() { if (key === "timezone") controller.abort(); return value; } };
        const copy = Object.defineProperties({}, Object.getOwnPropertyDescriptors(config));
        stopped[name] = await run(copy, controller.signal).catch(({ code, message }) => code ?? message);
      }
      const models = (await commands.pull({ url: "sqlite:///app.db" })).tables;
      return { stopped, pulled: existsSync("pulled.ts"), scripts: readdirSync("migrations/versions"), models };`,
      {
        "migrations/versions/b2.ts": script("b2", "a1"),
        "migrations/versions/c3.ts": script("c3", "a1"),
      },
    );
    const interrupted = "migration.interrupted";
    expect(seen).toEqual({
      stopped: { pull: interrupted, merge: interrupted, revision: interrupted, ensureVersion: interrupted },
      pulled: false,
      scripts: ["a1.ts", "b2.ts", "c3.ts"],
      models: ["users"],
    });
  });

  it("begin a project, and merge branches", () => {
    const seen = outcome(
      `
      const begun = await commands.init({ cwd: process.cwd() + "/fresh", directory: "db" });
      const again = await commands.init({ cwd: process.cwd() + "/fresh" }).catch(({ code }) => code);
      const { revision } = await commands.merge(config, { revisions: ["heads"], message: "join" });
      return { begun, again, revision, templates: await commands.listTemplates() };`,
      {
        "fresh/package.json": '{ "type": "module" }',
        "migrations/versions/b2.ts": script("b2", "a1"),
        "migrations/versions/c3.ts": script("c3", "a1"),
      },
    );
    expect(seen).toMatchObject({
      begun: { files: expect.arrayContaining(["migr.config.ts", "db/versions/"]), hasModels: false },
      again: "cli.usage",
      revision: { downRevisions: ["b2", "c3"], isMergePoint: true },
      templates: { templates: expect.arrayContaining([expect.objectContaining({ name: "generic" })]) },
    });
  });
});
