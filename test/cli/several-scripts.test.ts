import { describe, expect, it } from "vitest";
import { clientOf } from "../support/client.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { eachTarget } from "../support/target.js";
import { Project, script } from "./project.js";

const UNREACHABLE = "postgresql://nobody:secret@nowhere.invalid:1/shop";

const TABLE = (name: string) => `await op.createTable("${name}", { id: integer().primaryKey() });`;

/** A project of two databases, with a revision that makes a table in each. */
function twoDatabases(main: string, logs: string): Project {
  return new Project({
    "migr.config.ts": `export default { databases: {
  main: { url: ${JSON.stringify(main)} },
  logs: { url: ${JSON.stringify(logs)}, versionTable: "logs_version" },
} };
`,
    "migrations/versions/a1.ts": `import { integer, type Operations } from "migr";
export const revision = "a1";
export const downRevision = null;
export const upgrade = {
  async main(op: Operations) { ${TABLE("users")} },
  async logs(op: Operations) { ${TABLE("events")} },
};
export const downgrade = {
  async main(op: Operations) { await op.dropTable("users"); },
  async logs(op: Operations) { await op.dropTable("events"); },
};
`,
  });
}

const versions = (database: TestDatabase, table: string) =>
  database.query(`select version_num from ${table}`);

eachTarget("scripts of several databases", (target) => {
  it("are files, which lead each database where a run does", async () => {
    const [main, logs] = [await freshDatabase(target, "main"), await freshDatabase(target, "logs")];
    using p = twoDatabases(main.url, logs.url);
    const client = await clientOf(target);
    const up = await p.migr(["upgrade", "head", "--sql", "-o", "sql/up"]);
    expect(up, up.stderr).toEqual({
      code: 0,
      stderr: "",
      stdout: "  main  sql/up/main.sql\n  logs  sql/up/logs.sql\n2 databases: 2 done.\n",
    });
    expect(p.read("sql/up/main.sql")).toMatch(/^-- migr upgrade base -> a1 of main, for /);
    await client.run(main, p.read("sql/up/main.sql"));
    await client.run(logs, p.read("sql/up/logs.sql"));
    expect(await versions(main, "migr_version")).toEqual([{ version_num: "a1" }]);
    expect(await versions(logs, "logs_version")).toEqual([{ version_num: "a1" }]);
    expect(await main.query("select * from users")).toEqual([]);
    expect(await logs.query("select * from events")).toEqual([]);
    expect((await p.migr(["upgrade", "head"])).stdout).toContain("Already at a1 (head), nothing to do.");

    await p.migr(["downgrade", "head:base", "--sql", "-o", "sql/down"]);
    await client.run(logs, p.read("sql/down/logs.sql"));
    expect(await versions(logs, "logs_version")).toEqual([]);
  });

  it("of tenants lead each tenant where a run does", async (context) => {
    const db = await freshDatabase(target);
    const other = await freshDatabase(target);
    if (target === "sqlite") context.skip("no schemas");
    using p = new Project({
      "migr.config.ts": `export default { url: ${JSON.stringify(db.url)}, targets: {
  list: [{ name: "one", schema: ${JSON.stringify(`${other.name}_one`)} }, { name: "t/w o", schema: ${JSON.stringify(`${other.name}_two`)} }],
  createSchema: true,
} };
`,
      "migrations/versions/a1.ts": script("a1", null, { upgrade: TABLE("users") }),
    });
    const written = await p.migr(["upgrade", "head", "--sql", "--output", "sql"]);
    expect(written, written.stderr).toMatchObject({ code: 0 });
    expect(p.list("sql")).toEqual(["sql/one.sql", "sql/t.w.o.sql"]);
    const client = await clientOf(target);
    try {
      for (const file of p.list("sql")) await client.run(db, p.read(file));
      for (const tenant of ["one", "two"]) {
        expect(await versions(db, `${other.name}_${tenant}.migr_version`)).toEqual([{ version_num: "a1" }]);
        expect(await db.query(`select * from ${other.name}_${tenant}.users`)).toEqual([]);
      }
    } finally {
      const kind = target === "postgresql" ? "schema" : "database";
      const all = target === "postgresql" ? " cascade" : "";
      for (const tenant of ["one", "two"])
        await db.query(`drop ${kind} if exists ${other.name}_${tenant}${all}`);
    }
  });
});

describe("--sql with --output", () => {
  it("asks no server, and gives all scripts in one document under --json", async () => {
    using p = twoDatabases(UNREACHABLE, UNREACHABLE);
    const bare = await p.migr(["upgrade", "head", "--sql", "--json"]);
    expect(JSON.parse(bare.stdout)).toMatchObject({
      databases: [
        { database: "main", status: "done", sql: expect.stringContaining('CREATE TABLE "users"') },
        { database: "logs", status: "done", sql: expect.stringContaining('CREATE TABLE "events"') },
      ],
    });
    const written = await p.migr(["stamp", "head", "--sql", "--json", "-o", "out"]);
    expect(JSON.parse(written.stdout)).toMatchObject({
      databases: [{ file: p.path("out", "main.sql") }, { file: p.path("out", "logs.sql") }],
    });
    const table = await p.migr(["ensure-version", "--sql", "-o", "out"]);
    expect(table, table.stderr).toMatchObject({ code: 0 });
    expect(p.read("out/logs.sql")).toContain('"logs_version"');
  });

  it("is a file where there is one database, or one is named", async () => {
    using p = twoDatabases(UNREACHABLE, UNREACHABLE);
    const run = await p.migr(["upgrade", "head", "--sql", "--db", "logs", "-o", "logs.sql"]);
    expect(run).toEqual({ code: 0, stderr: "", stdout: "logs.sql\n" });
    const shown = await p.migr(["upgrade", "head", "--sql", "--db", "logs"]);
    expect(p.read("logs.sql")).toBe(shown.stdout);
    const json = await p.migr(["upgrade", "head", "--sql", "--db", "logs", "-o", "logs.sql", "--json"]);
    expect(JSON.parse(json.stdout)).toMatchObject({ command: "upgrade", file: p.path("logs.sql") });
  });

  it("is needed where there are several, and writes nothing where one script cannot be made", async () => {
    using p = twoDatabases(UNREACHABLE, "oracle://somewhere");
    const none = await p.migr(["upgrade", "head", "--sql"]);
    expect(none).toMatchObject({ code: 2, stdout: "" });
    expect(none.stderr).toContain("hint: Name one with --db, or a folder for one script each with --output.");
    const failed = await p.migr(["upgrade", "head", "--sql", "-o", "sql"]);
    expect(failed).toMatchObject({ code: 1 });
    expect(failed.stderr).toContain("No script was written.\n");
    expect(failed.stderr).toContain("error[config.bad-url]");
    expect(p.list("sql")).toEqual([]);
    const alone = await p.migr(["upgrade", "head", "--db", "main", "-o", "x"]);
    expect(alone).toMatchObject({ code: 2 });
    expect(alone.stderr).toContain("--output has an effect only with --sql.");
  });

  it("leaves no file half written", async () => {
    using p = twoDatabases(UNREACHABLE, UNREACHABLE);
    p.write({ "sql/main.sql": "mine", "sql/logs.sql/in-the-way": "" });
    const run = await p.migr(["upgrade", "head", "--sql", "-o", "sql"]);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("error[config.write-failed]: The scripts cannot be written: ");
    expect(p.list("sql").filter((name) => name.endsWith(".new"))).toEqual([]);
  });

  it("refuses names that would give one file", async () => {
    using p = new Project({
      "migr.config.ts": `export default { url: "${UNREACHABLE}", targets: [{ name: "a b", schema: "a" }, { name: "A.b", schema: "b" }] };`,
      "migrations/versions/a1.ts": script("a1", null),
    });
    const run = await p.migr(["upgrade", "head", "--sql", "-o", "sql"]);
    expect(run).toMatchObject({ code: 2 });
    expect(run.stderr).toContain("Two scripts would be called A.b.sql, and none was written.");
  });
});
