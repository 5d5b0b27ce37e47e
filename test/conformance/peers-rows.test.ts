import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { serial } from "../../src/dialects/postgresql/vocabulary.js";
import * as api from "../../src/index.js";
import type { TableItem } from "../../src/schema/define/table-item.js";
import { freshDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { eachTarget, itIf, type Target } from "../support/target.js";

const { bigInteger, check, dateTime, enumOf, foreignKey, func, index, integer, renamedFrom, sql, string } =
  api;
const { table, text, unique } = api;

type Columns = Readonly<Record<string, object>>;

/** Models of users and their posts, which refer to them. */
interface Models {
  readonly users: Columns;
  readonly items?: readonly TableItem[];
  readonly posts?: Columns;
  readonly onDelete?: "cascade" | "set null";
  /** What the users are called. */
  readonly name?: string;
}

/** A change of tables with rows, none of which may be lost. */
interface Change {
  readonly title: string;
  readonly targets?: readonly Target[];
  readonly to: (user: Columns, post: Columns, target: Target) => Models;
  /** What is asked of the users, and what must come back. */
  readonly ask?: string;
  readonly rows?: readonly (readonly unknown[])[];
  /** A row that is refused then. */
  readonly refused?: string;
  /** Statements that are done then, the last of which puts the rows back. */
  readonly accepted?: readonly string[];
  /** What neither the script nor its SQL may say. */
  readonly never?: RegExp;
}

const USER: Columns = {
  id: integer().primaryKey(),
  email: string(200),
  full_name: string(200),
  age: integer().nullable(),
  views: integer().serverDefault(7),
  role: enumOf("admin", "member").named("role").serverDefault("member"),
};
const POST: Columns = {
  id: integer().primaryKey(),
  user_id: integer(),
  title: string(200),
};

const without = (columns: Columns, ...names: readonly string[]): Columns =>
  Object.fromEntries(Object.entries(columns).filter(([name]) => !names.includes(name)));

const CHANGES: readonly Change[] = [
  {
    title: "a column that may be empty",
    to: (user) => ({ users: { ...user, bio: text().nullable() } }),
  },
  {
    title: "a column whose default is the time",
    to: (user) => ({ users: { ...user, made: dateTime().serverDefault(func.now()) } }),
    ask: "SELECT count(made) FROM users",
    rows: [[3]],
  },
  {
    title: "a column that is worked out and stored",
    to: (user) => ({ users: { ...user, twice: integer().nullable().computed(sql.raw("views * 2")) } }),
    ask: "SELECT twice FROM users ORDER BY id",
    rows: [[2], [4], [6]],
  },
  {
    title: "two columns get other names at once",
    to: (user) => ({
      users: {
        ...without(user, "email", "full_name"),
        mail: string(200).renamedFrom("email"),
        label: string(200).renamedFrom("full_name"),
      },
    }),
    ask: "SELECT mail, label FROM users ORDER BY id",
    rows: [
      ["a@x", "Ann"],
      ["b@x", "Bob"],
      ["c@x", "Cid"],
    ],
  },
  {
    title: "a number becomes a text",
    to: (user) => ({ users: { ...user, age: string(20).nullable() } }),
    ask: "SELECT age FROM users ORDER BY id",
    rows: [["-5"], ["30"], [null]],
  },
  {
    title: "a longer text",
    to: (user) => ({ users: { ...user, email: string(400) } }),
    ask: "SELECT email FROM users ORDER BY id",
    rows: [["a@x"], ["b@x"], ["c@x"]],
  },
  {
    title: "a larger number, whose default and NOT NULL stay",
    to: (user) => ({ users: { ...user, views: bigInteger().serverDefault(7n) } }),
    ask: "SELECT views FROM users ORDER BY id",
    rows: [[1], [2], [3]],
    refused: "UPDATE users SET views = NULL",
  },
  {
    title: "a word for an enum that is the default at once, in the middle",
    to: (user) => ({
      users: { ...user, role: enumOf("admin", "guest", "member").named("role").serverDefault("guest") },
    }),
    ask: "SELECT role FROM users ORDER BY role, id",
    rows: [["admin"], ["member"], ["member"]],
    refused: "UPDATE users SET role = 'other'",
    accepted: [
      "UPDATE users SET role = 'guest' WHERE id = 3",
      "UPDATE users SET role = 'member' WHERE id = 3",
    ],
  },
  {
    title: "a rule that all rows obey, and others must from then on",
    to: (user) => ({ users: user, items: [check("ck_users_views", sql.raw("views > 0"))] }),
    refused: "UPDATE users SET views = -1 WHERE id = 1",
  },
  {
    title: "a unique rule",
    to: (user) => ({ users: user, items: [unique("uq_users_email", "email")] }),
    refused: "UPDATE users SET email = 'same'",
  },
  {
    title: "an index of some rows, by an expression",
    targets: ["postgresql", "sqlite"],
    to: (user) => ({
      users: user,
      items: [index("ix_users", sql.raw("lower(email)")).where(sql.raw("age > 0"))],
    }),
  },
  {
    title: "what a foreign key does",
    to: (user, post) => ({ users: user, posts: { ...post, user_id: integer() }, onDelete: "cascade" }),
  },
  {
    title: "another default",
    to: (user) => ({ users: { ...user, views: integer().serverDefault(8) } }),
    ask: "SELECT views FROM users ORDER BY id",
    rows: [[1], [2], [3]],
  },
  {
    title: "a column goes",
    to: (user) => ({ users: without(user, "age") }),
    ask: "SELECT email FROM users ORDER BY id",
    rows: [["a@x"], ["b@x"], ["c@x"]],
  },
  {
    title: "a table that others refer to gets another name",
    never: /dropConstraint|createForeignKey|(?:drop|add) (?:foreign key|constraint .*foreign key)/i,
    to: (user) => ({ users: user, items: [renamedFrom("users")], name: "people" }),
    ask: "SELECT full_name FROM people ORDER BY id",
    rows: [["Ann"], ["Bob"], ["Cid"]],
  },
  {
    title: "a column that others refer to gets another name",
    never: /dropConstraint|createForeignKey|(?:drop|add) (?:foreign key|constraint .*foreign key)/i,
    to: (user) => ({ users: { uid: integer().primaryKey().renamedFrom("id"), ...without(user, "id") } }),
    ask: "SELECT uid FROM users ORDER BY uid",
    rows: [[1], [2], [3]],
  },
];

function metadataOf({ users, items = [], posts = POST, onDelete, name = "users" }: Models): api.MetaData {
  const metadata = new api.MetaData();
  table(name, metadata, users, () => items);
  const key = "uid" in users ? "uid" : "id";
  table("posts", metadata, posts, () => [
    foreignKey("fk_posts_users", ["user_id"], [`${name}.${key}`], onDelete && { onDelete }),
  ]);
  return metadata;
}

const ROWS = [
  "INSERT INTO users (email, full_name, age, views, role) VALUES ('a@x', 'Ann', -5, 1, 'admin')",
  "INSERT INTO users (email, full_name, age, views, role) VALUES ('b@x', 'Bob', 30, 2, 'member')",
  "INSERT INTO users (email, full_name, age, views, role) VALUES ('c@x', 'Cid', NULL, 3, 'member')",
  ...[1, 2, 3, 1, 2].map((id) => `INSERT INTO posts (user_id, title) VALUES (${id}, 'a title')`),
];

/** Removes all scripts but the first. */
function forgetAfterFirst(h: History): void {
  const versions = join(h.root, "versions");
  for (const name of readdirSync(versions)) if (!name.includes("a1")) rmSync(join(versions, name));
}

eachTarget("a change of tables with rows", (target) => {
  const started = async () => {
    const h = new History(await freshDatabase(target, "rows"));
    const before = metadataOf({ users: USER });
    await h.autogenerate("a1", before);
    await h.migrator().upgrade("head");
    for (const row of ROWS) await h.engine.begin((c) => c.execute(row));
    return { h, before };
  };
  const ask = (h: History, statement: string) =>
    h.engine.connect((c) =>
      c.withDriver(async (driver) =>
        (await driver.query(statement)).rows.map((row) =>
          row.map((value) => (typeof value === "bigint" ? Number(value) : value)),
        ),
      ),
    );
  const counts = async (h: History, users: string) => [
    ...(await ask(h, `SELECT count(*) FROM ${users}`)).flat(),
    ...(await ask(h, "SELECT count(*) FROM posts")).flat(),
  ];

  it("loses none of them, and none that refer to them, there, back and there again", async () => {
    const { h, before } = await started();
    try {
      const stood = await h.reflect();
      const changes = CHANGES.filter(({ targets }) => targets?.includes(target) ?? true);
      for (const [i, change] of changes.entries()) {
        const models = change.to(USER, POST, target);
        const name = models.name ?? "users";
        const after = metadataOf(models);
        const script = await h.autogenerate(`b${i}`, after);
        const told = `${change.title}\n${script}`;
        expect(script, told).not.toMatch(/op\.(?:dropTable|createTable)/);
        h.statements.length = 0;
        for (const direction of ["up", "down", "up"] as const) {
          if (direction === "up") await h.migrator().upgrade("head");
          else await h.migrator().downgrade("-1");
          expect(await counts(h, direction === "up" ? name : "users"), told).toEqual([3, 5]);
        }
        expect(wordsOf(await h.difference(after)), told).toEqual([]);
        if (change.ask) expect(await ask(h, change.ask), told).toEqual(change.rows);
        if (change.never) expect([script, ...h.statements].join("\n"), told).not.toMatch(change.never);
        for (const accepted of change.accepted ?? []) await h.engine.begin((c) => c.execute(accepted));
        const { refused } = change;
        if (refused)
          await expect(
            h.engine.begin((c) => c.execute(refused)),
            told,
          ).rejects.toThrow();
        // The next change begins where this one did; what a dropped column held does not come back.
        await h.migrator().downgrade("-1");
        expect(wordsOf(await h.difference(before)), told).toEqual([]);
        if (change.title === "a column goes") {
          await h.engine.begin((c) => c.execute("UPDATE users SET age = 1"));
        }
        expect((await h.reflect()).tables.length, told).toBe(stood.tables.length);
        forgetAfterFirst(h);
      }
    } finally {
      await h[Symbol.asyncDispose]();
    }
  }, 60_000);

  it("is no rename where a model does not say so, however alike what comes and goes are", async () => {
    const { h } = await started();
    await using _ = h;
    const after = metadataOf({ users: { ...without(USER, "age"), score: integer().nullable() } });
    const { questions } = await h.difference(after);
    expect(questions).toHaveLength(1);
    await h.autogenerate("b2", after, { renames: { noRename: ["users.age:score"] } });
    await h.migrator().upgrade("head");
    expect(await ask(h, "SELECT score FROM users")).toEqual([[null], [null], [null]]);
    const other = metadataOf({
      users: { ...without(USER, "age"), score: integer().nullable() },
      name: "people",
    });
    expect((await h.difference(other)).questions).not.toEqual([]);
  });

  it("is refused where values do not fit the new type, and leaves them as they are", async () => {
    const { h } = await started();
    await using _ = h;
    await h.autogenerate("b2", metadataOf({ users: { ...USER, full_name: integer() } }));
    const done = await h
      .migrator()
      .upgrade("head")
      .then(
        () => true,
        () => false,
      );
    // SQLite keeps texts that are no numbers in a column of numbers.
    expect(done).toBe(target === "sqlite");
    expect(await ask(h, "SELECT full_name FROM users ORDER BY id")).toEqual([["Ann"], ["Bob"], ["Cid"]]);
  });

  itIf(target === "postgresql", "serial columns")(
    "goes on counting where a serial column becomes an identity, and where it becomes one again",
    async () => {
      await using h = new History(await freshDatabase(target, "rows"));
      const models = (id: object) => {
        const metadata = new api.MetaData();
        table("users", metadata, { id, name: text() });
        return metadata;
      };
      const add = () => h.engine.begin((c) => c.execute("INSERT INTO users (name) VALUES ('x')"));
      const ids = async () => (await ask(h, "SELECT id FROM users ORDER BY id")).flat();
      await h.autogenerate("a1", models(serial().primaryKey()));
      await h.migrator().upgrade("head");
      for (let i = 0; i < 3; i++) await add();
      await h.autogenerate("b2", models(integer().primaryKey().identity()));
      await h.migrator().upgrade("head");
      await add();
      expect(await ids()).toEqual([1, 2, 3, 4]);
      await h.migrator().downgrade("-1");
      await add();
      expect(await ids()).toEqual([1, 2, 3, 4, 5]);
    },
  );

  itIf(target === "sqlite", "copies of a table")("copies a table once for all that changes", async () => {
    const { h } = await started();
    await using _ = h;
    const users = { ...USER, age: string(20).nullable(), views: integer().serverDefault(8) };
    const after = metadataOf({
      users,
      onDelete: "cascade",
      items: [check("ck_users_v", sql.raw("views > 0"))],
    });
    await h.autogenerate("b2", after);
    h.statements.length = 0;
    await h.migrator().upgrade("head");
    const copies = h.statements.flatMap((each) => /^CREATE TABLE "(\w+)__migr_new"/i.exec(each)?.[1] ?? []);
    expect(copies).toEqual(["users", "posts"]);
  });

  itIf(target === "postgresql", "views that stand in the way")(
    "does not take a view along that stands on a table which goes",
    async () => {
      const { h } = await started();
      await using _ = h;
      await h.engine.begin((c) => c.execute("CREATE VIEW titles AS SELECT title FROM posts"));
      const after = new api.MetaData();
      table("users", after, USER);
      const script = await h.autogenerate("b2", after);
      expect(script).not.toMatch(/cascade/i);
      await expect(h.migrator().upgrade("head")).rejects.toThrow();
      expect(await ask(h, "SELECT count(*) FROM titles")).toEqual([[5]]);
    },
  );
});
