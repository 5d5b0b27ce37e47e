import { describe, expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { eachTarget } from "../support/target.js";
import { Project, script, stable } from "./project.js";

/** A configuration of two databases, of which the second is an SQLite file. */
function twoDatabases(url: string, more = ""): string {
  return `import { defineConfig } from "migr/config";
export default defineConfig({
  databases: {
    main: { url: ${JSON.stringify(url)}, metadata: () => import("./main.ts").then((m) => m.Base.metadata) },
    logs: { url: "sqlite:///logs.db", metadata: () => import("./logs.ts").then((m) => m.Base.metadata), versionTable: "logs_version" },
  },
  ${more}
});
`;
}

const model = (table: string, column = "") => `import { declarativeBase, integer, string } from "migr";
export const Base = declarativeBase();
export class Only extends Base.model("${table}", { id: integer().primaryKey(), ${column} }) {}
`;

/** A script with functions for each of the two databases. */
function both(
  revision: string,
  down: string | null,
  main: string,
  logs: string,
  undoMain = "",
  undoLogs = "",
): string {
  return `/** makes ${revision} */
import { integer, type Operations } from "migr";
export const revision = "${revision}";
export const downRevision = ${JSON.stringify(down)};
export const upgrade = {
  async main(op: Operations) { ${main} },
  async logs(op: Operations) { ${logs} },
};
export const downgrade = {
  async main(op: Operations) { ${undoMain} },
  async logs(op: Operations) { ${undoLogs} },
};
`;
}

const TABLE = (name: string) => `await op.createTable("${name}", { id: integer().primaryKey() });`;

function project(url: string, more = ""): Project {
  return new Project({
    "migr.config.ts": twoDatabases(url, more),
    "main.ts": model("users"),
    "logs.ts": model("events"),
    "migrations/versions/a1.ts": both(
      "a1",
      null,
      TABLE("users"),
      TABLE("events"),
      `await op.dropTable("users");`,
      `await op.dropTable("events");`,
    ),
  });
}

eachTarget("two databases of different kinds under one history", (target) => {
  it("each run their own function, and keep a version table each", async () => {
    await using db = await freshDatabase(target);
    using p = project(db.url);
    const up = await p.migr(["upgrade", "head"]);
    expect(stable(up.stderr, p)).toBe("main\n  a1  makes a1  TIME\nlogs\n  a1  makes a1  TIME\n");
    expect(stable(up.stdout, p)).toBe(
      "  main  1 revision applied in TIME, now at a1 (head)\n  logs  1 revision applied in TIME, now at a1 (head)\n2 databases: 2 done.\n",
    );
    expect(up.code).toBe(0);
    expect(await db.query("select * from users")).toEqual([]);
    expect(await db.query("select version_num from migr_version")).toEqual([{ version_num: "a1" }]);
    const check = await p.migr(["check"]);
    expect(check, check.stderr).toMatchObject({ code: 0 });
    const down = await p.migr(["downgrade", "base", "--db", "logs"]);
    expect(stable(down.stdout, p)).toBe("1 revision undone in TIME, now at base\n");
    const current = await p.migr(["current"]);
    expect(current.stdout).toBe("  main  a1 (head)\n  logs  -\n2 databases: 2 done.\n");
  });

  it("are compared where they have models; the others are named", async () => {
    await using db = await freshDatabase(target);
    using p = project(db.url);
    const bare = twoDatabases(db.url).replace(/(logs\.db"), metadata: [^,]+,/, "$1,");
    p.write({ "migr.config.ts": bare });
    await p.migr(["upgrade", "head"]);
    expect(await p.migr(["check"])).toMatchObject({
      code: 0,
      stdout: "  main  Models and database are in step.\n1 database: 1 done.\n",
      stderr: "No models are configured for logs.\n",
    });
    const alone = await p.migr(["check", "--db", "logs"]);
    expect(alone.code).toBe(1);
    expect(alone.stderr).toContain("error[config.no-metadata]");
    const { databases } = JSON.parse((await p.migr(["diff", "--json"])).stdout);
    expect(databases).toMatchObject([{ database: "main", status: "done", changes: [] }]);
  });

  it("stop at the first that fails, and go on from there once it is mended", async () => {
    await using db = await freshDatabase(target);
    using p = project(db.url);
    p.write({
      "migrations/versions/a2.ts": both("a2", "a1", `await op.dropTable("nowhere");`, TABLE("more")),
    });
    const run = await p.migr(["upgrade", "head", "--json"]);
    const { databases } = JSON.parse(run.stdout) as { databases: Record<string, unknown>[] };
    expect(databases).toMatchObject([
      {
        database: "main",
        target: null,
        status: "failed",
        error: { code: "db.no-such-object", details: { revision: "a2" } },
      },
      { database: "logs", target: null, status: "skipped" },
    ]);
    expect(run.code).toBe(1);
    p.write({ "migrations/versions/a2.ts": both("a2", "a1", TABLE("other"), TABLE("more")) });
    const again = await p.migr(["upgrade", "head", "--json"]);
    expect(JSON.parse(again.stdout)).toMatchObject({
      databases: [
        { status: "done", applied: [{ revision: "a2" }], heads: ["a2"] },
        { status: "done", applied: [{ revision: "a1" }, { revision: "a2" }], heads: ["a2"] },
      ],
    });
  });
});

describe("several databases", () => {
  it("run a plain function on each, which asks op.context for the name", async () => {
    using p = project("sqlite:///main.db");
    p.write({
      "migrations/versions/a1.ts": script("a1", null, {
        upgrade: `await op.createTable(op.context.database + "_table", { id: integer() });`,
      }),
    });
    expect((await p.migr(["upgrade", "head"])).code).toBe(0);
    const diff = await p.migr(["diff", "--db", "logs"]);
    expect(diff.stdout).toContain("logs_table");
  });

  it("do nothing in one that a script has no function for", async () => {
    using p = project("sqlite:///main.db");
    p.write({
      "migrations/versions/a1.ts": `export const revision = "a1"; export const downRevision = null;
export const upgrade = { async main(op: any) { await op.execute("create table t (id integer)"); } };\n`,
    });
    const { stdout, code, stderr } = await p.migr(["upgrade", "head"]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stdout).toContain("2 databases: 2 done.");
  });

  it("refuse a script for a database that there is not", async () => {
    using p = project("sqlite:///main.db");
    p.write({ "migrations/versions/a1.ts": both("a1", null, "", "").replace("async main(", "async mian(") });
    const { stderr, code } = await p.migr(["upgrade", "head"]);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /error\[revision\.invalid-file\]: .*a1\.ts has upgrade for "mian", which is no database of the configuration\./,
    );
    expect(stderr).toContain('hint: Did you mean "main"?');
  });

  it.each([
    [
      ["upgrade", "head", "--db", "mian"],
      'There is no database "mian" in the configuration.',
      'Did you mean "main"?',
    ],
    [
      ["upgrade", "head", "--target", "x"],
      '--target chooses among "targets", which migr.config.ts has not.',
      "Leave",
    ],
    [["history", "-i"], "The configuration has 2 databases to choose from.", "Name one with --db."],
    [["current", "--url", "sqlite:///x.db"], "One URL is given for several databases.", "Leave --url out"],
    [
      ["upgrade", "head", "--jobs", "0"],
      '--jobs takes a whole number above zero, and was given "0".',
      "Such as",
    ],
  ])("refuse %j", async (argv, message, hint) => {
    using p = project("sqlite:///main.db");
    const { stderr, code, stdout } = await p.migr(argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`error[cli.usage]: ${message}\nhint: ${hint}`);
  });

  it("take one URL for one of them, and none of the environment", async () => {
    using p = project("sqlite:///main.db");
    const run = await p.migr(["upgrade", "head", "--db", "main", "--url", "sqlite:///x.db"], {
      env: { DATABASE_URL: "sqlite:///never.db" },
    });
    expect(run, run.stderr).toMatchObject({ code: 0 });
    expect(p.list()).toContain("x.db");
    p.write({ "migr.config.ts": `export default { databases: { main: {} } };` });
    const none = await p.migr(["current", "--db", "main"], { env: { DATABASE_URL: "sqlite:///never.db" } });
    expect(none.stderr).toContain("error[config.no-url]");
  });

  it("are not written into a script whose template has no place for them", async () => {
    using p = project("sqlite:///main.db");
    p.write({ "migrations/script.ts.eta": "export const revision = <%= it.revision %>;\n" });
    const run = await p.migr(["revision", "-m", "more"]);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(
      /error\[revision\.template-failed\]: The template .* has no functions for several databases\./,
    );
    expect(p.scripts()).toEqual(["a1.ts"]);
  });

  it("fill one script from the differences of each, of those that --db chooses", async () => {
    using p = project("sqlite:///main.db");
    expect((await p.migr(["upgrade", "head"])).code).toBe(0);
    p.write({ "main.ts": model("users", "name: string(9)"), "logs.ts": model("events", "what: string(9)") });
    const only = await p.migr(["revision", "--autogenerate", "--db", "logs", "--json", "--rev-id", "b1"]);
    expect(JSON.parse(only.stdout)).toMatchObject({
      changes: [{ database: "logs", subject: "events.what" }],
    });
    const text = p.read(`migrations/versions/${p.scripts().find((name) => name.includes("b1"))}`);
    expect(text).toContain("async main(op: Operations) {},");
    expect(text).toContain('    await op.addColumn("events", "what", string(9).nullable());');
    expect((await p.migr(["upgrade", "head"])).code).toBe(0);
    const rest = await p.migr(["revision", "--autogenerate", "--json"]);
    expect(JSON.parse(rest.stdout)).toMatchObject({ changes: [{ database: "main", subject: "users.name" }] });
    expect((await p.migr(["upgrade", "head"])).code).toBe(0);
    const check = await p.migr(["check"]);
    expect(check, check.stderr).toMatchObject({ code: 0 });
  });
});
