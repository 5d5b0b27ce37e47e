import { describe, expect, it } from "vitest";
import { configFor, Project, script } from "./project.js";

const UNREACHABLE = "postgresql://nobody:secret@nowhere.invalid:1/shop";

function projectAt(url: string): Project {
  return new Project({
    "models.ts": `import { declarativeBase } from "migr";\nexport const Base = declarativeBase();\n`,
    "migr.config.ts": configFor(url),
    "migrations/versions/a1.ts": script("a1", null, {
      upgrade: `await op.createTable("users", { id: integer().primaryKey() }); await op.execute("SELECT '" + op.context.tag + "'");`,
      downgrade: `await op.dropTable("users");`,
    }),
  });
}

describe("SQL in place of a run", () => {
  it("goes to stdout and nothing to stderr, and no server is asked", async () => {
    using project = projectAt(UNREACHABLE);
    const up = await project.migr(["upgrade", "head", "--sql", "--tag", "blue"]);
    expect(up).toMatchObject({ code: 0, stderr: "" });
    expect(up.stdout).toMatch(
      /^-- migr upgrade base -> a1, for PostgreSQL through psql\n\\set ON_ERROR_STOP on\n/,
    );
    expect(up.stdout).toContain("SELECT 'blue';");
    expect(up.stdout).toMatch(/COMMIT;\n$/);
    expect(up.stdout).not.toContain("secret");
    const { stdout } = await project.migr(["downgrade", "head:base", "--sql", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      command: "downgrade",
      direction: "downgrade",
      revisions: [{ revision: "a1", message: "makes a1" }],
      before: ["a1"],
      after: [],
    });
    expect((await project.migr(["stamp", "head", "--sql"])).stdout).toContain("VALUES ('a1');");
    expect((await project.migr(["ensure-version", "--sql"])).stdout).toMatch(/^CREATE TABLE IF NOT EXISTS/m);
    expect(await project.migr(["revision", "--sql", "-m", "more"])).toMatchObject({ code: 0 });
  });

  it("is refused with wrong usage where it cannot be made", async () => {
    using project = projectAt(UNREACHABLE);
    const refused = async (code: string, ...argv: string[]) => {
      const run = await project.migr(argv);
      expect(run).toMatchObject({ code: 2, stdout: "" });
      expect(run.stderr).toContain(`error[${code}]`);
      return run.stderr;
    };
    expect(await refused("revision.range-needed", "downgrade", "base", "--sql")).toContain("head:base");
    await refused("cli.usage", "upgrade", "head", "--sql", "--dry-run");
    await refused("cli.usage", "revision", "-m", "x", "--autogenerate", "--sql");
    const online = await project.migr(["upgrade", "base:head", "--url", "sqlite:///app.db"]);
    expect(online).toMatchObject({ code: 1, stdout: "" });
    expect(online.stderr).toContain("--sql");
  });

  it("is shown by a dry run, which changes nothing", async () => {
    using project = projectAt("sqlite:///app.db");
    const dry = await project.migr(["upgrade", "head", "--dry-run"]);
    expect(dry.code).toBe(0);
    expect(dry.stdout).toContain('CREATE TABLE "users"');
    expect(dry.stderr).toContain("1 revision would be applied; nothing was changed.");
    expect((await project.migr(["current"])).stdout).toBe("");
    await project.migr(["upgrade", "head"]);
    const none = await project.migr(["upgrade", "head", "--dry-run"]);
    expect(none).toMatchObject({ code: 0, stdout: "", stderr: "There is nothing to do.\n" });
  });
});
