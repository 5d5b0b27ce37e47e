import { expect, it } from "vitest";
import * as mysql from "../../src/dialects/mysql/vocabulary.js";
import { domain } from "../../src/dialects/postgresql/vocabulary.js";
import * as api from "../../src/index.js";
import type { TableItem } from "../../src/schema/define/table-item.js";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget, itIf, type Target } from "../support/target.js";

const { boolean, char, check, date, dateTime, enumOf, foreignKey, index, integer } = api;
const { numeric, primaryKey, sql, string, text, unique, uuid } = api;

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

/** Models of users with one more column, which has a default that type-checked models could not give it. */
function withDefault(column: { serverDefault(value: never): object }, value: unknown): api.MetaData {
  return users({ id: id(), a: column.serverDefault(value as never) });
}

/** Models of users with what is said of the column of another table. */
function aboutTeams(
  say: (other: ReturnType<typeof sql>) => { readonly column?: object; readonly item?: TableItem },
): api.MetaData {
  const metadata = new api.MetaData();
  const teams = api.table("teams", metadata, { id: id(), code: string(5) });
  const { column, item } = say(sql`${teams.c.code}`);
  api.table("users", metadata, { id: id(), code: string(5), a: column ?? integer() }, () =>
    item ? [item] : [],
  );
  return metadata;
}

const TRIGGER = "FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()";

/** Models of teams, and of what is declared beside tables. */
function declaring(declare: (metadata: api.MetaData) => unknown): api.MetaData {
  const metadata = new api.MetaData();
  api.table("teams", metadata, { id: id(), code: string(5) });
  declare(metadata);
  return metadata;
}

function twice(declare: () => unknown): void {
  declare();
  declare();
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
  "a text as the default of a number": {
    models: () => withDefault(integer(), "abc"),
    code: "schema.invalid-column",
    words: /"abc" of users\.a is no number, and the column is of type integer/,
  },
  "a fraction as the default of a whole number": {
    models: () => withDefault(integer(), 1.5),
    code: "schema.invalid-column",
    words: /1\.5 of users\.a is no whole number/,
  },
  "a truth as the default of a number": {
    models: () => withDefault(numeric(5, 2), true),
    code: "schema.invalid-column",
    words: /true of users\.a is no number/,
  },
  "a default that the column has not enough digits for": {
    models: () => withDefault(numeric(5, 2), "1234.5"),
    code: "schema.invalid-column",
    words: /"1234\.5" of users\.a is too great for it, and the column is of type numeric\(5, 2\)/,
  },
  "a default that is neither true nor false": {
    models: () => withDefault(boolean(), "perhaps"),
    code: "schema.invalid-column",
    words: /"perhaps" of users\.a is neither true nor false/,
  },
  "a default that is longer than the column": {
    models: () => withDefault(string(3), "abcd"),
    code: "schema.invalid-column",
    words: /"abcd" of users\.a is longer than 3/,
  },
  "a default that is longer than the column, which is of one length": {
    models: () => withDefault(char(3), "abcd"),
    code: "schema.invalid-column",
    words: /"abcd" of users\.a is longer than 3/,
  },
  "a day as a default that there is not": {
    models: () => withDefault(date(), "2021-02-30"),
    code: "schema.invalid-column",
    words: /"2021-02-30" of users\.a is no date/,
  },
  "a word as the default of a point in time": {
    models: () => withDefault(dateTime(), "hello"),
    code: "schema.invalid-column",
    words: /"hello" of users\.a is no date/,
  },
  "a default that is no UUID": {
    models: () => withDefault(uuid(), "12-34"),
    code: "schema.invalid-column",
    words: /"12-34" of users\.a is no UUID/,
  },
  "a default that is no word of the enum": {
    models: () => withDefault(enumOf("x", "y"), "z"),
    code: "schema.invalid-column",
    words: /"z" is no word of the enum/,
  },
  "a default that is greater than the column holds": {
    models: () => withDefault(integer(), 3_000_000_000),
    code: "schema.invalid-column",
    words: /default 3000000000 of users\.a, which holds whole numbers from -2147483648 to 2147483647/,
    on: ["mysql", "mariadb"],
  },
  "a default below zero of what has no sign": {
    models: () => withDefault(mysql.tinyint({ unsigned: true }), -1),
    code: "schema.invalid-column",
    words: /default -1 of users\.a, which holds whole numbers from 0 to 255/,
    on: ["mysql", "mariadb"],
  },
  "a fraction below zero of what has no sign": {
    models: () => withDefault(mysql.decimal(5, 2, { unsigned: true }), "-0.5"),
    code: "schema.invalid-column",
    words: /of users\.a, which holds no number below 0/,
    on: ["mysql", "mariadb"],
  },
  "a foreign key to a number of another size": {
    models: () => users({ id: id(), t: api.bigInteger().references("teams.id") }),
    code: "schema.bad-reference",
    words: /users\.t refer to teams\.id: their types differ/,
    on: ["mysql", "mariadb"],
  },
  "a foreign key of a number to a smaller kind": {
    models: () => users({ id: id(), t: numeric(5).references("teams.id") }),
    code: "schema.bad-reference",
    words: /users\.t refer to teams\.id: their types differ/,
    on: ["postgresql", "mysql", "mariadb"],
  },
  "a unique constraint on what is of any length": {
    models: () => users({ id: id(), a: text() }, unique("uq", "id", "a")),
    code: "schema.invalid-column",
    words: /no key or index of users\.a/,
    on: ["mysql"],
  },
  "a primary key on what is of any length": {
    models: () => users({ id: integer(), a: text() }, primaryKey(null, "id", "a")),
    code: "schema.invalid-column",
    words: /no key or index of users\.a/,
    on: ["mysql"],
  },
  "an index of JSON": {
    models: () => users({ id: id(), a: api.json() }, index("ix", "a")),
    code: "schema.invalid-column",
    words: /no key or index of users\.a, which is of type JSON/,
    on: ["mysql"],
  },
  "NULL as the default of what takes none": {
    models: () => withDefault(integer(), null),
    code: "schema.invalid-column",
    words: /default of users\.a is NULL, which the column does not take/,
  },
  "a primary key that takes NULL": {
    models: () => users({ a: integer().nullable() }, primaryKey("pk", "a")),
    code: "schema.invalid-column",
    words: /users takes NULL in a, which is in its primary key/,
  },
  "an enum with a word twice": {
    models: () => users({ id: id(), a: enumOf("x", "x") }),
    code: "schema.invalid-column",
    words: /enumOf\(x, x\)/,
  },
  "an index without columns": {
    models: () => users({ id: id() }, index(...(["ix"] as unknown as Parameters<typeof index>))),
    code: "schema.invalid-argument",
    words: /index\(\) takes at least one column/,
  },
  "two indexes of one name": {
    models: () => users({ id: id(), a: integer() }, index("ix", "a"), index("ix", "id")),
    code: "schema.duplicate-name",
    words: /users has two .* named ix/,
  },
  "a check about another table": {
    models: () => aboutTeams((other) => ({ item: check("ck", sql`${other} > 'a'`) })),
    code: "schema.no-such-column",
    words: /check ck of users is about teams\.code, a column of another table/,
  },
  "an index of what another table has": {
    models: () => aboutTeams((other) => ({ item: index("ix", sql`lower(${other})`) })),
    code: "schema.no-such-column",
    words: /index ix of users is about teams\.code/,
  },
  "an index of the rows that another table says": {
    models: () => aboutTeams((other) => ({ item: index("ix", "a").where(sql`${other} > 'a'`) })),
    code: "schema.no-such-column",
    words: /index ix of users is about teams\.code/,
  },
  "a column that is computed from another table": {
    models: () => aboutTeams((other) => ({ column: text().computed(sql`lower(${other})`) })),
    code: "schema.no-such-column",
    words: /computed column a of users is about teams\.code/,
  },
  "a name that is too long": {
    models: () => users({ id: id(), a: integer().named("x".repeat(70)) }),
    code: "compile.bad-identifier",
    words: /is longer than the 6[34]/,
    on: ["postgresql", "mysql", "mariadb"],
  },
  "two sequences of one name": {
    models: () => declaring((metadata) => twice(() => api.sequence("s", metadata))),
    code: "schema.duplicate-name",
    words: /sequence s is declared twice/,
  },
  "two domains of one name": {
    models: () => declaring((metadata) => twice(() => domain("d", metadata, integer()))),
    code: "schema.duplicate-name",
    words: /domain d is declared twice/,
  },
  "two views of one name": {
    models: () => declaring((metadata) => twice(() => api.view("v", metadata, sql`SELECT 1`))),
    code: "schema.duplicate-name",
    words: /view v is declared twice/,
  },
  "two functions of one name and the same arguments": {
    models: () =>
      declaring((metadata) =>
        twice(() => api.sqlFunction("f", metadata, "n integer", sql`RETURNS integer RETURN 1`)),
      ),
    code: "schema.duplicate-name",
    words: /function f is declared twice/,
  },
  "two triggers of one name on one table": {
    models: () =>
      declaring((metadata) =>
        twice(() => api.trigger("t", metadata, "teams", "before update", sql`BEGIN END`)),
      ),
    code: "schema.duplicate-name",
    words: /trigger t of teams is declared twice/,
  },
  "a view that is called as a table": {
    models: () => declaring((metadata) => api.view("teams", metadata, sql`SELECT 1`)),
    code: "schema.duplicate-name",
    words: /view teams has the name of a table/,
  },
  "a view that is called as a sequence": {
    models: () =>
      declaring((metadata) => {
        api.sequence("v", metadata);
        api.view("v", metadata, sql`SELECT 1`);
      }),
    code: "schema.duplicate-name",
    words: /sequence v has the name of a view/,
  },
  "an index that is called as a table": {
    models: () => users({ id: id() }, index("teams", "id")),
    code: "schema.duplicate-name",
    words: /index teams of users: (?:table )?teams has that name/,
    on: ONE_NAMESPACE,
  },
  "a trigger on a table that is not there": {
    models: () =>
      declaring((metadata) => api.trigger("t", metadata, "team", "before update", sql.raw(TRIGGER))),
    code: "schema.no-such-table",
    words: /trigger t is on team, and neither the models nor the database have such a table/,
  },
  "a policy on a table that is not there": {
    models: () => declaring((metadata) => api.policy("p", metadata, "nowhere", sql`FOR SELECT USING (true)`)),
    code: "schema.no-such-table",
    words: /policy p is on nowhere/,
    on: ["postgresql"],
  },
  "a view without a query": {
    models: () => declaring((metadata) => api.view("v", metadata, sql`  `)),
    code: "schema.invalid-object",
    words: /SQL that view\(\) takes is empty/,
  },
  "a function whose SQL is empty": {
    models: () => declaring((metadata) => api.sqlFunction("f", metadata, "", sql.raw(" "))),
    code: "schema.invalid-object",
    words: /SQL that sqlFunction\(\) takes is empty/,
  },
  "a table without columns": {
    models: () => users({}),
    code: "schema.invalid-table",
    words: /users/,
  },
};

/** What an error says of where models said it. */
const PLACE = /(?:declared|written) at \S*contradictions\.test\.ts:\d+:\d+/;

eachTarget("models that contradict themselves", (target) => {
  itIf(target !== "postgresql", "a database that has tables without columns")(
    "are refused where they declare a table that no such database can hold",
    async () => {
      await using h = new History(await freshDatabase(target, "contradiction"));
      const models = declaring((metadata) => api.table("bare", metadata, null));
      await expect(h.difference(models)).rejects.toMatchObject({ code: "compile.unsupported" });
    },
  );

  it("are refused before anything is written, by one error that names what is wrong, file and line", async () => {
    await using h = new History(await freshDatabase(target, "contradiction"));
    const wrong: unknown[] = [];
    for (const [what, { models, code, words, on }] of Object.entries(CONTRADICTIONS)) {
      if (on && !on.includes(target)) continue;
      const error = await Promise.resolve()
        .then(async () => h.difference(models()))
        .then(
          () => ({ code: "none", message: "", hint: "" }),
          (thrown: { code: string; message: string; hint?: string }) => thrown,
        );
      const isTold = error.code === code && words.test(error.message) && PLACE.test(error.hint ?? "");
      if (!isTold) wrong.push([what, error.code, error.message, error.hint]);
    }
    expect(wrong).toEqual([]);
  });
});
