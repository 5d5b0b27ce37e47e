import { expect, it } from "vitest";
import * as api from "../../../src/index.js";
import type { TableItem } from "../../../src/schema/define/table-item.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";

const { check, foreignKey, integer, sql, text, unique } = api;

const COLUMNS = "id integer primary key, a int, b text, c int";
const above = check("", sql`a > 0`);
const below = check("", sql`a < 100`);
const cascade = foreignKey("", ["c"], ["p.id"], { onDelete: "cascade" });

/** Models in which nothing has a name, as they are pulled where nothing has. */
function models(items: readonly TableItem[]): api.MetaData {
  const metadata = new api.MetaData({ naming: { pk: "", uq: "", fk: "", ck: "" } });
  api.table("p", metadata, { id: integer().primaryKey() });
  const columns = { a: integer().nullable(), b: text().nullable(), c: integer().nullable() };
  api.table("t", metadata, { id: integer().primaryKey(), ...columns }, () => items);
  return metadata;
}

const CASES: readonly [
  what: string,
  given: string,
  before: readonly TableItem[],
  after: readonly TableItem[],
][] = [
  ["a check is added", "", [], [above]],
  ["a unique constraint is added", "", [], [unique("", "b")]],
  ["a foreign key is added", "", [], [foreignKey("", ["c"], ["p.id"])]],
  ["the first of two checks goes", ", check (a > 0), check (a < 100)", [above, below], [below]],
  ["the second of two checks goes", ", check (a > 0), check (a < 100)", [above, below], [above]],
  [
    "one of two checks is another",
    ", check (a > 0), check (a < 100)",
    [above, below],
    [above, check("", sql`a < 50`)],
  ],
  ["both checks go", ", check (a > 0), check (a < 100)", [above, below], []],
  [
    "one of two foreign keys of a column goes",
    ", foreign key (c) references p(id), foreign key (c) references p(id) on delete cascade",
    [foreignKey("", ["c"], ["p.id"]), cascade],
    [foreignKey("", ["c"], ["p.id"])],
  ],
  [
    "a foreign key does something else",
    ", foreign key (c) references p(id)",
    [foreignKey("", ["c"], ["p.id"])],
    [cascade],
  ],
  [
    "one of two unique constraints of a column goes",
    ", unique (b), unique (b)",
    [unique("", "b"), unique("", "b")],
    [unique("", "b")],
  ],
];

it.each(CASES)(
  "of constraints without a name, %s, and it comes back",
  async (_what, given, before, after) => {
    const db = await freshDatabase("sqlite");
    await db.script(`create table p(id integer primary key); create table t(${COLUMNS}${given})`);
    const h = new History(db);
    await using _ = h;
    const [from, to] = [models(before), models(after)];
    expect(wordsOf(await h.difference(from))).toEqual([]);
    await h.autogenerate("a1", to);
    for (let round = 0; round < 2; round++) {
      await h.migrator().upgrade("head");
      expect(wordsOf(await h.difference(to))).toEqual([]);
      await h.migrator().downgrade("base");
      expect(wordsOf(await h.difference(from))).toEqual([]);
    }
  },
);
