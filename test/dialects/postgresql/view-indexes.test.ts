import { expect, it } from "vitest";
import {
  type EntitySql,
  integer,
  MetaData,
  materializedView,
  sql,
  table,
  text,
  type ViewIndexOptions,
  viewIndex,
} from "../../../src/index.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { onPostgresql } from "./connected.js";

type Index = readonly [name: string, definition: EntitySql, options?: ViewIndexOptions];

/** A table, a materialized view of it, and indexes on that. */
function models(query: EntitySql, ...indexes: readonly Index[]): MetaData {
  const metadata = new MetaData();
  table("t", metadata, { id: integer().primaryKey(), name: text(), n: integer() });
  materializedView("m", metadata, query);
  for (const [name, definition, options] of indexes) viewIndex(name, metadata, "m", definition, options);
  return metadata;
}

const ALL = sql`SELECT id, name, n FROM t`;

const INDEXES = `select coalesce(string_agg(concat_ws(' ', pg_get_indexdef(indexrelid), obj_description(indexrelid, 'pg_class')), '; ' order by indexrelid::regclass::text), '') as all
  from pg_index where indrelid = 'm'::regclass`;

async function withView(
  use: (
    history: History,
    indexes: () => Promise<string>,
    script: (sql: string) => Promise<void>,
  ) => Promise<void>,
) {
  const database = await freshDatabase("postgresql", "indexes");
  await using history = new History(database);
  const indexes = async () => {
    const [row] = await database.query(INDEXES);
    return String(row!["all"]).replaceAll("public.", "");
  };
  await use(history, indexes, (sql) => database.script(sql));
}

onPostgresql("an index of a materialized view", () => {
  it("comes with its view, is the same in other words, and goes with it", async () => {
    await withView(async (h, indexes) => {
      await h.autogenerate(
        "a1",
        models(ALL, ["m_id", sql`(id)`, { unique: true }], ["m_name", sql`(lower(name)) WHERE n > 0`]),
      );
      await h.migrator().upgrade("head");
      const made =
        "CREATE UNIQUE INDEX m_id ON m USING btree (id); CREATE INDEX m_name ON m USING btree (lower(name)) WHERE (n > 0)";
      expect(await indexes()).toBe(made);
      const same = models(
        ALL,
        ["m_id", sql`using btree (id ASC)`, { unique: true }],
        ["m_name", sql`(lower((name)::text)) where (n > '0')`],
      );
      expect(wordsOf(await h.difference(same))).toEqual([]);
      await h.migrator().downgrade("base");
      await h.migrator().upgrade("head");
      expect(await indexes()).toBe(made);
    });
  });

  it("is made anew where it is another one, with its comment, there and back", async () => {
    await withView(async (h, indexes) => {
      await h.autogenerate("a1", models(ALL, ["m_id", sql`(id)`, { unique: true, comment: "the key" }]));
      await h.migrator().upgrade("head");
      await h.autogenerate("b2", models(ALL, ["m_id", sql`(n) INCLUDE (id)`]));
      await h.migrator().upgrade("head");
      expect(await indexes()).toBe("CREATE INDEX m_id ON m USING btree (n) INCLUDE (id) the key");
      await h.migrator().downgrade("-1");
      expect(await indexes()).toBe("CREATE UNIQUE INDEX m_id ON m USING btree (id) the key");
    });
  });

  it("makes way for its view, and one that no model declares stays on it", async () => {
    await withView(async (h, indexes, script) => {
      await h.autogenerate("a1", models(ALL, ["m_id", sql`(id)`, { unique: true }], ["m_name", sql`(name)`]));
      await h.migrator().upgrade("head");
      await script(
        "create index own on m (n); comment on index own is 'not declared'; comment on index m_id is 'kept'",
      );
      const before = await indexes();
      await h.autogenerate(
        "b2",
        models(
          sql`SELECT n, id, id AS again FROM t`,
          ["m_id", sql`(id)`, { unique: true }],
          ["m_name", sql`(again)`],
        ),
      );
      await h.migrator().upgrade("head");
      expect(await indexes()).toBe(
        "CREATE UNIQUE INDEX m_id ON m USING btree (id) kept; CREATE INDEX m_name ON m USING btree (again); CREATE INDEX own ON m USING btree (n) not declared",
      );
      await h.migrator().downgrade("-1");
      expect(await indexes()).toBe(before);
    });
  });

  it("of one that a script takes a column from is made again of a column that is there", async () => {
    await withView(async (h, indexes) => {
      await h.autogenerate("a1", models(ALL, ["m_id", sql`(id)`]));
      await h.migrator().upgrade("head");
      const wide = new MetaData();
      table("t", wide, { id: integer().primaryKey(), name: text(), n: text() });
      materializedView("m", wide, ALL);
      viewIndex("m_id", wide, "m", sql`(n)`);
      await h.autogenerate("b2", wide);
      await h.migrator().upgrade("head");
      expect(wordsOf(await h.difference(wide))).toEqual([]);
      expect(await indexes()).toBe("CREATE INDEX m_id ON m USING btree (n)");
      await h.migrator().downgrade("-1");
      expect(await indexes()).toBe("CREATE INDEX m_id ON m USING btree (id)");
    });
  });
});
