import { describe, expect, it } from "vitest";
import type { RenameAnswers } from "../../../src/compare/rename.js";
import {
  check,
  enumOf,
  foreignKey,
  index,
  integer,
  renamedFrom,
  sql,
  string,
  text,
} from "../../../src/index.js";
import type { Schema } from "../../../src/schema/schema.js";
import { difference, schemaOf, words } from "./schemas.js";

async function changes(from: Schema, to: Schema, renames: RenameAnswers = {}) {
  const { operations, downgrade, questions } = await difference(from, to, {}, { options: { renames } });
  return { up: words(operations), down: words(downgrade), questions };
}

const users = (columns: object) => schemaOf({ users: { id: integer().primaryKey(), ...columns } });
const before = users({ full_name: string(150) });
const after = users({ display_name: string(150) });

describe("a column that goes and one like it that comes", () => {
  it("is a question, and dropped and added while nobody answers", async () => {
    const { up, questions } = await changes(before, after);
    expect(questions).toEqual([
      {
        table: "users",
        from: "full_name",
        to: "display_name",
        flag: "users.full_name:display_name",
        reasons: "varchar(150), same position",
      },
    ]);
    expect(up).toEqual(["+ users.display_name", "- users.full_name"]);
  });

  it("is renamed where a flag or the model says so, and what stands on it follows", async () => {
    const items = (name: string) =>
      [
        { id: integer().primaryKey(), [name]: string(150) },
        [check("ck", sql.raw(`length(${name}) > 1 AND '${name}' <> ''`)), index("ix", name)],
      ] as const;
    const sides = [
      schemaOf({ users: items("full_name") }),
      schemaOf({ users: items("display_name") }),
    ] as const;
    const { up, down, questions } = await changes(sides[0], sides[1], {
      rename: ["users.full_name:display_name"],
    });
    // The words in a string are no name, so the check is another one.
    expect(up).toEqual(["~ users.full_name", "- ck", "+ ck"]);
    expect(down.at(-1)).toBe("~ users.display_name");
    expect(questions).toEqual([]);
    const hinted = users({ display_name: string(150).renamedFrom("full_name") });
    expect(await changes(before, hinted)).toMatchObject({ up: ["~ users.full_name"], questions: [] });
  });

  it("is dropped and added without a question where a flag says so", async () => {
    const { up, questions } = await changes(before, after, { noRename: ["users.full_name:display_name"] });
    expect(up).toEqual(["+ users.display_name", "- users.full_name"]);
    expect(questions).toEqual([]);
  });

  it("is no question where the types have nothing to do with each other", async () => {
    expect((await changes(before, users({ display_name: integer() }))).questions).toEqual([]);
  });

  it.each([string(200), text()])(
    "is one where the type is another of its kind, at the same place",
    async (type) => {
      const { questions } = await changes(before, users({ display_name: type }));
      expect(questions).toMatchObject([{ flag: "users.full_name:display_name" }]);
      const elsewhere = await changes(
        users({ city: string(9), b: integer() }),
        users({ b: integer(), biography: text() }),
      );
      expect(elsewhere.questions).toEqual([]);
    },
  );

  it("is changed in place once it is renamed, where its type is another", async () => {
    const renamed = users({ display_name: string(200).renamedFrom("full_name") });
    expect((await changes(before, renamed)).up).toEqual(["~ users.full_name", "~ users.display_name"]);
  });

  it("is asked about with the one that is most alike", async () => {
    const { questions } = await changes(
      users({ a: string(10), full_name: string(10) }),
      users({ b: string(10), last_name: string(10) }),
    );
    expect(questions.map(({ flag }) => flag)).toEqual(["users.a:b", "users.full_name:last_name"]);
  });
});

describe("a table that goes and one like it that comes", () => {
  const posts = (name: string, items: object = {}) =>
    schemaOf({
      [name]: [{ id: integer().primaryKey(), title: string(20) }, Object.values(items)] as [object, []],
      comments: [
        { id: integer().primaryKey(), post_id: integer() },
        [foreignKey(null, ["post_id"], [`${name}.id`])],
      ],
    });

  it("is a question", async () => {
    const { questions } = await changes(posts("posts"), posts("articles"));
    expect(questions).toMatchObject([
      { table: null, flag: "posts:articles", reasons: "2 of 2 columns alike" },
    ]);
  });

  it("is renamed with the constraints that are named after it, here and in other tables", async () => {
    const { up } = await changes(posts("posts"), posts("articles", { hint: renamedFrom("posts") }));
    expect(new Set(up)).toEqual(new Set(["~ posts", "~ pk_posts", "~ fk_comments_post_id_posts"]));
  });
});

describe("a word of an enum type that goes and one that comes", () => {
  const tasks = (...words: [string, ...string[]]) =>
    schemaOf({ tasks: { id: integer().primaryKey(), state: enumOf(...words).named("state") } });
  const sides = [tasks("open", "paid"), tasks("open", "settled")] as const;

  it("is a question where it is at the same place, and removed and added while nobody answers", async () => {
    const { up, questions } = await changes(...sides);
    expect(questions).toMatchObject([{ table: "state", flag: "state.paid:settled" }]);
    expect(up).toEqual(["~ state", "~ state"]);
  });

  it("is renamed where a flag says so, with the rows that hold it", async () => {
    const { operations, downgrade } = await difference(
      ...sides,
      {},
      { options: { renames: { rename: ["state.paid:settled"] } } },
    );
    expect(operations).toMatchObject([{ kind: "alterEnum", rename: { paid: "settled" }, removed: [] }]);
    expect(downgrade).toMatchObject([{ kind: "alterEnum", rename: { settled: "paid" } }]);
    const rename = ["state.a:x", "state.b:y"];
    const both = await difference(tasks("a", "b"), tasks("x", "y"), {}, { options: { renames: { rename } } });
    expect(both.operations).toMatchObject([{ from: ["a", "b"], to: ["x", "y"], rename: { a: "x", b: "y" } }]);
  });
});

describe("a hint that matches nothing", () => {
  it("is refused, with what it may have meant", async () => {
    await expect(changes(before, after, { rename: ["users.fullname:display_name"] })).rejects.toMatchObject({
      code: "schema.no-such-rename",
      hint: "Did you mean users.full_name:display_name?",
    });
    await expect(changes(before, before, { noRename: ["users.a:b"] })).rejects.toThrow(
      "Nothing can have been renamed as users.a:b says.",
    );
  });

  it("is refused in a model too, but for names that the database has by now", async () => {
    const to = users({ display_name: string(150).renamedFrom("fulname") });
    await expect(changes(before, to)).rejects.toMatchObject({
      message:
        "The model says that users.display_name was fulname before, and the database has neither column.",
      hint: 'Did you mean .renamedFrom("full_name")?',
    });
    expect((await changes(after, to)).up).toEqual([]);
  });

  it("is refused where the models have the former name too", async () => {
    const to = users({ full_name: string(150), display_name: string(150).renamedFrom("full_name") });
    await expect(changes(before, to)).rejects.toMatchObject({
      code: "schema.no-such-rename",
      message: "The model says that users.display_name was full_name before, and the models have both.",
    });
    expect((await changes(to, to)).up).toEqual([]);
  });

  it("is refused of a table, but for those of a new database", async () => {
    const tables = (former: string) =>
      schemaOf({
        users: { id: integer().primaryKey() },
        people: [{ id: integer().primaryKey() }, [renamedFrom(former)]],
      });
    const one = schemaOf({ users: { id: integer().primaryKey() } });
    const two = schemaOf({ users: { id: integer().primaryKey() }, persons: { id: integer().primaryKey() } });
    await expect(changes(two, tables("person"))).rejects.toMatchObject({
      message: "The model says that people was person before, and the database has neither table.",
      hint: 'Did you mean renamedFrom("persons")?',
    });
    await expect(changes(one, tables("users"))).rejects.toThrow(
      "The model says that people was users before, and the models have both.",
    );
    expect((await changes(tables("users"), tables("users"))).up).toEqual([]);
    expect((await changes(schemaOf({}), tables("person"))).up).toEqual(["+ people", "+ users"]);
  });
});
