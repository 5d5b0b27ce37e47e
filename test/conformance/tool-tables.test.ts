import { expect, it } from "vitest";
import * as api from "../../src/index.js";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget, itIf } from "../support/target.js";

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

  itIf(target === "postgresql", "schemas inside a database")(
    "are none of one by the name of theirs in another schema",
    async () => {
      const database = await freshDatabase(target, "tools");
      const columns = "schema_migrations (version bigint constraint pk_schema_migrations primary key)";
      await database.script(`create schema auth; create table ${columns}; create table auth.${columns}`);
      await using history = new History(database);
      const metadata = new api.MetaData({ schema: "auth" });
      api.table("schema_migrations", metadata, {
        version: api.bigInteger().primaryKey().autoincrement(false),
      });
      expect((await history.difference(metadata)).operations).toEqual([]);
    },
  );
});
