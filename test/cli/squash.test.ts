import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { eachTarget } from "../support/target.js";
import { configFor, Project, script } from "./project.js";

const users = script("a001", null, {
  message: "users",
  upgrade: 'await op.createTable("users", { id: integer().primaryKey(), email: string(50) });',
  downgrade: 'await op.dropTable("users");',
});
const posts = script("b002", "a001", {
  message: "posts",
  upgrade: `await op.createTable("posts", {
    id: integer().primaryKey(),
    user_id: integer().references("users.id"),
    title: string(20).nullable(),
  });`,
  downgrade: 'await op.dropTable("posts");',
});
const longer = script("c003", "b002", {
  message: "longer titles",
  upgrade: `await op.alterColumn("posts", "title", { type: string(100) });
  await op.createIndex("ix_users_email", "users", ["email"]);`,
  downgrade: `await op.dropIndex("ix_users_email", "users");
  await op.alterColumn("posts", "title", { type: string(20) });`,
});
const bio = script("d004", "c003", {
  message: "bio",
  upgrade: 'await op.addColumn("users", "bio", string(10).nullable());',
  downgrade: 'await op.dropColumn("users", "bio");',
});

function project(url: string, files: Readonly<Record<string, string>> = {}): Project {
  return new Project({
    "migr.config.ts": configFor(url),
    "models.ts": 'import { declarativeBase } from "migr";\nexport const Base = declarativeBase();\n',
    "migrations/versions/1.ts": users,
    "migrations/versions/2.ts": posts,
    "migrations/versions/3.ts": longer,
    "migrations/versions/4.ts": bio,
    ...files,
  });
}

const ran = (stderr: string) => [...stderr.matchAll(/^ {2}(\w+) {2}/gm)].map(([, id]) => id);

eachTarget("a squash", (target) => {
  it("does what the revisions did, and leads every database on from wherever it stands", async () => {
    const [middle, fresh] = [await freshDatabase(target), await freshDatabase(target)];
    using p = project(middle.url);
    await p.migr(["upgrade", "b002"]);
    const written = await p.migr(["squash", "base:c003", "-m", "baseline", "--rev-id", "s100"]);
    expect(written, written.stderr).toMatchObject({
      code: 0,
      stderr: `It replaces 3 revisions: 4 operations became 3.\nTheir scripts may go once no database stands before c003.\n`,
    });
    expect((await p.migr(["graph"])).stdout).toBe("*  d004 (head) bio\n*  s100 baseline\n");

    expect((await p.migr(["graph", "-i"])).stdout).toContain("*  b002 (current) posts\n");
    expect(ran((await p.migr(["upgrade", "c003"])).stderr)).toEqual(["c003"]);
    expect((await p.migr(["current"])).stdout).toBe("s100\n");
    expect(ran((await p.migr(["upgrade", "head"])).stderr)).toEqual(["d004"]);
    expect(ran((await p.migr(["upgrade", "head", "--url", fresh.url])).stderr)).toEqual(["s100", "d004"]);

    const [one, other] = [await p.migr(["diff"]), await p.migr(["diff", "--url", fresh.url])];
    expect(one.stdout).toBe(other.stdout);
    expect(ran((await p.migr(["downgrade", "base"])).stderr)).toEqual(["d004", "s100"]);
    expect((await p.migr(["diff"])).stdout).toBe("");
  }, 90_000);

  it("calls the code of scripts that run some, in copies that outlive them", async () => {
    const db = await freshDatabase(target);
    const helper = "export const suffix = '@example.org';\n";
    const backfill = `import { type Operations, string } from "migr";
import { suffix } from "./_suffix.js";
export const revision = "c003";
export const downRevision = "b002";
export async function upgrade(op: Operations) {
  await op.execute("INSERT INTO users (id, email) VALUES (1, 'ann'), (2, 'bob')");
  const { all } = await op.connection.execute("SELECT id, email FROM users ORDER BY id");
  for (const { id, email } of all<{ id: number; email: string }>()) {
    await op.execute("UPDATE users SET email = :to WHERE id = :id", { id, to: email + suffix });
  }
  await op.addColumn("users", "bio", string(10).nullable());
}
export async function downgrade(op: Operations) {
  await op.dropColumn("users", "bio");
  await op.run(async (connection) => void (await connection.execute("DELETE FROM users")));
}
`;
    const size = script("d004", "c003", {
      upgrade: 'await op.alterColumn("users", "bio", { type: string(99) });',
      downgrade: 'await op.alterColumn("users", "bio", { type: string(10) });',
    });
    using p = project(db.url, {
      "migrations/versions/_suffix.ts": helper,
      "migrations/versions/3.ts": backfill,
      "migrations/versions/4.ts": size,
    });
    const run = await p.migr(["squash", "base:head", "-m", "all", "--rev-id", "s1", "--json"]);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    const { revision, kept } = JSON.parse(run.stdout) as { revision: { path: string }; kept: string[] };
    expect(kept).toEqual([expect.stringMatching(/versions\/_3\.ts$/)]);
    expect(p.read("migrations/versions/_3.ts")).toBe(backfill);
    const text = readFileSync(revision.path, "utf8");
    expect(text).toContain('import { downgrade as downgradeC003, upgrade as upgradeC003 } from "./_3.js";');
    expect(text).toMatch(/createTable[\s\S]*await upgradeC003\(op\);[\s\S]*alterColumn\("users", "bio"/);
    expect(text).toMatch(
      /async function downgrade[\s\S]*alterColumn[\s\S]*await downgradeC003\(op\);[\s\S]*dropTable/,
    );
    for (const name of ["1", "2", "3", "4"]) p.remove(`migrations/versions/${name}.ts`);
    const up = await p.migr(["upgrade", "head"]);
    expect(up, up.stderr).toMatchObject({ code: 0 });
    expect(await db.query("select email from users order by id")).toEqual([
      { email: "ann@example.org" },
      { email: "bob@example.org" },
    ]);
    expect((await p.migr(["downgrade", "base"])).code).toBe(0);
  }, 60_000);

  it("leaves the rows of a database that stands below it what the revisions would leave them", async () => {
    const db = await freshDatabase(target);
    using p = project(db.url, {
      "migrations/versions/3.ts": script("c003", "b002", {
        upgrade: 'await op.renameColumn("users", "email", "mail");',
        downgrade: 'await op.renameColumn("users", "mail", "email");',
      }),
    });
    await p.migr(["upgrade", "b002"]);
    await db.query("insert into users (id, email) values (1, 'ann')");
    const run = await p.migr(["squash", "c003:head", "-m", "all", "--rev-id", "s1"]);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(ran((await p.migr(["upgrade", "head"])).stderr)).toEqual(["s1"]);
    expect(await db.query("select mail from users")).toEqual([{ mail: "ann" }]);
    expect((await p.migr(["downgrade", "b002"])).code).toBe(0);
    expect(await db.query("select email from users")).toEqual([{ email: "ann" }]);
  }, 60_000);
});

eachTarget("a squash of several databases", (target) => {
  it("does in each what the revisions did there", async () => {
    const db = await freshDatabase(target);
    const two = (
      id: string,
      down: string | null,
      [up, undo]: readonly string[],
      [logUp, logUndo]: readonly string[],
    ) =>
      `import { integer, type Operations, string } from "migr";
export const revision = "${id}";
export const downRevision = ${JSON.stringify(down)};
export const upgrade = { async main(op: Operations) { ${up} }, async logs(op: Operations) { ${logUp} } };
export const downgrade = { async main(op: Operations) { ${undo} }, async logs(op: Operations) { ${logUndo} } };
`;
    using p = new Project({
      "migr.config.ts": `export default { databases: { main: { url: ${JSON.stringify(db.url)} }, logs: { url: "sqlite:///logs.db" } } };\n`,
      "migrations/versions/1.ts": two(
        "a001",
        null,
        [`await op.createTable("users", { id: integer().primaryKey() });`, `await op.dropTable("users");`],
        [`await op.createTable("events", { id: integer().primaryKey() });`, `await op.dropTable("events");`],
      ),
      "migrations/versions/2.ts": two(
        "b002",
        "a001",
        [`await op.addColumn("users", "email", string(50));`, `await op.dropColumn("users", "email");`],
        [
          `await op.execute("INSERT INTO events (id) VALUES (1)");`,
          `await op.execute("DELETE FROM events");`,
        ],
      ),
    });
    await p.migr(["upgrade", "a001"]);
    const some = await p.migr(["squash", "base:head", "-m", "all", "--db", "logs"]);
    expect(some).toMatchObject({ code: 2, stdout: "" });
    expect(some.stderr).toContain("hint: Leave --db out: they are main, logs.");
    const written = await p.migr(["squash", "base:head", "-m", "all", "--rev-id", "s1"]);
    expect(written, written.stderr).toMatchObject({
      code: 0,
      stderr: expect.stringContaining("It replaces 2 revisions: 4 operations became 3."),
    });
    const text = p.read(written.stdout.trim());
    expect(text).toMatch(/async main\(op: Operations\) {[\s\S]*email: string\(50\)[\s\S]*async logs/);
    expect(text).toContain("INSERT INTO events");
    expect((await p.migr(["upgrade", "head"])).stdout).toContain("2 databases: 2 done.");
    expect((await p.migr(["downgrade", "base"])).stdout).toContain("2 databases: 2 done.");
    expect((await p.migr(["upgrade", "head", "--json"])).stdout).toContain('"revision": "s1"');
    expect(await db.query("select email from users")).toEqual([]);
  }, 90_000);
});

eachTarget("a squash of tenants in schemas", (target) => {
  it("is tried on a scratch database that has none of them, and makes none", async (context) => {
    if (target === "sqlite") context.skip("no schemas");
    const db = await freshDatabase(target);
    const schema = `${db.name}_one`;
    using p = project(db.url, {
      "migr.config.ts": `export default { url: ${JSON.stringify(db.url)}, targets: {
  list: [{ name: "one", schema: "${schema}" }, { name: "two", schema: "${db.name}_two" }],
  createSchema: true,
} };\n`,
    });
    const run = await p.migr(["squash", "base:head", "-m", "all"]);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(run.stderr).toContain("It replaces 4 revisions");
    const found = await db.query(`select * from information_schema.schemata where schema_name = '${schema}'`);
    expect(found).toEqual([]);
  }, 60_000);
});

describe("migr squash", () => {
  const url = "sqlite:///app.db";

  it("takes over what scripts do to rows, in its place among the other steps", async () => {
    using p = project(url, {
      "migrations/versions/3.ts": script("c003", "b002", {
        upgrade: `await op.execute("INSERT INTO users (id, email) VALUES (:id, :email)", { id: 1, email: "o'hara" });
  await op.addColumn("users", "age", integer().nullable());`,
        downgrade: 'await op.dropColumn("users", "age");\n  await op.execute("DELETE FROM users");',
      }),
    });
    const run = await p.migr(["squash", "base:c003", "-m", "all", "--rev-id", "s1"]);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    const text = p.read(run.stdout.trim());
    expect(text).toContain(`INSERT INTO users (id, email) VALUES (1, 'o''hara')`);
    expect(text.indexOf("INSERT")).toBeLessThan(text.indexOf('"age"'));
    expect((await p.migr(["upgrade", "head"])).code).toBe(0);
    expect((await p.migr(["downgrade", "base"])).code).toBe(0);
  });

  it("takes in a squash at the end of its range, wherever databases stand", async () => {
    using p = project(url);
    const stands = ["b002", "c003", "d004", "s1"];
    const upgrade = (to: string, at = to) => p.migr(["upgrade", to, "--url", `sqlite:///${at}.db`]);
    for (const at of stands.slice(0, 3)) expect(await upgrade(at)).toMatchObject({ code: 0 });
    await p.migr(["squash", "c003:d004", "-m", "inner", "--rev-id", "s1"]);
    expect(await upgrade("s1")).toMatchObject({ code: 0 });
    const run = await p.migr(["squash", "base:head", "-m", "outer", "--rev-id", "t1"]);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(p.read(run.stdout.trim())).toContain(
      'export const replaces = ["a001", "b002", "c003", "d004=s1"];',
    );
    for (const at of stands) {
      const up = await upgrade("head", at);
      expect(up, up.stderr).toMatchObject({ code: 0 });
    }
    for (const file of p.scripts()) {
      if (!file.includes("outer")) p.remove(`migrations/versions/${file}`);
    }
    for (const at of stands) {
      const current = await p.migr(["current", "--check-heads", "--url", `sqlite:///${at}.db`]);
      expect(current, current.stderr).toMatchObject({ code: 0, stdout: "t1 (head)\n" });
    }
  }, 30_000);

  it.each([["fails", 'await op.dropTable("nowhere");', "db.no-such-object"]])(
    "writes nothing where a script %s",
    async (_, upgrade, code) => {
      using p = project(url, { "migrations/versions/3.ts": script("c003", "b002", { upgrade }) });
      const run = await p.migr(["squash", "base:head", "-m", "all"]);
      expect(run.code).toBe(1);
      expect(run.stderr).toContain(code);
      expect(p.scripts()).toHaveLength(4);
      expect(p.list()).not.toContain("app.db");
    },
  );

  it("writes nothing where it would not do the same", async () => {
    const template = `import type { Operations } from "migr";
export const revision = <%= it.revision %>;
export const downRevision = <%= it.downRevision %>;
export const replaces = <%= it.replaces %>;
export async function upgrade(op: Operations) {}
export async function downgrade(op: Operations) {}
`;
    using p = project(url, { "migrations/script.ts.eta": template });
    const run = await p.migr(["squash", "base:head", "-m", "all"]);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("error[migration.squash-differs]");
    expect(p.scripts()).toHaveLength(4);
  });

  it.each([
    ["one revision alone", "d004:d004", "revision.not-linear"],
    ["a range that something branches off from", "a001:d004", "revision.not-linear"],
    ["a range that is none", "d004:a001", "revision.bad-range"],
  ])("refuses %s", async (_, range, code) => {
    using p = project(url, { "migrations/versions/5.ts": script("e005", "b002") });
    const run = await p.migr(["squash", range, "-m", "all"]);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(code);
    expect(p.scripts()).toHaveLength(5);
  });

  it("says what a database in the middle needs once the old scripts are gone", async () => {
    using p = project(url);
    await p.migr(["upgrade", "b002"]);
    await p.migr(["squash", "base:c003", "-m", "all", "--rev-id", "s1"]);
    for (const name of ["1", "2", "3"]) p.remove(`migrations/versions/${name}.ts`);
    const run = await p.migr(["upgrade", "head"]);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain("error[revision.squashed]: The database stands at b002");
    expect(run.stderr).toContain(
      "hint: Restore these files, run `migr upgrade c003`, and remove them again.",
    );
    await p.migr(["stamp", "s1", "--purge"]);
    expect((await p.migr(["current"])).stdout).toBe("s1\n");
  });
});
