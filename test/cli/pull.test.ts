import { describe, expect, it } from "vitest";
import { compile, formatErrors } from "../support/check-source.js";
import { freshDatabase } from "../support/database.js";
import { eachTarget } from "../support/target.js";
import { configFor, Project } from "./project.js";

const SHOP = `CREATE TABLE customers (id INTEGER PRIMARY KEY, email VARCHAR(50) NOT NULL);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL,
  CONSTRAINT fk_orders_customer_id_customers FOREIGN KEY (customer_id) REFERENCES customers (id)
);
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
CREATE VIEW busy AS SELECT customer_id FROM orders;
CREATE VIEW counted (n) AS SELECT count(*) FROM orders;
`;

/** A project whose database holds the shop, and whose models are not there yet. */
async function shop(sql = SHOP): Promise<Project> {
  const database = await freshDatabase("sqlite", "pull");
  await database.script(sql);
  return new Project({ "migr.config.ts": configFor(database.url) });
}

/** Models without the naming rules of their base: a script names keys that had no name. */
function withoutBase(models: string): string {
  return models.replace(/^export const Base .*$/m, "");
}

eachTarget("a database with no history", (target) => {
  it("is pulled, is in step at once, and is stamped as the beginning", async () => {
    const database = await freshDatabase(target, "pull");
    await database.script(SHOP);
    using p = new Project({ "migr.config.ts": configFor(database.url) });
    expect(await p.migr(["pull", "-o", "models.ts"])).toEqual({ code: 0, stdout: "models.ts\n", stderr: "" });
    const check = { code: 0, stdout: "Models and database are in step.\n", stderr: "" };
    expect(await p.migr(["check"])).toEqual(check);
    const skipped = await p.migr(["revision", "--autogenerate", "--skip-empty", "-m", "nothing"]);
    expect(skipped.stderr).toBe("Models and database are in step; nothing was written.\n");
    const empty = await freshDatabase(target, "empty");
    const first = ["--url", empty.url, "revision", "--autogenerate", "-m", "as it was"];
    expect(await p.migr(first)).toMatchObject({ code: 0 });
    expect(await p.migr(["stamp", "head"])).toMatchObject({ code: 0 });
    expect(await p.migr(["check"])).toEqual(check);
    expect(await p.migr(["--url", empty.url, "upgrade", "head"])).toMatchObject({ code: 0 });
    expect(await p.migr(["--url", empty.url, "check"])).toEqual(check);
    const again = await p.migr(["--url", empty.url, "pull"]);
    expect(withoutBase(again.stdout)).toBe(withoutBase(p.read("models.ts")));
  });
});

describe("a history that begins on a database with tables", () => {
  const models = 'import { declarativeBase } from "migr";\nexport const Base = declarativeBase();\n';
  const hint =
    "hint: The database has 2 tables that no model declares: `migr pull` writes models of them, includeName leaves them alone.\n";

  it("is told of migr pull by check and by the first revision, and by none that follows it", async () => {
    using p = await shop();
    p.write({ "models.ts": models });
    const check = await p.migr(["check"]);
    expect(check.code).toBe(3);
    expect(check.stderr).toBe(hint);
    const first = await p.migr(["revision", "--autogenerate", "-m", "first"]);
    expect(first.stderr.endsWith(hint)).toBe(true);
    expect(await p.migr(["upgrade", "head"])).toMatchObject({ code: 0 });
    expect(await p.migr(["downgrade", "base"])).toMatchObject({ code: 0 });
    expect(await p.migr(["stamp", "head"])).toMatchObject({ code: 0 });
    expect((await p.migr(["check"])).stderr).toBe('hint: migr revision --autogenerate -m "..."\n');
    expect((await p.migr(["revision", "--autogenerate", "-m", "second"])).stderr).not.toContain("hint:");
  });
});

describe("migr pull", () => {
  it("prints models on stdout, and on stderr what they cannot say", async () => {
    using p = await shop(`${SHOP}CREATE VIRTUAL TABLE found USING fts5(words);`);
    const run = await p.migr(["pull"]);
    expect(run).toMatchObject({
      code: 0,
      stderr: "warning: 1 thing in the database cannot be said by models:\n  virtual table found\n",
    });
    expect(run.stdout).toContain('export class Order extends Base.model("orders", {');
    expect(run.stdout).toContain('\nview("busy", Base.metadata, sql`SELECT');
    expect(run.stdout).toContain('\nview("counted", Base.metadata, sql`SELECT');
    expect(run.stdout).toMatch(/migr leaves it alone:\n\/\/ - virtual table found\n$/);
    expect(p.list()).toEqual(["migr.config.ts", "package.json"]);
  });

  it("writes a file for each table with --split, which compiles and is formatted", async () => {
    using p = await shop();
    p.write({ "migr.config.ts": p.read("migr.config.ts").replace("./models.ts", "./src/models/index.ts") });
    const run = await p.migr(["pull", "--split", "-o", "src/models", "-q"]);
    const files = ["base", "customer", "entities", "index", "order"].map((name) => `src/models/${name}.ts`);
    expect(run).toEqual({ code: 0, stdout: `${files.join("\n")}\n`, stderr: "" });
    expect(p.read("src/models/index.ts")).toContain('export * from "./order.ts";\n');
    expect(p.read("src/models/order.ts")).toContain('import { Customer } from "./customer.ts";\n');
    expect(compile(p.root)).toEqual([]);
    expect(formatErrors(p.root, "src")).toBe("");
    expect(await p.migr(["check"])).toMatchObject({ code: 0 });
  });

  it("overwrites nothing without --force", async () => {
    using p = await shop();
    p.write({ "src/models/index.ts": "// mine\n" });
    for (const argv of [
      ["-o", "src/models/index.ts"],
      ["--split", "-o", "src/models"],
    ]) {
      const run = await p.migr(["pull", ...argv]);
      expect(run).toEqual({
        code: 2,
        stdout: "",
        stderr:
          "error[cli.usage]: There is a src/models/index.ts already, and nothing was written.\n" +
          "hint: Name another one, or overwrite it with --force.\n",
      });
    }
    expect(p.list("src")).toEqual(["src/models/index.ts"]);
    expect(p.read("src/models/index.ts")).toBe("// mine\n");
    expect(await p.migr(["pull", "-o", "src/models/index.ts", "--force"])).toMatchObject({ code: 0 });
    expect(p.read("src/models/index.ts")).toContain("class Customer");
  });

  it("leaves no file behind where it cannot write", async () => {
    using p = await shop();
    p.write({ "src/models": "a file\n" });
    const run = await p.migr(["pull", "--split", "-o", "src/models"]);
    expect(run).toMatchObject({ code: 1, stdout: "" });
    expect(run.stderr).toContain("error[config.write-failed]: The models cannot be written");
    expect(p.list("src")).toEqual(["src/models"]);
  });

  it("asks for a file where it is given a folder, and for a folder with --split", async () => {
    using p = await shop();
    p.write({ "src/other.ts": "" });
    expect(await p.migr(["pull", "-o", "src"])).toMatchObject({ code: 2 });
    expect(await p.migr(["pull", "--split"])).toMatchObject({ code: 2 });
  });

  it("takes single tables with those that they refer to", async () => {
    using p = await shop(`${SHOP}CREATE TABLE notes (id INTEGER PRIMARY KEY);`);
    const run = await p.migr(["pull", "--table", "orders", "--json"]);
    const { tables, written, files } = JSON.parse(run.stdout) as Record<string, unknown>;
    expect(tables).toEqual(["customers", "orders"]);
    expect(written).toBe(false);
    expect(files).toEqual([{ path: "models.ts", contents: expect.stringContaining("class Order") }]);
    const unknown = await p.migr(["pull", "--table", "order"]);
    expect(unknown).toMatchObject({ code: 1 });
    expect(unknown.stderr).toBe(
      "error[schema.no-such-table]: There is no table order.\nhint: Did you mean orders?\n",
    );
  });

  it("leaves out the version table, and what the configuration's filters do", async () => {
    using p = await shop(`${SHOP}CREATE TABLE notes (id INTEGER PRIMARY KEY);
      CREATE TABLE migr_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);`);
    const filter = 'includeName: (name, kind) => !(kind === "table" && name === "notes"),';
    p.write({ "migr.config.ts": p.read("migr.config.ts").replace("metadata:", `${filter}\n  metadata:`) });
    const run = await p.migr(["pull", "--json"]);
    expect(JSON.parse(run.stdout)).toMatchObject({ tables: ["customers", "orders"] });
  });
});
