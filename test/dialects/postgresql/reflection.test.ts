import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import { EMPTY_SCHEMA } from "../../../src/schema/schema.js";
import { connected, dialect, major, onPostgresql } from "./connected.js";

/** Plain data: nodes are frozen objects of their kind, and equal by what they hold. */
function words<T>(thing: T): unknown {
  return JSON.parse(JSON.stringify(thing));
}

onPostgresql("reflecting", () => {
  it("takes eight statements in one round trip for one table and for fifty", async () => {
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
      expect(c.sent.map((batch) => batch.length)).toEqual([8]);
    }
  });

  it("reports what the schema cannot express, with the table that it is part of", async () => {
    await using c = await connected();
    await c.database.script(
      `
      create table t (id int primary key, a text, b int, valid_at daterange);
      create table parted (id int, at date) partition by range (at);
      create table part partition of parted for values from ('2026-01-01') to ('2027-01-01') partition by list (id);
      create table part_1 partition of part for values in (1);
      create view v as select 1 as one;
      create materialized view mv as select 1 as one;
      create type pair as (x int, y int);
      create type span as range (subtype = float8);
      create type made as (x int);
      create table typed of made;
      create table bare ();
      create extension file_fdw; create server files foreign data wrapper file_fdw;
      create foreign table ft (a text) server files options (filename '/dev/null');
      create function touch() returns trigger language plpgsql as 'begin return new; end';
      create trigger touched before update on t for each row execute function touch();
      create rule quiet as on delete to t do instead nothing;
      create policy own on t using (b = 1);
      create statistics together on a, b from t;
      alter table t add constraint positive check (b > 0);
      comment on constraint positive on t is 'why';
      ${major >= 18 ? "alter table t add constraint told not null a not valid, add constraint needed not null b, add constraint only_here not null valid_at no inherit;" : ""}`,
    );
    const schema = await c.reflect();
    const told = schema.unsupported.map(
      ({ name, what, table }) => `${name}: ${what}${table ? ` of ${table.name}` : ""}`,
    );
    expect(told).toEqual([
      "files: foreign server",
      "ft: foreign table",
      "mv: materialized view",
      ...(major >= 18
        ? ["needed: NOT NULL with a name of its own of t", "only_here: NOT NULL that is not inherited of t"]
        : []),
      "own: policy of t",
      "part: partition of parted",
      "part_1: partition of parted",
      "quiet: rule of t",
      "together: statistics of t",
      ...(major >= 18 ? ["told: NOT NULL that is not validated of t"] : []),
      "touched: trigger of t",
      "typed: table of the type made",
      "v: view",
    ]);
    expect(schema.tables.map(({ name }) => name)).toEqual(["bare", "parted", "t"]);
  });

  it("reports what stands beside the tables, whatever its name, but not for one table", async () => {
    await using c = await connected();
    await c.database.script(`create schema s; create table users (id int primary key);
      create publication users; create collation users (provider = libc, locale = 'C'); create collation s.c from "C";
      create function lt(int, int) returns boolean language sql immutable as 'select $1 > $2';
      create operator >>> (function = lt, leftarg = int, rightarg = int);
      create operator class users for type int using hash as operator 1 =;
      create text search configuration users (copy = english); create text search dictionary users (template = simple);
      create function e() returns event_trigger language plpgsql as 'begin end'; create event trigger users on sql_drop execute function e();
      create aggregate users (int) (sfunc = int4larger, stype = int);
      create function users() returns bigint language internal window as 'window_row_number';
      create foreign data wrapper w; create server users foreign data wrapper w;`);
    const { unsupported } = await c.reflect();
    expect(unsupported.map(({ what, name }) => `${what} ${name}`).sort()).toEqual([
      "aggregate users",
      "collation users",
      "event trigger users",
      "foreign data wrapper w",
      "foreign server users",
      "operator >>>",
      "operator class users",
      "publication users",
      "text search configuration users",
      "text search dictionary users",
      "window function users",
    ]);
    expect((await c.reflect(["s"])).unsupported.map(({ schema, name }) => [schema, name])).toContainEqual([
      "s",
      "c",
    ]);
    const users = await c.live.table({ name: "users" });
    const models = { ...EMPTY_SCHEMA, tables: [users!] };
    expect((await compareSchemas(await c.reflect(), models, dialect)).operations).toEqual([]);
  });

  it("tells of triggers that do not fire as usual, and of indexes whose expressions have statistics of their own", async () => {
    await using c = await connected();
    await c.database.script(`create table t (id int primary key, a text);
      create function f() returns trigger language plpgsql as 'begin return new; end';
      create trigger off before insert on t for each row execute function f(); alter table t disable trigger off;
      create index low on t (lower(a)); alter index low alter column 1 set statistics 300;
      create index up on t (upper(a));`);
    const { unsupported } = await c.reflect();
    expect(unsupported.map(({ what, name }) => `${name}: ${what}`)).toEqual([
      "low: statistics target of an index",
      "off: trigger",
      "off: trigger that does not fire as usual",
    ]);
  });

  it("reads constraints with all that they are declared with", async () => {
    await using c = await connected();
    await c.database.script(`
      create table k (id int primary key, x int, y int, unique (x, y));
      create table t (id int constraint pk primary key deferrable initially deferred, a int, b int, r int4range, s text);
      alter table t add constraint u1 unique nulls not distinct (a) include (b) with (fillfactor = 50);
      alter table t add constraint u2 unique (b) deferrable;
      alter table t add constraint f1 foreign key (a, b) references k (x, y) match full not valid;
      alter table t add constraint f2 foreign key (a, b) references k (x, y)
        on delete set null (b) on update cascade deferrable initially deferred;
      alter table t add constraint c1 check (a > 0) no inherit not valid;
      alter table t add constraint x1 exclude using gist (r with &&, int4range(a, b) with =) where (a > 0) deferrable;
      alter table t add constraint x2 exclude (s collate "C" text_pattern_ops desc with =);
      ${major >= 18 ? "alter table t add constraint c2 check (b > 0) not enforced" : ""}`);
    const { constraints } = (await c.reflect()).tables.find(({ name }) => name === "t")!;
    const plain = constraints.map((each) => ("expression" in each || "where" in each ? words(each) : each));
    const sql = (text: string) => ({ kind: "raw", sql: text });
    expect(plain).toEqual([
      { kind: "primaryKey", name: "pk", columns: ["id"], deferrable: "deferred" },
      {
        kind: "unique",
        name: "u1",
        columns: ["a"],
        nullsNotDistinct: true,
        include: ["b"],
        options: { postgresql: { with: ["fillfactor=50"] } },
      },
      { kind: "unique", name: "u2", columns: ["b"], deferrable: "immediate" },
      {
        kind: "foreignKey",
        name: "f1",
        columns: ["a", "b"],
        references: { name: "k", columns: ["x", "y"] },
        match: "full",
        notValid: true,
      },
      {
        kind: "foreignKey",
        name: "f2",
        columns: ["a", "b"],
        references: { name: "k", columns: ["x", "y"] },
        onDelete: "set null",
        onUpdate: "cascade",
        onDeleteColumns: ["b"],
        deferrable: "deferred",
      },
      { kind: "check", name: "c1", expression: sql("a > 0"), noInherit: true, notValid: true },
      ...(major >= 18 ? [{ kind: "check", name: "c2", expression: sql("b > 0"), enforced: false }] : []),
      {
        kind: "exclude",
        name: "x1",
        parts: [
          { column: "r", operator: "&&" },
          { expression: sql("int4range(a, b)"), operator: "=" },
        ],
        where: sql("a > 0"),
        deferrable: "immediate",
      },
      {
        kind: "exclude",
        name: "x2",
        parts: [
          { column: "s", collation: "C", operatorClass: "text_pattern_ops", descending: true, operator: "=" },
        ],
        method: "btree",
      },
    ]);
  });

  it("reads indexes with all that they are declared with", async () => {
    await using c = await connected();
    await c.database.script(`
      create extension pg_trgm; create schema apart; create extension btree_gin schema apart;
      create table t (id int primary key, a text, b text collate "C", c int[]);
      create index i1 on t (a collate "C" text_pattern_ops desc nulls last, (lower(b)) collate "POSIX");
      create unique index i2 on t (a) include (id) nulls not distinct with (fillfactor = 70, deduplicate_items = off);
      create index i3 on t using gist (a gist_trgm_ops (siglen = 32)) where b is not null;
      create index i4 on t using gin (c);
      create index i5 on t (b);
      create index i6 on t (lower(b));
      comment on index i5 is 'why';`);
    const { indexes } = (await c.reflect()).tables[0]!;
    const sql = (text: string) => ({ kind: "raw", sql: text });
    expect(indexes.map(words)).toEqual([
      {
        name: "i1",
        unique: false,
        parts: [
          { column: "a", descending: true, nulls: "last", collation: "C", operatorClass: "text_pattern_ops" },
          { expression: sql("lower(b)"), collation: "POSIX" },
        ],
      },
      {
        name: "i2",
        unique: true,
        parts: [{ column: "a" }],
        include: ["id"],
        nullsNotDistinct: true,
        options: { postgresql: { with: ["fillfactor=70", "deduplicate_items=off"] } },
      },
      {
        name: "i3",
        unique: false,
        parts: [{ column: "a", operatorClass: "gist_trgm_ops(siglen=32)" }],
        method: "gist",
        where: sql("b IS NOT NULL"),
      },
      { name: "i4", unique: false, parts: [{ column: "c" }], method: "gin" },
      { name: "i5", unique: false, parts: [{ column: "b" }], comment: "why" },
      { name: "i6", unique: false, parts: [{ expression: sql("lower(b)") }] },
    ]);
  });

  it("reads what only PostgreSQL knows of tables and columns", async () => {
    await using c = await connected();
    await c.database.script(`
      create unlogged table u (id int, a text compression pglz) with (fillfactor = 50);
      alter table u alter a set storage external, alter a set statistics 500, alter a set (n_distinct = 5), replica identity full;
      create table parted (id int not null, at date not null, primary key (id, at)) partition by range (at);
      create table part partition of parted default;
      create table child (own int) inherits (u);
      alter table child enable row level security, force row level security;
      create table refers (id int, at date, foreign key (id, at) references parted);`);
    const { tables, unsupported } = await c.reflect();
    const [child, parted, refers, u] = tables;
    expect(tables.map(({ name }) => name)).toEqual(["child", "parted", "refers", "u"]);
    expect(u!.options).toEqual({
      postgresql: { unlogged: true, with: ["fillfactor=50"], replicaIdentity: "full" },
    });
    expect(u!.columns[1]!.options).toEqual({
      postgresql: { storage: "external", compression: "pglz", statistics: 500, with: ["n_distinct=5"] },
    });
    expect(parted!.options).toEqual({
      postgresql: { partitionBy: "RANGE (at)", partitions: ["part DEFAULT"] },
    });
    expect(parted!.constraints).toHaveLength(1);
    expect(refers!.constraints).toHaveLength(1);
    expect(child!.options).toEqual({ postgresql: { inherits: ["u"], rowSecurity: "forced" } });
    expect(child!.columns.map(({ name, options }) => [name, options?.["postgresql"]?.["inherited"]])).toEqual(
      [
        ["id", true],
        ["a", true],
        ["own", undefined],
      ],
    );
    expect(unsupported.map(({ name, table }) => [name, table?.name])).toEqual([["part", "parted"]]);
  });

  it("reads sequences, domains, schemas and comments, and leaves out those of identities", async () => {
    await using c = await connected();
    await c.database.script(`
      create schema sales; comment on schema sales is 'money';
      create sequence alone as smallint increment -2 cache 5 cycle; comment on sequence alone is 'why';
      create table t (id serial primary key, i int generated always as identity, other int);
      create sequence owned owned by t.other;
      create type mood as enum ('sad', 'glad'); comment on type mood is 'moods';
      create domain email as varchar(20) collate "C" not null default 'x@y' constraint at check (value like '%@%');
      create domain emails as email[]; comment on domain emails is 'several';
      create table sales.users (mail email, mails email[], moods mood[] default '{sad}');`);
    const schema = await c.reflect(["", "sales"]);
    expect(schema.namespaces).toEqual([{ name: "sales", comment: "money" }]);
    expect(schema.sequences).toEqual([
      { name: "alone", type: { kind: "smallInteger" }, increment: -2, cache: 5, cycle: true, comment: "why" },
      { name: "owned", ownedBy: { name: "t", column: "other" } },
    ]);
    expect(schema.enums).toEqual([{ name: "mood", values: ["sad", "glad"], comment: "moods" }]);
    const email = {
      kind: "native",
      dialect: "postgresql",
      name: "domain",
      args: ["email"],
      element: { kind: "string", length: 20 },
    };
    expect(schema.domains.map(words)).toEqual([
      {
        name: "email",
        type: { kind: "string", length: 20 },
        nullable: false,
        default: { kind: "value", value: "x@y", type: { kind: "string", length: 20 } },
        collation: "C",
        checks: [{ name: "at", expression: { kind: "raw", sql: "((VALUE)::text ~~ '%@%'::text)" } }],
      },
      {
        name: "emails",
        type: { kind: "native", dialect: "postgresql", name: "array", args: [], element: email },
        nullable: true,
        checks: [],
        comment: "several",
      },
    ]);
    const users = schema.tables.find(({ name }) => name === "users")!;
    expect(users.columns.map(({ type }) => dialect.spelling.typeSql(type))).toEqual([
      '"email"',
      '"email"[]',
      '"mood"[]',
    ]);
    const t = schema.tables.find(({ name }) => name === "t")!;
    expect(t.columns.map(({ identity, options }) => [identity?.generated, options])).toEqual([
      ["byDefault", { postgresql: { serial: true } }],
      ["always", undefined],
      [undefined, undefined],
    ]);
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
      '"positive"',
      '"pair"',
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
