import { expect, it } from "vitest";
import * as api from "../../src/index.js";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget } from "../support/target.js";

eachTarget("the tables of other tools", (target) => {
  it("are no part of a schema, unless models declare them", async () => {
    const database = await freshDatabase(target, "tools");
    await database.script(
      "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY);\nCREATE TABLE knex_migrations (id INTEGER NOT NULL PRIMARY KEY);",
    );
    await using history = new History(database);
    expect((await history.difference()).operations).toEqual([]);
    const { integer, string, table } = api;
    const metadata = new api.MetaData();
    table("knex_migrations", metadata, {
      id: integer().primaryKey().autoincrement(false),
      name: string(20).nullable(),
    });
    const { operations } = await history.difference(metadata);
    expect(operations.map(({ kind }) => kind)).toContain("addColumn");
  });
});
