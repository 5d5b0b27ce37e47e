import { expect, it, vi } from "vitest";
import { serial } from "../../../src/dialects/postgresql/vocabulary.js";
import * as api from "../../../src/index.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { onPostgresql } from "./connected.js";

const { integer, MetaData, sql, table } = api;

function models(id: object): api.MetaData {
  const metadata = new MetaData();
  table("t", metadata, { id, n: integer().nullable() } as never);
  return metadata;
}

const SEQUENCES = `select c.relname as name, pg_sequence_last_value(c.oid) as last, pg_get_serial_sequence('t', 'id') as own
  from pg_class c where c.relkind = 'S'`;

const BLOCKED =
  "select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

onPostgresql("an identity that becomes serial", () => {
  for (const [title, id] of [
    ["of the usual kind", integer().identity()],
    [
      "that is always generated and counts in steps",
      integer().identity({ generated: "always", increment: 5 }),
    ],
  ] as const) {
    it(`goes on where it is, and is an identity that does so after a downgrade: ${title}`, async () => {
      const database = await freshDatabase("postgresql", "serial");
      await using history = new History(database);
      await history.autogenerate("a1", models(id));
      await history.migrator().upgrade("head");
      const before = await history.reflect();
      await database.script("insert into t (n) values (1), (2), (3); delete from t where n = 3");
      const [{ last }] = (await database.query(SEQUENCES)) as [{ last: string }];
      const wanted = models(serial());
      await history.autogenerate("a2", wanted);
      await history.migrator().upgrade("head");
      expect(wordsOf(await history.difference(wanted))).toEqual([]);
      expect(await database.query(SEQUENCES)).toEqual([{ name: "t_id_seq", last, own: "public.t_id_seq" }]);
      await database.script("insert into t (n) values (4)");
      await history.migrator().downgrade("-1");
      expect(await history.reflect()).toEqual(before);
      const next = String(Number(last) + 1);
      expect(await database.query(SEQUENCES)).toEqual([
        { name: "t_id_seq", last: next, own: "public.t_id_seq" },
      ]);
      expect(await database.query("select max(id)::text as id from t")).toEqual([{ id: next }]);
    });
  }

  it("goes on after what another connection takes while the change waits for it", async () => {
    const database = await freshDatabase("postgresql", "serial");
    await using history = new History(database);
    await history.autogenerate("a1", models(integer().identity()));
    await history.migrator().upgrade("head");
    await history.autogenerate("a2", models(serial()));
    const insert = sql`insert into t (n) values (1)`;
    await using engine = api.createEngine(database.url);
    await using other = await engine.connect();
    await other.begin();
    await other.execute(insert);
    const upgrade = history.migrator().upgrade("head");
    await vi.waitFor(async () => expect(await database.query(BLOCKED)).toHaveLength(1), 10_000);
    await other.execute(insert);
    await other.commit();
    await upgrade;
    await database.script("insert into t (n) values (1)");
    expect(await database.query("select id from t order by id")).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
  });

  it("starts at its start where it has given no number", async () => {
    const database = await freshDatabase("postgresql", "serial");
    await using history = new History(database);
    await history.autogenerate("a1", models(integer().identity({ start: 7 })));
    await history.migrator().upgrade("head");
    await history.autogenerate("a2", models(serial()));
    await history.migrator().upgrade("head");
    await database.script("insert into t (n) values (1)");
    expect(await database.query("select id from t")).toEqual([{ id: 1 }]);
  });
});

onPostgresql("a plain column that becomes serial", () => {
  it("counts on from what is there by a sequence of its own, and is plain again after a downgrade", async () => {
    const database = await freshDatabase("postgresql", "serial");
    await database.script("create table t (id integer not null, n integer); insert into t values (5, 1)");
    await using history = new History(database);
    const before = await history.reflect();
    const wanted = models(serial());
    await history.autogenerate("a1", wanted);
    await history.migrator().upgrade("head");
    expect(wordsOf(await history.difference(wanted))).toEqual([]);
    expect((await history.reflect()).tables[0]!.columns[0]!.options).toEqual({
      postgresql: { serial: true },
    });
    await database.script("insert into t (n) values (2)");
    expect(await database.query("select id from t order by n")).toEqual([{ id: 5 }, { id: 6 }]);
    await history.migrator().downgrade("base");
    expect(await history.reflect()).toEqual(before);
  });
});

onPostgresql("a declared sequence that is owned by the column which draws from it", () => {
  it("is refused with how to say it, which settles", async () => {
    const drawing = models(integer().serverDefault(sql`nextval('nr')`));
    api.sequence("nr", drawing, { ownedBy: { name: "t", column: "id" }, increment: 2 });
    await using history = new History(await freshDatabase("postgresql", "serial"));
    await expect(history.autogenerate("a1", drawing)).rejects.toMatchObject({
      code: "schema.invalid-object",
      message: "Sequence nr is owned by t.id, whose default draws from it: that is a serial column.",
      hint: expect.stringContaining('.options({ postgresql: { serial: "nr" } })'),
    });
    const said = models(
      integer()
        .identity({ increment: 2 })
        .options({ postgresql: { serial: "nr" } }),
    );
    await history.autogenerate("a1", said);
    await history.migrator().upgrade("head");
    expect(wordsOf(await history.difference(said))).toEqual([]);
  });
});
