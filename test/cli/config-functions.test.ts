import { describe, expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { eachTarget } from "../support/target.js";
import { configFor, Project, script } from "./project.js";

const MODELS = `import { declarativeBase, integer, string, uuid } from "migr";
export const Base = declarativeBase();
export class User extends Base.model("users", { id: integer().primaryKey(), key: uuid(), name: string(20) }) {}
export class Order extends Base.model("orders", { id: integer().primaryKey() }) {}
`;

const project = (more: string) =>
  new Project({ "models.ts": MODELS, "migr.config.ts": configFor("sqlite:///app.db", more) });

/** The text of the script whose name has this in it. */
function scriptOf(p: Project, part: string): string {
  return p.read(`migrations/versions/${p.scripts().find((name) => name.includes(part))}`);
}

describe("renderItem", () => {
  it("writes items in the project's own way, with what they import", async () => {
    using p = project(`renderItem: (kind, object, { addImport }) => {
      if (kind === "type" && object.kind === "uuid") return addImport("uuidColumn", "../../columns.ts") + "()";
      if (kind === "type" && object.kind === "string") return addImport("rawType", "migr") + '("varchar(20)")';
      return null;
    }`);
    p.write({ "columns.ts": `import { uuid } from "migr";\nexport const uuidColumn = uuid;\n` });
    const run = await p.migr(["revision", "--autogenerate", "-m", "first"]);
    expect(run, run.stderr).toMatchObject({ code: 0 });
    const text = scriptOf(p, "first");
    expect(text).toContain('import { uuidColumn } from "../../columns.ts";');
    expect(text).toContain("key: uuidColumn(),");
    expect(text).toContain('name: rawType("varchar(20)"),');
    expect((await p.migr(["upgrade", "head"])).code).toBe(0);
    const check = await p.migr(["check"]);
    expect(check, check.stdout).toMatchObject({ code: 0 });
  });

  it("must give a call for a type", async () => {
    using p = project(`renderItem: (kind) => (kind === "type" ? "nonsense" : null)`);
    const run = await p.migr(["revision", "--autogenerate"]);
    expect(run.stderr).toMatch(
      /^error\[config\.invalid\]: renderItem gives "nonsense" for a type, which is no call\./m,
    );
    expect(p.scripts()).toEqual([]);
  });
});

describe("processRevisionDirectives", () => {
  it("changes what is written, in place", async () => {
    using p = project(`processRevisionDirectives: ([directive], { autogenerate, command }) => {
      if (!autogenerate || command !== "revision") throw new Error("told wrongly");
      directive.message += " and more";
      for (const each of directive.operations) {
        each.upgrade = each.upgrade.filter((op) => op.kind !== "createTable" || op.describe({}).subject !== "orders");
      }
    }`);
    const run = await p.migr(["revision", "--autogenerate", "-m", "users", "--json"]);
    expect(JSON.parse(run.stdout), run.stdout).toMatchObject({
      revision: { message: "users and more" },
      revisions: [{ message: "users and more" }],
    });
    expect(scriptOf(p, "and_more")).toContain('op.createTable("users"');
  });

  it("writes nothing where it leaves nothing", async () => {
    using p = project("processRevisionDirectives: () => []");
    const run = await p.migr(["revision", "-m", "none"]);
    expect(run).toMatchObject({ code: 0, stdout: "", stderr: "Nothing was written.\n" });
    expect(p.scripts()).toEqual([]);
  });

  it("makes several scripts of one, each following the one before", async () => {
    using p = project(`processRevisionDirectives: ([directive]) =>
      directive.operations[0].upgrade.map((operation, i) => ({
        message: "part " + i,
        id: "part" + i,
        operations: [{ database: null, upgrade: [operation], downgrade: [operation.inverse()] }],
      }))`);
    const run = await p.migr(["revision", "--autogenerate", "--json"]);
    const { revisions } = JSON.parse(run.stdout) as {
      revisions: { revision: string; downRevisions: string[] }[];
    };
    expect(revisions.map(({ revision, downRevisions }) => [revision, downRevisions])).toEqual([
      ["part0", []],
      ["part1", ["part0"]],
    ]);
    expect((await p.migr(["upgrade", "head"])).code).toBe(0);
    expect((await p.migr(["check"])).code).toBe(0);
    expect((await p.migr(["downgrade", "base"])).code).toBe(0);
  });

  it("is told by its line where it throws", async () => {
    using p = project(`processRevisionDirectives: () => { throw new RangeError("no"); }`);
    const run = await p.migr(["revision"]);
    expect(run.stderr).toMatch(/^error\[config\.failed\]: migr\.config\.ts:5: no\./);
    expect(run.code).toBe(1);
  });
});

eachTarget("run", (target) => {
  it("runs the revisions on a connection of the project's own", async () => {
    await using db = await freshDatabase(target);
    using p = new Project({
      "models.ts": MODELS,
      "migr.config.ts": configFor(
        db.url,
        `run: async ({ engine, runMigrations, direction, target, x }) => {
          await using connection = await engine.connect();
          await connection.execute("create table before_run (n int)");
          await connection.commit();
          const { applied } = await runMigrations({ connection });
          console.error(direction, target, x.key, applied.length);
        }`,
      ),
      "migrations/versions/a1.ts": script("a1", null, {
        upgrade: `await op.execute("insert into before_run values (1)");`,
      }),
    });
    const run = await p.migr(["upgrade", "head", "-x", "key=value"]);
    expect(run.stderr).toMatch(/upgrade head value 1\n/);
    expect(run.stdout).toMatch(/^1 revision applied in .*, now at a1 \(head\)\n$/);
    expect(await db.query("select n from before_run")).toEqual([{ n: 1 }]);
  });
});

describe("run", () => {
  it("that calls nothing applies nothing, and what it throws fails the command", async () => {
    using p = project("run: () => {}");
    p.write({ "migrations/versions/a1.ts": script("a1", null) });
    const nothing = await p.migr(["upgrade", "head", "--json"]);
    expect(JSON.parse(nothing.stdout)).toMatchObject({ applied: [], heads: [] });
    expect((await p.migr(["upgrade", "head"])).stdout).toBe(
      "The configuration's run applied nothing, at base.\n",
    );
    p.write({
      "migr.config.ts": configFor("sqlite:///app.db", `run: () => { throw new Error("no run today"); }`),
    });
    const run = await p.migr(["upgrade", "head"]);
    expect(run.stderr).toContain("error[migration.failed]: run failed: no run today.");
    expect(run.code).toBe(1);
  });
});

describe("revisionId and fileTemplate", () => {
  it("make names that count, in git branches too until they meet", async () => {
    using p = project(`revisionId: sequenceIds(), fileTemplate: "{rev}_{slug}"`);
    p.write({
      "migr.config.ts": p.read("migr.config.ts").replace("{ defineConfig }", "{ defineConfig, sequenceIds }"),
    });
    for (const message of ["first", "second one"])
      expect((await p.migr(["revision", "-m", message])).code).toBe(0);
    expect(p.scripts()).toEqual(["0001_first.ts", "0002_second_one.ts"]);
    expect((await p.migr(["upgrade", "0002"])).code).toBe(0);
  });
});

describe("engine.events", () => {
  it("gives each connection the functions of an application, so that its tables can be made, copied and pulled", async () => {
    using p = new Project({
      "models.ts": `import { check, declarativeBase, func, index, integer, sql, string } from "migr";
        export const Base = declarativeBase();
        export class Tag extends Base.model("tags", { id: integer().primaryKey(), name: string(20) })
          .with((c) => [check("ck_name", sql\`slug(name) <> ''\`), index("ix_slug", sql\`slug(name)\`)]) {}`,
      "migr.config.ts": configFor(
        "sqlite:///app.db",
        `engine: { events: { connect: ({ driver }) => {
          if (process.env["PLAIN"]) return;
          driver.raw.function("slug", { deterministic: true }, (text: string) => text.toLowerCase());
        } } }`,
      ),
    });
    for (const args of [["revision", "--autogenerate", "-m", "tags"], ["upgrade", "head"], ["check"]]) {
      const run = await p.migr(args);
      expect(run, run.stderr).toMatchObject({ code: 0 });
    }
    p.write({ "models.ts": p.read("models.ts").replace("string(20)", "string(30)") });
    for (const args of [
      ["revision", "--autogenerate", "-m", "longer"],
      ["upgrade", "head"],
      ["check"],
      ["pull", "-o", "pulled.ts"],
      ["downgrade", "base"],
    ]) {
      const run = await p.migr(args);
      expect(run, run.stderr).toMatchObject({ code: 0 });
    }
    expect(p.read("pulled.ts")).toContain("slug(name)");
    const run = await p.migr(["upgrade", "head"], { env: { PLAIN: "1" } });
    expect(run).toMatchObject({ code: 1 });
    expect(run.stderr).toContain("No such function: slug.");
    expect(run.stderr).toContain("engine: { events: { connect: ({ driver }) => … } } in the configuration");
  });

  it.each(["{ conect: () => {} }", "{ connect: 1 }", "[() => {}]"])("cannot be %s", async (events) => {
    using p = project(`engine: { events: ${events} } as never`);
    const run = await p.migr(["current"]);
    expect(run.stderr).toContain(
      "The engine's option events must be an object of functions by event: connect, checkout, checkin, beforeExecute, afterExecute or handleError.",
    );
  });
});
