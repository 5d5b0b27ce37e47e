import { expect, it } from "vitest";
import * as t from "../../../src/schema/define/column-type.js";
import { view } from "../../../src/schema/define/entity.js";
import { MetaData, table } from "../../../src/schema/define/metadata.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";
import { onPostgresql } from "./connected.js";

function models(...words: [string, ...string[]]): MetaData {
  const metadata = new MetaData();
  table("tasks", metadata, {
    id: t.integer().primaryKey(),
    state: t
      .enumOf(...words)
      .named("state")
      .serverDefault(words.at(-1)!),
  });
  view("open_tasks", metadata, sql`select id, state from tasks`);
  view("last_task", metadata, sql`select max(id) as id from open_tasks`);
  return metadata;
}

onPostgresql("views over a column of an enum type", () => {
  it("stay where words come, and make way where words go, both ways", async () => {
    await using h = new History(await freshDatabase("postgresql"));
    const steps = [
      ["a1", models("x", "y")],
      ["b2", models("x", "y", "z")],
      ["c3", models("y", "z")],
    ] as const;
    const scripts: string[] = [];
    for (const [id, metadata] of steps) {
      scripts.push(await h.autogenerate(id, metadata));
      await h.migrator().upgrade("head");
      expect((await h.difference(metadata)).operations).toEqual([]);
    }
    const [up, down] = scripts[1]!.split("downgrade(");
    expect(up).not.toContain("View");
    expect(down!.match(/op\.\w*View/g)).toEqual([
      "op.dropView",
      "op.dropView",
      "op.createView",
      "op.createView",
    ]);
    expect(scripts[2]!.match(/op\.\w*View/g)).toHaveLength(8);
    for (const [, metadata] of [...steps].reverse().slice(1)) {
      await h.migrator().downgrade("-1");
      expect((await h.difference(metadata)).operations).toEqual([]);
    }
  });
});
