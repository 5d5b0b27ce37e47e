import { describe, expect, it } from "vitest";
import { MetaData } from "../../../src/index.js";
import type { Constraint } from "../../../src/schema/constraint.js";
import type { Schema } from "../../../src/schema/schema.js";
import type { Table } from "../../../src/schema/table.js";
import { freshDatabase } from "../../support/database.js";
import { History } from "../../support/history.js";

/** What hands write: odd quoting, comments in odd places, and all that SQLite alone takes. */
const TABLES = `
  create table "order" ("select" integer primary key autoincrement, [group by] text not null default 'dq' collate nocase,
    \`from\` varchar(10) check (\`from\` <> 'it''s'), "a""b" int default -1, x text, -- trailing, (
    constraint "weird ""name" unique ([group by], \`from\`)) /* , ) */;
  create table child(id int primary key, o integer references "order" on delete cascade on update set default match simple
      deferrable initially deferred, constraint c2 constraint c3 check (id > 0) check (o is not null),
    foreign key (o) references "order"("select"));
  create table pk_only(a, b, c, primary key (c, a)) without rowid;
  create table gen(a int, b int generated always as (a*2), c int as (a || 'x') stored,
    d text generated always as (json_extract(a, '$.x')) virtual not null);
  create table strict1(i int, j integer, r real, t text, b blob, y any, primary key (i, t)) strict;
  create table untyped(a, b, c);
  create unique index "ix 1" on "order" ("group by" collate binary desc, lower("from")) where "from" is not null and x = 'dq';
  create index ix2 on untyped (a, b desc, (c), a+b, c collate nocase);
  create table self(id integer primary key, parent_id integer references SELF);
  create table defaults(a datetime default (datetime('now')), b text default (null), c int default +5, d default 0x10,
    e default x'00', f default true, g default 'a''b', h default current_date, i text default bare);
  create table copied as select 1 as a, 'x' as b;
  create table ünïcode("naïve" text, "ÉCOLE" text, unique ("naïve"));
  create table conflicts(a constraint nn not null on conflict ignore constraint uu unique on conflict replace);
  create table circle_a(id integer primary key, b integer references circle_b);
  create table circle_b(id integer primary key, a integer references circle_a);`;

/** What the schema cannot express. */
const OTHERS = `
  create view v1 as select * from "order";
  create virtual table fts using fts5(title, body); create virtual table boxes using rtree(id, a, b);`;

/** The tables, with primary keys that have no name: one that had none may get the usual one. */
function withoutKeyNames({ tables }: Schema): readonly Table[] {
  return tables.map((table) => ({
    ...table,
    constraints: table.constraints.map(({ name, ...each }) =>
      each.kind === "primaryKey" || name === undefined ? each : { name, ...each },
    ) as readonly Constraint[],
  }));
}

describe("a schema that hands wrote", () => {
  it("is dropped and made again by what autogenerate writes, and left alone where it cannot be expressed", async () => {
    const db = await freshDatabase("sqlite");
    await db.script(TABLES + OTHERS);
    await using h = new History(db);
    const before = await h.reflect();
    expect(before.tables).toHaveLength(13);
    expect(before.unsupported.map(({ name }) => name)).toEqual(["boxes", "fts", "v1"]);
    await db.script("drop view v1");
    await h.autogenerate("a1", new MetaData());
    await h.migrator().upgrade("head");
    const dropped = await h.reflect();
    expect(dropped.tables).toEqual([]);
    expect(dropped.unsupported.map(({ name }) => name)).toEqual(["boxes", "fts"]);
    await h.migrator().downgrade("base");
    expect(withoutKeyNames(await h.reflect())).toEqual(withoutKeyNames(before));
  });
});
