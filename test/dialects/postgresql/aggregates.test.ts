import { expect, it } from "vitest";
import { aggregate, createEngine, MetaData, sql, sqlFunction } from "../../../src/index.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { loadModels } from "../../support/models/pulled.js";
import { onPostgresql } from "./connected.js";

const SCRIPT = `
  create collation digits (provider = icu, locale = 'en-u-kn');
  create collation loose (provider = icu, locale = 'und', deterministic = false);
  create collation plain (locale = 'C');
  create function add_all(bigint, integer) returns bigint language sql immutable strict as 'select $1 + $2';
  create function sub_all(bigint, integer) returns bigint language sql immutable strict as 'select $1 - $2';
  create function count_up(bigint) returns bigint language sql as 'select $1 + 1';
  create function pick(anyarray, integer) returns anyelement language sql as 'select $1[$2]';
  create aggregate total(integer) (sfunc = add_all, stype = bigint, initcond = '0', msfunc = add_all, minvfunc = sub_all,
    mstype = bigint, minitcond = '0', parallel = safe);
  create aggregate rows(*) (sfunc = count_up, stype = bigint, initcond = '0');
  create aggregate least_of(integer) (sfunc = int4smaller, stype = integer, sortop = <);
  create aggregate middle(double precision order by anyelement) (sfunc = ordered_set_transition, stype = internal,
    finalfunc = percentile_disc_final, finalfunc_extra);
  create function as_xml(integer) returns xml language sql as 'select xmlcomment($1::text)'; create cast (integer as xml) with function as_xml(integer);
  comment on aggregate rows(*) is 'how many'; comment on collation digits is 'by number';
  create view totals as select total(x) as t, max('a' collate digits) as m from generate_series(1, 3) x;
  create table words (id integer primary key, word text collate loose);
`;

onPostgresql("aggregates and collations", () => {
  it("are pulled, made a second time before what uses them, and dropped", async () => {
    const database = await freshDatabase("postgresql", "aggregates");
    await database.script(SCRIPT);
    await using engine = createEngine(database.url);
    const { files, left } = await pullModels(engine, { split: false });
    expect(left.map(({ what, name }) => `${what} ${name}`)).toEqual([]);
    const models = await loadModels(files);
    await using first = new History(database);
    expect(wordsOf(await first.difference(models))).toEqual([]);
    const other = await freshDatabase("postgresql", "aggregates");
    await using h = new History(other);
    await h.autogenerate("a1", models);
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(models))).toEqual([]);
    expect(
      await other.query(
        "select obj_description('rows()'::regprocedure, 'pg_proc') as a, obj_description('digits'::regcollation, 'pg_collation') as b",
      ),
    ).toEqual([{ a: "how many", b: "by number" }]);
    expect(await other.query("select t::integer as t from totals")).toEqual([{ t: 6 }]);
    await h.migrator().downgrade("base");
    expect(
      await other.query(
        "select (select count(*)::integer from pg_proc where oid >= 16384) + (select count(*)::integer from pg_collation where oid >= 16384) as n",
      ),
    ).toEqual([{ n: 0 }]);
  });

  it("are replaced in place with their comment, or made anew where what they give is another", async () => {
    const database = await freshDatabase("postgresql", "aggregates");
    await using h = new History(database);
    const models = (definition: string) => {
      const metadata = new MetaData();
      aggregate("total", metadata, "integer", sql([definition] as unknown as TemplateStringsArray));
      return metadata;
    };
    await h.autogenerate("a1", models("(SFUNC = int4pl, STYPE = integer, INITCOND = '0')"));
    await h.migrator().upgrade("head");
    await database.script("comment on aggregate total(integer) is 'all of them'");
    const told =
      "select obj_description('total(integer)'::regprocedure, 'pg_proc') as c, (select agginitval from pg_aggregate where aggfnoid = 'total(integer)'::regprocedure) as i";
    const second = models("(SFUNC = int4pl, STYPE = integer, INITCOND = '5')");
    await h.autogenerate("a2", second);
    await h.migrator().upgrade("head");
    expect(await database.query(told)).toEqual([{ c: "all of them", i: "5" }]);
    expect(wordsOf(await h.difference(second))).toEqual([]);
    const third = models("(SFUNC = int84pl, STYPE = bigint, INITCOND = '5')");
    expect(wordsOf(await h.difference(third)).length).toBe(1);
    await h.migrator().downgrade("a1");
    expect(await database.query(told)).toEqual([{ c: "all of them", i: "0" }]);
  });
});

const FAR = sql`RETURNS bigint LANGUAGE sql AS $$ SELECT count(*) FROM far_away $$`;

onPostgresql("a function whose body the server cannot check", () => {
  it("is pulled with checkBody: false, and made so", async () => {
    const database = await freshDatabase("postgresql", "unchecked");
    await database.script(`create schema far; create table far.far_away (a int);
      set search_path = far, public; create function public.counted() returns bigint language sql as 'select count(*) from far_away';
      create function public.fine() returns int language sql as 'select 1';
      create function public.rowed() returns int language plpgsql as 'declare r far_away%rowtype; begin return 1; end'`);
    await using engine = createEngine(database.url);
    const { files } = await pullModels(engine, { split: false });
    expect(files[0]!.contents.match(/checkBody: false/g)).toHaveLength(2);
    const models = await loadModels(files);
    await using h = new History(await freshDatabase("postgresql", "unchecked"));
    const script = await h.autogenerate("a1", models);
    expect(script.match(/checkBody: false/g)).toHaveLength(2);
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(models))).toEqual([]);
    expect(h.statements.filter((each) => each.includes("check_function_bodies = o"))).toEqual(
      expect.arrayContaining([
        "SET LOCAL check_function_bodies = off",
        "SET LOCAL check_function_bodies = on",
      ]),
    );
  });

  it("is made so where functions call each other in a circle", async () => {
    await using h = new History(await freshDatabase("postgresql", "circle"));
    const metadata = new MetaData();
    const calls = (name: string) =>
      sql([`RETURNS int LANGUAGE sql AS $$ SELECT ${name}(1) $$`] as unknown as TemplateStringsArray);
    sqlFunction("ping", metadata, "n int", calls("pong"));
    sqlFunction("pong", metadata, "n int", calls("ping"));
    sqlFunction("last", metadata, "n int", calls("pong"));
    const script = await h.autogenerate("a1", metadata);
    expect(script.match(/checkBody: false/g)).toHaveLength(1);
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(metadata))).toEqual([]);
  });

  it("is refused without that", async () => {
    await using h = new History(await freshDatabase("postgresql", "unchecked"));
    const metadata = new MetaData();
    sqlFunction("counted", metadata, "", FAR);
    await h.autogenerate("a1", metadata);
    await expect(h.migrator().upgrade("head")).rejects.toThrow('elation "far_away" does not exist');
  });
});

onPostgresql("an extension in another schema than the default one", () => {
  it("is pulled with its schema, and made with it", async () => {
    const database = await freshDatabase("postgresql", "extension");
    await database.script(
      "create schema tools; create extension citext schema tools; create extension hstore; create table t (id int primary key, w tools.citext)",
    );
    await using engine = createEngine(database.url);
    const { files } = await pullModels(engine, { split: false });
    expect(files[0]!.contents).toContain('extension("citext", Base.metadata, { schema: "tools" })');
    expect(files[0]!.contents).toContain('extension("hstore", Base.metadata)');
    const models = await loadModels(files);
    const other = await freshDatabase("postgresql", "extension");
    await using h = new History(other);
    await h.autogenerate("a1", models);
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(models))).toEqual([]);
  });
});
