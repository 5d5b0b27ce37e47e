import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Project, ROOT, type Run } from "../cli/project.js";
import { compile, format } from "../support/check-source.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { eachTarget, targets } from "../support/target.js";

const BLOG = join(ROOT, "examples", "blog");

/** What changes between the two versions of the models, as `check` tells it. */
const CHANGES = {
  everywhere: [
    "+ ck_users_karma",
    "+ ix_users_role_created_at",
    "+ users.bio",
    "+ users.karma",
    "- posts.published",
    "~ users.full_name",
  ],
  postgresql: ["~ user_role"],
  mysql: ["~ users.role"],
  mariadb: ["~ users.role"],
  sqlite: ["~ users.role", "- ck_users_role", "+ ck_users_role"],
} as const;

/** Rows in every table, with a many-to-many and a self-reference. */
const ROWS = `
  insert into users (id, username, email, full_name, role, manager_id) values (1, 'ann', 'ann@x.org', 'Ann O''Hara', 'admin', null);
  insert into users (id, username, email, manager_id) values (2, 'bob', 'bob@x.org', 1);
  insert into posts (id, title, text, published, author_id) values (1, 'Hello', 'World', TRUE, 1), (2, 'Again', 'x', FALSE, 2);
  insert into comments (id, text, post_id, author_id) values (1, 'first!', 1, 2), (2, 'thanks', 1, 1);
  insert into tags (id, name) values (1, 'news'), (2, 'misc');
  insert into post_tags (post_id, tag_id) values (1, 1), (1, 2), (2, 2)`;

/** Everything in the tables that both versions of the models have. */
async function rowsOf(db: TestDatabase): Promise<unknown> {
  return {
    users: await db.query("select id, username, email, full_name, role, manager_id from users order by id"),
    posts: await db.query("select id, title, text, author_id from posts order by id"),
    comments: await db.query("select * from comments order by id"),
    tags: await db.query("select * from tags order by id"),
    pairs: await db.query("select * from post_tags order by post_id, tag_id"),
  };
}

/** The names of tables, and on PostgreSQL of enum types. */
async function objectsOf(db: TestDatabase): Promise<readonly string[]> {
  const sql = {
    sqlite: "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
    postgresql:
      "select table_name as name from information_schema.tables where table_schema = 'public' union all select typname from pg_type where typtype = 'e'",
    mysql: "select table_name as name from information_schema.tables where table_schema = database()",
    mariadb: "select table_name as name from information_schema.tables where table_schema = database()",
  }[db.target];
  return (await db.query(sql)).map(({ name }) => String(name)).sort();
}

/** Every script that was written, by its path below a folder for each target. */
const written: Record<string, string> = {};

eachTarget("the blog", (target) => {
  it("goes from its first models to its next, back and forth, with its rows", async () => {
    const db = await freshDatabase(target, "blog");
    using project = new Project();
    cpSync(BLOG, project.root, { recursive: true });
    const run = (...argv: string[]) => project.migr(argv, { env: { DATABASE_URL: db.url } });
    const migr = async (...argv: string[]): Promise<Run> => {
      const done = await run(...argv);
      expect(done, `migr ${argv.join(" ")}\n${done.stderr}${done.stdout}`).toMatchObject({ code: 0 });
      return done;
    };
    const inStep = async () =>
      expect((await migr("check")).stdout).toBe("Models and database are in step.\n");
    const changes = async (command: "check" | "diff" = "check") => {
      const { code, stdout } = await run(command, "--json");
      expect(code, stdout).toBe(command === "check" ? 3 : 0);
      return (JSON.parse(stdout) as { changes: { sign: string; subject: string }[] }).changes
        .map(({ sign, subject }) => `${sign} ${subject}`)
        .sort();
    };

    const everything = await changes();
    expect(everything.filter((change) => !/^\+ (ix_|user_role$)/.test(change))).toEqual([
      "+ comments",
      "+ post_tags",
      "+ posts",
      "+ tags",
      "+ users",
    ]);
    await migr("revision", "--autogenerate", "-m", "create the blog", "--rev-id", "aaa1");
    expect(await objectsOf(db)).toEqual([]);
    await migr("upgrade", "head");
    await inStep();
    const empty = await objectsOf(db);
    await db.script(ROWS);
    const rows = await rowsOf(db);

    cpSync(join(BLOG, "src", "models.next.ts"), project.path("src", "models.ts"));
    const reported = await changes();
    expect(reported).toEqual([...CHANGES.everywhere, ...CHANGES[target]].sort());
    const diff = (await migr("diff")).stdout;
    expect(diff).toMatch(/^\+.*\bbio\b/m);
    expect(diff).toMatch(/^-.*\bpublished\b/m);
    await migr("revision", "--autogenerate", "-m", "bio and karma", "--rev-id", "bbb2");
    expect(await rowsOf(db)).toEqual(rows);
    await migr("upgrade", "head");
    await inStep();
    expect(await rowsOf(db)).toEqual(rows);
    expect(await db.query("select bio, karma from users order by id")).toEqual([
      { bio: null, karma: 0 },
      { bio: null, karma: 0 },
    ]);
    await db.script(
      "insert into users (id, username, email, role, karma) values (3, 'cyd', 'c@x.org', 'moderator', 5)",
    );
    await expect(db.script("update users set karma = -1 where id = 3")).rejects.toThrow();
    await db.script("delete from users where id = 3");

    await migr("downgrade", "-1");
    expect((await run("check")).stderr).toContain("error[migration.out-of-date]");
    expect(await changes("diff")).toEqual(reported);
    expect(await rowsOf(db)).toEqual(rows);
    await migr("upgrade", "head");
    await inStep();
    expect(await rowsOf(db)).toEqual(rows);

    await migr("downgrade", "base");
    expect(await objectsOf(db)).toEqual(["migr_version"]);
    await migr("upgrade", "head");
    await inStep();
    expect(await objectsOf(db)).toEqual(empty);

    expect(project.scripts()).toHaveLength(2);
    for (const name of project.scripts()) {
      written[`migrations/versions/${target}/${name}`] = project.read(`migrations/versions/${name}`);
    }
  }, 180_000);
});

it("the scripts of the blog compile in a strict project, and a formatter leaves them as they are", () => {
  expect(Object.keys(written)).toHaveLength(2 * targets.length);
  using project = new Project(written);
  expect(compile(project.root)).toEqual([]);
  expect(format(project.root)).toBe("");
}, 180_000);
