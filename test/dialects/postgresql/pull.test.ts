import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import { createEngine, type Engine } from "../../../src/engine/engine.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { schemaOf } from "../../../src/schema/define/metadata.js";
import type { Schema } from "../../../src/schema/schema.js";
import { freshDatabase } from "../../support/database.js";
import { Migration } from "../../support/models/migration.js";
import { loadModels } from "../../support/models/pulled.js";
import { eachTarget } from "../../support/target.js";
import { typeErrors } from "../../support/type-errors.js";

const HARD = `
  create schema sales; comment on schema sales is 'What is sold.';
  create type mood as enum ('happy', 'it''s "sad"', 'so-so');
  create type sales.state as enum ('open', 'done');
  create domain email as text check (value like '%@%') ;
  comment on domain email is 'An address.';
  create domain posint as integer not null default 1 constraint pos check (value > 0);
  create sequence order_no start 1000 increment 5;
  create table users (
    id bigint generated always as identity (start 10 increment 2) primary key,
    mail email not null, m mood default 'happy', ms mood[] not null default '{}',
    "full name" text, "class" text, constructor text, "größe" integer, "Weird""Q" int,
    manager_id bigint references users, favorite_post_id integer, big numeric(20,4) default 1.5,
    lower_mail text generated always as (lower(mail)) stored,
    created_at timestamptz not null default now(), tags text[] default array['a'], data jsonb default '{"a": 1}'::jsonb,
    ip inet, uniq uuid default gen_random_uuid() unique
  );
  comment on table users is E'People.\\nWith two lines */ and an end.';
  comment on column users.mail is 'Where to write';
  create unique index users_mail_lower on users (lower(mail)) where manager_id is null;
  create index on users (created_at desc nulls last, id) include (mail);
  create table posts (id serial primary key, author_id bigint not null references users on delete cascade, editor_id bigint references users deferrable initially deferred, title varchar(100) not null, no integer not null default nextval('order_no'), unique (author_id, title));
  alter table users add constraint fk_fav foreign key (favorite_post_id) references posts (id);
  create table tag (id smallint primary key, name text unique nulls not distinct);
  create table tags (id integer primary key);
  create table posts_tags (post_id integer references posts, tag_id smallint references tag, primary key (post_id, tag_id));
  create table sales.orders (id integer primary key, user_id bigint references public.users, st sales.state, st2 sales.state not null, check (id > 0), qty posint);
  create table orders (id integer primary key, sales_order_id integer unique references sales.orders);
  create table sales.items_tags (order_id integer references sales.orders, tag_id integer references public.tags, primary key (order_id, tag_id));
  create table logs (at timestamp, line text);
  create table "index" (a int);
  create table "Date" (id int primary key, d timestamp default '2020-01-01 00:00:00');
  create table a (id integer primary key, x integer);
  create table b (id integer primary key references a (id));
  alter table a add foreign key (id) references b (id);
  create table mixed (id integer primary key, u bigint, t smallint, foreign key (u) references users (id), foreign key (t) references tags (id));
  create table comp (a int, b int, primary key (b, a));
  create table comp_child (id int primary key, x int, y int, foreign key (x, y) references comp (b, a) on delete set null);
  create view v as select 1 as one;
`;

const SCHEMAS = ["", "sales"];

eachTarget("models pulled from a database with everything in it", () => {
  it("compile, leave nothing to do, and make the same database", async () => {
    const database = await freshDatabase("postgresql", "pull");
    await database.script(HARD);
    await using engine = createEngine(database.url);
    const { files, left, addedSchemas } = await pullModels(engine, { split: false });
    expect(left).toEqual([]);
    expect(addedSchemas).toEqual(["sales"]);
    expect(typeErrors(new Map([["models.ts", files[0]!.contents]]))).toEqual([]);
    const models = schemaOf([await loadModels(files)], { length: 63, unit: "bytes" });
    const reflected = await engine.reflectSchema({ schemas: SCHEMAS });
    expect(await found(engine, reflected, models)).toEqual([]);

    const other = await freshDatabase("postgresql", "pulled");
    await using second = createEngine(other.url);
    const m = await Migration.open(other.url);
    try {
      await m.run((await m.difference(models)).operations);
    } finally {
      await m.close();
    }
    const made = await second.reflectSchema({ schemas: SCHEMAS });
    expect({ ...made, unsupported: [] }).toEqual({ ...reflected, unsupported: [] });
  }, 120_000);

  it("are split into files that find each other", async () => {
    const database = await freshDatabase("postgresql", "pull");
    await database.script(HARD);
    await using engine = createEngine(database.url);
    const { files } = await pullModels(engine, { split: true });
    expect(typeErrors(new Map(files.map(({ path, contents }) => [path, contents])))).toEqual([]);
    const models = schemaOf([await loadModels(files)], { length: 63, unit: "bytes" });
    expect(await found(engine, await engine.reflectSchema({ schemas: SCHEMAS }), models)).toEqual([]);
  }, 120_000);
}, ["postgresql"]);

/** What comparing a database with models finds, in words. */
async function found(engine: Engine, from: Schema, models: Schema): Promise<readonly string[]> {
  return engine.connect((connection) =>
    connection.withDriver(async (driver) => {
      const { dialect } = connection;
      const { operations, problems } = await compareSchemas(from, models, dialect, {
        canonical: (tables, schema) => dialect.canonical(driver, schema, tables),
      });
      return [...problems, ...operations.map((each) => JSON.stringify(each.describe(dialect.spelling)))];
    }),
  );
}
