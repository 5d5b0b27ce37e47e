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

const CASES: readonly (readonly [what: string, items: readonly TableItem[]])[] = [
  ["two checks of a column", [check("", sql`a > 0`), check("", sql`a < 100`)]],
  ["a unique constraint", [unique("", "b")]],
  ["a foreign key", [foreignKey("", ["c"], ["p.id"])]],
];

eachTarget("constraints without a name", (target) => {
  it.each(CASES)("are added and taken back: %s", async (_what, items) => {
    const history = new History(await freshDatabase(target));
    await using _ = history;
    const [before, after] = [models([]), models(items)];
    await history.autogenerate("a1", before);
    await history.migrator().upgrade("head");
    await history.autogenerate("b2", after);
    await history.migrator().upgrade("head");
    expect(wordsOf(await history.difference(after))).toEqual([]);
    await history.migrator().downgrade("-1");
    expect(wordsOf(await history.difference(before))).toEqual([]);
    await history.migrator().upgrade("head");
  });
});
