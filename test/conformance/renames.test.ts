import { expect, it } from "vitest";
import {
  check,
  foreignKey,
  index,
  integer,
  MetaData,
  renamedFrom,
  sql,
  string,
  table,
} from "../../src/index.js";
import type { Schema } from "../../src/schema/schema.js";
import { freshDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { eachTarget } from "../support/target.js";

/** A table that others refer to, under its first names or, with hints, under later ones. */
function models({ renamed }: { readonly renamed: boolean }): MetaData {
  const metadata = new MetaData();
  const [name, column] = renamed ? ["people", "display_name"] : ["users", "full_name"];
  const text = renamed ? string(50).renamedFrom("full_name") : string(50);
  table(name, metadata, { id: integer().primaryKey(), [column]: text }, () => [
    check(`ck_${column}`, sql.raw(`length(${column}) > 1`)),
    index(null, column),
    ...(renamed ? [renamedFrom("users")] : []),
  ]);
  table("posts", metadata, { id: integer().primaryKey(), author_id: integer() }, () => [
    foreignKey(null, ["author_id"], [`${name}.id`]),
  ]);
  return metadata;
}

eachTarget("models with hints about former names", (target) => {
  it("rename a table and a column with all that is in them and stands on them, and back", async () => {
    await using h = new History(await freshDatabase(target));
    await h.autogenerate("a1", models({ renamed: false }));
    await h.migrator().upgrade("head");
    const before = await h.reflect();
    await h.engine.begin(async (c) => {
      await c.execute("insert into users (full_name) values ('ann')");
      await c.execute("insert into posts (author_id) select id from users");
    });
    const to = models({ renamed: true });
    const script = await h.autogenerate("b2", to);
    expect(script).toContain('await op.renameTable("users", "people");');
    expect(script).toContain('await op.renameColumn("people", "full_name", "display_name");');
    expect(script).not.toMatch(/op\.(?:createTable|dropTable|addColumn|dropColumn)/);
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(to))).toEqual([]);
    const rows = await h.engine.connect(async (c) =>
      (await c.execute("select display_name from people join posts on author_id = people.id")).all(),
    );
    expect(rows).toEqual([{ display_name: "ann" }]);
    await h.migrator().downgrade("a1");
    // SQLite quotes a name in expressions when it renames what is called so.
    const plain = (schema: Schema) =>
      JSON.parse(JSON.stringify(schema).replaceAll('\\"full_name\\"', "full_name")) as unknown;
    expect(plain(await h.reflect())).toEqual(plain(before));
  });
});
