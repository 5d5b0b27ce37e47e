import { describe, expect, it } from "vitest";
import { check, enumOf, integer, sql, text, unique } from "../../../src/index.js";
import { EMPTY_SCHEMA, type Schema } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { raw, value } from "../../../src/sql/nodes/index.js";
import { type Declared, difference, schemaOf, words } from "./schemas.js";

const id = () => integer().primaryKey();
const withCheck = (condition: string) =>
  schemaOf({ users: [{ id: id(), age: integer() }, [check("ck", sql.raw(condition))]] as unknown as object });

describe("expressions that read differently", () => {
  const from = withCheck("(age > 0)");
  const to = withCheck("age > 0");
  /** The database writes every condition in parentheses. */
  const canonical = async (tables: readonly Table[]) => ({
    tables: tables.map((table) => ({
      ...table,
      constraints: table.constraints.map((each) => {
        if (each.kind !== "check") return each;
        return {
          ...each,
          expression: raw({ sql: `(${(each.expression as unknown as { sql: string }).sql})` }),
        };
      }),
    })),
  });

  it("are a difference where the database cannot be asked", async () => {
    expect(words((await difference(from, to)).operations)).toEqual(["- ck", "+ ck"]);
  });

  it("are none where the database writes them alike", async () => {
    const { operations } = await difference(from, to, {}, { options: { canonical } });
    expect(operations).toEqual([]);
  });

  it("are one where it does not, and the script has the model's words", async () => {
    const changed = withCheck("age > 1");
    const { operations } = await difference(from, changed, {}, { options: { canonical } });
    expect(words(operations)).toEqual(["- ck", "+ ck"]);
    expect(operations[1]).toMatchObject({ constraint: { expression: { sql: "age > 1" } } });
  });

  it("are asked about table by table, and only where there is doubt", async () => {
    const asked: string[][] = [];
    const ask = async (tables: readonly Table[]) => {
      asked.push(tables.map(({ name }) => name));
      return canonical(tables);
    };
    const posts = schemaOf({ posts: { id: id() } });
    const both = (schema: Schema) => ({ ...schema, tables: [...posts.tables, ...schema.tables] });
    await difference(both(from), both(from), {}, { options: { canonical: ask } });
    expect(asked).toEqual([]);
    await difference(both(from), both(to), {}, { options: { canonical: ask } });
    expect(asked).toEqual([["users"]]);
  });

  it("tell why the database could not be asked", async () => {
    const problem = "The user may not create temporary tables.";
    const canonical = async (tables: readonly Table[]) => ({ tables, problem });
    const { operations, problems } = await difference(from, to, {}, { options: { canonical } });
    expect(problems).toEqual([problem]);
    expect(words(operations)).toEqual(["- ck", "+ ck"]);
  });

  it("are asked about where the database has the check without a name", async () => {
    const nameless = {
      ...from,
      tables: from.tables.map((table) => ({
        ...table,
        constraints: table.constraints.map((each) =>
          each.kind === "check" ? { kind: "check" as const, expression: each.expression } : each,
        ),
      })),
    };
    expect((await difference(nameless, to, {}, { options: { canonical } })).operations).toEqual([]);
  });
});

describe("constraints without a name in the database", () => {
  const to = schemaOf({
    users: [
      { id: id(), a: integer(), bossId: integer().references("users.id") },
      [unique("uq", "a")],
    ] as unknown as object,
  });
  const nameless: Schema = {
    ...to,
    tables: to.tables.map((table) => ({
      ...table,
      constraints: table.constraints.map(
        ({ name: _, ...rest }) => rest as (typeof table.constraints)[number],
      ),
    })),
  };

  it("are those of the models that say the same", async () => {
    expect((await difference(nameless, to)).operations).toEqual([]);
  });

  it("go by their conventional names when they are dropped", async () => {
    const { operations, downgrade } = await difference(nameless, schemaOf({ users: { id: id() } }));
    expect(words(operations)).toEqual([
      "- fk_users_bossId_users",
      "- uq_users_a",
      "- users.bossId",
      "- users.a",
    ]);
    expect(downgrade).toHaveLength(4);
  });

  it("have names that do not count where the database keeps none", async () => {
    const other = schemaOf({
      users: [
        { id: id(), a: integer(), bossId: integer().references("users.id") },
        [unique("other", "a")],
      ] as unknown as object,
    });
    expect((await difference(to, other, { constraintNames: false })).operations).toEqual([]);
    expect(words((await difference(to, other)).operations)).toEqual(["- uq", "+ other"]);
  });
});

describe("what is not supported", () => {
  const view = { name: "active_users", what: "view" };

  it("is never touched", async () => {
    const from = { ...EMPTY_SCHEMA, unsupported: [view] };
    expect((await difference(from, EMPTY_SCHEMA)).operations).toEqual([]);
  });

  it("takes the name of no model", async () => {
    const from = { ...EMPTY_SCHEMA, unsupported: [view] };
    await expect(difference(from, schemaOf({ active_users: { id: id() } }))).rejects.toMatchObject({
      code: "schema.name-taken",
      message: "The models declare a table active_users, and the database has a view of that name.",
    });
  });
});

describe("filters", () => {
  const from = { legacy: { id: id() }, users: { id: id(), old: text().index() } };
  const to = { users: { id: id(), fresh: text() }, later: { id: id() } };
  const find = async (options: Parameters<typeof difference>[3]) =>
    words((await difference(schemaOf(from), schemaOf(to), {}, options)).operations);

  it("let everything through by themselves", async () => {
    expect(await find({})).toEqual(["+ later", "- ix_users_old", "+ users.fresh", "- users.old", "- legacy"]);
  });

  it("leave out names of the database", async () => {
    const includeName = (name: string | null) => name !== "legacy" && name !== "ix_users_old";
    expect(await find({ options: { includeName } })).toEqual(["+ later", "+ users.fresh", "- users.old"]);
  });

  it("leave out what models have by a name of the database that is left out, which would not be new", async () => {
    const includeName = (name: string | null) => name !== "users";
    expect(await find({ options: { includeName } })).toEqual(["+ later", "- legacy"]);
    const column = (name: string | null, kind: string) => !(kind === "column" && name === "id");
    expect(await find({ options: { includeName: column } })).not.toContain("+ users.id");
  });

  it("leave foreign keys alone that lead to a table which is left out", async () => {
    const both = { legacy: { id: id() }, users: { id: id(), old: integer().references("legacy.id") } };
    const includeName = (name: string | null) => name !== "legacy";
    const { operations } = await difference(schemaOf(both), schemaOf(both), {}, { options: { includeName } });
    expect(words(operations)).toEqual([]);
  });

  it("tell where a name belongs", async () => {
    const asked: unknown[] = [];
    const includeName = (...given: unknown[]) => Boolean(asked.push(given));
    await find({ options: { includeName } });
    expect(asked).toContainEqual(["users", "table", { schema: null, table: null }]);
    expect(asked).toContainEqual(["old", "column", { schema: null, table: "users" }]);
    expect(asked).toContainEqual(["pk_users", "primaryKey", { schema: null, table: "users" }]);
  });

  it("leave out objects of either side", async () => {
    const includeObject = (_: unknown, name: string) => !["later", "legacy", "old"].includes(name);
    expect(await find({ options: { includeObject } })).toEqual(["- ix_users_old", "+ users.fresh"]);
  });

  it("leave out an object that either side refuses from both", async () => {
    const includeObject = (_: unknown, name: string, kind: string, reflected: boolean) =>
      !(kind === "table" && name === "users" && reflected);
    expect(await find({ options: { includeObject } })).toEqual(["+ later", "- legacy"]);
  });

  it("tell the counterpart of an object", async () => {
    const pairs: unknown[] = [];
    const includeObject = (
      object: unknown,
      name: string,
      kind: string,
      reflected: boolean,
      other: unknown,
    ) => {
      if (kind === "table" && reflected) pairs.push([name, (other as Table | null)?.columns.length ?? null]);
      return object !== null;
    };
    await find({ options: { includeObject } });
    expect(pairs).toEqual([
      ["legacy", null],
      ["users", 2],
    ]);
  });
});

describe("what operations carry", () => {
  it("is the model's for what comes and the database's for what goes", async () => {
    const type = { kind: "enum", values: ["a"] } as const;
    const from = schemaOf({ users: { id: id(), gone: text() } });
    const to = schemaOf({ users: { id: id(), role: enumOf("a") } } as Declared);
    const stored = { kind: "string", length: 1 } as const;
    const parts = {
      adapt: (schema: Schema): Schema => ({
        ...schema,
        tables: schema.tables.map((table) => ({
          ...table,
          columns: table.columns.map((column) =>
            column.type.kind === "enum" ? { ...column, type: stored } : column,
          ),
        })),
      }),
    };
    const { operations } = await difference(from, to, { namedEnums: false }, { parts });
    expect(operations).toMatchObject([{ column: { name: "role", type } }, { was: { name: "gone" } }]);
  });

  it("has the words of both sides in the column that changes beside its enum", async () => {
    const users = (...words: [string, ...string[]]) =>
      schemaOf({ users: { id: id(), role: enumOf(...words).serverDefault(words[0]) } });
    const { operations } = await difference(users("a", "b"), users("c", "b"));
    expect(operations.find(({ kind }) => kind === "alterColumn")).toMatchObject({
      change: { default: value({ value: "c" }) },
      from: { type: { values: ["a", "c", "b"] } },
    });
  });
});

describe("tables that are as their models say", () => {
  const declared = {
    users: [
      { id: id(), name: text(), age: integer().nullable() },
      [unique("uq_users_name", "name"), check("ck_users_age", sql.raw("age > 0"))],
    ],
    posts: { id: id(), userId: integer().references("users.id"), kind: enumOf("a", "b").named("kind") },
  } as unknown as Declared;
  const reversed = (schema: Schema): Schema => ({
    ...schema,
    tables: schema.tables.map((table) => ({
      ...table,
      columns: [...table.columns].reverse(),
      constraints: [...table.constraints].reverse(),
      indexes: [...table.indexes].reverse(),
    })),
  });
  /** A function among the rules has all of them compared part by part. */
  const partByPart = { options: { compare: { type: () => null } } };

  it("have no difference, in whatever order their parts are, seen as a whole or part by part", async () => {
    const schema = schemaOf(declared);
    for (const from of [schema, reversed(schema), structuredClone(schema)]) {
      const whole = await difference(from, schema);
      expect(whole.operations).toEqual([]);
      expect(whole).toEqual(await difference(from, schema, {}, partByPart));
    }
  });

  it("leave what differs in other tables to be found, the same either way", async () => {
    const from = schemaOf(declared);
    const [users, posts] = from.tables.map((table) => structuredClone(table));
    const changed = { ...users!, columns: users!.columns.slice(0, -1), comment: "people" };
    const to = { ...from, tables: [changed, posts!] };
    const whole = await difference(from, to);
    expect(whole.operations.length).toBeGreaterThan(0);
    expect(whole).toEqual(await difference(from, to, {}, partByPart));
  });

  it("are still shown to functions among the rules", async () => {
    const schema = schemaOf(declared);
    const seen: (string | null)[] = [];
    const type = (_from: unknown, _to: unknown, { column }: { readonly column: string | null }) => {
      seen.push(column);
      return null;
    };
    await difference(schema, schema, {}, { options: { compare: { type } } });
    expect(seen).toEqual(["id", "name", "age", "id", "userId", "kind"]);
  });
});
