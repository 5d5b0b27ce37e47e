import { describe, expect, it } from "vitest";
import type { Features } from "../../../src/dialect/dialect.js";
import {
  bigInteger,
  check,
  enumOf,
  foreignKey,
  func,
  index,
  integer,
  primaryKey,
  sql,
  string,
  text,
  unique,
} from "../../../src/index.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import { type Declared, difference, schemaOf, words } from "./schemas.js";

const REBUILD: Partial<Features> = { alterColumn: "rebuild", batchAlter: true, namedEnums: false };
const RESTATE: Partial<Features> = {
  alterColumn: "restate",
  namedEnums: false,
  primaryKeyNames: false,
  foreignKeysNeedIndexes: true,
};

async function up(from: Declared, to: Declared, features?: Partial<Features>): Promise<readonly string[]> {
  return words((await difference(schemaOf(from), schemaOf(to), features)).operations);
}

const id = () => integer().primaryKey();

describe("the order of operations", () => {
  it("creates tables after those they refer to, their indexes apart", async () => {
    const to = {
      posts: { id: id(), userId: integer().references("users.id").index() },
      users: { id: id() },
    };
    expect(await up({}, to)).toEqual(["+ users", "+ posts", "+ ix_posts_userId"]);
  });

  it("adds words to enum types before all else, both ways, since they may have to be committed", async () => {
    const state = (...all: [string, ...string[]]) => enumOf(...all).named("state");
    const from = { a: { id: id(), bId: integer().references("b.id") }, b: { id: id(), s: state("x", "y") } };
    const to = { b: { id: id(), s: state("y", "z").serverDefault("z") }, c: { id: id() } };
    const { operations, downgrade } = await difference(schemaOf(from), schemaOf(to));
    expect(words(operations)[0]).toContain("state");
    expect(words(operations).at(-1)).toContain("state");
    expect(words(downgrade)[0]).toContain("state");
    expect(words(downgrade).filter((each) => each.includes("state"))).toHaveLength(2);
  });

  it("drops tables before those they refer to, whatever their names", async () => {
    const from = { a: { id: id() }, b: { id: id(), aId: integer().references("a.id") } };
    expect(await up(from, {})).toEqual(["- b", "- a"]);
  });

  it("closes a circle of foreign keys when all tables are there, and opens it first", async () => {
    const circle = {
      a: { id: id(), bId: integer().references("b.id") },
      b: { id: id(), aId: integer().references("a.id") },
    };
    expect(await up({}, circle)).toEqual(["+ a", "+ b", "+ fk_a_bId_b"]);
    expect(await up(circle, {})).toEqual(["- fk_a_bId_b", "- b", "- a"]);
  });

  it("leaves a circle in its tables where a key may refer to what is not there yet", async () => {
    const circle = {
      a: { id: id(), bId: integer().references("b.id") },
      b: { id: id(), aId: integer().references("a.id") },
    };
    expect(await up({}, circle, REBUILD)).toEqual(["+ a", "+ b"]);
    expect(await up(circle, {}, REBUILD)).toEqual(["- b", "- a"]);
  });

  it("takes what stands on a column before the column, and adds it after", async () => {
    const plain = { users: { id: id() } };
    const full = { users: { id: id(), age: integer().unique("uq_age"), nick: text().index() } };
    expect(await up(plain, full)).toEqual(["+ users.age", "+ users.nick", "+ uq_age", "+ ix_users_nick"]);
    expect(await up(full, plain)).toEqual(["- ix_users_nick", "- uq_age", "- users.nick", "- users.age"]);
  });

  it("adds columns before it drops others, so that no table is ever without", async () => {
    expect(await up({ logs: { a: text() } }, { logs: { b: text() } })).toEqual(["+ logs.b", "- logs.a"]);
  });

  it("drops a foreign key to a table that goes, before the table", async () => {
    const from = { teams: { id: id() }, users: { id: id(), teamId: integer().references("teams.id") } };
    expect(await up(from, { users: { id: id() } })).toEqual([
      "- fk_users_teamId_teams",
      "- users.teamId",
      "- teams",
    ]);
  });

  it("takes foreign keys out of the way of a change of type, and puts them back", async () => {
    const both = (type: typeof integer) => ({
      users: { id: type().primaryKey() },
      posts: { id: id(), userId: type().references("users.id") },
    });
    expect(await up(both(integer), both(bigInteger as unknown as typeof integer))).toEqual([
      "- fk_posts_userId_users",
      "~ users.id",
      "~ posts.userId",
      "+ fk_posts_userId_users",
    ]);
  });

  it("takes a foreign key out of the way of the key that it refers to", async () => {
    const teams = (...keys: string[]) => [
      { id: integer().autoincrement(false), part: integer(), code: string(9) },
      [primaryKey(null, ...keys), unique("uq_code", "code")],
    ];
    const users = { id: id(), code: string(9).references("teams.code"), teamId: integer() };
    const from = { teams: teams("id"), users } as unknown as Declared;
    const to = {
      teams: [teams("id")[0], [primaryKey(null, "id", "part"), unique("uq_code2", "code")]],
      users,
    } as unknown as Declared;
    expect(await up(from, to)).toEqual([
      "- fk_users_code_teams",
      "- uq_code",
      "- pk_teams",
      "+ pk_teams",
      "+ uq_code2",
      "+ fk_users_code_teams",
    ]);
  });

  it("lets the foreign key of a new table wait for the key that it refers to", async () => {
    const from = { teams: { id: id(), code: string(9) } };
    const to = {
      teams: { id: id(), code: string(9).unique() },
      users: { id: id(), code: string(9).references("teams.code") },
    };
    expect(await up(from, to)).toEqual(["+ users", "+ uq_teams_code", "+ fk_users_code_teams"]);
  });

  it("frees a name that something new in another table takes", async () => {
    const from = { a: [{ id: id() }, [index("ix", "id")]], b: [{ id: id() }, [index("ix2", "id")]] };
    const to = { b: [{ id: id() }, [index("ix", "id")]], c: [{ id: id() }, [index("ix2", "id")]] };
    expect(await up(from as unknown as Declared, to as unknown as Declared)).toEqual([
      "- ix",
      "- ix2",
      "+ c",
      "+ ix2",
      "+ ix",
      "- a",
    ]);
  });

  it("makes a computed column anew, with what stands on it, where the database cannot change it", async () => {
    const orders = (expression: string) => ({
      orders: { id: id(), n: integer(), total: integer().computed(sql.raw(expression)).index() },
    });
    expect(await up(orders("n + 1"), orders("n + 2"))).toEqual(["~ orders.total"]);
    expect(await up(orders("n + 1"), orders("n + 2"), { alterComputed: {} })).toEqual([
      "- ix_orders_total",
      "- orders.total",
      "+ orders.total",
      "+ ix_orders_total",
    ]);
  });

  it("makes a computed column anew where a column that it is worked out from gets another type", async () => {
    const orders = (n: object) => ({ orders: { id: id(), n, total: integer().computed(sql.raw("n + 1")) } });
    expect(await up(orders(integer()), orders(bigInteger()))).toEqual([
      "- orders.total",
      "~ orders.n",
      "+ orders.total",
    ]);
  });

  it("makes conditions anew on a column that gets another type, where the database keeps its casts", async () => {
    const users = (age: object) => ({
      users: [{ id: id(), age }, [check("ck_age", sql.raw("age > 0"))]] as unknown as object,
    });
    expect(await up(users(integer()), users(bigInteger()))).toEqual(["- ck_age", "~ users.age", "+ ck_age"]);
    expect(await up(users(integer()), users(bigInteger()), RESTATE)).toEqual(["~ users.age"]);
  });
});

describe("enum types", () => {
  const users = (...values: [string, ...string[]]) => ({ users: { id: id(), role: enumOf(...values) } });

  it("are there before their first use and go after their last", async () => {
    expect(await up({}, users("a"))).toEqual(["+ users_role_enum", "+ users"]);
    expect(await up(users("a"), {})).toEqual(["- users", "- users_role_enum"]);
    expect(await up(users("a"), { users: { id: id() } })).toEqual(["- users.role", "- users_role_enum"]);
  });

  it("get new words before, and lose words after everything else", async () => {
    const { operations } = await difference(
      schemaOf({ ...users("a", "b"), gone: { role: enumOf("a", "b").named("users_role_enum") } }),
      schemaOf(users("c", "a")),
    );
    expect(words(operations)).toEqual(["~ users_role_enum", "- gone", "~ users_role_enum"]);
    expect(operations.filter(({ kind }) => kind === "alterEnum")).toMatchObject([
      { from: ["a", "b"], to: ["c", "a", "b"] },
      { from: ["c", "a", "b"], to: ["c", "a"] },
    ]);
  });

  it("get new words in one step", async () => {
    expect(await up(users("a"), users("b", "a"))).toEqual(["~ users_role_enum"]);
    expect(await up(users("a", "b"), users("b", "a"))).toEqual(["~ users_role_enum"]);
  });

  it("stay where a column in the database's own words may still use them", async () => {
    const from = schemaOf({ users: { roles: enumOf("a").named("role") } });
    const to = { ...schemaOf({ users: { roles: text() } }) };
    const raw = { kind: "raw", sql: "role[]" } as const;
    const tables = to.tables.map((table) => ({
      ...table,
      columns: table.columns.map((column) => ({ ...column, type: raw })),
    }));
    expect(words((await difference(from, { ...to, tables })).operations)).toEqual(["~ users.roles"]);
  });

  it("are no concern where the database has none", async () => {
    expect(await up({}, users("a"), RESTATE)).toEqual(["+ users"]);
  });
});

describe("changes to one table", () => {
  const from = { users: [{ id: id(), a: integer(), c: text() }, [index("ix_a", "a")]] as unknown as object };
  const to = {
    users: [{ id: id(), a: integer(), b: integer() }, [check("ck_b", sql.raw("b > 0")), index("ix_b", "b")]],
  } as unknown as Declared;

  it("are one batch where each might copy the table, its indexes apart", async () => {
    expect(await up(from, to, REBUILD)).toEqual([
      "- ix_a",
      "~ users [+ users.b, - users.c, + ck_b]",
      "+ ix_b",
    ]);
  });

  it("need no batch where there is one", async () => {
    expect(await up({ users: { id: id() } }, { users: { id: id(), a: text() } }, REBUILD)).toEqual([
      "+ users.a",
    ]);
  });

  it("are one step where a column that numbers itself must stay a key", async () => {
    const logs = { logs: { line: text() } };
    expect(await up(logs, { logs: { id: id(), line: text() } }, RESTATE)).toEqual([
      "~ logs [+ logs.id, + pk_logs]",
    ]);
  });

  it("leave a foreign key with its index where the one cannot go without the other", async () => {
    const posts = {
      posts: { id: id(), self: integer().references("posts.id").index(), title: text().index() },
    };
    const { operations } = await difference(EMPTY_SCHEMA, schemaOf(posts), RESTATE);
    expect(words(operations)).toEqual(["+ posts", "+ ix_posts_title"]);
    expect(operations[0]).toMatchObject({ table: { indexes: [{ name: "ix_posts_self" }] } });
  });
});

describe("every difference", () => {
  it("can be taken back in the reversed order", async () => {
    const from = {
      a: { id: id(), bId: integer().references("b.id") },
      b: { id: id(), aId: integer().references("a.id"), role: enumOf("x", "y") },
    };
    const to = {
      b: [
        { id: bigInteger().primaryKey(), role: enumOf("x"), self: bigInteger().references("b.id") },
        [
          check("ck", sql.raw("id > 0")),
          foreignKey("fk2", ["self"], ["b.id"]),
          index("ix", func.lower(sql.identifier("role"))),
        ],
      ],
    } as unknown as Declared;
    const { operations, downgrade } = await difference(schemaOf(from), schemaOf(to));
    expect(downgrade).toHaveLength(operations.length);
    const after = operations.reduce((schema, operation) => operation.apply(schema), schemaOf(from));
    expect((await difference(after, schemaOf(to))).operations).toEqual([]);
    const back = downgrade.reduce((schema, operation) => operation.apply(schema), after);
    expect((await difference(back, schemaOf(from))).operations).toEqual([]);
  });
});
