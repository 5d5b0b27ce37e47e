import { expect, it } from "vitest";
import * as api from "../../../src/index.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { onPostgresql } from "./connected.js";

interface Declared {
  readonly index?: string;
  /** The model says that it tells rows apart. */
  readonly isNamed?: boolean;
  readonly isWide?: boolean;
}

function models({ index, isNamed = true, isWide = false }: Declared): api.MetaData {
  const metadata = new api.MetaData();
  const columns = { id: api.integer().primaryKey(), code: api.string(20) };
  api.table("goods", metadata, columns, (c) =>
    index === undefined
      ? []
      : [
          isWide ? api.index(index, c.code, c.id).unique() : api.index(index, c.code).unique(),
          ...(isNamed ? [api.tableOptions({ postgresql: { replicaIdentity: `index ${index}` } })] : []),
        ],
  );
  return metadata;
}

onPostgresql("an index that tells rows apart", () => {
  it("is there before the table is told so, and as long as it is, there and back", async () => {
    const database = await freshDatabase("postgresql", "replica");
    await using history = new History(database);
    const look = async () => {
      const [row] =
        await database.query(`select relreplident::text as by, (select indexrelid::regclass::text from pg_index
        where indrelid = c.oid and indisreplident) as index from pg_class c where relname = 'goods'`);
      return row;
    };
    const expected = ({ index }: Declared) => ({ by: index ? "i" : "d", index: index ?? null });
    const steps: readonly Declared[] = [
      { index: "by_code" },
      {},
      { index: "by_code" },
      { index: "by_code", isNamed: false, isWide: true },
      { index: "by_other" },
    ];
    for (const [i, declared] of steps.entries()) {
      await history.autogenerate(`r${i}`, models(declared));
      await history.migrator().upgrade("head");
      expect(await look()).toEqual(expected(declared));
      expect((await history.difference(models(declared))).operations).toEqual([]);
    }
    for (const declared of steps.slice(0, -1).reverse()) {
      await history.migrator().downgrade("-1");
      expect(await look()).toEqual(expected(declared));
    }
    await history.migrator().downgrade("base");
  });
});
