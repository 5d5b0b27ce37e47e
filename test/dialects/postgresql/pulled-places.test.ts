import { expect, it } from "vitest";
import { createEngine } from "../../../src/engine/engine.js";
import { findDifference } from "../../../src/migrate/index.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { loadModels } from "../../support/models/pulled.js";
import { eachTarget } from "../../support/target.js";

eachTarget(
  "models pulled from a database whose tables are all in another schema",
  (target) => {
    it("leave a view and a function in the default one", async () => {
      const database = await freshDatabase(target, "places");
      await database.script(`
        create schema sales; create table sales.orders (id integer primary key);
        create view numbers as select id from sales.orders;
        create function twice(n integer) returns integer language sql as 'select 2 * n'`);
      await using engine = createEngine(database.url);
      const { files } = await pullModels(engine, { split: false, schemas: ["", "sales"] });
      const { entities, tables } = (await loadModels(files)).toSchema();
      const places = [...entities, ...tables].map(({ schema, name }) => [schema ?? "", name]);
      expect(places).toEqual([
        ["", "twice"],
        ["", "numbers"],
        ["sales", "orders"],
      ]);
    });
  },
  ["postgresql"],
);

eachTarget(
  "models pulled from a database whose types are in another schema",
  (target) => {
    it("have the tables of that one, too, so that nothing of it seems to be too much", async () => {
      const database = await freshDatabase(target, "places");
      await database.script(`
        create schema shared; create type shared.mood as enum ('sad', 'ok'); create table shared.log (id integer primary key);
        create table people (id integer primary key, mood shared.mood)`);
      await using history = new History(database);
      const { files, addedSchemas } = await pullModels(history.engine, { split: false });
      expect(addedSchemas).toEqual(["shared"]);
      expect((await history.difference(await loadModels(files))).operations).toEqual([]);
    });
  },
  ["postgresql"],
);

eachTarget(
  "models pulled into files from several schemas",
  (target) => {
    it("are in a folder for each schema, and find each other", async () => {
      const database = await freshDatabase(target, "places");
      await database.script(`
        create schema sales; create schema "Sales"; create type sales.state as enum ('open', 'done');
        create table users (id serial primary key, name text);
        create table sales.users (id integer primary key, owner_id integer references users (id), state sales.state);
        create table sales.orders (id integer primary key, user_id integer references sales.users (id), state sales.state);
        create table "Sales".orders (id integer primary key, user_id integer references users (id));
        create view names as select name from users; create view sales.done as select id from sales.orders`);
      await using history = new History(database);
      const schemas = ["", "Sales", "sales"];
      const { files } = await pullModels(history.engine, { split: true, schemas });
      expect(files.map(({ path }) => path)).toEqual([
        "base.ts",
        "index.ts",
        "objects.ts",
        "public/entities.ts",
        "public/index.ts",
        "public/user.ts",
        "sales-2/entities.ts",
        "sales-2/index.ts",
        "sales-2/orders.ts",
        "sales-2/sales-user.ts",
        "sales/index.ts",
        "sales/sales-order.ts",
      ]);
      const text = (path: string) => files.find((each) => each.path === path)?.contents;
      expect(text("index.ts")).toBe(
        ["base", "objects", "public/index", "sales/index", "sales-2/index"]
          .map((path) => `export * from "./${path}.ts";\n`)
          .join(""),
      );
      expect(text("sales-2/sales-user.ts")).toContain('import { User } from "../public/user.ts";\n');
      expect(text("public/user.ts")).toContain("id: serial().primaryKey(),\n");
      const metadata = await loadModels(files);
      const migrator = history.migrator({ metadata: async () => [metadata], schemas });
      expect((await findDifference(migrator)).operations).toEqual([]);
    });
  },
  ["postgresql"],
);
