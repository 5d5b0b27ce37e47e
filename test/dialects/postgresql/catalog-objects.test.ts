import { expect, it } from "vitest";
import { domain } from "../../../src/dialects/postgresql/vocabulary.js";
import {
  createEngine,
  eventTrigger,
  MetaData,
  operator,
  operatorClass,
  rule,
  sql,
  sqlCast,
  text,
  textSearchConfiguration,
  textSearchDictionary,
  view,
} from "../../../src/index.js";
import { type PullOptions, pullModels } from "../../../src/pull/pull-models.js";
import { freshDatabase, type TestDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { loadModels } from "../../support/models/pulled.js";
import { onPostgresql } from "./connected.js";

const SCRIPT = `
  create schema far;
  create type color as (r integer, g integer, b integer);
  create function color(text) returns color language sql immutable as $$ select row(1, 2, 3)::color $$;
  create function totext(color) returns text language sql immutable as $$ select ($1).r::text $$;
  create cast (text as color) with function color(text) as implicit; comment on cast (text as color) is 'by name';
  create cast (color as text) with function totext(color);
  create cast (bigint as timestamptz) without function as assignment;
  create domain money_text as text;
  create table notes (id integer primary key, body text, old boolean default false);
  create table log (id integer, what text);
  create rule kept as on delete to notes do instead update notes set old = true where notes.id = old.id;
  create rule logged as on insert to notes where new.id > 5 do also (insert into log values (new.id, 'to notes'); delete from log where id = new.id);
  comment on rule kept on notes is 'nothing goes';
  create view recent as select id, body from notes;
  create rule through as on insert to recent do instead insert into notes values (new.id, new.body) returning notes.id, notes.body;
  create function tell() returns event_trigger language plpgsql as $$ begin perform 1; end $$;
  create event trigger told on ddl_command_end when tag in ('CREATE TABLE', 'DROP TABLE') execute function tell();
  comment on event trigger told is 'who listens'; alter event trigger told disable;
  create function same(text, text) returns boolean language sql immutable as $$ select lower($1) = lower($2) $$;
  create function other(text, text) returns boolean language sql immutable as $$ select lower($1) <> lower($2) $$;
  create function shout(text) returns text language sql immutable as $$ select upper($1) $$;
  create operator === (function = same, leftarg = text, rightarg = text, commutator = ===, negator = !==, restrict = eqsel, join = eqjoinsel, hashes, merges);
  create operator !== (function = other, leftarg = text, rightarg = text, commutator = !==, negator = ===);
  create operator far.@@! (function = shout, rightarg = text);
  comment on operator === (text, text) is 'alike';
  create function by_length(text, text) returns integer language sql immutable as $$ select length($1) - length($2) $$;
  create operator class length_ops for type text using btree as operator 1 <, operator 2 <=, operator 3 =, operator 4 >=, operator 5 >, function 1 by_length(text, text);
  create index ix_notes_length on notes (body length_ops);
  comment on operator class length_ops using btree is 'by length';
  create text search dictionary plain (template = simple, stopwords = 'english', accept = false);
  create text search configuration simpler (copy = english);
  alter text search configuration simpler alter mapping for asciiword, word with plain, english_stem;
  alter text search configuration simpler drop mapping for email, url;
  create text search configuration far.bare (parser = default);
  comment on text search configuration simpler is 'with less'; comment on text search dictionary plain is 'no stem';
  create table papers (id integer primary key, body text, words tsvector generated always as (to_tsvector('simpler', body)) stored);
`;

/** Pulls all of a database, which then has nothing to do, and makes a second one of the models. */
async function madeAgain(
  database: TestDatabase,
  options: PullOptions,
): Promise<{ readonly h: History; readonly models: MetaData }> {
  await using engine = createEngine(database.url);
  const { files, left } = await pullModels(engine, options);
  expect(left.map(({ what, name }) => `${what} ${name}`)).toEqual([]);
  const models = await loadModels(files);
  await using first = new History(database);
  expect(wordsOf(await first.difference(models))).toEqual([]);
  const h = new History(await freshDatabase("postgresql", "catalog"));
  await h.autogenerate("a1", models);
  await h.migrator().upgrade("head");
  expect(wordsOf(await h.difference(models))).toEqual([]);
  return { h, models };
}

onPostgresql("rules, casts, operators, text search and event triggers", () => {
  it("are pulled, made a second time in order, and dropped", async () => {
    const database = await freshDatabase("postgresql", "catalog");
    await database.script(SCRIPT);
    const { h: made, models } = await madeAgain(database, { split: false, schemas: ["", "far"] });
    await using h = made;
    await h.migrator().downgrade("base");
    expect(wordsOf(await h.difference(models)).length).toBeGreaterThan(20);
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(models))).toEqual([]);
  });

  it("are the same in other words, and then nothing is done", async () => {
    const database = await freshDatabase("postgresql", "catalog");
    await database.script(SCRIPT);
    await using h = new History(database);
    const metadata = await tablesOf(database);
    rule(
      "kept",
      metadata,
      "notes",
      "delete",
      sql`do instead update notes set old = 't' where notes.id = old.id`,
    );
    rule("through", metadata, "recent", "INSERT" as "insert", THROUGH);
    eventTrigger(
      "told",
      metadata,
      "ddl_command_end",
      sql`when tag in ('CREATE TABLE','DROP TABLE') execute procedure tell()`,
    );
    sqlCast("text as public.color", metadata, sql`with function public.color as implicit`);
    operator("===", metadata, "text, text", SAME);
    operator("@@!", metadata, "none, pg_catalog.text", sql`procedure = shout`, { schema: "far" });
    operatorClass("length_ops", metadata, "btree", LENGTH);
    textSearchDictionary(
      "plain",
      metadata,
      sql`(accept = false, template = pg_catalog.simple, stopwords = english)`,
    );
    textSearchConfiguration("bare", metadata, {}, { schema: "far" });
    expect(wordsOf(await h.difference(metadata))).toEqual([]);
  });

  it("are replaced where they differ, and put back by the way back", async () => {
    const database = await freshDatabase("postgresql", "catalog");
    await database.script(SCRIPT);
    await using h = new History(database);
    const metadata = await tablesOf(database);
    rule("kept", metadata, "notes", "delete", sql`do instead nothing`);
    eventTrigger("told", metadata, "sql_drop", sql`execute function tell()`);
    sqlCast("text AS color", metadata, sql`WITH FUNCTION color(text) AS ASSIGNMENT`);
    operator("@@!", metadata, "NONE, text", sql`FUNCTION = upper`, { schema: "far" });
    textSearchDictionary("plain", metadata, sql`(TEMPLATE = simple, stopwords = 'german')`);
    textSearchConfiguration("simpler", metadata, { "word, numword": "simple", email: "plain" });
    expect(wordsOf(await h.difference(metadata)).length).toBe(6);
    const before = await database.query(STATE);
    await h.autogenerate("a1", metadata);
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(metadata))).toEqual([]);
    expect(await database.query(STATE)).toEqual([
      {
        casts: "a by name",
        told: "sql_drop D who listens",
        plain: "stopwords = 'german' no stem",
        simpler: "email,numword,word with less",
        operator: "pg_catalog.upper",
        kept: "nothing goes",
      },
    ]);
    await h.migrator().downgrade("base");
    expect(await database.query(STATE)).toEqual(before);
  });

  it("go and come back around a change of what they stand on", async () => {
    const database = await freshDatabase("postgresql", "catalog");
    await database.script(`create table notes (id integer primary key, body varchar(10));
      create table log (id integer, what text);
      create rule logged as on update to notes do also insert into log values (new.id, new.body)`);
    await using engine = createEngine(database.url);
    const { files } = await pullModels(engine, { split: false });
    const wider = files.map((file) => ({
      ...file,
      contents: file.contents.replace("string(10)", "string(20)"),
    }));
    const models = await loadModels(wider);
    await using h = new History(database);
    await h.autogenerate("a1", models);
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(models))).toEqual([]);
    await h.migrator().downgrade("base");
    expect(
      await database.query("select count(*)::integer as n from pg_rules where schemaname = 'public'"),
    ).toEqual([{ n: 1 }]);
  });
});

onPostgresql("what a database has besides", () => {
  it("is made a second time: range types with their functions, functions that call themselves, empty operator classes", async () => {
    const database = await freshDatabase("postgresql", "catalog");
    await database.script(`create type span as range (subtype = float8); create table t (id integer primary key, s span);
      create function again(integer) returns integer language sql as $$ select 1 $$;
      create or replace function again(integer) returns integer language sql as $$ select case when $1 > 0 then again($1 - 1) else 0 end $$;
      create operator class nothing_ops for type integer using btree as storage integer;
      create function plain(integer) returns integer language plpgsql as $$ begin return plain($1 - 1); end $$`);
    await using engine = createEngine(database.url);
    const { files, left } = await pullModels(engine, { split: false });
    expect(left).toEqual([]);
    const models = await loadModels(files);
    const other = await freshDatabase("postgresql", "catalog");
    await using h = new History(other);
    const script = await h.autogenerate("a1", models);
    expect(script.match(/checkBody: false/g)).toHaveLength(1);
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(models))).toEqual([]);
    expect(await other.query("select again(3) as n")).toEqual([{ n: 0 }]);
  });

  it("is made a second time: tables without columns, functions that take their rows, empty schemas", async () => {
    const database = await freshDatabase("postgresql", "catalog");
    await database.script(`create table bare (); comment on table bare is 'nothing'; create schema empty; create schema far; create table far.none () with (fillfactor = 50);
      create table mother (); create table child (id integer primary key) inherits (mother);
      create function count_of(bare) returns integer language sql as $$ select 1 $$`);
    for (const split of [false, true]) {
      const { h: made } = await madeAgain(database, { split, schemas: ["", "far", "empty"] });
      await using h = made;
      await h.migrator().downgrade("base");
      expect(wordsOf(await h.difference(new MetaData()))).toEqual([]);
    }
  });

  it("is told where models cannot say it: base types, access methods, operator families, transforms, defaults of views, views that select from themselves", async () => {
    const database = await freshDatabase("postgresql", "catalog");
    await database.script(`create type odd; create function odd_in(cstring) returns odd language internal immutable strict as 'int4in';
      create function odd_out(odd) returns cstring language internal immutable strict as 'int4out';
      create type odd (input = odd_in, output = odd_out, like = integer); create table t (id integer primary key, o odd, p odd[]);
      create view round as select 1 as one; create or replace view round as select one from round;
      create view given as select o from t; alter view given alter o set default '5';
      create type hollow; create operator family lonely using btree; create foreign data wrapper useless; create conversion turned for 'LATIN1' to 'UTF8' from iso8859_1_to_utf8;
      create operator class loose for type integer using btree as operator 1 <, function 1 btint4cmp(integer, integer);
      alter operator family loose using btree add operator 1 < (integer, bigint);
      create transform for integer language sql (from sql with function prsd_lextype(internal), to sql with function int4recv(internal));
      create text search parser worded (start = prsd_start, gettoken = prsd_nexttoken, end = prsd_end, lextypes = prsd_lextype);
      create text search template same (lexize = dsimple_lexize);
      create access method heap2 type table handler heap_tableam_handler`);
    await using engine = createEngine(database.url);
    const { left } = await pullModels(engine, { split: false });
    expect(left.map(({ what, name }) => `${what} ${name}`)).toEqual([
      "transform FOR integer LANGUAGE sql",
      "view column's default given.o",
      "access method heap2",
      "type that is only a shell hollow",
      "operator family lonely",
      "operator family loose",
      "base type odd",
      "view round",
      "text search template same",
      "conversion turned",
      "foreign data wrapper useless",
      "text search parser worded",
    ]);
  });
});

async function tablesOf({ url }: { readonly url: string }): Promise<MetaData> {
  await using engine = createEngine(url);
  const metadata = new MetaData();
  await metadata.reflect(engine);
  domain("money_text", metadata, text());
  view("recent", metadata, sql`select id, body from notes`);
  return metadata;
}

const THROUGH = sql`DO INSTEAD INSERT INTO notes (id, body) VALUES (new.id, new.body) RETURNING id, body`;

const SAME = sql`PROCEDURE = public.same, COMMUTATOR = OPERATOR(public.===), NEGATOR = !==, RESTRICT = eqsel, JOIN = eqjoinsel, MERGES, HASHES`;

const LENGTH = sql`FOR TYPE text USING btree AS FUNCTION 1 by_length(text, text), OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >`;

const STATE = `select
  (select concat_ws(' ', castcontext, obj_description(oid, 'pg_cast')) from pg_cast where castsource = 'text'::regtype and casttarget = 'color'::regtype) as casts,
  (select concat_ws(' ', evtevent, evtenabled, obj_description(oid, 'pg_event_trigger')) from pg_event_trigger where evtname = 'told') as told,
  (select concat_ws(' ', dictinitoption, obj_description(oid, 'pg_ts_dict')) from pg_ts_dict where dictname = 'plain') as plain,
  (select concat_ws(' ', (select string_agg(distinct alias, ',' order by alias) from pg_ts_config_map m join ts_token_type(c.cfgparser) on tokid = m.maptokentype
    where mapcfg = c.oid), obj_description(c.oid, 'pg_ts_config')) from pg_ts_config c where cfgname = 'simpler') as simpler,
  (select oprcode::text from pg_operator where oprname = '@@!') as operator,
  (select obj_description(oid, 'pg_rewrite') from pg_rewrite where rulename = 'kept') as kept`;
