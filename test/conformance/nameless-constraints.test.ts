import { expect, it } from "vitest";
import * as api from "../../src/index.js";
import type { TableItem } from "../../src/schema/define/table-item.js";
import { freshDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { eachTarget } from "../support/target.js";

const { check, foreignKey, integer, sql, string, unique } = api;

/** Models that leave constraints without a name, as they are pulled where none has one. */
function models(items: readonly TableItem[]): api.MetaData {
  const metadata = new api.MetaData({ naming: { pk: "", uq: "", fk: "", ck: "" } });
  api.table("p", metadata, { id: integer().primaryKey() });
  const columns = { a: integer().nullable(), b: string(9).nullable(), c: integer().nullable() };
  api.table("t", metadata, { id: integer().primaryKey(), ...columns }, () => items);
  return metadata;
}

type Items = readonly TableItem[];

/** A change of such constraints. */
interface Case {
  readonly what: string;
  readonly before?: Items;
  readonly after: Items;
}

const CASES: readonly Case[] = [
  { what: "two checks of a column", after: [check("", sql`a > 0`), check("", sql`a < 100`)] },
  { what: "a unique constraint", after: [unique("", "b")] },
  { what: "a foreign key", after: [foreignKey("", ["c"], ["p.id"])] },
  { what: "another condition", before: [check("", sql`a > 0`)], after: [check("", sql`a > 1`)] },
  { what: "a unique constraint of another column", before: [unique("", "c")], after: [unique("", "b")] },
  {
    what: "a foreign key of another column",
    before: [foreignKey("", ["a"], ["p.id"])],
    after: [foreignKey("", ["c"], ["p.id"])],
  },
];

eachTarget("constraints without a name", (target) => {
  it.each(CASES)("are added and taken back: $what", async (each) => {
    const history = new History(await freshDatabase(target));
    await using _ = history;
    const [before, after] = [models(each.before ?? []), models(each.after)];
    await history.autogenerate("a1", before);
    await history.migrator().upgrade("head");
    expect(wordsOf(await history.difference(before))).toEqual([]);
    expect(wordsOf(await history.difference(after))).not.toEqual([]);
    await history.autogenerate("b2", after);
    await history.migrator().upgrade("head");
    expect(wordsOf(await history.difference(after))).toEqual([]);
    await history.migrator().downgrade("-1");
    expect(wordsOf(await history.difference(before))).toEqual([]);
    await history.migrator().upgrade("head");
  });
});
