import { expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { eachTarget, type Target } from "../support/target.js";
import { configFor, Project } from "./project.js";

/** A key that numbers itself, as SQLAlchemy writes it. */
const KEY: Readonly<Record<Target, string>> = {
  postgresql: "SERIAL NOT NULL",
  mysql: "INTEGER NOT NULL AUTO_INCREMENT",
  mariadb: "INTEGER NOT NULL AUTO_INCREMENT",
  sqlite: "INTEGER NOT NULL",
};

const VERSIONS = "SELECT version_num FROM alembic_version";

/** What `alembic upgrade head` leaves behind, in the statements that it runs. */
function made(target: Target): string {
  return `
CREATE TABLE alembic_version (
    version_num VARCHAR(32) NOT NULL,
    CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE customers (
    id ${KEY[target]},
    email VARCHAR(255) NOT NULL,
    active BOOLEAN DEFAULT true NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (email)
);
CREATE TABLE orders (
    id ${KEY[target]},
    customer_id INTEGER NOT NULL,
    total NUMERIC(10, 2) NOT NULL,
    placed_at TIMESTAMP NULL,
    PRIMARY KEY (id),
    CONSTRAINT fk_orders_customer FOREIGN KEY(customer_id) REFERENCES customers (id) ON DELETE CASCADE,
    CONSTRAINT ck_orders_total CHECK (total >= 0)
);
CREATE INDEX ix_orders_customer_id ON orders (customer_id);
INSERT INTO alembic_version (version_num) VALUES ('ae1027a6acf1');
INSERT INTO customers (email) VALUES ('ada@example.com');`;
}

eachTarget("a database that Alembic runs", (target) => {
  it("is pulled, has nothing to do, is recorded, and goes on and back", async () => {
    const database = await freshDatabase(target);
    await database.script(made(target));
    using project = new Project({
      "migr.config.ts": configFor(database.url, 'versionTable: "alembic_version",'),
    });
    const migr = async (...argv: readonly string[]) => {
      const run = await project.migr(argv);
      expect(run, `${argv.join(" ")}\n${run.stderr}`).toMatchObject({ code: 0 });
      return run;
    };
    expect(await project.migr(["current"])).toMatchObject({ code: 0, stdout: "ae1027a6acf1 (unknown)\n" });

    await migr("pull", "-o", "models.ts");
    const models = project.read("models.ts");
    expect(models).not.toContain("alembic");
    expect((await migr("revision", "--autogenerate", "-m", "as it was", "--skip-empty")).stderr).toContain(
      "in step",
    );
    expect(project.scripts()).toEqual([]);
    const empty = await migr("revision", "--autogenerate", "-m", "as it was", "--rev-id", "first");
    expect(empty.stderr).toContain("in step");

    const refused = await project.migr(["upgrade", "head"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/^error\[revision\.not-in-history\]: .*ae1027a6acf1/);
    expect(refused.stderr).toContain("`migr stamp`");
    expect(await database.query(VERSIONS)).toEqual([{ version_num: "ae1027a6acf1" }]);
    expect((await migr("stamp", "head")).stdout).toBe("Recorded: ae1027a6acf1 -> first\n");
    await migr("check");

    project.write({ "models.ts": models.replace("total:", "note: string(20).nullable(),\n  total:") });
    await migr("revision", "--autogenerate", "-m", "notes", "--rev-id", "second");
    await migr("upgrade", "head");
    expect(await database.query(VERSIONS)).toEqual([{ version_num: "second" }]);
    await database.query("INSERT INTO orders (customer_id, total, note) VALUES (1, 2, 'x')");
    await migr("check");
    await migr("downgrade", "-1");
    expect(await database.query(VERSIONS)).toEqual([{ version_num: "first" }]);
    expect(await database.query("SELECT email FROM customers")).toEqual([{ email: "ada@example.com" }]);
  }, 60_000);

  it("of several branches is told once that one revision stands for all of them", async () => {
    const database = await freshDatabase(target);
    await database.script(
      `${made(target)}\nINSERT INTO alembic_version (version_num) VALUES ('27c6a30d7c24');`,
    );
    using project = new Project({
      "migr.config.ts": configFor(database.url, 'versionTable: "alembic_version",'),
    });
    const unknown = await project.migr(["current"]);
    expect(unknown.stdout).toBe("27c6a30d7c24 (unknown)\nae1027a6acf1 (unknown)\n");
    expect(unknown.stderr).toContain("warning: no revision file has the unknown ids;");
    await project.migr(["pull", "-o", "models.ts"]);
    await project.migr(["revision", "--autogenerate", "-m", "as it was", "--rev-id", "ae1027a6acf1"]);
    const refused = await project.migr(["upgrade", "head"]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain("The database is at revision 27c6a30d7c24, which no revision file has.");
    const { stdout } = await project.migr(["stamp", "head"]);
    expect(stdout).toBe("Recorded: 27c6a30d7c24, ae1027a6acf1 -> ae1027a6acf1\n");
    expect(await database.query(VERSIONS)).toEqual([{ version_num: "ae1027a6acf1" }]);
    expect(await project.migr(["check"])).toMatchObject({ code: 0 });
  }, 60_000);

  it("is at the head at once where the first revision takes over Alembic's id", async () => {
    const [database, empty] = [await freshDatabase(target), await freshDatabase(target)];
    await database.script(made(target));
    using project = new Project({
      "migr.config.ts": configFor(database.url, 'versionTable: "alembic_version",'),
    });
    await project.migr(["pull", "-o", "models.ts"]);
    const first = ["revision", "--autogenerate", "-m", "as it was", "--rev-id", "ae1027a6acf1"];
    expect(await project.migr(["--url", empty.url, ...first])).toMatchObject({ code: 0 });
    expect((await project.migr(["current"])).stdout).toBe("ae1027a6acf1 (head)\n");
    expect((await project.migr(["upgrade", "head"])).stdout).toContain("nothing to do");
    expect(await project.migr(["check"])).toMatchObject({ code: 0 });
    expect(await project.migr(["--url", empty.url, "upgrade", "head"])).toMatchObject({ code: 0 });
    expect(await project.migr(["--url", empty.url, "check"])).toMatchObject({ code: 0 });
    expect(await empty.query(VERSIONS)).toEqual([{ version_num: "ae1027a6acf1" }]);
  }, 60_000);
});
