import { expect, it } from "vitest";
import { array, compositeType, domain, rangeType } from "../../../src/dialects/postgresql/vocabulary.js";
import {
  bigInteger,
  check,
  createEngine,
  double,
  enumOf,
  inspect,
  integer,
  MetaData,
  materializedView,
  sql,
  sqlFunction,
  string,
  table,
  text,
  view,
} from "../../../src/index.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { loadModels } from "../../support/models/pulled.js";
import { eachTarget } from "../../support/target.js";
import { onPostgresql } from "./connected.js";

/** Types that are made of each other in every way, and tables that use them. */
function everything(): MetaData {
  const metadata = new MetaData();
  const zip = domain("zip", metadata, string(6), { checks: { zip_long: sql`length(VALUE) = 6` } });
  const place = compositeType("place", metadata, {
    street: text().collation("C"),
    zip: zip(),
    mood: enumOf("calm", "busy").named("street_mood"),
  });
  const home = domain("home", metadata, place(), { checks: { has_zip: sql`(VALUE).zip IS NOT NULL` } });
  const stay = compositeType(
    "a stay",
    metadata,
    { at: home(), nights: array(integer()) },
    { comment: "it's one" },
  );
  const span = rangeType("span", metadata, double(), {
    subtypeDiff: "float8mi",
    multirange: "spans",
    comment: "how far",
  });
  const words = rangeType("words", metadata, text(), { collation: "C", operatorClass: "text_pattern_ops" });
  sqlFunction(
    "apart",
    metadata,
    "a integer, b integer",
    sql`RETURNS double precision LANGUAGE sql IMMUTABLE AS $$ SELECT (a - b)::float8 $$`,
  );
  rangeType("counted", metadata, integer(), { subtypeDiff: "apart" });
  table(
    "people",
    metadata,
    {
      id: integer().primaryKey(),
      home: home(),
      stays: array(stay()).nullable(),
      span: span().nullable(),
      words: words().nullable(),
    },
    () => [check("ck_street", sql`(home).street <> ''`)],
  );
  return metadata;
}

async function migrate(h: History, id: string, metadata: MetaData): Promise<string> {
  const script = await h.autogenerate(id, metadata);
  await h.migrator().upgrade("head");
  expect(wordsOf(await h.difference(metadata))).toEqual([]);
  return script;
}

onPostgresql("composite and range types", () => {
  it("are made in the order in which they need each other, pulled, and dropped", async () => {
    const database = await freshDatabase("postgresql", "types");
    await using h = new History(database);
    await migrate(h, "a1", everything());
    await using engine = createEngine(database.url);
    for (const split of [false, true]) {
      const { files, left } = await pullModels(engine, { split, exclude: [{ name: "migr_version" }] });
      expect(left).toEqual([]);
      expect(wordsOf(await h.difference(await loadModels(files)))).toEqual([]);
    }
    await h.migrator().downgrade("base");
    expect(await h.reflect()).toMatchObject({ tables: [], domains: [], userTypes: [], enums: [] });
  });

  it("are told by an inspector", async () => {
    const database = await freshDatabase("postgresql", "types");
    await database.script(
      "create type pair as (a int, b text collate \"C\"); create type span as range (subtype = float8, subtype_diff = float8mi); comment on type pair is 'two'",
    );
    await using engine = createEngine(database.url);
    expect(await inspect(engine).userTypes()).toEqual([
      {
        kind: "composite",
        name: "pair",
        attributes: [
          { name: "a", type: { kind: "integer" } },
          { name: "b", type: { kind: "text" }, collation: "C" },
        ],
        comment: "two",
      },
      { kind: "range", name: "span", subtype: { kind: "double" }, subtypeDiff: "float8mi" },
    ]);
  });
});

onPostgresql("types that are made of the rows of tables", () => {
  it("come after those tables and before the tables that have columns of them, and go the other way round", async () => {
    const database = await freshDatabase("postgresql", "rows");
    await database.script(`create table z_owner (id int primary key, name text);
      create table y_item (id int primary key, owner_id int references z_owner);
      create type found as (item y_item, owners z_owner[]); create domain a_owner as z_owner check ((VALUE).name <> '');
      create table b_log (id int primary key, what found, who a_owner, row_of y_item, item_id int references y_item);
      create type later as (f found); create function f(later) returns int language sql as 'select 1'`);
    await using engine = createEngine(database.url);
    const { files } = await pullModels(engine, { split: false });
    const models = await loadModels(files);
    await using h = new History(await freshDatabase("postgresql", "rows"));
    await migrate(h, "a1", models);
    await h.migrator().downgrade("base");
    expect(await h.reflect()).toMatchObject({ tables: [], domains: [], userTypes: [] });
  });
});

/** Models of one composite type and, where it is in use, a table with a column of it. */
function models(
  attributes: Parameters<typeof compositeType>[2],
  isUsed: boolean,
  comment?: string,
): MetaData {
  const metadata = new MetaData();
  const pair = compositeType("pair", metadata, attributes, comment === undefined ? {} : { comment });
  if (isUsed)
    table("pairs", metadata, { id: integer().primaryKey(), pair: pair(), more: array(pair()).nullable() });
  return metadata;
}

onPostgresql("the attributes of a composite type", () => {
  it("come, go and change their type in place, and back", async () => {
    const database = await freshDatabase("postgresql", "attributes");
    await using h = new History(database);
    await migrate(h, "a1", models({ a: integer(), b: text() }, false));
    const script = await migrate(h, "a2", models({ c: double(), a: bigInteger() }, false, "two"));
    expect(script).toContain("destroys the attribute b of pair");
    expect(h.statements.filter((each) => each.startsWith("ALTER TYPE"))).toEqual([
      'ALTER TYPE "pair" DROP ATTRIBUTE "b", ADD ATTRIBUTE "c" DOUBLE PRECISION, ALTER ATTRIBUTE "a" TYPE BIGINT',
    ]);
    await h.migrator().downgrade("a1");
    expect(wordsOf(await h.difference(models({ a: integer(), b: text() }, false)))).toEqual([]);
  });

  it("come and go under the rows of tables, and are told of where PostgreSQL refuses another type", async () => {
    const database = await freshDatabase("postgresql", "attributes");
    await using h = new History(database);
    await migrate(h, "a1", models({ a: integer(), b: text() }, true));
    await database.script("insert into pairs (id, pair, more) values (1, '(1,x)', '{\"(2,y)\"}')");
    await migrate(h, "a2", models({ a: integer(), c: text() }, true));
    expect(await database.query("select pair::text, more::text from pairs")).toEqual([
      { pair: "(1,)", more: '{"(2,)"}' },
    ]);
    expect(wordsOf(await h.difference(models({ a: bigInteger(), c: text() }, true)))).toEqual([
      "The composite type pair has its attribute a of another type or collation in the database, which cannot be " +
        "changed while pairs.pair and pairs.more are of it: add an attribute of another name, fill it with " +
        "op.execute(…), and drop the old one.",
    ]);
  });

  it("get other names by a script", async () => {
    const database = await freshDatabase("postgresql", "attributes");
    await database.script(
      "create type pair as (a int, b text); create table t (p pair); insert into t values ('(1,x)')",
    );
    await using h = new History(database);
    await h.run('await op.alterCompositeType("pair", { renameAttributes: { a: "x" }, comment: "two" });');
    expect(await database.query("select (p).x from t")).toEqual([{ x: 1 }]);
  });
});

onPostgresql("a composite or range type that no model declares", () => {
  it("is dropped, unless a function knows it or a model names it", async () => {
    const database = await freshDatabase("postgresql", "undeclared");
    await database.script(`create type gone as (a int); create type known as (a int); create type named as (a int);
      create type span as range (subtype = float8);
      create function f(known) returns int language sql as 'select 1'; create table t (id int constraint pk_t primary key, n named)`);
    await using h = new History(database);
    const metadata = new MetaData();
    table("t", metadata, {
      id: integer().primaryKey().autoincrement(false),
      n: compositeType("named").nullable(),
    });
    expect(wordsOf(await h.difference(metadata))).toEqual(["- span range type", "- gone composite type"]);
    await migrate(h, "a1", metadata);
    await h.migrator().downgrade("base");
    expect((await h.reflect()).userTypes.map(({ name }) => name)).toEqual(["gone", "known", "named", "span"]);
  });

  it("is dropped with the columns of views that knew it, and comes back with them", async () => {
    const database = await freshDatabase("postgresql", "viewed");
    await using h = new History(database);
    const declared = (isWhole: boolean) => {
      const metadata = new MetaData();
      const own = isWhole
        ? {
            span: rangeType("span", metadata, double())().nullable(),
            pair: array(compositeType("pair", metadata, { a: integer() })()).nullable(),
          }
        : {};
      table("t", metadata, { id: integer().primaryKey(), ...own });
      const none = isWhole ? sql`, NULL::span AS s` : sql``;
      const all = isWhole ? sql`, span, pair` : sql``;
      view("v", metadata, sql`SELECT id${none} FROM t`);
      materializedView("m", metadata, sql`SELECT id${all} FROM t`);
      view("apart", metadata, isWhole ? sql`SELECT NULL::pair IS NULL AS a` : sql`SELECT true AS a`);
      return metadata;
    };
    await migrate(h, "a1", declared(true));
    const before = await h.reflect();
    expect(before.userTypes.map(({ held }) => held?.map((holder) => holder?.name).sort())).toEqual([
      ["apart", "m"],
      ["m", "v"],
    ]);
    await migrate(h, "a2", declared(false));
    expect((await h.reflect()).userTypes).toEqual([]);
    await h.migrator().downgrade("a1");
    expect(wordsOf(await h.difference(declared(true)))).toEqual([]);
  });

  it("is kept where a view that no model declares knows it", async () => {
    const database = await freshDatabase("postgresql", "kept");
    await database.script("create type pair as (a int); create view v as select null::pair is null as a");
    await using h = new History(database);
    expect(wordsOf(await h.difference(new MetaData()))).toEqual([]);
  });

  it("of another make is told of", async () => {
    const database = await freshDatabase("postgresql", "undeclared");
    await database.script("create type span as range (subtype = float8)");
    await using h = new History(database);
    const metadata = new MetaData();
    rangeType("span", metadata, integer());
    expect(wordsOf(await h.difference(metadata))).toEqual([
      "The range type span is of another make in the database, which cannot be changed in place: make one of another name.",
    ]);
  });
});

eachTarget("a type of another kind than a database has", (target) => {
  it("is refused by name", async () => {
    if (target === "postgresql") return;
    const database = await freshDatabase(target, "refused");
    await using h = new History(database);
    await expect(h.difference(models({ a: integer() }, false))).rejects.toThrow(
      "composite types, such as pair",
    );
  });
});

onPostgresql("a composite type whose attribute is declared as a column of a table", () => {
  it("is refused with what is too much", () => {
    const make = () => compositeType("pair", new MetaData(), { a: integer().nullable(), b: text().unique() });
    expect(make).toThrow(
      "The attribute b of the composite type pair says unique, which only columns of tables have.",
    );
  });
});
