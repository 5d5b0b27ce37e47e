import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { eachTarget } from "../support/target.js";
import { Project, script, stable } from "./project.js";

const USERS = {
  upgrade: `await op.createTable("users", { id: integer().primaryKey(), name: string(20) });`,
  downgrade: `await op.dropTable("users");`,
};

/** A project whose configuration has this text for its targets. */
function project(url: string, targets: string, more = ""): Project {
  return new Project({
    "migr.config.ts": `import { defineConfig } from "migr/config";
export default defineConfig({ url: ${JSON.stringify(url)}, targets: ${targets}, ${more} });
`,
    "migrations/versions/a1.ts": script("a1", null, USERS),
  });
}

async function jsonOf(p: Project, argv: readonly string[]) {
  const { stdout, code, stderr } = await p.migr([...argv, "--json"]);
  expect(stderr).toBe("");
  const document = JSON.parse(stdout) as { databases: Record<string, unknown>[] };
  return { code, databases: document.databases };
}

eachTarget("targets", (target) => {
  /** Databases of the server for tenants, as text of a configuration. */
  const list = (databases: readonly TestDatabase[]) =>
    `[${databases.map(({ name }, i) => `{ name: "t${i + 1}", database: ${JSON.stringify(name)}, x: { number: "${i + 1}" } }`).join(", ")}]`;

  it("by database each have a version table of their own, and a run touches what is not done alone", async () => {
    const databases = await Promise.all([1, 2, 3].map(() => freshDatabase(target)));
    using p = project(databases[0]!.url, list(databases));
    const first = await jsonOf(p, ["upgrade", "head", "--target", "t1", "--target", "t2"]);
    expect(first).toMatchObject({
      code: 0,
      databases: [
        { target: "t1", database: null, status: "done", heads: ["a1"] },
        { target: "t2", status: "done", applied: [{ revision: "a1" }] },
      ],
    });
    const second = await p.migr(["upgrade", "head"]);
    expect(stable(second.stdout, p), second.stderr).toBe(
      "  t1  Already at a1 (head), nothing to do.\n  t2  Already at a1 (head), nothing to do.\n" +
        "  t3  1 revision applied in TIME, now at a1 (head)\n3 databases: 3 done.\n",
    );
    for (const db of databases) {
      expect(await db.query("select version_num from migr_version")).toEqual([{ version_num: "a1" }]);
      expect(await db.query("select * from users")).toEqual([]);
    }
  });

  it("that fail do not stop the others, but with --fail-fast", async () => {
    const databases = await Promise.all([1, 2, 3].map(() => freshDatabase(target)));
    using p = project(databases[0]!.url, list(databases));
    p.write({
      "migrations/versions/a2.ts": script("a2", "a1", {
        upgrade: `if (op.context.x["number"] === "2") throw new Error("not " + op.context.target);`,
      }),
    });
    const fast = await jsonOf(p, ["upgrade", "a1", "--jobs", "1", "--fail-fast"]);
    expect(fast).toMatchObject({ code: 0 });
    const stopped = await jsonOf(p, ["upgrade", "head", "--jobs", "1", "--fail-fast"]);
    expect(stopped).toMatchObject({
      code: 1,
      databases: [{ status: "done" }, { status: "failed" }, { target: "t3", status: "skipped" }],
    });
    const all = await p.migr(["upgrade", "head"]);
    expect(all.code).toBe(1);
    expect(all.stderr).toMatch(/^t2\n {2}a2 .*failed\nerror\[migration\.failed\]: not t2\.\n/m);
    expect(stable(all.stdout, p)).toBe(
      "  t1  Already at a2 (head), nothing to do.\n  t2  failed\n" +
        "  t3  1 revision applied in TIME, now at a2 (head)\n3 databases: 2 done, 1 failed.\n",
    );
    p.write({ "migrations/versions/a2.ts": script("a2", "a1") });
    expect(await jsonOf(p, ["upgrade", "head"])).toMatchObject({
      code: 0,
      databases: [{ applied: [] }, { applied: [{ revision: "a2" }] }, { applied: [] }],
    });
  });

  it("may come from a function that asks the configuration's own database, and are worked on side by side", async () => {
    const [control, ...tenants] = await Promise.all([1, 2, 3, 4, 5, 6].map(() => freshDatabase(target)));
    await control!.script("create table tenants (name varchar(200))");
    for (const { name } of tenants) await control!.query(`insert into tenants values ('${name}')`);
    using p = project(
      control!.url,
      `{ concurrency: 3, list: async ({ engine }) => {
        const rows = await engine.connect(async (c) => (await c.execute("select name from tenants order by name")).all());
        return rows.map((row, i) => ({ name: "t" + i, database: String(row.name) }));
      } }`,
    );
    const { databases, code } = await jsonOf(p, ["upgrade", "head"]);
    expect(code).toBe(0);
    expect(databases.map(({ target: name, status }) => [name, status])).toEqual(
      [0, 1, 2, 3, 4].map((i) => [`t${i}`, "done"]),
    );
    for (const db of tenants) expect(await db.query("select * from users")).toEqual([]);
  });

  if (target === "sqlite") {
    it("by schema are refused where there are no schemas", async () => {
      using p = project("sqlite:///a.db", `[{ name: "a", schema: "a" }]`);
      const { code, databases } = await jsonOf(p, ["upgrade", "head"]);
      expect(code).toBe(1);
      expect(databases).toMatchObject([{ error: { code: "compile.unsupported" } }]);
    });
    return;
  }

  it("by schema make their tables there, where the schema is made if that is asked for", async () => {
    await using db = await freshDatabase(target);
    const own = `${db.name}_b`;
    const schemas = target === "postgresql" ? ["acme", 'Glo"bex'] : [db.name, own];
    const targets = (more: string) =>
      `{ list: ${JSON.stringify(schemas.map((schema, i) => ({ name: `t${i}`, schema })))}, ${more} }`;
    using p = project(db.url, targets(""));
    if (target === "postgresql") await db.script(`create schema acme; create table public.users (old int)`);
    try {
      const missing = await jsonOf(p, ["upgrade", "head"]);
      expect(missing).toMatchObject({
        code: 1,
        databases: [{ status: "done" }, { status: "failed", error: { code: "config.no-schema" } }],
      });
      p.write({ "migr.config.ts": p.read("migr.config.ts").replace("], ", "], createSchema: true") });
      const before = await p.migr(["current"]);
      expect(before.stdout, before.stderr).toBe("  t0  a1 (head)\n  t1  -\n2 databases: 2 done.\n");
      expect(await jsonOf(p, ["upgrade", "head"])).toMatchObject({
        code: 0,
        databases: [{ applied: [] }, { applied: [{ revision: "a1" }] }],
      });
      const quoted = schemas.map((name) =>
        target === "postgresql" ? `"${name.replace('"', '""')}"` : `\`${name}\``,
      );
      for (const schema of quoted) {
        expect(await db.query(`select name from ${schema}.users`)).toEqual([]);
        expect(await db.query(`select version_num from ${schema}.migr_version`)).toEqual([
          { version_num: "a1" },
        ]);
      }
      if (target === "postgresql") expect(await db.query("select old from public.users")).toEqual([]);
      expect(await jsonOf(p, ["downgrade", "base"])).toMatchObject({ code: 0 });
    } finally {
      if (target !== "postgresql") await db.script(`drop database if exists ${own}`);
    }
  });

  it("by schema have their schema entered in the script for the database's own client", async () => {
    using p = project(
      `${target}://localhost/nowhere`,
      `[{ name: "a", schema: "acme" }, { name: "b", schema: "b" }]`,
    );
    const one = await p.migr(["upgrade", "head", "--sql", "--target", "a"]);
    expect(one.stdout, one.stderr).toContain(
      target === "postgresql" ? '\nSET search_path TO "acme";\n' : "\nUSE `acme`;\n",
    );
    expect(one.stdout).toMatch(/INSERT INTO .?acme.?\..?migr_version/);
    const both = await p.migr(["upgrade", "head", "--sql"]);
    expect(both).toMatchObject({ code: 2, stdout: "" });
    expect(both.stderr).toContain(
      "error[cli.usage]: A script is of one database, and the configuration has 2.\nhint: Name one with --target, or a folder for one script each with --output.",
    );
  });

  it("by schema are compared with the models, each by itself", async () => {
    if (target !== "postgresql") return;
    await using db = await freshDatabase(target);
    using p = project(
      db.url,
      `{ list: [{ name: "a", schema: "a" }, { name: "b", schema: ["b", "public"] }], createSchema: true }`,
      `metadata: () => import("./models.ts").then((m) => m.Base.metadata)`,
    );
    p.write({
      "models.ts": `import { declarativeBase, integer, string } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey(), name: string(20) }) {}\n`,
    });
    expect((await p.migr(["upgrade", "head"])).code).toBe(0);
    const check = await p.migr(["check"]);
    expect(check, check.stderr).toMatchObject({ code: 0 });
    await db.script("alter table b.users add column extra int");
    expect(await jsonOf(p, ["check"])).toMatchObject({
      code: 3,
      databases: [{ inStep: true }, { inStep: false, changes: [{ subject: "users.extra" }] }],
    });
    const script2 = await p.migr(["revision", "--autogenerate", "--target", "b", "--json"]);
    expect(JSON.parse(script2.stdout)).toMatchObject({ changes: [{ sign: "-", subject: "users.extra" }] });
  });
});

describe("a list of targets", () => {
  it.each([
    [`[{ name: "a" }, { name: "a" }]`, "config.invalid", 'Two targets are called "a".'],
    [
      `[{ schema: "a" }]`,
      "config.invalid",
      '"targets[0].name" in migr.config.ts must be a string that is not empty, and is undefined.',
    ],
    [
      `[{ name: "a", scheme: "a" }]`,
      "config.unknown-key",
      'migr.config.ts has an unknown key "targets[0].scheme".',
    ],
    [`{ list: [], jobs: 3 }`, "config.unknown-key", 'migr.config.ts has an unknown key "targets.jobs".'],
    [`() => { throw new RangeError("no list"); }`, "config.failed", "migr.config.ts:2: no list."],
    [`() => ({})`, "config.invalid", '"targets" in migr.config.ts gives an object, not an array of targets.'],
  ])("is checked: %s", async (targets, code, message) => {
    using p = project("sqlite:///a.db", targets);
    const run = await p.migr(["upgrade", "head"]);
    expect(run.stderr.split("\n")[0]).toBe(`error[${code}]: ${message}`);
    expect(run.code).toBe(1);
  });

  it("may be empty", async () => {
    using p = project("sqlite:///a.db", "[]");
    const run = await p.migr(["upgrade", "head"]);
    expect(run).toMatchObject({ code: 0, stdout: "No databases.\n" });
  });
});

describe("commands.everywhere", () => {
  it("does work on each target, and tells what became of it", async () => {
    using p = project(
      "sqlite:///a.db",
      `[{ name: "a", database: "one.db" }, { name: "b", database: "nowhere/two.db" }]`,
    );
    p.write({
      "run.mjs": `import { commands } from "migr/api";
const outcomes = await commands.everywhere("migr.config.ts", { jobs: 2 }, (place) =>
  commands.upgrade("migr.config.ts", { ...place, target: "head" }));
console.log(JSON.stringify(outcomes.map(({ tenant, status, value, error }) => [tenant, status, value?.heads ?? error?.code])));
const [one] = await commands.everywhere({ url: "sqlite:///one.db" }, {}, (place) => commands.current({ url: "sqlite:///one.db" }, place));
console.log(one.status, one.value.unknown.length + one.value.revisions.length);
`,
    });
    const { stdout, stderr } = spawnSync(process.execPath, ["run.mjs"], { cwd: p.root, encoding: "utf8" });
    expect(stdout, stderr).toBe('[["a","done",["a1"]],["b","failed","db.connect"]]\ndone 1\n');
  });
});
