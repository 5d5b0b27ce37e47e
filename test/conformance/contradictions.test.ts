import { expect, it } from "vitest";
import * as api from "../../src/index.js";
import type { TableItem } from "../../src/schema/define/table-item.js";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget, type Target } from "../support/target.js";

const { check, enumOf, foreignKey, index, integer, primaryKey, sql, string, text, unique } = api;

const id = () => integer().primaryKey();

/** Models of teams, and of users with these columns and items. */
function users(columns: object, ...items: readonly TableItem[]): api.MetaData {
  const metadata = new api.MetaData();
  api.table("teams", metadata, { id: id(), code: string(5) });
  api.table("users", metadata, columns, () => items);
  return metadata;
}

/** Models of two tables with an item each. */
function both(item: (name: string) => TableItem): api.MetaData {
  const metadata = new api.MetaData();
  for (const name of ["a", "b"]) api.table(name, metadata, { id: id(), x: integer() }, () => [item(name)]);
  return metadata;
}

interface Contradiction {
  readonly models: () => api.MetaData;
  readonly code: string;
  readonly words: RegExp;
  /** The databases that cannot hold it, where not all. */
  readonly on?: readonly Target[];
}

const ONE_NAMESPACE: readonly Target[] = ["postgresql", "sqlite"];

const CONTRADICTIONS: Readonly<Record<string, Contradiction>> = {
  "a constraint on a column that is missing": {
    models: () => users({ id: id() }, unique("uq", "nam")),
    code: "schema.no-such-column",
    words: /uq of users .* nam/,
  },
  "a key on a column that is missing": {
    models: () => users({ id: integer() }, primaryKey("pk", "idd")),
    code: "schema.no-such-column",
    words: /pk of users .* idd/,
  },
  "an index that includes a column that is missing": {
    models: () => users({ id: id() }, index("ix", "id").include("nam")),
    code: "schema.no-such-column",
    words: /ix of users .* nam/,
  },
  "a foreign key from a column that is missing": {
    models: () => users({ id: id() }, foreignKey("fk", ["nam"], ["teams.id"])),
    code: "schema.no-such-column",
    words: /fk of users .* nam/,
  },
  "a foreign key to a column that is missing": {
    models: () => users({ id: id(), t: integer() }, foreignKey("fk", ["t"], ["teams.idd"])),
    code: "schema.bad-reference",
    words: /users\.t refers to teams\.idd/,
  },
  "a foreign key to what is no key": {
    models: () => users({ id: id(), t: string(5) }, foreignKey("fk", ["t"], ["teams.code"])),
    code: "schema.bad-reference",
    words: /users\.t refers to code of teams, which is no key of it/,
    on: ONE_NAMESPACE,
  },
  "a column that is computed and has a default": {
    models: () => users({ id: id(), a: integer().serverDefault(1).computed(sql.raw("id + 1")) }),
    code: "schema.invalid-column",
    words: /users\.a is computed and has a server default/,
  },
  "a text that numbers itself": {
    models: () => users({ id: text().identity() }),
    code: "schema.invalid-column",
    words: /users\.id numbers itself/,
  },
  "a constraint that names a column twice": {
    models: () => users({ id: id(), a: integer() }, unique("uq", "a", "a")),
    code: "schema.duplicate-column",
    words: /uq of users names column a twice/,
  },
  "two columns of one name": {
    models: () => users({ id: id(), a: integer().named("x"), b: integer().named("x") }),
    code: "schema.duplicate-column",
    words: /users .* x/,
  },
  "two columns whose names differ in case alone": {
    models: () => users({ id: id(), a: integer().named("x"), b: integer().named("X") }),
    code: "schema.duplicate-column",
    words: /x and X of users/,
    on: ["sqlite", "mysql", "mariadb"],
  },
  "two constraints of one name": {
    models: () => users({ id: id(), a: integer() }, unique("uq", "a"), check("uq", sql.raw("a > 0"))),
    code: "schema.duplicate-name",
    words: /users .* uq/,
  },
  "two indexes of one name in two tables": {
    models: () => both(() => index("ix", "x")),
    code: "schema.duplicate-name",
    words: /ix of b/,
    on: ONE_NAMESPACE,
  },
  "two foreign keys of one name in two tables": {
    models: () => both((name) => foreignKey("fk", ["x"], [`${name}.id`])),
    code: "schema.duplicate-name",
    words: /fk of b/,
    on: ["mysql", "mariadb"],
  },
  "two indexes whose names differ in case alone": {
    models: () => users({ id: id(), a: integer() }, index("ix", "a"), unique("IX", "a")),
    code: "schema.duplicate-name",
    words: /ix of users|IX of users/i,
    on: ["mysql", "mariadb"],
  },
  "two checks of one name in two tables": {
    models: () => both(() => check("ck", sql.raw("x > 0"))),
    code: "schema.duplicate-name",
    words: /ck of b/,
    on: ["mysql"],
  },
  "an enum with other words elsewhere": {
    models: () => users({ id: id(), a: enumOf("x").named("role"), b: enumOf("y").named("role") }),
    code: "schema.duplicate-name",
    words: /role .* x and y/,
  },
  "two columns that the database counts": {
    models: () => users({ id: id(), n: integer().identity().unique() }),
    code: "schema.invalid-column",
    words: /not both id and n of users/,
    on: ["mysql", "mariadb"],
  },
  "a counted column that no key begins with": {
    models: () => users({ id: string(5).primaryKey(), n: integer().identity() }, unique("uq", "id", "n")),
    code: "schema.invalid-column",
    words: /n of users only where a key begins with it/,
    on: ["mysql", "mariadb"],
  },
  "a table without columns": {
    models: () => users({}),
    code: "schema.invalid-table",
    words: /users/,
  },
};

eachTarget("models that contradict themselves", (target) => {
  it("are refused before anything is written, by one error that names what is wrong", async () => {
    await using h = new History(await freshDatabase(target, "contradiction"));
    const wrong: unknown[] = [];
    for (const [what, { models, code, words, on }] of Object.entries(CONTRADICTIONS)) {
      if (on && !on.includes(target)) continue;
      const error = await Promise.resolve()
        .then(async () => h.difference(models()))
        .then(
          () => ({ code: "none", message: "" }),
          (thrown: { code: string; message: string }) => thrown,
        );
      if (error.code !== code || !words.test(error.message)) wrong.push([what, error.code, error.message]);
    }
    expect(wrong).toEqual([]);
  });
});
