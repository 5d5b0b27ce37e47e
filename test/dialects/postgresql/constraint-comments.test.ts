import { expect, it } from "vitest";
import { check, foreignKey, integer, MetaData, primaryKey, sql, table } from "../../../src/index.js";
import { AddConstraint } from "../../../src/ops/constraint.js";
import { raw } from "../../../src/sql/nodes/index.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { connected, onPostgresql } from "./connected.js";

/** A table whose constraints have these comments, and none where they are left out. */
function models(comment?: string, indexComment?: string): MetaData {
  const metadata = new MetaData();
  const own = comment === undefined ? {} : { options: { postgresql: { comment } } };
  const key = primaryKey("t_key", "id");
  table("t", metadata, { id: integer(), above: integer().nullable() }, () => [
    indexComment === undefined ? key : key.options({ postgresql: { comment: comment!, indexComment } }),
    check("positive", sql.raw("id > 0"), own),
    foreignKey("to_above", ["above"], ["t.id"], own),
  ]);
  return metadata;
}

const TOLD = `select conname as name, obj_description(oid, 'pg_constraint') as comment, obj_description(conindid, 'pg_class') as index
  from pg_constraint where conrelid = 't'::regclass and contype <> 'n' order by 1`;

onPostgresql("comments on constraints", () => {
  it("come with a table, change in place, stay where no model names them, and go where it names none", async () => {
    const database = await freshDatabase("postgresql");
    await using h = new History(database);
    const told = () => database.query(TOLD);
    const step = async (id: string, metadata: MetaData) => {
      const script = await h.autogenerate(id, metadata);
      await h.migrator().upgrade("head");
      expect(wordsOf(await h.difference(metadata))).toEqual([]);
      return script;
    };
    await step("a1", models("it's said", "quick"));
    const first = await told();
    expect(first).toEqual([
      { name: "positive", comment: "it's said", index: null },
      { name: "t_key", comment: "it's said", index: "quick" },
      { name: "to_above", comment: "it's said", index: "quick" },
    ]);
    expect(wordsOf(await h.difference(models()))).toEqual([]);
    const script = await step("a2", models("other", ""));
    expect(script).not.toMatch(/drop(?:Constraint|Index)|createCheck/);
    expect(await told()).toEqual([
      { name: "positive", comment: "other", index: null },
      { name: "t_key", comment: "other", index: null },
      { name: "to_above", comment: "other", index: null },
    ]);
    await h.migrator().downgrade("a1");
    expect(await told()).toEqual(first);
    await h.migrator().downgrade("base");
  });

  it("need a name", async () => {
    await using c = await connected();
    await c.database.script("create table t (id int)");
    const options = { postgresql: { comment: "which?" } };
    const nameless = { kind: "check", expression: raw({ sql: "id > 0" }), options } as const;
    await expect(c.run(new AddConstraint({ name: "t" }, nameless))).rejects.toThrow(
      "PostgreSQL takes a comment on a constraint by its name, and one of t has none.",
    );
  });
});
