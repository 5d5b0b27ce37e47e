import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { freshDatabase } from "../support/database.js";
import { eachTarget } from "../support/target.js";
import { configFor, Project, ROOT, type Run, stable } from "./project.js";

const MODELS = `import { dateTime, declarativeBase, func, index, integer, string } from "migr";

export const Base = declarativeBase();

export class User extends Base.model("users", {
  id: integer().primaryKey(),
  email: string(100).unique(),
  full_name: string(50).nullable(),
  created_at: dateTime().serverDefault(func.now()),
}) {}

export class Post extends Base.model("posts", {
  id: integer().primaryKey(),
  title: string(80),
  author_id: integer().references("users.id"),
}).with((c) => [index("ix_posts_title", c.title)]) {}
`;

const CHANGED_MODELS = MODELS.replace("integer, string }", "integer, string, text }")
  .replace("full_name: string(50)", "full_name: string(90)")
  .replace("  created_at", "  bio: text().nullable(),\n  karma: integer().serverDefault(0),\n  created_at")
  .replace('.with((c) => [index("ix_posts_title", c.title)])', "");

/** The fields that docs/json.md lists for a command, in its table; what is in parentheses is inside of them. */
function fieldsOf(command: string, options: readonly string[]): readonly string[] {
  const rows = readFileSync(join(ROOT, "docs", "json.md"), "utf8").matchAll(/^\| (`.+?`) +\| (.+) \|$/gm);
  const row = [...rows].find(([, commands]) => commands!.split(", ").includes(`\`${command}\``));
  expect(row, `docs/json.md has no ${command}`).toBeDefined();
  const fields = row![2]!.replace(/\([^)]*\)/g, "").split(",");
  const isThere = (field: string) => options.includes(/ with `(--[\w-]+)`/.exec(field)?.[1] ?? options[0]!);
  return fields.filter(isThere).flatMap((field) => /`(\w+)`/.exec(field)?.[1] ?? []);
}

/** Asserts that a command did what it should, with its whole output in the message where it did not. */
function succeeded(run: Run): Run {
  expect(run, run.stderr).toMatchObject({ code: 0 });
  return run;
}

eachTarget("the main job", (target) => {
  it("goes from models to a migrated database and back", async () => {
    const db = await freshDatabase(target);
    using project = new Project();
    const migr = async (...argv: string[]) => succeeded(await project.migr(argv));

    await migr("init", "--url", db.url);
    project.write({ "src/models.ts": MODELS });

    const first = await migr("revision", "--autogenerate", "-m", "create tables", "--rev-id", "aaa1");
    expect(stable(first.stdout, project)).toBe("migrations/versions/DATE_aaa1_create_tables.ts\n");
    expect(first.stderr).toMatch(/^ {2}\+ users +table, 4 columns$/m);
    expect(first.stderr).toMatch(/^ {2}\+ posts +table, 3 columns/m);

    const upgraded = await migr("upgrade", "head");
    expect(stable(upgraded.stderr, project)).toBe("  aaa1  create tables  TIME\n");
    expect(stable(upgraded.stdout, project)).toBe("1 revision applied in TIME, now at aaa1 (head)\n");
    expect((await migr("current")).stdout).toBe("aaa1 (head)\n");
    expect((await migr("check")).stdout).toBe("Models and database are in step.\n");
    expect((await migr("diff")).stdout).toBe("");
    await db.script(
      "insert into users (id, email) values (1, 'ann@example.com'); insert into posts (id, title, author_id) values (1, 'hello', 1)",
    );

    project.write({ "src/models.ts": CHANGED_MODELS });
    const checked = await project.migr(["check"]);
    expect(checked.code).toBe(3);
    expect(checked.stdout).toMatch(/^\d changes are in the models and not in the database:\n/);
    expect(checked.stdout).toMatch(/^ {2}\+ users\.bio +\w+, null$/m);
    expect(checked.stdout).toMatch(/^ {2}\+ users\.karma +int\w*, not null, default 0$/m);
    expect(checked.stdout).toMatch(/^ {2}~ users\.full_name +varchar\(50\) -> varchar\(90\)$/m);
    expect(checked.stdout).toMatch(/^ {2}- ix_posts_title/m);
    expect(checked.stderr).toBe('hint: migr revision --autogenerate -m "..."\n');

    const diff = await migr("diff");
    expect(diff.stdout).toMatch(/^--- database\n\+\+\+ models\n@@/);
    expect(diff.stdout).toMatch(/^\+ {2}bio /m);
    expect(diff.stdout).toMatch(/^- {2}full_name varchar\(50\)/m);
    expect(diff.stdout).toMatch(/^- .*ix_posts_title/m);
    const sql = await migr("diff", "--sql");
    expect(sql.stdout).toMatch(/;\n$/);
    expect(sql.stdout).toContain("karma");

    await migr("revision", "--autogenerate", "-m", "bio and karma", "--rev-id", "bbb2");
    await migr("upgrade", "head");
    expect((await migr("check")).stdout).toBe("Models and database are in step.\n");
    expect(await db.query("select full_name, bio, karma from users")).toEqual([
      { full_name: null, bio: null, karma: 0 },
    ]);
    expect(await db.query("select title from posts")).toEqual([{ title: "hello" }]);

    const undone = await migr("downgrade", "-1");
    expect(stable(undone.stderr, project)).toBe("  bbb2  bio and karma  TIME\n");
    expect(stable(undone.stdout, project)).toBe("1 revision undone in TIME, now at aaa1\n");
    expect(await db.query("select full_name from users")).toEqual([{ full_name: null }]);
    await migr("upgrade", "head");
    expect((await migr("check")).code).toBe(0);

    const all = await migr("downgrade", "base");
    expect(stable(all.stdout, project)).toBe("2 revisions undone in TIME, now at base\n");
    expect((await migr("current")).stdout).toBe("");
    const again = await migr("upgrade", "head");
    expect(stable(again.stderr, project)).toBe("  aaa1  create tables  TIME\n  bbb2  bio and karma  TIME\n");
    expect((await migr("check")).code).toBe(0);
    expect((await migr("upgrade", "head")).stdout).toBe("Already at bbb2 (head), nothing to do.\n");
  });

  it("carries hostile names and texts through scripts and back", async () => {
    const db = await freshDatabase(target);
    const names = { table: `order "x" \`y\` 'z'`, column: "Größe;--", index: "IX $1 \\\\ ☃" };
    using project = new Project({
      "migr.config.ts": configFor(db.url),
      "models.ts": `import { declarativeBase, index, integer, string } from "migr";
export const Base = declarativeBase();
export class Order extends Base.model(${JSON.stringify(names.table)}, {
  select: integer().primaryKey(),
  size: string(40).named(${JSON.stringify(names.column)}).serverDefault("it's \\"\\\\ \\n% \${7} ☃"),
}).with((c) => [index(${JSON.stringify(names.index)}, c.size)]) {}
`,
    });
    const message = `it's "x" */ \${process.exit(9)} \\ \`tick\``;
    const made = await project.migr(["revision", "--autogenerate", "-m", message, "--rev-id", "a1"]);
    expect(made, made.stderr).toMatchObject({ code: 0 });
    const diff = await project.migr(["diff"]);
    expect(diff, diff.stderr).toMatchObject({ code: 0 });
    const upgraded = await project.migr(["upgrade", "head"]);
    expect(upgraded, upgraded.stderr).toMatchObject({ code: 0 });
    const checked = await project.migr(["check"]);
    expect(checked, checked.stdout + checked.stderr).toMatchObject({ code: 0 });
    const undone = await project.migr(["downgrade", "base"]);
    expect(undone, undone.stderr).toMatchObject({ code: 0 });
  });

  it("never shows the password of the database", async () => {
    const db = await freshDatabase(target);
    using project = new Project({ "migr.config.ts": configFor(db.url), "models.ts": MODELS });
    const runs = [
      await project.migr(["status"]),
      await project.migr(["status", "--json"]),
      await project.migr(["upgrade", "nowhere", "-v"]),
      await project.migr(["check", "-v"]),
      await project.migr(["current", "--url", db.url, "-v", "--json"]),
    ];
    const text = runs.map(({ stdout, stderr }) => stdout + stderr).join("");
    expect(text).toContain(target === "sqlite" ? "sqlite:" : ":***@");
    expect(text).not.toContain("test-secret");
  });

  it("shows where everything stands on one screen", async () => {
    const db = await freshDatabase(target);
    using project = new Project({ "migr.config.ts": configFor(db.url), "models.ts": MODELS });
    const status = async () => (await project.migr(["status"])).stdout.split("\n").slice(1).join("\n");
    expect(await status()).toBe(
      [
        "current    base, nothing is applied",
        "heads      no revisions yet",
        "pending    nothing",
        "models     3 changes not in the database",
        "             + users, + posts, + ix_posts_title",
        "",
      ].join("\n"),
    );
    await project.migr(["revision", "--autogenerate", "-m", "create tables", "--rev-id", "aaa1"]);
    expect(await status()).toBe(
      [
        "current    base, nothing is applied",
        "heads      aaa1 create tables (head)",
        "pending    1 revision",
        "             aaa1  create tables",
        "models     not compared while revisions are pending",
        "",
      ].join("\n"),
    );
    await project.migr(["upgrade", "head"]);
    expect(await status()).toBe(
      [
        "current    aaa1 create tables",
        "heads      aaa1 create tables (head)",
        "pending    nothing",
        "models     in step with the database",
        "",
      ].join("\n"),
    );
    const [first] = (await project.migr(["status"])).stdout.split("\n");
    expect(first).toMatch(/^database {3}\w+:\/\/.+ {2}\w+ \d+\.\d+/);
  });

  it("speaks JSON in every command", async () => {
    const db = await freshDatabase(target);
    using project = new Project({ "models.ts": MODELS });
    const json = async (code: number, ...argv: string[]) => {
      const run = await project.migr([...argv, "--json"]);
      expect(run, run.stdout + run.stderr).toMatchObject({ code });
      const document = JSON.parse(run.stdout) as Record<string, unknown>;
      expect(document).toMatchObject({ version: 1, command: argv[0] });
      const documented = fieldsOf(
        argv[0] === "diff" && argv.includes("--sql") ? "diff --sql" : argv[0]!,
        argv,
      );
      expect(Object.keys(document).sort(), argv[0]).toEqual(["version", "command", ...documented].sort());
      return document;
    };
    expect(await json(0, "init", "--url", db.url)).toMatchObject({
      files: ["migr.config.ts", "migrations/script.ts.eta", "migrations/README.md", "migrations/versions/"],
      models: "models.ts",
    });
    expect(await json(3, "check")).toMatchObject({
      inStep: false,
      changes: [
        { kind: "createTable", sign: "+", subject: "users" },
        { kind: "createTable", sign: "+", subject: "posts" },
        { kind: "createIndex", sign: "+", subject: "ix_posts_title" },
      ],
    });
    const made = await json(0, "revision", "--autogenerate", "-m", "create tables", "--rev-id", "aaa1");
    expect(made).toMatchObject({
      revision: { revision: "aaa1", downRevisions: [], message: "create tables", isHead: true },
      changes: [{ subject: "users" }, { subject: "posts" }, { subject: "ix_posts_title" }],
    });
    const { path } = made["revision"] as { path: string };
    expect(readFileSync(path, "utf8")).toMatch(/op\.createTable\(\s*"users"/);
    expect(await json(0, "upgrade", "head")).toMatchObject({
      direction: "upgrade",
      applied: [{ revision: "aaa1", message: "create tables" }],
      heads: ["aaa1"],
    });
    expect(await json(0, "current", "--check-heads")).toMatchObject({
      revisions: [{ revision: "aaa1", isHead: true }],
      atHeads: true,
      pending: 0,
    });
    expect(await json(0, "check")).toMatchObject({ inStep: true, changes: [], problems: [] });
    expect(await json(0, "status")).toMatchObject({
      current: [{ revision: "aaa1" }],
      pending: [],
      models: { state: "inStep" },
    });
    expect(await json(0, "diff")).toMatchObject({ changes: [], diff: "" });
    expect(await json(0, "diff", "--sql")).toMatchObject({ statements: [] });
    for (const list of ["heads", "history", "branches"]) await json(0, list);
    expect(await json(0, "show", "aa")).toMatchObject({ revisions: [{ revision: "aaa1" }] });
    expect(await json(0, "history", "-i")).toMatchObject({
      revisions: [{ revision: "aaa1", isCurrent: true }],
    });
    expect(await json(0, "downgrade", "base")).toMatchObject({ direction: "downgrade", heads: [] });
    expect(await json(0, "stamp", "head", "--sql")).toMatchObject({ before: [], after: ["aaa1"] });
    expect(await json(0, "stamp", "head")).toMatchObject({ before: [], after: ["aaa1"] });
    await json(0, "explain", "db.unique");
    await json(0, "list-templates");
  });
});
