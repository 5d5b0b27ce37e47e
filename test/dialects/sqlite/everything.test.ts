import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MetaData } from "../../../src/index.js";
import { type PulledModels, pullModels } from "../../../src/pull/pull-models.js";
import { clientOf } from "../../support/client.js";
import { freshDatabase, type TestDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { loadModels } from "../../support/models/pulled.js";
import { catalogOf } from "./catalog.js";

/** A fixture as SQLite's own client makes it, with rows. */
async function madeByHand(fixture = "everything"): Promise<TestDatabase> {
  const script = readFileSync(new URL(`../../../fixtures/sqlite/${fixture}.sql`, import.meta.url), "utf8");
  const database = await freshDatabase("sqlite");
  await (await clientOf("sqlite")).run(database, script);
  return database;
}

async function pulled(h: History, split: boolean): Promise<PulledModels & { readonly metadata: MetaData }> {
  const models = await pullModels(h.engine, { split });
  return { ...models, metadata: await loadModels(models.files) };
}

const CONTENTS = `select type, name, sql from sqlite_schema
  where name not like 'migr_version%' and name not like 'sqlite_%' order by rowid`;

/** Tables of which the models cannot say everything. */
const INEXACT = ["dangling"];

/** What the models cannot say. */
const LEFT = [
  "virtual table boxes",
  "foreign key to what is not there dangling.lost",
  "foreign key to what is not there dangling.nocol",
  "foreign key to what is not there dangling.nokey",
  "virtual table fts",
  "virtual table fts3t",
  "virtual table fts4t",
];

describe("a schema of everything", () => {
  it.each([false, true])(
    "is what its pulled models say (split: %s), and what they cannot say is told and left alone",
    async (split) => {
      const database = await madeByHand();
      await using h = new History(database);
      const { metadata, left } = await pulled(h, split);
      expect(wordsOf(await h.difference(metadata))).toEqual([]);
      expect(left.map(({ what, name }) => `${what} ${name}`)).toEqual(LEFT);
      const before = await database.query(CONTENTS);
      await h.autogenerate("a1", metadata);
      await h.migrator().upgrade("head");
      expect(await database.query(CONTENTS)).toEqual(before);
    },
    60_000,
  );

  it("is built from pulled models in another database, taken down, and built again", async () => {
    const database = await madeByHand();
    await using h = new History(database);
    const { metadata } = await pulled(h, false);
    const second = await freshDatabase("sqlite");
    await using other = new History(second);
    await other.autogenerate("a1", metadata);
    await other.migrator().upgrade("head");
    expect(wordsOf(await other.difference(metadata))).toEqual([]);
    expect((await other.reflect()).tables).toEqual((await h.reflect()).tables);
    const [given, made] = [await catalogOf(database), await catalogOf(second)];
    expect(Object.keys(made)).toEqual(Object.keys(given));
    for (const name of Object.keys(given).filter((each) => !INEXACT.includes(each))) {
      expect({ name, ...made[name] }).toEqual({ name, ...given[name] });
    }
    const contents = await second.query(CONTENTS);
    await other.migrator().downgrade("base");
    expect(await second.query(CONTENTS)).toEqual([]);
    await other.migrator().upgrade("head");
    expect(await second.query(CONTENTS)).toEqual(contents);
  }, 60_000);

  it("comes back as it was from having been dropped, keys that have no names among it", async () => {
    const database = await madeByHand();
    for (const { type, name } of await database.query(
      "select type, name from sqlite_schema where type in ('view', 'trigger')",
    )) {
      // Those on views go with them.
      await database.script(`drop ${type} if exists "${name}"`);
    }
    const before = await catalogOf(database);
    await using h = new History(database);
    const { tables } = await h.reflect();
    await h.autogenerate("a1", new MetaData());
    await h.migrator().upgrade("head");
    expect(await catalogOf(database)).toEqual({});
    await h.migrator().downgrade("base");
    expect((await h.reflect()).tables).toEqual(tables);
    const after = await catalogOf(database);
    for (const name of Object.keys(before).filter((each) => !INEXACT.includes(each))) {
      expect({ name, ...after[name] }).toEqual({ name, ...before[name] });
    }
  }, 60_000);

  it("that is easily misread is built from pulled models as SQLite itself reads it", async () => {
    const database = await madeByHand("misleading");
    await using h = new History(database);
    const { metadata } = await pulled(h, true);
    expect(wordsOf(await h.difference(metadata))).toEqual([]);
    const second = await freshDatabase("sqlite");
    await using other = new History(second);
    await other.autogenerate("a1", metadata);
    await other.migrator().upgrade("head");
    const [given, made] = [await catalogOf(database), await catalogOf(second)];
    expect(Object.keys(made)).toEqual(Object.keys(given));
    for (const name of Object.keys(given)) {
      expect({ name, ...made[name] }).toEqual({ name, ...given[name] });
    }
    await other.migrator().downgrade("base");
    expect(await second.query(CONTENTS)).toEqual([]);
  }, 60_000);

  it("of entangled tables is built from pulled models, and each table can be copied", async () => {
    const database = await madeByHand("entangled");
    await using h = new History(database);
    const { metadata, left } = await pulled(h, false);
    expect(left.map(({ what, name }) => `${what} ${name}`)).toEqual(["virtual table ft"]);
    expect(wordsOf(await h.difference(metadata))).toEqual([]);
    const second = await freshDatabase("sqlite");
    await using other = new History(second);
    await other.autogenerate("a1", metadata);
    await other.migrator().upgrade("head");
    const given = await catalogOf(database);
    expect(await catalogOf(second)).toEqual(given);
    const rows = () =>
      Promise.all(
        Object.keys(given).map((name) => database.query(`select * from "${name.replaceAll('"', '""')}"`)),
      );
    const before = await rows();
    const copies = Object.keys(given).map(
      (name) => `await op.batchAlterTable(${JSON.stringify(name)}, () => {}, { recreate: "always" });`,
    );
    h.add("a1", null, { upgrade: copies.join("\n") });
    await h.migrator().upgrade("head");
    expect(await catalogOf(database)).toEqual(given);
    expect(await rows()).toEqual(before);
    expect(wordsOf(await h.difference(metadata))).toEqual([]);
  }, 60_000);
});
