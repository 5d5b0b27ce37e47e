import { expect, it } from "vitest";
import { integer, MetaData, string, table } from "../../src/index.js";
import { findDifference, writeScript } from "../../src/migrate/index.js";
import { freshDatabase } from "../support/database.js";
import { History } from "../support/history.js";
import { eachTarget, itIf } from "../support/target.js";

/** The name that each product gives to the schema of a fresh connection. */
const DEFAULT_SCHEMA = {
  postgresql: () => "public",
  mysql: (database: string) => database,
  mariadb: (database: string) => database,
  sqlite: () => "main",
} as const;

eachTarget("schemas", (target) => {
  it("takes a table that is placed in the default schema by its name for the one without", async () => {
    const db = await freshDatabase(target);
    await db.script("create table users (id integer not null primary key, name varchar(20) not null)");
    const schema = DEFAULT_SCHEMA[target](db.name);
    const metadata = new MetaData({ schema, naming: { pk: target === "postgresql" ? "users_pkey" : "pk" } });
    table("users", metadata, { id: integer().primaryKey().autoincrement(false), name: string(20) });
    await using history = new History(db);
    const changed = async (schemas?: readonly string[]) => {
      const migrator = history.migrator({ metadata: async () => [metadata], schemas });
      return (await findDifference(migrator)).operations.map(({ kind }) => kind);
    };
    expect(await changed()).not.toContain("createTable");
    expect(await changed()).not.toContain("dropTable");
    expect(await changed([schema])).not.toContain("dropTable");
  });

  itIf(target === "postgresql", "schemas that scripts make")(
    "makes a schema that a table is in and that is not there",
    async () => {
      const db = await freshDatabase(target);
      const other = `${db.name}_new`;
      const sales = new MetaData({ schema: other });
      table("orders", sales, { id: integer().primaryKey() });
      await using history = new History(db, { metadata: async () => [sales] });
      try {
        const difference = await findDifference(history.migrator());
        await writeScript(history.migrator(), { message: "first", difference, scripts: history.root });
        await history.migrator().upgrade("head");
        expect((await findDifference(history.migrator())).operations).toEqual([]);
      } finally {
        await db.script(`drop schema if exists ${other} cascade`);
      }
    },
  );

  itIf(target !== "sqlite", "schemas beside the default one")(
    "compares the schemas that models name, and leaves the others alone",
    async () => {
      const db = await freshDatabase(target);
      const other = `${db.name}_sales`;
      await db.script(`create schema ${other}`);
      try {
        const metadata = new MetaData();
        table("users", metadata, { id: integer().primaryKey() });
        const sales = new MetaData({ schema: other });
        table("orders", sales, {
          id: integer().primaryKey(),
          total: integer(),
        });
        table("lines", sales, {
          id: integer().primaryKey(),
          orderId: integer().references(`${other}.orders.id`),
        });
        await using history = new History(db, { metadata: async () => [metadata, sales] });
        const changed = async () => (await findDifference(history.migrator())).operations;
        const difference = await findDifference(history.migrator());
        await writeScript(history.migrator(), { message: "first", difference, scripts: history.root });
        await history.migrator().upgrade("head");
        expect(await changed()).toEqual([]);
        await history.migrator().downgrade("base");
        expect(await changed()).not.toEqual([]);
      } finally {
        await db.script(target === "postgresql" ? `drop schema ${other} cascade` : `drop schema ${other}`);
      }
    },
  );
});
