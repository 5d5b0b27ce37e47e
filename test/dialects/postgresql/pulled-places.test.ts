import { expect, it } from "vitest";
import { createEngine } from "../../../src/engine/engine.js";
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
