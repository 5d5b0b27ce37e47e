import { describe, expect, test } from "vitest";
import {
  boolean,
  check,
  declarativeBase,
  enumOf,
  foreignKey,
  func,
  index,
  integer,
  MetaData,
  many,
  one,
  primaryKey,
  sequence,
  sql,
  string,
  table,
  tableComment,
  view,
} from "../../../src/index.js";
import { constraintsOf } from "../../../src/schema/table.js";

const Base = declarativeBase({ naming: "snake_case" });

class User extends Base.model("users", {
  id: integer().primaryKey(),
  email: string(255)
    .unique()
    .validate((v) => v.toLowerCase()),
  fullName: string(100).nullable().index(),
  role: enumOf("admin", "member").default("member"),
  active: boolean().serverDefault(true),
  get managerId() {
    return integer().references(User.c.id, { onDelete: "set null" }).nullable();
  },
  get manager() {
    return one(User).nullable();
  },
  get posts() {
    return many(Post, { backPopulates: "author" });
  },
}).with((c) => [
  index(null, c.email, c.fullName.desc()),
  check(null, c.fullName.like("%x%")),
  tableComment("people"),
]) {
  get display() {
    return `<${this.email}>`;
  }
}

class Post extends Base.model("posts", {
  id: integer().primaryKey(),
  title: string(200).serverDefault("untitled"),
  get authorId() {
    return integer().references(User.c.id);
  },
  get author() {
    return one(User, { backPopulates: "posts" });
  },
}) {}

describe("the metadata of models", () => {
  const [users, posts] = Base.metadata.tables;

  test("lists tables after those they refer to", () => {
    expect(Base.metadata.tables.map(({ name }) => name)).toEqual(["users", "posts"]);
  });

  test("names columns by the naming rule, behind getters too, and leaves relationships out", () => {
    expect(users!.columns.map(({ name }) => name)).toEqual([
      "id",
      "email",
      "full_name",
      "role",
      "active",
      "manager_id",
    ]);
  });

  test("leaves nothing unnamed", () => {
    const names = [...users!.constraints, ...users!.indexes].map(({ name }) => name);
    expect(names).toEqual([
      "pk_users",
      "uq_users_email",
      "fk_users_manager_id_users",
      "ck_users_full_name",
      "ix_users_full_name",
      "ix_users_email_full_name",
    ]);
    expect(users!.columns[3]!.type).toMatchObject({ kind: "enum", name: "users_role_enum" });
  });

  test("numbers a single integer primary key, and no other column", () => {
    expect(users!.columns.filter(({ identity }) => identity).map(({ name }) => name)).toEqual(["id"]);
  });

  test("keeps what a reference was given", () => {
    expect(constraintsOf(users!, "foreignKey")[0]).toMatchObject({
      columns: ["manager_id"],
      references: { name: "users", columns: ["id"] },
      onDelete: "set null",
    });
    expect(constraintsOf(posts!, "foreignKey")[0]!.references).toEqual({ name: "users", columns: ["id"] });
  });

  test("keeps the table's comment", () => {
    expect(users!.comment).toBe("people");
  });
});

describe("an object of a model", () => {
  test("has what it was given, its defaults, empty collections and null references", () => {
    const user = new User({ email: "A@B" });
    expect({ ...user }).toEqual({
      email: "a@b",
      fullName: null,
      role: "member",
      managerId: null,
      manager: null,
      posts: [],
    });
    expect(user.display).toBe("<a@b>");
  });

  test("refuses a property that the model does not have, and names the nearest", () => {
    expect(() => new User({ emial: "x" } as never)).toThrow(/no property emial/);
  });
});

describe("declarations that contradict themselves", () => {
  test("two tables of one name are told with both places", () => {
    const base = declarativeBase();
    base.model("a", { id: integer().primaryKey() });
    table("a", base.metadata, { id: integer().primaryKey() });
    expect(() => base.metadata.tables).toThrow(/Table a is declared twice/);
    try {
      base.metadata.toSchema();
    } catch (error) {
      expect((error as { hint: string }).hint).toMatch(
        /model\.test\.ts:\d+:\d+ and at .*model\.test\.ts:\d+/,
      );
    }
  });

  test("a foreign key to a table that no model declares proposes the nearest", () => {
    const base = declarativeBase();
    base.model("users", { id: integer().primaryKey() });
    base.model("posts", { id: integer().primaryKey(), userId: integer().references("user.id") });
    expect(() => base.metadata.tables).toThrow(
      expect.objectContaining({ code: "schema.bad-reference", hint: expect.stringContaining("users") }),
    );
  });

  test("no columns", () => {
    expect(() => declarativeBase().model("t", {})).toThrow(
      expect.objectContaining({ code: "schema.invalid-table" }),
    );
  });

  test("two primary keys", () => {
    const base = declarativeBase();
    base.model("t", { a: integer().primaryKey(), b: integer() }).with((c) => [primaryKey("pk_other", c.b)]);
    expect(() => base.metadata.tables).toThrow(expect.objectContaining({ code: "schema.invalid-table" }));
  });

  const contradictions: Readonly<Record<string, readonly [code: string, (metadata: MetaData) => unknown]>> = {
    "a foreign key of another type": [
      "schema.bad-reference",
      (m) => {
        table("p", m, { id: string(9).primaryKey() });
        table("t", m, { p: integer().references("p.id") });
      },
    ],
    "a foreign key of another number of columns": [
      "schema.bad-reference",
      (m) => {
        table("p", m, { a: integer(), b: integer() }, () => [primaryKey(null, "a", "b")]);
        table("t", m, { x: integer() }, () => [foreignKey(null, ["x"], ["p.a", "p.b"])]);
      },
    ],
    "a computed column with a default": [
      "schema.invalid-column",
      (m) => table("t", m, { a: integer(), b: integer().computed(sql`a + 1`).serverDefault(3) }),
    ],
    "an identity with a default": [
      "schema.invalid-column",
      (m) => table("t", m, { a: integer().identity().serverDefault(3) }),
    ],
    "an identity of texts": ["schema.invalid-column", (m) => table("t", m, { a: string(9).identity() })],
    "a key with a column twice": [
      "schema.duplicate-column",
      (m) => table("t", m, { a: integer() }, () => [primaryKey("pk", "a", "a")]),
    ],
  };
  for (const [title, [code, declare]] of Object.entries(contradictions)) {
    test(`${title} is told with its table and where that is declared`, () => {
      const metadata = new MetaData();
      declare(metadata);
      expect(() => metadata.toSchema()).toThrow(
        expect.objectContaining({
          code,
          message: expect.stringMatching(/\bt\b/),
          hint: expect.stringMatching(/declared at .*model\.test\.ts:\d+/),
        }),
      );
    });
  }

  test("a view and a sequence that are called as a table", () => {
    const [one, other] = [new MetaData(), new MetaData()];
    for (const metadata of [one, other]) table("t", metadata, { a: integer() });
    view("t", one, sql`SELECT 1`);
    sequence("t", other);
    const taken = expect.objectContaining({ code: "schema.duplicate-name" });
    expect(() => one.toSchema()).toThrow(taken);
    expect(() => other.toSchema()).toThrow(taken);
  });

  test("two columns of one name", () => {
    const base = declarativeBase();
    base.model("t", { a: integer().primaryKey(), b: string(5).named("a") });
    expect(() => base.metadata.tables).toThrow(expect.objectContaining({ code: "schema.duplicate-column" }));
  });

  test("an index on a column that is not there", () => {
    const base = declarativeBase();
    base.model("t", { a: integer().primaryKey(), created: integer() }).with(() => [index("ix", "crated")]);
    expect(() => base.metadata.tables).toThrow(
      expect.objectContaining({ code: "schema.no-such-column", hint: expect.stringContaining("created") }),
    );
  });
});

test("a default by the database and one by JavaScript are told apart", () => {
  const base = declarativeBase();
  base.model("t", {
    id: integer().primaryKey(),
    a: integer().default(1),
    b: integer().serverDefault(2),
    c: string(9).serverDefault(func.lower("X")),
  });
  const [a, b, c] = base.metadata.tables[0]!.columns.slice(1);
  expect(a!.default).toBeUndefined();
  expect(b!.default).toMatchObject({ kind: "value", value: 2 });
  expect(c!.default).toMatchObject({ kind: "call", name: "lower" });
});

test("a single integer key that refers to another table, in whichever way, does not number itself", () => {
  const base = declarativeBase();
  base.model("a", { id: integer().primaryKey() });
  base.model("b", { id: integer().primaryKey().references("a.id") });
  base.model("c", { id: integer().primaryKey() }).with((c) => [foreignKey(null, [c.id], ["a.id"])]);
  const numbers = base.metadata.tables.map(({ name, columns }) => [name, columns[0]!.identity !== undefined]);
  expect(numbers).toEqual([
    ["a", true],
    ["b", false],
    ["c", false],
  ]);
});
