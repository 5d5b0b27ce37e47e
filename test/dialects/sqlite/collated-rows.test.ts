import { expect, it } from "vitest";
import * as api from "../../../src/index.js";
import type { TableItem } from "../../../src/schema/define/table-item.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";

const { foreignKey, index, integer, text, unique } = api;

const nocase = () => text().collation("NOCASE");

function models(columns: object, items: (c: object) => readonly TableItem[] = () => []): api.MetaData {
  const metadata = new api.MetaData();
  api.table("teams", metadata, { name: nocase().primaryKey(), plain: text() }, () => [
    unique("uq_plain", "plain"),
  ]);
  api.table("users", metadata, { id: integer().primaryKey(), ...columns }, items);
  return metadata;
}

const TWICE = ["(1, 'Ann', 'Ann')", "(2, 'ann', 'ann')"];

/** Changes of a table whose rows differ in case alone, and whether those are in the way. */
const CASES: readonly [what: string, before: api.MetaData, after: api.MetaData, isInTheWay: boolean][] = [
  [
    "a unique constraint where case counts",
    models({ a: text(), b: nocase() }),
    models({ a: text(), b: nocase() }, () => [unique("uq", "a")]),
    false,
  ],
  [
    "a unique constraint where it does not",
    models({ a: text(), b: nocase() }),
    models({ a: text(), b: nocase() }, () => [unique("uq", "b")]),
    true,
  ],
  [
    "a unique index in which case does not count",
    models({ a: text(), b: nocase() }),
    models({ a: text(), b: nocase() }, () => [index("ix", { on: "a", collation: "NOCASE" }).unique()]),
    true,
  ],
  [
    "a unique index in which it does",
    models({ a: text(), b: nocase() }),
    models({ a: text(), b: nocase() }, () => [index("ix", { on: "b", collation: "BINARY" }).unique()]),
    false,
  ],
  [
    "a unique index instead of one in which case counts",
    models({ a: text(), b: text() }, () => [index("ix", "a").unique()]),
    models({ a: text(), b: text() }, () => [index("ix", { on: "a", collation: "NOCASE" }).unique()]),
    true,
  ],
  [
    "a unique constraint on a column for which case comes to count",
    models({ a: text(), b: nocase() }),
    models({ a: text(), b: text() }, () => [unique("uq", "b")]),
    false,
  ],
  [
    "a foreign key to what knows no case",
    models({ a: text(), b: nocase() }),
    models({ a: text(), b: nocase() }, () => [foreignKey("fk", ["a"], ["teams.name"])]),
    false,
  ],
  [
    "a foreign key to what knows case, from what does not",
    models({ a: text(), b: nocase() }),
    models({ a: text(), b: nocase() }, () => [foreignKey("fk", ["b"], ["teams.plain"])]),
    true,
  ],
];

it.each(CASES)(
  "rows that differ in case are in the way where they must be: %s",
  async (_what, before, after, isInTheWay) => {
    const history = new History(await freshDatabase("sqlite"));
    await using _ = history;
    await history.autogenerate("a1", before);
    await history.migrator().upgrade("head");
    await history.engine.begin(async (connection) => {
      await connection.execute("INSERT INTO teams VALUES ('ANN', 'Ann')");
      for (const row of TWICE) await connection.execute(`INSERT INTO users VALUES ${row}`);
    });
    await history.autogenerate("b2", after);
    const upgraded = history.migrator().upgrade("head");
    if (isInTheWay) await expect(upgraded).rejects.toMatchObject({ code: "migration.rows-in-the-way" });
    else await expect(upgraded).resolves.toBeDefined();
  },
);

it("a unique constraint on a column for which case no longer counts is refused by the database", async () => {
  const history = new History(await freshDatabase("sqlite"));
  await using _ = history;
  await history.autogenerate("a1", models({ a: text(), b: text() }));
  await history.migrator().upgrade("head");
  await history.engine.begin(async (connection) => {
    for (const row of TWICE) await connection.execute(`INSERT INTO users VALUES ${row}`);
  });
  await history.autogenerate(
    "b2",
    models({ a: nocase(), b: text() }, () => [unique("uq", "a")]),
  );
  await expect(history.migrator().upgrade("head")).rejects.toMatchObject({ code: "db.unique" });
  const result = await history.engine.begin((connection) => connection.execute("SELECT a FROM users"));
  expect(result.all()).toHaveLength(2);
});
