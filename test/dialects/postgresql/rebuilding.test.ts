import { expect, it } from "vitest";
import { AddConstraint } from "../../../src/ops/constraint.js";
import { CreateEnum } from "../../../src/ops/enum.js";
import { CreateTable } from "../../../src/ops/table.js";
import { tableName } from "../../../src/schema/name.js";
import { creationOrder } from "../../../src/schema/order.js";
import type { Schema } from "../../../src/schema/schema.js";
import { type Connected, connected, dialect, major, onPostgresql } from "./connected.js";

/** Makes all enum types and tables of a schema, foreign keys last. */
async function build(c: Connected, schema: Schema): Promise<void> {
  for (const type of schema.enums) await c.run(new CreateEnum(type));
  const { tables } = creationOrder(schema.tables);
  for (const table of tables) {
    const constraints = table.constraints.filter(({ kind }) => kind !== "foreignKey");
    await c.run(new CreateTable({ ...table, constraints }));
  }
  for (const table of tables) {
    const keys = table.constraints.filter(({ kind }) => kind === "foreignKey");
    for (const key of keys) await c.run(new AddConstraint(tableName(table), key));
  }
}

onPostgresql("a table built from what was reflected", () => {
  const schemas: Readonly<Record<string, string>> = {
    "constraints with all their options": `
      create table k (id int primary key, x int, y int, unique (x, y));
      create table t (id int constraint pk primary key deferrable initially deferred, a int, b int, r int4range, s text);
      alter table t add constraint u1 unique nulls not distinct (a) include (b) with (fillfactor = 50);
      alter table t add constraint u2 unique (b) deferrable;
      alter table t add constraint u3 unique (b) include (a);
      alter table t add constraint f1 foreign key (a, b) references k (x, y) match full not valid;
      alter table t add constraint f2 foreign key (a, b) references k (x, y)
        on delete set null (b) on update cascade deferrable initially deferred;
      alter table t add constraint c1 check (a > 0) no inherit not valid;
      alter table t add constraint x1 exclude using gist (r with &&, int4range(a, b) with =)
        include (s) where (a > 0) deferrable;
      alter table t add constraint x2 exclude (s collate "C" text_pattern_ops desc with =);
      ${major >= 18 ? "alter table t add constraint c2 check (b > 0) not enforced" : ""}`,
    ...(major >= 18 && {
      "keys over periods": `
      create table p (a int4range, during daterange, constraint pk primary key (a, during without overlaps));
      create table t (a int4range, b int4range, during daterange,
        constraint u1 unique (a, during without overlaps) include (b),
        constraint u2 unique (b, during without overlaps) deferrable initially deferred,
        constraint f1 foreign key (a, period during) references p,
        constraint f2 foreign key (b, period during) references t (a, period during) deferrable);`,
    }),
    "indexes with all their options": `
      create extension pg_trgm;
      create table t (id int primary key, a text, b text collate "C", c int[]);
      create index i1 on t (a collate "C" text_pattern_ops desc nulls last, (lower(b)) collate "POSIX");
      create unique index i2 on t (a) include (id) nulls not distinct with (fillfactor = 70, deduplicate_items = off);
      create index i3 on t using gist (a gist_trgm_ops (siglen = 32)) where b is not null;
      create index i4 on t using gin (c) with (fastupdate = off);
      create index i5 on t (b);
      comment on index i5 is 'it''s why';`,
    "options of tables and columns": `
      create unlogged table u (id int, a text compression pglz) with (fillfactor = 50, autovacuum_enabled = false);
      alter table u alter a set storage external, alter a set statistics 500, alter a set (n_distinct = 5), replica identity full;
      create table v (id int not null unique, a int); alter table v replica identity using index v_id_key;
      create table parted (id int not null, at date not null, primary key (id, at)) partition by range (at);
      create index on parted (id);
      alter table parted enable row level security;
      create table listed (a text) partition by list (lower(a));`,
    "serial columns": `
      create table s (id serial primary key, small smallserial, big bigserial);
      create table renamed (id serial primary key, n int); alter table renamed rename to other;
      create table counted (id serial primary key, b bigint generated always as identity (start 5 increment 5 cycle));
      alter sequence counted_id_seq increment 10 start 100 cache 5;`,
    "types of all kinds": `
      create extension citext; create extension hstore; create extension ltree;
      create type mood as enum ('sad', 'glad'); comment on type mood is 'moods';
      create table t (a mood[] default '{sad,glad}', b jsonb default '{"b": 1, "a": [1, 2]}', c citext default 'X',
        d int4range default '[1,5)', e bit(3) default b'101', f varbit(8), g interval day to second(3), h interval(2),
        i timetz(3), j inet default '127.0.0.1', k cidr, l macaddr, m tsvector, n money, o xml, p point, q oid,
        r regclass default 'pg_class'::regclass, s text[] default array['a', 'b'], t int[] default '{1,2}', u hstore,
        v ltree, w tstzmultirange, x pg_lsn, y jsonb[] default '{}', z int[][] default '{{1,2},{3,4}}',
        aa mood default 'sad', ab numeric(5, -2), ac "char", ad name, ae bpchar, af interval year to month,
        ag citext[] default '{}', ah interval default '1 day', ai time(3) default '12:00');`,
  };

  for (const [title, script] of Object.entries(schemas)) {
    it(`is reflected as the same: ${title}`, async () => {
      await using from = await connected();
      await using to = await connected();
      await from.database.script(script);
      await to.database.script(extensionsOf(script));
      const schema = await from.reflect();
      expect(dialect.adapt(schema)).toEqual(schema);
      await build(to, schema);
      expect(await to.reflect()).toEqual(schema);
    });
  }
});

function extensionsOf(script: string): string {
  return (script.match(/create extension \w+;/g) ?? ["select 1"]).join("\n");
}
