import { expect, it } from "vitest";
import { enumType } from "../../../src/dialects/postgresql/vocabulary.js";
import { createEngine, integer, MetaData, sql, sqlFunction, table } from "../../../src/index.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { loadModels } from "../../support/models/pulled.js";
import { onPostgresql } from "./connected.js";

const words = (name: string) =>
  `select coalesce(string_agg(e.enumlabel, ',' order by e.enumsortorder), '') as w from pg_enum e where e.enumtypid = to_regtype('${name}')`;

onPostgresql("an enum type that no column is of", () => {
  it("is declared for itself, made before the functions that take it, and changed", async () => {
    const database = await freshDatabase("postgresql", "enum_type");
    const models = (...list: readonly [string, ...string[]]) => {
      const metadata = new MetaData();
      enumType("mood", metadata, list, { comment: "how it goes" });
      sqlFunction("is_low", metadata, "m mood", sql`RETURNS boolean LANGUAGE sql AS $$ SELECT m = 'low' $$`);
      return metadata;
    };
    await using h = new History(database);
    await h.autogenerate("a1", models("low", "high"));
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(models("low", "high")))).toEqual([]);
    await h.autogenerate("a2", models("low", "mid", "high"));
    await h.migrator().upgrade("head");
    expect(await database.query(words("mood"))).toEqual([{ w: "low,mid,high" }]);
    expect(
      await database.query("select is_low('low') as yes, obj_description('mood'::regtype) as c"),
    ).toEqual([{ yes: true, c: "how it goes" }]);
    await h.migrator().downgrade("a1");
    expect(await database.query(words("mood"))).toEqual([{ w: "low,high" }]);
    await h.migrator().downgrade("base");
    expect(await database.query("select to_regtype('mood') as t")).toEqual([{ t: null }]);
  });

  it("is left alone where no model declares it", async () => {
    const database = await freshDatabase("postgresql", "enum_type");
    await database.script("create type mood as enum ('low')");
    await using h = new History(database);
    expect(wordsOf(await h.difference(new MetaData()))).toEqual([]);
  });

  it("makes columns, which may have it in an array or in another schema", async () => {
    await using h = new History(await freshDatabase("postgresql", "enum_type"));
    const metadata = new MetaData({ schema: "moods" });
    const mood = enumType("mood", metadata, ["low", "high"]);
    table("days", metadata, { id: integer().primaryKey(), mood: mood().nullable() });
    await h.autogenerate("a1", metadata);
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(metadata))).toEqual([]);
  });

  it("is pulled, in its schema and with its comment", async () => {
    const database = await freshDatabase("postgresql", "enum_type");
    await database.script(`create schema far; create type far.mood as enum ('it''s low', 'high'); create type bit2 as enum ('0');
      comment on type bit2 is 'one bit'; create function low(far.mood) returns bit2 language sql as $$ select '0'::bit2 $$;
      create type nothing as enum ()`);
    await using engine = createEngine(database.url);
    for (const split of [false, true]) {
      const { files, left } = await pullModels(engine, { split, schemas: ["", "far"] });
      expect(left.map(({ what, name }) => `${what} ${name}`)).toEqual(["enum type without words nothing"]);
      const models = await loadModels(files);
      await using h = new History(await freshDatabase("postgresql", "enum_type"));
      await h.autogenerate("a1", models);
      await h.migrator().upgrade("head");
      expect(wordsOf(await h.difference(models))).toEqual([]);
      await using same = new History(database);
      expect(wordsOf(await same.difference(models))).toEqual([]);
    }
  });
});
