import { expect, it } from "vitest";
import { connected, dialect, onPostgresql } from "./connected.js";

onPostgresql("reflecting", () => {
  it("takes six statements in one round trip for one table and for fifty", async () => {
    for (const count of [1, 50]) {
      await using c = await connected();
      const tables = Array.from(
        { length: count },
        (_, i) => `create table t${i} (id int primary key, a text default 'x' check (a <> ''), b int unique);
          create index on t${i} (a);`,
      );
      await c.database.script(tables.join("\n"));
      c.sent.length = 0;
      const schema = await c.reflect();
      expect(schema.tables).toHaveLength(count);
      expect(
        schema.tables.every(({ indexes, constraints }) => indexes.length === 1 && constraints.length === 3),
      ).toBe(true);
      expect(c.sent.map((batch) => batch.length)).toEqual([6]);
    }
  });

  it("reports what the schema cannot express, and leaves it out", async () => {
    await using c = await connected();
    await c.database.script(
      `
      create table t (id int primary key deferrable, a text, r int4range, b int);
      create table parted (id int) partition by range (id);
      create table part partition of parted for values from (0) to (9);
      create table heir () inherits (t);
      create view v as select 1 as one;
      create materialized view mv as select 1 as one;
      create sequence alone;
      create extension file_fdw; create server files foreign data wrapper file_fdw;
      create foreign table ft (a text) server files options (filename '/dev/null');
      alter table t add constraint x exclude using gist (r with &&);
      alter table t add constraint u unique (a) deferrable;
      alter table t add constraint full_fk foreign key (b) references t match full not valid;
      alter table t add constraint late_fk foreign key (b) references t not valid;
      alter table t add constraint lone check (b > 0) no inherit;
      create index ix_class on t (a text_pattern_ops);
      create index ix_collation on t (a collate "C");
      create index ix_fill on t (a) with (fillfactor = 50);
      create index ix_fine on t (a);`
        .replace("full_fk foreign key (b) references t", "full_fk foreign key (b) references k")
        .replace("late_fk foreign key (b) references t", "late_fk foreign key (b) references k")
        .replace("create table t (", "create table k (id int primary key); create table t ("),
    );
    const schema = await c.reflect();
    expect(schema.unsupported.map(({ name, what }) => `${name}: ${what}`)).toEqual([
      "alone: sequence",
      "ft: foreign table",
      "full_fk: foreign key with MATCH FULL on t",
      "heir: table that inherits from another",
      "ix_class: index with operator classes on t",
      "ix_collation: index with collations on t",
      "ix_fill: index with storage options on t",
      "late_fk: constraint that is not validated on t",
      "lone: check with NO INHERIT on t",
      "mv: materialized view",
      "part: partition",
      "parted: partitioned table",
      "t_pkey: deferrable primary key on t",
      "u: deferrable unique constraint on t",
      "v: view",
      "x: exclusion constraint on t",
    ]);
    expect(schema.tables.map(({ name }) => name)).toEqual(["k", "t"]);
    const table = schema.tables[1]!;
    expect(table.indexes.map(({ name }) => name)).toEqual(["ix_fine"]);
    expect(table.constraints.map(({ name }) => name)).toEqual(["t_pkey", "late_fk"]);
  });

  it("leaves out what extensions own and takes their types as they are called", async () => {
    await using c = await connected();
    await c.database.script(`create extension pg_stat_statements; create extension citext;
      create domain positive as int check (value > 0); create type pair as (a int, b int);
      create table t (a citext, b positive, c pair, d int[], e "char", f bit(3), g money, h varchar[], i timestamptz[], j numeric(5,-2))`);
    const schema = await c.reflect();
    expect(schema.unsupported).toEqual([]);
    expect(schema.tables).toHaveLength(1);
    expect(schema.tables[0]!.columns.map(({ type }) => dialect.spelling.typeSql(type))).toEqual([
      "CITEXT",
      "positive",
      "pair",
      "INTEGER[]",
      '"char"',
      "BIT(3)",
      "MONEY",
      "VARCHAR[]",
      "TIMESTAMP WITH TIME ZONE[]",
      "numeric(5,-2)",
    ]);
  });

  it("reads the schemas that are asked for, names of the default one bare", async () => {
    await using c = await connected();
    await c.database.script(`create schema sales; create schema "Odd ""one"; create type sales.kind as enum ('a');
      create table users (id int primary key);
      create table sales.orders (id int primary key, user_id int references users, kind sales.kind default 'a');
      create table "Odd ""one".lines (id int, order_id int references sales.orders);
      create table sales.skipped (id int)`);
    expect((await c.reflect()).tables.map(({ name, schema }) => [schema, name])).toEqual([
      [undefined, "users"],
    ]);
    const all = await c.reflect(["", "sales", 'Odd "one']);
    expect(all.tables.map(({ name, schema }) => [schema, name])).toEqual([
      ['Odd "one', "lines"],
      ["sales", "orders"],
      ["sales", "skipped"],
      [undefined, "users"],
    ]);
    expect(all.tables[0]!.constraints[0]).toMatchObject({ references: { schema: "sales", name: "orders" } });
    expect(all.tables[1]!.constraints[1]).toMatchObject({ references: { name: "users", columns: ["id"] } });
    expect(all.tables[1]!.columns[2]).toMatchObject({
      type: { kind: "enum", name: "kind", schema: "sales", values: ["a"] },
      default: { kind: "value", value: "a" },
    });
    const some = await dialect.reflect(c.db, {
      schemas: ["sales"],
      exclude: [{ name: "skipped", schema: "sales" }],
    });
    expect(some.tables.map(({ name }) => name)).toEqual(["orders"]);
    const one = await dialect.reflect(c.db, { tables: [{ name: "users" }] });
    expect(one.tables.map(({ name }) => name)).toEqual(["users"]);
  });

  it("keeps enum types of another schema that a read column uses", async () => {
    await using c = await connected();
    await c.database.script(
      "create schema s; create type s.k as enum ('a'); create type s.unused as enum ('b'); create table t (k s.k)",
    );
    expect((await c.reflect()).enums).toEqual([{ name: "k", schema: "s", values: ["a"] }]);
  });

  it("tells unique constraints from unique indexes", async () => {
    await using c = await connected();
    await c.database.script(
      "create table t (a int, b int, constraint u unique (a)); create unique index i on t (b, a desc)",
    );
    const [table] = (await c.reflect()).tables;
    expect(table!.constraints).toEqual([{ kind: "unique", name: "u", columns: ["a"] }]);
    expect(table!.indexes).toEqual([
      { name: "i", unique: true, parts: [{ column: "b" }, { column: "a", descending: true }] },
    ]);
  });

  it("reads every default as a value where that is certain, else as it stands", async () => {
    await using c = await connected();
    await c.database.script(`create table t (a int default 1 + 2, b text default null, c varchar(3) default null,
      d timestamptz default now(), e timestamptz default clock_timestamp(), f date default current_date, g text default current_user,
      h json default '{"a":  1}', i numeric default 1e3, j timestamp default '2020-01-01 00:00:00.123456', k int default '7'::int,
      l text default 'a' || 'b', m boolean default (1 = 1), n timestamptz default 'infinity', o json default 'null')`);
    const [table] = (await c.reflect()).tables;
    expect(Object.fromEntries(table!.columns.map((each) => [each.name, each.default]))).toMatchObject({
      a: { kind: "raw", sql: "(1 + 2)" },
      b: undefined,
      c: undefined,
      d: { kind: "currentTimestamp" },
      e: { kind: "raw", sql: "clock_timestamp()" },
      f: { kind: "raw", sql: "CURRENT_DATE" },
      g: { kind: "raw", sql: "CURRENT_USER" },
      h: { kind: "raw" },
      i: { kind: "value", value: "1000" },
      j: { kind: "raw" },
      k: { kind: "value", value: 7 },
      l: { kind: "raw" },
      m: { kind: "raw", sql: "(1 = 1)" },
      n: { kind: "raw" },
      o: { kind: "raw" },
    });
  });
});
