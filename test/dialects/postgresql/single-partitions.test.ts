import { expect, it } from "vitest";
import { dialectModule } from "../../../src/dialects/postgresql/index.js";
import { type PartitionItems, partitionBy, partitions } from "../../../src/dialects/postgresql/vocabulary.js";
import { dateTime, integer, MetaData, primaryKey, table, text } from "../../../src/index.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { freshDatabase, type TestDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { loadModels } from "../../support/models/pulled.js";
import { onPostgresql, targetOf } from "./connected.js";

/** A table in partitions by the year, with those that are given. */
function sales(own: Readonly<Record<string, string | PartitionItems>>): MetaData {
  const metadata = new MetaData();
  table(
    "sales",
    metadata,
    { id: integer(), at: dateTime({ timezone: true }), note: text().nullable().default("none") },
    () => [primaryKey("sales_pk", "id", "at"), partitionBy("range", "at"), partitions(own)],
  );
  return metadata;
}

const YEAR = (year: number) =>
  `FOR VALUES FROM ('${year}-01-01 00:00:00+00') TO ('${year + 1}-01-01 00:00:00+00')`;

/** What the server tells of every partition, and their rows. */
async function told(database: TestDatabase): Promise<unknown> {
  return [
    await database.query(`select c.relname, h.inhparent::regclass::text as parent, pg_get_expr(c.relpartbound, c.oid) as bound, c.reloptions,
        obj_description(c.oid, 'pg_class') as comment, pg_get_expr(d.adbin, d.adrelid) as default
      from pg_class c join pg_inherits h on h.inhrelid = c.oid and c.relispartition and c.relkind in ('r', 'p')
        left join pg_attribute a on a.attrelid = c.oid and a.attname = 'note'
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum order by 1`),
    await database.query(
      `select pg_get_indexdef(i.indexrelid) as made from pg_index i join pg_class c on c.oid = i.indrelid and c.relispartition order by 1`,
    ),
    await database.query(`select conrelid::regclass::text as on, conname, pg_get_constraintdef(k.oid) as made from pg_constraint k
      join pg_class c on c.oid = k.conrelid and c.relispartition where contype <> 'n' order by 1, 2`),
  ];
}

const rows = (database: TestDatabase) =>
  database.query("select id, tableoid::regclass::text as part from sales order by 1");

onPostgresql("single partitions", () => {
  it("are alike however a bound is written, and get another one with their rows in place", async () => {
    const database = await freshDatabase("postgresql");
    await using h = new History(database);
    const first = { sales_2026: YEAR(2026), other: "default" };
    await h.autogenerate("a1", sales(first));
    await h.migrator().upgrade("head");
    const otherwise = {
      sales_2026: "for values from ('2026-01-01 01:00:00+01')  to (timestamptz '2027-01-01 00:00+00')",
      other: "DEFAULT",
    };
    expect(wordsOf(await h.difference(sales(otherwise)))).toEqual([]);
    const placed = { "public.sales_2026": otherwise.sales_2026, '"public".other': otherwise.other };
    expect(wordsOf(await h.difference(sales(placed)))).toEqual([]);
    await database.script("insert into sales values (1, '2026-03-01'), (2, '2029-01-01')");
    const before = await told(database);
    const second = { sales_2026: "FOR VALUES FROM ('2026-02-01 00:00:00+00') TO ('2028-01-01 00:00:00+00')" };
    await h.autogenerate("a2", sales(second));
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(sales(second)))).toEqual([]);
    expect(await rows(database)).toEqual([
      { id: 1, part: "sales_2026" },
      { id: 2, part: "other" },
    ]);
    const third = { sales_2026: "FOR VALUES FROM ('2026-06-01 00:00:00+00') TO ('2027-01-01 00:00:00+00')" };
    await h.autogenerate("a3", sales(third));
    await expect(h.migrator().upgrade("head")).rejects.toThrow(/partition constraint|violated/);
    expect(await rows(database)).toHaveLength(2);
    await h.migrator().downgrade("a1");
    expect(await told(database)).toEqual(before);
  });

  it("have indexes, constraints, comments and defaults of their own that come, change, are pulled and go", async () => {
    const database = await freshDatabase("postgresql");
    await using h = new History(database);
    await h.autogenerate("a1", sales({ sales_2026: YEAR(2026), "Sales of 2027 😀": YEAR(2027) }));
    await h.migrator().upgrade("head");
    const bare = await told(database);
    const own = (least: number) =>
      sales({
        sales_2026: YEAR(2026),
        "Sales of 2027 😀": {
          bound: `${YEAR(2027)} WITH (fillfactor = ${least + 50})`,
          comment: `it's "least" ${least}`,
          indexes: { "by note": `(note) WHERE id > ${least}`, only_one: "UNIQUE (lower(note))" },
          constraints: { "at least": `check (id >= ${least})`, again: "UNIQUE (note, id)" },
          defaults: { note: `'n' || ${least}` },
        },
      });
    await h.autogenerate("a2", own(1));
    await h.migrator().upgrade("head");
    const whole = await told(database);
    expect(JSON.stringify(whole)).toMatch(/by note.*id > 1.*at least.*id >= 1/s);
    expect(wordsOf(await h.difference(own(1)))).toEqual([]);
    await h.autogenerate("a3", own(2));
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(own(2)))).toEqual([]);
    expect(await told(database)).not.toEqual(whole);
    const { files, left } = await pullModels(h.engine, { split: false, exclude: [{ name: "migr_version" }] });
    expect(left).toEqual([]);
    const pulled = await loadModels(files);
    expect(wordsOf(await h.difference(pulled))).toEqual([]);
    const other = await freshDatabase("postgresql", "second");
    await using second = new History(other);
    await second.autogenerate("b1", pulled);
    await second.migrator().upgrade("head");
    expect(await told(other)).toEqual(await told(database));
    await h.migrator().downgrade("a2");
    expect(await told(database)).toEqual(whole);
    await h.migrator().downgrade("a1");
    expect(await told(database)).toEqual(bare);
  });

  it("are renamed where a model has their rows under another name, those under them, too", async () => {
    const database = await freshDatabase("postgresql");
    await database.script("create schema archive");
    await using h = new History(database);
    const parts = { a: "PARTITION OF NAME FOR VALUES WITH (MODULUS 1, REMAINDER 0)" };
    const named = (name: string) =>
      sales({ [name]: `${YEAR(2026)} PARTITION BY HASH (id)`, a: parts.a.replace("NAME", name) });
    await h.autogenerate("a1", named("sales_2026"));
    await h.migrator().upgrade("head");
    await database.script("insert into sales values (1, '2026-03-01')");
    const before = await told(database);
    await h.autogenerate("a2", named("archive.order"));
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(named("archive.order")))).toEqual([]);
    expect(await rows(database)).toEqual([{ id: 1, part: "a" }]);
    expect(await database.query("select count(*)::int as n from archive.order")).toEqual([{ n: 1 }]);
    await h.migrator().downgrade("a1");
    expect(await told(database)).toEqual(before);
  });

  it("are told of what no model says of one alone", async () => {
    const database = await freshDatabase("postgresql");
    await using h = new History(database);
    await database.script(`create schema archive;
      create table sales (id int primary key, note text) partition by range (id);
      create table low partition of sales for values from (0) to (10);
      create table archive."High" partition of sales for values from (10) to (20);
      create function touch() returns trigger language plpgsql as 'begin return new; end';
      create trigger of_all before update on sales for each row execute function touch();
      create trigger of_one before insert on low for each row execute function touch();
      create policy seen on archive."High" using (id > 1); alter table low enable row level security;
      create rule quiet as on delete to low do instead nothing; create statistics together on id, note from low;
      comment on column low.note is 'a note'; alter table archive."High" replica identity full; alter table low set unlogged;`);
    const { left } = await pullModels(h.engine, { split: false });
    expect(left.map(({ name, what, table: on }) => `${name}: ${what} ${on?.name}`).sort()).toEqual([
      "High.seen: policy of a partition sales",
      "High: replica identity of a partition sales",
      "low.note: comment on a column of a partition sales",
      "low.of_one: trigger of a partition sales",
      "low.quiet: rule of a partition sales",
      "low.together: statistics of a partition sales",
      "low: no log of a partition sales",
      "low: row security of a partition sales",
    ]);
  });

  it("come while others read and write the table", async () => {
    const database = await freshDatabase("postgresql");
    await using h = new History(database);
    await h.autogenerate("a1", sales({ sales_2026: YEAR(2026) }));
    await h.migrator().upgrade("head");
    const other = await dialectModule.driver.open(targetOf(database.url));
    try {
      await other.batch(["BEGIN", "INSERT INTO sales VALUES (1, '2026-03-01')"]);
      await h.autogenerate("a2", sales({ sales_2027: YEAR(2027) }));
      await h.migrator({ timeouts: { postgresql: { lock: 2_000 } } as never }).upgrade("head");
      await other.query("COMMIT");
    } finally {
      await other.close();
    }
    await database.script("insert into sales values (2, '2027-03-01')");
    expect(await rows(database)).toEqual([
      { id: 1, part: "sales_2026" },
      { id: 2, part: "sales_2027" },
    ]);
  });
});
