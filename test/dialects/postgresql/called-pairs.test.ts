import { expect, it } from "vitest";
import {
  array,
  compositeType,
  domain,
  partitionBy,
  partitions,
  rangeType,
} from "../../../src/dialects/postgresql/vocabulary.js";
import {
  check,
  eventTrigger,
  exclude,
  index,
  MetaData,
  materializedView,
  operatorClass,
  policy,
  renamedFrom,
  sequence,
  sql,
  sqlFunction,
  trigger,
  view,
} from "../../../src/index.js";
import { bigInteger, double, enumOf, integer, string, text } from "../../../src/schema/define/column-type.js";
import { table } from "../../../src/schema/define/metadata.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { type Pair, thereAndBackBetween } from "../../support/models/pairs.js";
import type { Target } from "../../support/target.js";
import { onPostgresql } from "./connected.js";

const targets: readonly Target[] = ["postgresql"];

/** A function of numbers, and a table on which all calls it that can. */
function called(metadata: MetaData, body: string, name = "t"): void {
  sqlFunction(
    "twice",
    metadata,
    "n integer",
    sql.raw(`RETURNS integer LANGUAGE sql IMMUTABLE AS $$ ${body} $$`),
  );
  sqlFunction("touch", metadata, "", sql`RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`);
  table(
    name,
    metadata,
    {
      id: integer().primaryKey(),
      n: integer().serverDefault(sql.raw("twice(4)")),
      more: integer().nullable().computed(sql.raw("twice(n)"), { stored: true }),
    },
    () => [
      ...(name === "t" ? [] : [renamedFrom("t")]),
      check("ck", sql.raw("twice(n) > 1")),
      index("ix", sql.raw("twice(n)")).where(sql.raw("twice(id) > 3")),
    ],
  );
  policy("own", metadata, name, sql.raw("USING (twice(n) > 2)"));
  trigger(
    "tr",
    metadata,
    name,
    "before update of n",
    sql.raw("FOR EACH ROW WHEN (twice(NEW.n) > 2) EXECUTE FUNCTION touch()"),
  );
  view("v", metadata, sql`SELECT id, twice(n) AS m FROM ${sql.identifier(name)}`);
  view("w", metadata, sql`SELECT twice(m) AS m FROM v`);
  materializedView("m", metadata, sql`SELECT m FROM w`);
}

const LENGTH = sql`FOR TYPE text USING btree AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 bttextcmp(text, text)`;

const PAIRS: readonly Pair[] = [
  {
    title: "a function with another body",
    targets,
    from: (metadata) => called(metadata, "SELECT 2 * n"),
    to: (metadata) => called(metadata, "SELECT n + n"),
  },
  {
    title: "a function on a table that gets another name",
    targets,
    from: (metadata) => called(metadata, "SELECT 2 * n"),
    to: (metadata) => called(metadata, "SELECT 2 * n", "t 2"),
  },
  {
    title: "a function that nothing calls any more",
    targets,
    from: (metadata) => called(metadata, "SELECT 2 * n"),
    to(metadata) {
      const touch = sql`RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$`;
      sqlFunction("touch", metadata, "", touch);
      sqlFunction(
        "twice",
        metadata,
        "n integer",
        sql`RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT n $$`,
      );
      table("t", metadata, { id: integer().primaryKey(), n: integer(), more: integer().nullable() });
      policy("own", metadata, "t", sql`USING (n > 2)`);
      trigger("tr", metadata, "t", "before update", sql`FOR EACH ROW EXECUTE FUNCTION touch()`);
      view("v", metadata, sql`SELECT id, n AS m FROM t`);
      view("w", metadata, sql`SELECT m FROM v`);
      materializedView("m", metadata, sql`SELECT m FROM w`);
    },
  },
  {
    title: "an operator class of an index, of a key of exclusions and of nothing",
    targets,
    from(metadata) {
      operatorClass("own_ops", metadata, "btree", LENGTH);
      table("t", metadata, { id: integer().primaryKey(), a: text() }, () => [
        index("ix", { on: "a", operatorClass: "own_ops" }),
      ]);
    },
    to(metadata) {
      operatorClass("own_ops", metadata, "btree", LENGTH);
      table("t", metadata, { id: integer().primaryKey(), a: text() }, () => [
        index("ix", { on: "a", operatorClass: "own_ops" }).where(sql`a <> ''`),
        exclude("ex", [[{ on: "a", operatorClass: "own_ops" }, "="]], { using: "btree" }),
      ]);
    },
  },
  {
    title: "a domain of a composite type, one of an enum, and lists of both",
    targets,
    from(metadata) {
      const pair = compositeType("pair", metadata, { a: integer() });
      const home = domain("home", metadata, pair(), { checks: { ck: sql`(VALUE).a > 0` } });
      const mood = domain("mood", metadata, enumOf("b", "a").named("feeling"), { default: "a" });
      table("t", metadata, {
        id: integer().primaryKey(),
        home: home().nullable(),
        homes: array(home()).nullable(),
        mood: mood(),
        moods: array(mood()).nullable(),
      });
      view("v", metadata, sql`SELECT home, moods FROM t`);
    },
    to(metadata) {
      const pair = compositeType("pair", metadata, { a: integer(), b: text() });
      const home = domain("home", metadata, pair(), { checks: { ck: sql`(VALUE).a > 1` } });
      const mood = domain("mood", metadata, enumOf("b", "a").named("feeling"), { default: "b" });
      table("t", metadata, {
        id: integer().primaryKey(),
        home: home().nullable(),
        mood: mood(),
        moods: array(mood()).nullable(),
      });
      view("v", metadata, sql`SELECT home, moods FROM t`);
    },
  },
  {
    title: "a sequence that columns of two tables draw from, and then goes with one of another",
    targets,
    from(metadata) {
      sequence("nr", metadata);
      table("a", metadata, { id: integer().primaryKey(), n: bigInteger().serverDefault(sql`nextval('nr')`) });
      table("b", metadata, { id: integer().primaryKey(), n: bigInteger().serverDefault(sql`nextval('nr')`) });
    },
    to(metadata) {
      sequence("nr", metadata, { ownedBy: { name: "a", column: "id" }, increment: 2 });
      table("a", metadata, { id: integer().primaryKey() });
      table("b", metadata, { id: integer().primaryKey(), n: bigInteger().serverDefault(sql`nextval('nr')`) });
    },
  },
  {
    title: "partitions of partitions, with indexes that come and go",
    targets,
    from(metadata) {
      table("logs", metadata, { region: string(9), day: integer(), n: integer() }, (c) => [
        partitionBy("list", c.region),
        partitions({ logs_a: "FOR VALUES IN ('a')" }),
        index("ix_logs", c.n),
      ]);
    },
    to(metadata) {
      table("logs", metadata, { region: string(9), day: integer(), m: integer().renamedFrom("n") }, (c) =>
        [
          partitionBy("list", c.region),
          partitions({ logs_a: "FOR VALUES IN ('a', 'b')", logs_c: "DEFAULT" }),
          index("ix_logs", c.m, c.day).unique().where(sql`m > 1`).include(c.region),
        ].slice(0, 2),
      );
    },
  },
  {
    title: "event triggers, and what they call",
    targets,
    from(metadata) {
      sqlFunction("tell", metadata, "", sql`RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN END $$`);
      eventTrigger("told", metadata, "ddl_command_end", sql`EXECUTE FUNCTION tell()`);
    },
    to(metadata) {
      sqlFunction("tell", metadata, "", sql`RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN NULL; END $$`);
      eventTrigger("told", metadata, "sql_drop", sql`WHEN TAG IN ('DROP TABLE') EXECUTE FUNCTION tell()`);
      table("t", metadata, { id: integer().primaryKey() });
    },
  },
  {
    title: "a range of numbers apart by a function, and views and functions of it that change as it goes",
    targets,
    from(metadata) {
      sqlFunction(
        "apart",
        metadata,
        "a integer, b integer",
        sql`RETURNS float8 LANGUAGE sql IMMUTABLE AS $$ SELECT (a - b)::float8 $$`,
      );
      const span = rangeType("span", metadata, integer(), { subtypeDiff: "apart" });
      table("t", metadata, {
        id: integer().primaryKey(),
        span: span().nullable(),
        many: array(span()).nullable(),
      });
      view("v", metadata, sql`SELECT span, many FROM t`);
      materializedView("m", metadata, sql`SELECT lower(span) AS low, '[1,2)'::span AS s FROM v`);
    },
    to(metadata) {
      table("t", metadata, { id: integer().primaryKey(), d: double().nullable() });
      view("v", metadata, sql`SELECT d FROM t`);
      materializedView("m", metadata, sql`SELECT d AS low FROM v`);
    },
  },
];

thereAndBackBetween("what models call", PAIRS);

onPostgresql("the rules of a domain that a table has lists of", () => {
  it("are told of where they change, as PostgreSQL does not look into the lists", async () => {
    const database = await freshDatabase("postgresql", "lists");
    await using h = new History(database);
    const declared = (most: number) => {
      const metadata = new MetaData();
      const count = domain("count", metadata, integer(), { checks: { ck: sql.raw(`VALUE < ${most}`) } });
      table("t", metadata, { id: integer().primaryKey(), counts: array(count()) });
      return metadata;
    };
    await h.autogenerate("a1", declared(10));
    await h.migrator().upgrade("head");
    expect(wordsOf(await h.difference(declared(10)))).toEqual([]);
    expect(wordsOf(await h.difference(declared(20)))).toEqual([
      "Domain count gets other rules, for which the database cannot look into t.counts: make a domain of another name, or give that column another type meanwhile with op.execute(…).",
    ]);
  });
});
