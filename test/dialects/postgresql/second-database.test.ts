import { expect, it } from "vitest";
import { pullModels } from "../../../src/pull/pull-models.js";
import { displayName } from "../../../src/schema/name.js";
import type { Schema } from "../../../src/schema/schema.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { loadModels } from "../../support/models/pulled.js";
import { onPostgresql } from "./connected.js";

/** What schemas of applications hold that took a second database to be right. */
const SCHEMAS: Readonly<Record<string, string>> = {
  "a column of a domain that counts by a sequence of its own": `
    create domain uint as bigint check (value >= 0);
    create table versions (id serial primary key, exact numeric);
    alter table versions alter id type uint;
    create sequence exact_seq owned by versions.exact;
    alter table versions alter exact set default nextval('exact_seq'), alter exact set not null;`,
  "a table that inherits and repeats a computed column of its parent": `
    create table p (id integer primary key, n integer, twice integer generated always as (n * 2) stored);
    create table c (n integer, twice integer, own text) inherits (p);`,
  "partitions, in another schema and of partitions, too": `
    create schema parts;
    create table sales (id integer not null, at date not null, place text, primary key (id, at)) partition by range (at);
    create table sales_2026 partition of sales for values from ('2026-01-01') to ('2027-01-01') with (fillfactor = 80);
    create table parts."Sales of 2027" partition of sales for values from ('2027-01-01') to ('2028-01-01') partition by hash (id);
    create table parts.a partition of parts."Sales of 2027" for values with (modulus 2, remainder 0);
    create table parts.b partition of parts."Sales of 2027" for values with (modulus 2, remainder 1);
    create table sales_rest partition of sales default;
    create index on sales (place);
    create index of_one on parts."Sales of 2027" (place) where place <> '';
    create unique index of_leaf on parts.a (id, at, place);
    alter table parts.b add constraint "leaf's own" check (place <> 'b') not valid;
    alter table sales_rest alter place set default 'rest';
    comment on table sales_rest is 'what is ''left''';
    create table listed (a text) partition by list (lower(a));
    create table listed_x partition of listed for values in ('x', 'it''s');
    create table lines (sale integer, at date, foreign key (sale, at) references sales);`,
  "a function that a table needs and that reads a table": `
    create table settings (key text primary key, n integer not null);
    create function next_of(k text) returns integer language sql as
      'update settings set n = n + 1 where key = k returning n';
    create table papers (id integer primary key, number integer not null default next_of('papers'));`,
  "a range type with the functions that make its values": `
    create type uuidrange as range (subtype = uuid);
    create table blocks (id integer primary key, ids uuidrange not null, exclude using gist (ids with &&));`,
  "functions whose arguments are lists, rows and texts where nothing is given": `
    create function lists(a text, b text[] default array['x, y', 'it''s', ']'], c numeric(10, 2) default round(1.5, 1))
      returns text language sql as 'select a';
    create procedure rows("default" integer, b text default E'a\\', (', c text = (array['p', 'q'])[1]) language sql as 'select 1';`,
  "an extension in the schema of all tables": `
    create schema own;
    create extension tablefunc schema own;
    create table own.t (id integer primary key);`,
  "indexes of materialized views": `
    create table t (id integer primary key, name text not null, n integer);
    create materialized view m as select id, name, n from t;
    create unique index "by USING id" on m (id) include (n) with (fillfactor = 70);
    create index by_name on m using gin (to_tsvector('simple', name)) where n > 0;
    create index on m (lower(name) text_pattern_ops, n desc nulls last);
    comment on index by_name is 'words';
    create materialized view " USING " as select id from m;
    create unique index own on " USING " (id) nulls not distinct;`,
  "comments on all that has one": `
    create table t (id serial primary key, n integer not null);
    create view v as select id from t;
    create materialized view m as select n from t;
    create function f(a integer, b text default 'x, y') returns integer language sql as 'select a';
    create function f(a text) returns text language sql as 'select a';
    create procedure p(inout a integer) language plpgsql as 'begin a := 1; end';
    create function touch() returns trigger language plpgsql as 'begin return new; end';
    create trigger touched before update on t for each row execute function touch();
    create policy own on t using (n > 0);
    alter table t add constraint "positive 😀" check (n > 0), add constraint once unique (n),
      add constraint own foreign key (n) references t (id), add constraint none exclude using btree (n with =);
    comment on constraint "positive 😀" on t is 'a ''check''';
    comment on constraint once on t is 'a key';
    comment on index once is 'its index';
    comment on constraint own on t is 'a reference';
    comment on constraint none on t is 'an exclusion';
    comment on constraint t_pkey on t is 'the key';
    comment on view v is 'a ''view''';
    create view "odd view" ("__proto__", "a b", c) as select id, n, 1 from t;
    comment on column "odd view"."a b" is 'a ''column'''; comment on column "odd view"."__proto__" is 'odd';
    comment on column m.n is 'kept rows';
    comment on materialized view m is E'several\\nlines';
    comment on function f(integer, text) is 'first';
    comment on function f(text) is 'second';
    comment on procedure p(integer) is 'procedure';
    comment on trigger touched on t is 'trigger';
    comment on policy own on t is 'policy';`,
};

/** What no model can say of them. */
const LEFT: Readonly<Record<string, readonly string[]>> = {};

function held({ unsupported: _, ...schema }: Schema): Omit<Schema, "unsupported"> {
  return { ...schema, tables: schema.tables.filter(({ name }) => name !== "migr_version") };
}

onPostgresql("a second database from the models of a first", () => {
  for (const [title, script] of Object.entries(SCHEMAS)) {
    it(`is the same, goes and comes again: ${title}`, async () => {
      const database = await freshDatabase("postgresql", "first");
      await database.script(script);
      await using first = new History(database);
      const { files, left } = await pullModels(first.engine, { split: false, schemas: ["", "own"] });
      expect(left.map((each) => `${each.what} ${displayName(each)}`)).toEqual(LEFT[title] ?? []);
      const models = await loadModels(files);
      expect(wordsOf(await first.difference(models))).toEqual([]);
      const objects = (history: History) =>
        history.engine.connect((connection) =>
          connection.withDriver((driver) => connection.dialect.listEntities(driver, ["", "own"])),
        );
      await using second = new History(await freshDatabase("postgresql", "second"));
      const empty = held(await second.reflect());
      await second.autogenerate("a1", models);
      for (let round = 0; round < 2; round++) {
        await second.migrator().upgrade("head");
        expect(held(await second.reflect())).toEqual(held(await first.reflect()));
        expect(await objects(second)).toEqual(await objects(first));
        expect(wordsOf(await second.difference(models))).toEqual([]);
        await second.migrator().downgrade("base");
        expect(held(await second.reflect())).toEqual(empty);
        expect(await objects(second)).toEqual([]);
      }
    }, 120_000);
  }
});
