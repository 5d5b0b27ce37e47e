import { describe, expect, it } from "vitest";
import { writeEnsure, writeRun, writeStamp } from "../../src/migrate/offline.js";
import type { MigrationSettings } from "../../src/migrate/settings.js";
import type { Schema } from "../../src/schema/schema.js";
import { clientOf } from "../support/client.js";
import { freshDatabase, type TestDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget, type Target } from "../support/target.js";

/** A history with a database that goes online, and one that goes by scripts through the native client. */
async function pair(target: Target, overrides: Partial<MigrationSettings> = {}) {
  const [live, other] = await Promise.all([freshDatabase(target, "on"), freshDatabase(target, "off")]);
  const history = new History(live, overrides);
  const client = await clientOf(target);
  const run = (sql: string) => client.run(other, sql);
  const script = async (direction: "up" | "down", text: string) =>
    (await writeRun(await history.migrator().offline(), direction, text)).sql;
  return { history, live, other, run, script };
}

async function rowsOf(database: TestDatabase): Promise<readonly string[]> {
  const rows = await database.query("SELECT version_num FROM migr_version ORDER BY version_num");
  return rows.map(({ version_num }) => String(version_num));
}

async function reflected(database: TestDatabase): Promise<Schema> {
  await using history = new History(database);
  return await history.reflect();
}

const USERS = {
  upgrade: `await op.createTable("users", { id: integer().primaryKey(), email: string(255), note: text().nullable() },
      [unique("uq_users_email", "email")]);
    await op.createIndex("ix_users_email_id", "users", ["email", "id"]);`,
  downgrade: `await op.dropTable("users");`,
};
const POSTS = {
  upgrade: `await op.createTable("posts", { id: integer().primaryKey(), user_id: integer().references("users.id"),
      state: enumOf("new", "old").named("post_state").serverDefault("new"), score: numeric(6, 2) });
    await op.addColumn("users", "karma", integer().serverDefault(0));
    await op.alterColumn("users", "email", { type: string(300), existing: string(255) });
    await op.createCheckConstraint("ck_users_karma", "users", sql\`karma >= 0\`);`,
  downgrade: `await op.dropConstraint("ck_users_karma", "users", { type: "check" });
    await op.alterColumn("users", "email", { type: string(255), existing: string(300) });
    await op.dropColumn("users", "karma");
    await op.dropTable("posts");
    await op.dropEnum("post_state");`,
};

eachTarget("a script for the native client", (target) => {
  const isRebuilder = target === "sqlite";

  describe.each(["each", "all", "none"] as const)("with transaction: %s", (transaction) => {
    it("makes the schema and the version rows of the online run, on an empty database", async () => {
      const { history, live, other, run, script } = await pair(target, { transaction });
      await using _ = history;
      history.add("a1", null, USERS);
      history.add("b2", "a1", POSTS);
      await history.migrator().upgrade("head");
      await run(await script("up", "head"));
      expect(await reflected(other)).toEqual(await reflected(live));
      expect(await rowsOf(other)).toEqual(["b2"]);
    });
  });

  it("goes on from where an earlier one ended, and back", async () => {
    const { history, live, other, run, script } = await pair(target);
    await using _ = history;
    history.add("a1", null, USERS);
    history.add("b2", "a1", {
      upgrade: `await op.addColumn("users", "karma", integer().nullable());`,
      downgrade: `await op.dropColumn("users", "karma");`,
    });
    history.add("c3", "b2", { upgrade: `await op.dropIndex("ix_users_email_id", "users");` });
    await run(await script("up", "a1"));
    await run(await script("up", "a1:+1"));
    expect(await rowsOf(other)).toEqual(["b2"]);
    await run(await script("up", "b2:"));
    await history.migrator().upgrade("head");
    expect(await reflected(other)).toEqual(await reflected(live));
    expect(await rowsOf(other)).toEqual(["c3"]);
    history.add("c3", "b2", {
      downgrade: `await op.createIndex("ix_users_email_id", "users", ["email", "id"]);`,
    });
    await history.migrator().downgrade("a1");
    await run(await script("down", "c3:-2"));
    expect(await reflected(other)).toEqual(await reflected(live));
    expect(await rowsOf(other)).toEqual(["a1"]);
    await run(await script("down", "a1:"));
    expect(await rowsOf(other)).toEqual([]);
    expect((await reflected(other)).tables).toEqual([]);
  });

  it("knows the tables of revisions before it, and what others have hung on them", async () => {
    const { history, live, other, run, script } = await pair(target);
    await using _ = history;
    history.add("a1", null, USERS);
    history.add("b2", "a1", POSTS);
    history.add("c3", "b2", {
      upgrade: `await op.alterColumn("users", "note", { nullable: false, serverDefault: sql\`''\`, existing: text().nullable() });`,
      downgrade: `await op.alterColumn("users", "note", { nullable: true, serverDefault: null, existing: text().serverDefault(sql\`''\`) });`,
    });
    await run(await script("up", "b2"));
    const up = await script("up", "b2:c3");
    expect(history.statements).toEqual([]);
    await other.query("CREATE INDEX ix_mine ON users (karma)");
    if (isRebuilder) {
      await expect(run(up)).rejects.toThrow(
        /users has the columns that revisions made, and no columns, indexes and triggers beside/,
      );
      expect(await rowsOf(other)).toEqual(["b2"]);
      await other.query("DROP INDEX ix_mine");
    }
    await run(up);
    await history.migrator().upgrade("head");
    if (!isRebuilder) await live.query("CREATE INDEX ix_mine ON users (karma)");
    expect(await reflected(other)).toEqual(await reflected(live));
    await run(await script("down", "c3:b2"));
    await history.migrator().downgrade("b2");
    expect(await reflected(other)).toEqual(await reflected(live));
    expect(await rowsOf(other)).toEqual(["b2"]);
  });

  it("sets the configured timeouts", async () => {
    const { history, other, run, script } = await pair(target, { timeouts: { lock: 2500, statement: 9000 } });
    await using _ = history;
    history.add("a1", null, USERS);
    const sql = await script("up", "head");
    const lines = {
      postgresql: ["SET lock_timeout = 2500;", "SET statement_timeout = 9000;"],
      mysql: [
        "SET SESSION lock_wait_timeout = 3, SESSION innodb_lock_wait_timeout = 3, SESSION max_execution_time = 9000;",
      ],
      mariadb: [
        "SET SESSION lock_wait_timeout = 3, SESSION innodb_lock_wait_timeout = 3, SESSION max_statement_time = 9;",
      ],
      sqlite: [".timeout 2500"],
    };
    for (const line of lines[target]) expect(sql.split("\n")).toContain(line);
    await run(sql);
    expect(await rowsOf(other)).toEqual(["a1"]);
  });

  it("stops before it changes a database that stands elsewhere", async () => {
    const { history, other, run, script } = await pair(target);
    await using _ = history;
    history.add("a1", null, USERS);
    history.add("b2", "a1", { upgrade: `await op.createTable("more", { id: integer().primaryKey() });` });
    const up = await script("up", "head");
    await run(up);
    await expect(run(up)).rejects.toThrow(isRebuilder ? /for a database that stands at base/ : /./);
    await expect(run(await script("up", "a1:b2"))).rejects.toThrow();
    expect(await rowsOf(other)).toEqual(["b2"]);
  });

  it("leaves nothing of a revision that fails, where the database can undo schema changes", async () => {
    const { history, other, run, script } = await pair(target);
    await using _ = history;
    history.add("a1", null, USERS);
    history.add("b2", "a1", {
      upgrade: `await op.createTable("more", { id: integer().primaryKey() });
        await op.execute("INSERT INTO nowhere (id) VALUES (1)");`,
    });
    await expect(run(await script("up", "head"))).rejects.toThrow(/nowhere/);
    expect(await rowsOf(other)).toEqual(["a1"]);
    const { dialect } = await history.migrator().offline();
    const names = (await reflected(other)).tables.map(({ name }) => name);
    expect(names).toEqual(dialect.features.transactionalDdl ? ["users"] : ["more", "users"]);
  });

  it("writes values as literals that give what binding them gives", async () => {
    const { history, live, other, run, script } = await pair(target);
    await using _ = history;
    const texts = [
      "it's",
      'a "b" `c`',
      "back\\slash \\n \\",
      "semi;colon; -- no comment",
      "line\r\nbreak\nand\ttab",
      ":name and ? and $1 and %s",
      "é ✓ 😀",
      "/* */ # $$ DELIMITER //",
    ];
    const rows = texts.map(
      (text, i) =>
        `await op.execute(sql\`INSERT INTO notes VALUES (\${${i + 1}}, \${${JSON.stringify(text)}}, \${${i % 2 === 0}})\`);`,
    );
    history.add("a1", null, {
      upgrade: `await op.createTable("notes", { id: integer().primaryKey({ autoIncrement: false }), body: text(), done: boolean() });
        ${rows.join("\n")}
        await op.execute("INSERT INTO notes VALUES (:id, :body, :done)", { id: 99, body: "x:y", done: null === 1 });`,
    });
    await history.migrator().upgrade("head");
    await run(await script("up", "head"));
    const select = "SELECT id, body, done FROM notes ORDER BY id";
    const expected = await live.query(select);
    expect(expected.map(({ body }) => body)).toEqual([...texts, "x:y"]);
    expect(await other.query(select)).toEqual(expected);
  });

  it("keeps statements with semicolons of their own together", async () => {
    const { history, other, run, script } = await pair(target);
    await using _ = history;
    const body = {
      sqlite:
        "CREATE TRIGGER up AFTER INSERT ON users BEGIN UPDATE users SET note = 'a;b' WHERE id = NEW.id; UPDATE users SET note = note || ';' WHERE id = NEW.id; END",
      mysql:
        "CREATE TRIGGER up BEFORE INSERT ON users FOR EACH ROW BEGIN SET NEW.note = 'a;b'; SET NEW.note = CONCAT(NEW.note, ';'); END",
      postgresql:
        "CREATE FUNCTION up() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN NEW.note := 'a;b'; NEW.note := NEW.note || ';'; RETURN NEW; END $f$; CREATE TRIGGER up BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION up()",
    };
    const sql = target === "mariadb" ? body.mysql : body[target];
    history.add("a1", null, {
      upgrade: `${USERS.upgrade}\nawait op.execute(sql.raw(${JSON.stringify(sql)}));`,
    });
    await run(await script("up", "head"));
    await other.query("INSERT INTO users (id, email) VALUES (1, 'x')");
    expect(await other.query("SELECT note FROM users")).toEqual([{ note: "a;b;" }]);
  });

  it("moves the rows of branches and merges", async () => {
    const { history, live, other, run, script } = await pair(target);
    await using _ = history;
    history.add("a1", null);
    history.add("b2", "a1");
    history.add("c3", "a1");
    history.addFile(
      "d4",
      `export const revision = "d4";\nexport const downRevision = ["b2", "c3"];\nexport async function upgrade() {}\nexport async function downgrade() {}\n`,
    );
    await run(await script("up", "b2"));
    await expect(run(await script("up", "heads"))).rejects.toThrow();
    await run(await script("up", "b2:c3"));
    expect(await rowsOf(other)).toEqual(["b2", "c3"]);
    await history.migrator().upgrade("head");
    await run((await script("up", "b2:d4")).replace(/INSERT INTO[^;]*c3[^;]*;/, ""));
    expect(await rowsOf(other)).toEqual(await rowsOf(live));
    await run(await script("down", "d4:a1"));
    expect(await rowsOf(other)).toEqual(["a1"]);
  });

  it("stamps, several targets too, and after whatever was recorded", async () => {
    const { history, other, run } = await pair(target);
    await using _ = history;
    history.add("a1", null);
    history.add("b2", "a1");
    history.add("c3", "a1");
    const offline = await history.migrator().offline();
    await run((await writeStamp(offline, ["a1"])).sql);
    expect(await rowsOf(other)).toEqual(["a1"]);
    await run((await writeStamp(offline, ["a1:b2"])).sql);
    expect(await rowsOf(other)).toEqual(["b2"]);
    await expect(run((await writeStamp(offline, ["a1:b2"])).sql)).rejects.toThrow();
    await run((await writeStamp(offline, ["b2", "c3"], { purge: true })).sql);
    expect(await rowsOf(other)).toEqual(["b2", "c3"]);
    await run((await writeStamp(offline, ["b2:a1", "c3:a1"])).sql);
    expect(await rowsOf(other)).toEqual(["a1"]);
    for (const ranges of [
      ["a1:b2", "b2:c3"],
      ["a1:b2", "base:c3"],
    ]) {
      await expect(writeStamp(offline, ranges)).rejects.toMatchObject({ code: "revision.bad-range" });
    }
    await run((await writeStamp(offline, ["base"], { purge: true })).sql);
    expect(await rowsOf(other)).toEqual([]);
  });

  it("makes the version table alone", async () => {
    const { history, other, run } = await pair(target);
    await using _ = history;
    const sql = await writeEnsure(await history.migrator().offline());
    await run(sql);
    await run(sql);
    expect(await rowsOf(other)).toEqual([]);
    await history.migrator().ensureVersion();
    await history.migrator().ensureVersion();
    expect(await history.migrator().current()).toEqual([]);
  });

  it("is made without a connection, and tells the script so", async () => {
    const { history } = await pair(target, { tag: "blue", x: { who: "me" } });
    await using _ = history;
    history.add("a1", null, {
      upgrade: `const { offline, tag, x, direction } = op.context;
        await op.execute(sql\`SELECT \${JSON.stringify([offline, tag, x.who, direction])}\`);`,
    });
    const { sql } = await writeRun(await history.migrator().offline(), "up", "head");
    expect(sql).toContain('[true,"blue","me","upgrade"]');
    expect(history.statements).toEqual([]);
  });

  it("cannot be made where a script asks the database", async () => {
    const { history, script } = await pair(target);
    await using _ = history;
    const path = history.add("a1", null, {
      upgrade: `await op.createTable("t", { id: integer().primaryKey() });
        const rows = await op.connection.execute("SELECT id FROM t");`,
    });
    await expect(script("up", "head")).rejects.toMatchObject({
      code: "migration.needs-database",
      message: expect.stringContaining("SELECT id FROM t"),
      details: { revision: "a1", line: history.lineOf(path, "SELECT id FROM t"), step: 2 },
    });
    expect(history.statements).toEqual([]);
  });

  it("needs to be told where a downgrade begins, and in which direction a range leads", async () => {
    const { history, script } = await pair(target);
    await using _ = history;
    history.add("a1", null);
    history.add("b2", "a1");
    await expect(script("down", "base")).rejects.toMatchObject({ code: "revision.range-needed" });
    await expect(script("down", "-1")).rejects.toMatchObject({ code: "revision.range-needed" });
    await expect(script("up", "b2:a1")).rejects.toMatchObject({ code: "revision.bad-range" });
    await expect(script("down", "a1:b2")).rejects.toMatchObject({ code: "revision.not-applied" });
    await expect(script("up", "current:head")).rejects.toMatchObject({ code: "revision.needs-database" });
    await expect(script("up", "a1:zz")).rejects.toMatchObject({ code: "revision.unknown" });
    expect(await script("up", "b2:b2")).toContain("-- There is nothing to do.");
  });
});
