import { expect, it } from "vitest";
import { pullModels } from "../../../src/pull/pull-models.js";
import { freshDatabase } from "../../support/database.js";
import { History, wordsOf } from "../../support/history.js";
import { loadModels } from "../../support/models/pulled.js";
import { onPostgresql } from "./connected.js";

const NAMES = ["Upper", "a b", "é", "emoji 😀", "select", 'q"uote', "s1", "s2", "S2", "dot.ted", "it's"];

const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;
const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** The same objects in a schema, each a little otherwise than in the others. */
function objectsIn(schema: string, i: number): string {
  const s = quoted(schema);
  const before =
    i === 0 ? "" : `alter table ${s}.users add before int references ${quoted(NAMES[i - 1]!)}.users (id);`;
  return `
    create schema if not exists ${s};
    comment on schema ${s} is ${literal(schema)};
    create type ${s}.mood as enum ('a', 'b${i}');
    create type ${s}.pair as (a int, b text);
    create domain ${s}.pos as int check (value > ${i});
    create sequence ${s}.counter increment ${i + 1};
    create table ${s}.users (id serial primary key, m ${s}.mood not null default 'a', p ${s}.pos, c ${s}.pair,
      n bigint default nextval(${literal(`${s}.counter`)}), constraint "ck 😀" check (p > ${i}));
    create table ${s}."Orders 😀" (id int generated always as identity, "User" int references ${s}.users on delete cascade,
      "at" date not null, primary key (id, "at")) partition by range ("at");
    create table ${s}."Orders 😀 1" partition of ${s}."Orders 😀" for values from ('2025-01-01') to ('2026-01-01');
    create index "by 😀" on ${s}.users (n) where id > ${i};
    create view ${s}.v as select u.id, u.m from ${s}.users u;
    create materialized view ${s}.mv as select count(*) as c from ${s}.users;
    create function ${s}.f(a ${s}.mood) returns ${s}.mood language sql as 'select a';
    create function ${s}.touch() returns trigger language plpgsql as 'begin return new; end';
    create trigger touched before update on ${s}.users for each row execute function ${s}.touch();
    create policy own on ${s}.users using (id > ${i});
    comment on constraint "ck 😀" on ${s}.users is 'why 😀';
    ${before}`;
}

/** The first of the schemas is the connection's own, others are searched after it. */
const PATH = `create schema ${quoted(NAMES[0]!)}; do $$ begin
  execute format('alter database %I set search_path = ${quoted(NAMES[0]!)}, s1, public', current_database()); end $$;`;

const REST = `create table public.users (id int primary key, m s1.mood, p s2.pos[]); create type public.mood as enum ('z');
  create table public.t (m public.mood, o "S2".mood); create view public.v as select * from s1.v;`;

onPostgresql("many schemas with the same names in each", () => {
  it("are pulled, found as they are, made in another database and taken back", async () => {
    const schemas = ["", "public", ...NAMES.slice(1)];
    const database = await freshDatabase("postgresql", "first");
    await database.script(PATH);
    await database.script(`${NAMES.map(objectsIn).join("")} ${REST}`);
    await using first = new History(database);
    const { files, left } = await pullModels(first.engine, { split: false, schemas });
    expect(left).toEqual([]);
    const models = await loadModels(files);
    expect(wordsOf(await first.difference(models))).toEqual([]);
    const other = await freshDatabase("postgresql", "second");
    await other.script(PATH);
    await using second = new History(other);
    await second.autogenerate("a1", models);
    await second.migrator().upgrade("head");
    expect(wordsOf(await second.difference(models))).toEqual([]);
    const again = await pullModels(second.engine, {
      split: false,
      schemas,
      exclude: [{ name: "migr_version" }],
    });
    expect(again.files).toEqual(files);
    await second.migrator().downgrade("base");
    const relations =
      await other.query(`select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
      where n.nspname !~ '^pg_|^information_schema$' and c.relname !~ '^migr_version'`);
    expect(relations).toEqual([]);
  }, 120_000);
});
