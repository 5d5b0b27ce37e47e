import { expect, it } from "vitest";
import * as migr from "../../src/index.js";
import { freshDatabase } from "../support/database.js";
import { History, type Scripted, wordsOf } from "../support/history.js";
import { eachTarget, itIf, type Target } from "../support/target.js";

const { integer, string, table, text } = migr;

/** One operation in a script, and the models that it should lead to. */
interface Case extends Required<Scripted> {
  /** What a revision before it makes. */
  readonly given?: string;
  readonly models: (metadata: migr.MetaData) => void;
}

/** Runs the operation and takes it back, and checks what the database holds in between. */
async function leadsTo(target: Target, { given = "", models, ...scripted }: Case): Promise<History> {
  const h = new History(await freshDatabase(target));
  h.add("a1", null, { upgrade: given });
  h.add("a2", "a1", scripted);
  models(h.metadata);
  await h.migrator().upgrade("a1");
  const before = await h.reflect();
  await h.migrator().upgrade("a2");
  expect(wordsOf(await h.difference())).toEqual([]);
  await h.migrator().downgrade("a1");
  expect(await h.reflect()).toEqual(before);
  await h.migrator().upgrade("a2");
  expect(wordsOf(await h.difference())).toEqual([]);
  return h;
}

const USERS = `await op.createTable("users", { id: integer().primaryKey(), name: string(20) });`;

function users(metadata: migr.MetaData, more: Readonly<Record<string, unknown>> = {}) {
  return table("users", metadata, { id: integer().primaryKey(), name: string(20), ...more });
}

eachTarget("an operation of a script", (target) => {
  const isMysqlFamily = target === "mysql" || target === "mariadb";
  const hasComments = target !== "sqlite";

  it("creates a table with columns, constraints, indexes and comments", async () => {
    await using _ = await leadsTo(target, {
      given: USERS,
      upgrade: `await op.createTable("posts", {
        id: bigInteger().identity(),
        user_id: integer().nullable(),
        first: string(30),
        second: string(30).serverDefault("it's").comment("the 'second' one"),
        total: numeric(10, 2).serverDefault("1.50"),
        doubled: numeric(12, 2).computed(sql\`total * 2\`),
        at: dateTime().serverDefault(func.now()),
        on: boolean().serverDefault(true),
      }, [
        primaryKey("pk_posts", "id"),
        unique("uq_posts_first", "first"),
        unique(null, "first", "second"),
        foreignKey("fk_posts_user", ["user_id"], ["users.id"], { onDelete: "set null", onUpdate: "cascade" }),
        check("ck_posts_total", sql\`total > 0\`),
        index("ix_posts_at", "at", sql.identifier("second").desc()),
        index(null, "second").unique(),
      ], { comment: "all that is 'posted'" });`,
      downgrade: `await op.dropTable("posts");`,
      models(metadata) {
        users(metadata);
        table(
          "posts",
          metadata,
          {
            id: migr.bigInteger().identity(),
            user_id: integer().nullable(),
            first: string(30),
            second: string(30).serverDefault("it's").comment("the 'second' one"),
            total: migr.numeric(10, 2).serverDefault("1.50"),
            doubled: migr.numeric(12, 2).computed(migr.sql`total * 2`),
            at: migr.dateTime().serverDefault(migr.func.now()),
            on: migr.boolean().serverDefault(true),
          },
          (c) => [
            migr.primaryKey("pk_posts", c.id),
            migr.unique("uq_posts_first", c.first),
            migr.unique("uq_posts_first_second", c.first, c.second),
            migr.foreignKey("fk_posts_user", [c.user_id], ["users.id"], {
              onDelete: "set null",
              onUpdate: "cascade",
            }),
            migr.check("ck_posts_total", migr.sql`total > 0`),
            migr.index("ix_posts_at", c.at, c.second.desc()),
            migr.index("ix_posts_second", c.second).unique(),
            migr.tableComment("all that is 'posted'"),
          ],
        );
      },
    });
  });

  it("creates tables and indexes that are there already only if it is told so", async () => {
    await using h = new History(await freshDatabase(target));
    h.add("a1", null, {
      upgrade: `${USERS}
        await op.createTable("users", { other: integer() }, [], { ifNotExists: true });
        await op.createIndex("ix_users_name", "users", ["name"]);
        await op.createIndex("ix_users_name", "users", ["name"], { ifNotExists: true });
        await op.dropIndex("ix_users_name", "users");
        await op.dropIndex("ix_users_name", "users", { ifExists: true });
        await op.dropTable("nowhere", { ifExists: true });`,
    });
    await h.migrator().upgrade("head");
    users(h.metadata);
    expect(wordsOf(await h.difference())).toEqual([]);
    h.add("a2", "a1", { upgrade: `await op.createTable("users", { other: integer() });` });
    await expect(h.migrator().upgrade("head")).rejects.toMatchObject({ code: "db.exists" });
  });

  it("adds a column with the key, the index and the unique constraint that it asks for", async () => {
    await using _ = await leadsTo(target, {
      given: `${USERS} await op.createTable("posts", { id: integer().primaryKey() });`,
      upgrade: `
        await op.addColumn("posts", "user_id", integer().nullable().references("users.id", { onDelete: "cascade" }).index());
        await op.addColumn("posts", "slug", string(40).nullable().unique());
        await op.addColumn("posts", "code", string(10).serverDefault("none").index("ix_code"));`,
      downgrade: `
        await op.dropIndex("ix_code", "posts");
        await op.dropColumn("posts", "code");
        await op.dropConstraint("uq_posts_slug", "posts", { type: "unique" });
        await op.dropColumn("posts", "slug");
        await op.dropConstraint("fk_posts_user_id_users", "posts", { type: "foreignKey" });
        await op.dropIndex("ix_posts_user_id", "posts");
        await op.dropColumn("posts", "user_id");`,
      models(metadata) {
        users(metadata);
        table("posts", metadata, {
          id: integer().primaryKey(),
          user_id: integer().nullable().references("users.id", { onDelete: "cascade" }).index(),
          slug: string(40).nullable().unique(),
          code: string(10).serverDefault("none").index("ix_code"),
        });
      },
    });
  });

  it("adds a column that must not be empty to a table with rows", async () => {
    const db = await freshDatabase(target);
    await using h = new History(db);
    h.add("a1", null, {
      upgrade: `${USERS} await op.execute("insert into users (id, name) values (1, 'ann')");`,
    });
    h.add("a2", "a1", { upgrade: `await op.addColumn("users", "karma", integer().serverDefault(7));` });
    await h.migrator().upgrade("head");
    expect(await db.query("select name, karma from users")).toEqual([{ name: "ann", karma: 7 }]);
  });

  /** Changes of one column, each as the options that do it and those that take it back. */
  const facets: Readonly<Record<string, { to: string; back: string; column: unknown; existing: string }>> = {
    "its type": {
      to: "type: string(90)",
      existing: 'string(90).nullable().serverDefault("x")',
      back: "type: string(20)",
      column: string(90).nullable().serverDefault("x"),
    },
    "its type to one of another family": {
      to: "type: text(), serverDefault: null",
      existing: "text().nullable()",
      back: 'type: string(20), serverDefault: "x"',
      column: text().nullable(),
    },
    "whether it may be null": {
      to: "nullable: false",
      existing: 'string(20).serverDefault("x")',
      back: "nullable: true",
      column: string(20).serverDefault("x"),
    },
    "its default": {
      to: `serverDefault: "it's \\\\ \`y\` \${z}"`,
      existing: 'string(20).nullable().serverDefault("other")',
      back: 'serverDefault: "x"',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a text of this kind is the point
      column: string(20).nullable().serverDefault("it's \\ `y` ${z}"),
    },
    "its default to none": {
      to: "serverDefault: null",
      existing: "string(20).nullable()",
      back: 'serverDefault: "x"',
      column: string(20).nullable(),
    },
    "all of it at once": {
      to: `type: string(30), nullable: false, serverDefault: "y", comment: "c"`,
      existing: 'string(30).serverDefault("y").comment("c")',
      back: `type: string(20), nullable: true, serverDefault: "x", comment: null`,
      column: string(30).serverDefault("y").comment("c"),
    },
  };

  for (const [what, { to, back, column, existing }] of Object.entries(facets)) {
    it(`alters a column: ${what}`, async () => {
      const given = `${USERS} await op.addColumn("users", "label", string(20).nullable().serverDefault("x"));`;
      await using h = await leadsTo(target, {
        given: `${given} await op.execute("insert into users (name, label) values ('ann', 'l')");`,
        upgrade: `await op.alterColumn("users", "label", { ${to} });`,
        downgrade: `await op.alterColumn("users", "label", { ${back}, existing: ${existing} });`,
        models: (metadata) => users(metadata, { label: column }),
      });
      const rows = await h.engine.connect(async (c) => (await c.execute("select label from users")).all());
      expect(rows).toEqual([{ label: "l" }]);
    });
  }

  itIf(target !== "sqlite", "alterComputed")("alters what a column is worked out from", async () => {
    const given = USERS.replace(" });", ", loud: string(40).computed(sql`upper(name)`) });");
    const column = (expression: string) => string(40).computed(migr.sql.raw(expression));
    await using h = await leadsTo(target, {
      given: `${given} await op.execute("insert into users (name) values ('Ann')");`,
      upgrade: `await op.alterColumn("users", "loud", { computed: { expression: sql\`lower(name)\` } });`,
      downgrade: `await op.alterColumn("users", "loud", {
        computed: { expression: sql\`upper(name)\` },
        existing: string(40).computed(sql\`lower(name)\`),
      });`,
      models: (metadata) => users(metadata, { loud: column("lower(name)") }),
    });
    const rows = await h.engine.connect(async (c) => (await c.execute("select loud from users")).all());
    expect(rows).toEqual([{ loud: "ann" }]);
  });

  itIf(hasComments, "comments")("alters comments of a table and of a column", async () => {
    await using _ = await leadsTo(target, {
      given: `${USERS} await op.setTableComment("users", "before");`,
      upgrade: `await op.setTableComment("users", "it's \\\\ \\n */ 'after'");
        await op.alterColumn("users", "name", { comment: "of the column" });`,
      downgrade: `await op.alterColumn("users", "name", { comment: null });
        await op.setTableComment("users", "before");`,
      models(metadata) {
        table(
          "users",
          metadata,
          { id: integer().primaryKey(), name: string(20).comment("of the column") },
          () => [migr.tableComment("it's \\ \n */ 'after'")],
        );
      },
    });
  });

  it("alters a column's type with a conversion of what is there, where the database takes one", async () => {
    const db = await freshDatabase(target);
    await using h = new History(db);
    h.add("a1", null, {
      upgrade: `${USERS} await op.execute("insert into users (id, name) values (1, '42')");`,
    });
    h.add("a2", "a1", {
      upgrade: `await op.alterColumn("users", "name", { type: integer(), using: sql\`cast(name as integer) + 1\` });`,
    });
    const run = h.migrator().upgrade("head");
    if (isMysqlFamily) await expect(run).rejects.toMatchObject({ code: "compile.unsupported" });
    else await run;
    expect(await db.query("select name from users")).toEqual([{ name: isMysqlFamily ? "42" : 43 }]);
  });

  it("renames a table and a column, and keeps what is in them", async () => {
    await using h = await leadsTo(target, {
      given: `${USERS} await op.createIndex("ix_name", "users", ["name"]);
        await op.createTable("posts", { id: integer().primaryKey(), user_id: integer().references("users.id").index() });
        await op.execute("insert into users (id, name) values (1, 'ann')");
        await op.execute("insert into posts (id, user_id) values (1, 1)");`,
      upgrade: `await op.renameColumn("users", "name", "Full Name");
        await op.renameColumn("posts", "user_id", "author_id");
        await op.renameTable("users", "people");`,
      downgrade: `await op.renameTable("people", "users");
        await op.renameColumn("posts", "author_id", "user_id");
        await op.renameColumn("users", "Full Name", "name");`,
      models(metadata) {
        table("people", metadata, { id: integer().identity(), "Full Name": string(20) }, (c) => [
          migr.primaryKey("pk_users", c.id),
          migr.index("ix_name", c["Full Name"]),
        ]);
        table("posts", metadata, { id: integer().primaryKey(), author_id: integer() }, (c) => [
          migr.foreignKey("fk_posts_user_id_users", [c.author_id], ["people.id"]),
          migr.index("ix_posts_user_id", c.author_id),
        ]);
      },
    });
    const rows = await h.engine.connect(async (c) => (await c.execute("select * from people")).all());
    expect(rows).toEqual([{ id: 1, "Full Name": "ann" }]);
  });

  it("makes and removes constraints of every kind", async () => {
    await using _ = await leadsTo(target, {
      given: `${USERS}
        await op.createTable("posts", { a: integer(), b: string(20), user_id: integer() });`,
      upgrade: `await op.createPrimaryKey("pk_posts", "posts", ["a", "b"]);
        await op.createUniqueConstraint("uq_posts_b", "posts", ["b"]);
        await op.createUniqueConstraint(null, "posts", ["b", "user_id"]);
        await op.createCheckConstraint("ck_posts_a", "posts", sql\`a > 0 and a < 100\`);
        await op.createForeignKey("fk_posts_user", "posts", ["user_id"], ["users.id"], { onDelete: "cascade" });`,
      downgrade: `await op.dropConstraint("fk_posts_user", "posts", { type: "foreignKey" });
        await op.dropConstraint("ck_posts_a", "posts", { type: "check" });
        await op.dropConstraint("uq_posts_b_user_id", "posts", { type: "unique" });
        await op.dropConstraint("uq_posts_b", "posts", { type: "unique" });
        await op.dropConstraint("pk_posts", "posts", { type: "primaryKey" });`,
      models(metadata) {
        users(metadata);
        table("posts", metadata, { a: integer(), b: string(20), user_id: integer() }, (c) => [
          migr.primaryKey("pk_posts", c.a, c.b),
          migr.unique("uq_posts_b", c.b),
          migr.unique("uq_posts_b_user_id", c.b, c.user_id),
          migr.check("ck_posts_a", migr.sql`a > 0 and a < 100`),
          migr.foreignKey("fk_posts_user", [c.user_id], ["users.id"], { onDelete: "cascade" }),
        ]);
      },
    });
  });

  it("makes and removes indexes", async () => {
    const partial = target === "sqlite" || target === "postgresql";
    const where = partial ? ", { where: sql`name <> 'x'` }" : "";
    await using _ = await leadsTo(target, {
      given: USERS,
      upgrade: `await op.createIndex(null, "users", ["name"], { unique: true });
        await op.createIndex("ix_two", "users", ["name", sql.identifier("id").desc()]${where});`,
      downgrade: `await op.dropIndex("ix_two", "users"); await op.dropIndex("ix_users_name", "users");`,
      models(metadata) {
        table("users", metadata, { id: integer().primaryKey(), name: string(20) }, (c) => {
          const two = migr.index("ix_two", c.name, c.id.desc());
          return [
            migr.index("ix_users_name", c.name).unique(),
            partial ? two.where(migr.sql`name <> 'x'`) : two,
          ];
        });
      },
    });
  });

  it("makes, widens and removes enums", async () => {
    await using _ = await leadsTo(target, {
      given: `await op.createEnum("mood", ["sad", "ok"]);
        await op.createTable("users", { id: integer().primaryKey(), mood: enumOf("sad", "ok").named("mood").serverDefault("ok") });
        await op.execute("insert into users (id) values (1)");`,
      upgrade:
        target === "sqlite"
          ? `await op.batchAlterTable("users", (batch) => {
              batch.dropConstraint("ck_users_mood", { type: "check" });
              batch.createCheckConstraint("ck_users_mood", sql\`mood in ('sad', 'it''s', 'ok')\`);
              batch.alterColumn("mood", { type: string(4) });
            });`
          : isMysqlFamily
            ? `await op.alterColumn("users", "mood", { type: enumOf("sad", "it's", "ok").named("mood") });`
            : `await op.alterEnum("mood", ["sad", "ok"], ["sad", "it's", "ok"]);`,
      downgrade:
        target === "sqlite"
          ? `await op.batchAlterTable("users", (batch) => {
              batch.dropConstraint("ck_users_mood", { type: "check" });
              batch.alterColumn("mood", { type: string(3) });
              batch.createCheckConstraint("ck_users_mood", sql\`"mood" IN ('sad', 'ok')\`);
            });`
          : isMysqlFamily
            ? `await op.alterColumn("users", "mood", { type: enumOf("sad", "ok").named("mood") });`
            : `await op.alterEnum("mood", ["sad", "it's", "ok"], ["sad", "ok"]);`,
      models(metadata) {
        table("users", metadata, {
          id: integer().primaryKey(),
          mood: migr.enumOf("sad", "it's", "ok").named("mood").serverDefault("ok"),
        });
      },
    });
  });

  it("makes several changes to a table at once", async () => {
    await using h = await leadsTo(target, {
      given: `${USERS} await op.createTable("groups", { id: integer().primaryKey() });
        await op.addColumn("users", "old", integer().nullable());
        await op.execute("insert into users (id, name) values (1, 'ann')");`,
      upgrade: `await op.batchAlterTable("users", (batch) => {
        batch.addColumn("group_id", integer().nullable().references("groups.id"));
        batch.addColumn("age", integer().serverDefault(3));
        batch.alterColumn("name", { type: string(50), nullable: true });
        batch.dropColumn("old");
        batch.createIndex("ix_age", ["age"]);
        batch.createUniqueConstraint("uq_name", ["name"]);
        batch.createCheckConstraint("ck_age", sql\`age > 0\`);
      });`,
      downgrade: `await op.batchAlterTable("users", (batch) => {
        batch.dropConstraint("fk_users_group_id_groups", { type: "foreignKey" });
        batch.dropConstraint("ck_age", { type: "check" });
        batch.dropConstraint("uq_name", { type: "unique" });
        batch.dropIndex("ix_age");
        batch.addColumn("old", integer().nullable());
        batch.alterColumn("name", { type: string(20), nullable: false });
        batch.dropColumn("age");
        batch.dropColumn("group_id");
      });`,
      models(metadata) {
        table("groups", metadata, { id: integer().primaryKey() });
        table(
          "users",
          metadata,
          {
            id: integer().primaryKey(),
            name: string(50).nullable(),
            group_id: integer().nullable().references("groups.id"),
            age: integer().serverDefault(3),
          },
          (c) => [
            migr.index("ix_age", c.age),
            migr.unique("uq_name", c.name),
            migr.check("ck_age", migr.sql`age > 0`),
          ],
        );
      },
    });
    const rows = await h.engine.connect(async (c) => (await c.execute("select name, age from users")).all());
    expect(rows).toEqual([{ name: "ann", age: 3 }]);
  });

  it("does nothing with a batch that is left empty", async () => {
    await using h = new History(await freshDatabase(target));
    await h.run(`${USERS} await op.batchAlterTable("users", () => {});`);
    expect(h.statements.filter((sql) => /alter table/i.test(sql))).toEqual([]);
  });

  it("inserts rows in bulk, their values bound, each statement of rows that give the same columns", async () => {
    await using h = new History(await freshDatabase(target));
    await h.run(`${USERS.replace("name:", "at: dateTime().nullable(), doc: json().nullable(), name:")}
      await op.bulkInsert("users", [
        { name: "ann's", at: new Date(0), doc: { a: [1, null] } },
        { name: "?1 $1 :x", at: null, doc: "text" },
        { name: "third" },
      ], { types: { at: dateTime(), doc: json() } });
      await op.bulkInsert("users", []);
      await op.bulkInsert("users", Array.from({ length: 1001 }, (_, i) => ({ id: 100 + i, name: "n" + i })));`);
    const inserts = h.statements.filter((sql) => /^insert into .users/i.test(sql));
    expect(inserts).toHaveLength(5);
    expect(inserts.join()).not.toContain("ann's");
    const rows = await h.engine.connect(async (c) =>
      (await c.execute("select id, name from users where id < 100 or id = 1100 order by id")).all(),
    );
    expect(rows).toEqual([
      { id: 1, name: "ann's" },
      { id: 2, name: "?1 $1 :x" },
      { id: 3, name: "third" },
      { id: 1100, name: "n1000" },
    ]);
  });

  it("calls functions in their turn, which may use op and the connection", async () => {
    await using h = new History(await freshDatabase(target));
    await h.run(`op.createTable("users", { id: integer().primaryKey(), name: string(20) });
      const counted = op.run(async (connection) => {
        await op.bulkInsert("users", [{ name: "ann" }]);
        return (await connection.execute("select count(*) from users")).scalar();
      });
      op.execute("delete from users");
      if (Number(await counted) !== 1) throw new Error("not in its turn: " + await counted);`);
    const rows = await h.engine.connect(async (c) => (await c.execute("select * from users")).all());
    expect(rows).toEqual([]);
  });

  itIf(target === "postgresql", "schemas")("reaches tables of other schemas", async () => {
    const db = await freshDatabase(target);
    await db.script('create schema "Side Room"');
    await using h = new History(db, { schemas: ["public", "Side Room"] });
    h.add("a1", null, {
      upgrade: `const name = { schema: "Side Room", name: "users" };
        await op.createTable(name, { id: integer().primaryKey(), n: string(5) });
        await op.addColumn(name, "m", integer().nullable().index());
        await op.alterColumn(name, "n", { type: string(9), comment: "c" });
        await op.createUniqueConstraint("uq", name, ["n"]);`,
      downgrade: `const name = { schema: "Side Room", name: "users" };
        await op.dropIndex("ix_users_m", name);
        await op.dropTable(name);`,
    });
    await h.migrator().upgrade("head");
    const tables = await db.query(
      "select table_schema, table_name from information_schema.columns where column_name = 'm'",
    );
    expect(tables).toEqual([{ table_schema: "Side Room", table_name: "users" }]);
    await h.migrator().downgrade("base");
    expect(wordsOf(await h.difference())).toEqual([]);
  });
});
