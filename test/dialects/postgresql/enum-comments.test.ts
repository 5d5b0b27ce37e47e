import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import { array } from "../../../src/dialects/postgresql/vocabulary.js";
import { createEngine } from "../../../src/engine/engine.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import * as t from "../../../src/schema/define/column-type.js";
import { MetaData, table } from "../../../src/schema/define/metadata.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { loadModels } from "../../support/models/pulled.js";
import { connected, dialect, onPostgresql } from "./connected.js";

/** Models of two tables, one enum type between them, and one of its own. */
function models(comment?: string): MetaData {
  const metadata = new MetaData();
  const mood = () => t.enumOf("sad", "ok").named("mood", comment === undefined ? undefined : { comment });
  table("a", metadata, { id: t.integer().primaryKey(), m: mood() });
  table("b", metadata, { id: t.integer().primaryKey(), ms: array(mood()) });
  return metadata;
}

onPostgresql("the comment of an enum type", () => {
  it("is made with it, changed and taken back as the models say, and left alone where they are silent", async () => {
    await using h = new History(await freshDatabase("postgresql"));
    const said = async () =>
      h.engine.connect(async (c) =>
        (await c.execute("select obj_description('mood'::regtype, 'pg_type') as said")).scalar(),
      );
    await h.autogenerate("a1", models("how it's going"));
    await h.migrator().upgrade("head");
    expect(await said()).toBe("how it's going");
    expect((await h.difference(models("how it's going"))).operations).toEqual([]);
    expect((await h.difference(models())).operations).toEqual([]);
    const script = await h.autogenerate("b2", models("how it goes"));
    expect(script).toContain(
      `await op.setEnumComment("mood", "how it goes", { existing: "how it's going" });`,
    );
    await h.migrator().upgrade("head");
    expect(await said()).toBe("how it goes");
    await h.migrator().downgrade("-1");
    expect(await said()).toBe("how it's going");
  });

  it("is pulled", async () => {
    await using c = await connected();
    await c.database.script(`create type mood as enum ('sad', 'ok'); comment on type mood is 'it''s \\ this';
      create schema s; create type s.other as enum ('x'); comment on type s.other is 'alone';
      create table a (id int primary key, m mood not null); create table b (id int primary key, ms mood[] not null, o s.other)`);
    await using engine = createEngine(c.database.url);
    const { files, left } = await pullModels(engine, { split: false });
    expect(left).toEqual([]);
    expect(files[0]!.contents).toContain('.named("other", { schema: "s", comment: "alone" })');
    const pulled = (await loadModels(files)).toSchema();
    expect(pulled.enums.map(({ comment }) => comment)).toEqual(["it's \\ this", "alone"]);
    expect((await compareSchemas(await c.reflect(["", "s"]), pulled, dialect)).operations).toEqual([]);
  });
});
