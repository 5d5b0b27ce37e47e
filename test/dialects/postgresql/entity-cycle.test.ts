import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import { createEngine } from "../../../src/engine/engine.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { schemaOf } from "../../../src/schema/define/metadata.js";
import { displayName } from "../../../src/schema/name.js";
import type { Schema } from "../../../src/schema/schema.js";
import { loadModels } from "../../support/models/pulled.js";
import { type Connected, connected, dialect, onPostgresql } from "./connected.js";

const SCHEMAS = ["", "app"];

/** Objects that need each other, and tables that need them, in and out of the default schema. */
const SCRIPT = `
  create schema app;
  create type app.mood as enum ('sad', 'ok');
  create function app.is_code(x text) returns boolean language sql immutable as 'select $1 <> '''''  ;
  create domain app.code as text check (app.is_code(value));
  create function app.is_fine(m app.mood) returns boolean language sql immutable as 'select $1 = ''ok''';
  create function app.shout(c app.code) returns text language sql immutable as 'select upper($1)';
  create table app.t (id int primary key, m app.mood constraint fine check (app.is_fine(m)), c app.code, owner name,
    loud text generated always as (app.shout(c)) stored, exclude using btree (app.shout(c) with =));
  create table notes (id int primary key, t_id int references app.t);
  alter table app.t enable row level security;
  create policy "own rows" on app.t for update using (t.owner = current_user and exists (select 1 from notes where notes.t_id = t.id))
    with check (t.m = 'ok');
  create policy all_notes on notes using (exists (select 1 from app.t where t.id = notes.t_id));
  create function app.touch() returns trigger language plpgsql as $$ begin return new; end $$;
  create trigger changed before update of m, c on app.t for each row when (old.m is distinct from new.m) execute function app.touch('a', 'it''s');
  create trigger seen after insert on app.t referencing new table as fresh for each statement execute function app.touch();
  create view app.v with (security_barrier = true, check_option = local) as select id, m from app.t where id > 0;
  create materialized view sums as select m, count(*) as n from app.v group by m;`;

/** What no declaration says. */
const REST = `
  create index by_n on sums (n); comment on materialized view sums is 'sums'; comment on view app.v is 'v'; comment on column app.v.m is 'm'; alter view app.v alter m set default 'ok';
  comment on function app.touch() is 'touch'; comment on policy all_notes on notes is 'all'; comment on trigger seen on app.t is 'seen';
  create rule quiet as on insert to app.v do instead nothing;`;

async function difference(c: Connected, to: Schema) {
  return compareSchemas(await c.reflect(SCHEMAS), to, dialect, {
    canonical: (tables, adapted) => dialect.canonical(c.db, adapted, tables),
    entities: (declared) => dialect.readEntities(c.db, declared),
  });
}

async function pulled(c: Connected) {
  await using engine = createEngine(c.database.url);
  const { files, left } = await pullModels(engine, { split: false, schemas: SCHEMAS });
  const models = schemaOf([await loadModels(files)], { length: 63, unit: "bytes" });
  return { models, text: files[0]!.contents, left: left.map((each) => `${each.what} ${displayName(each)}`) };
}

onPostgresql("objects that need each other", () => {
  it("are pulled, found as they are, and made in an empty database in an order in which they can be", async () => {
    await using c = await connected();
    await c.database.script(SCRIPT);
    const { models, left, text } = await pulled(c);
    expect(left).toEqual([]);
    const { operations, problems } = await difference(c, models);
    expect({ operations: operations.map((each) => each.describe(dialect.spelling)), problems }).toEqual({
      operations: [],
      problems: [],
    });
    await using other = await connected();
    const made = await difference(other, models);
    for (const operation of made.operations) await other.run(operation);
    expect((await difference(other, models)).operations).toEqual([]);
    expect((await pulled(other)).text).toBe(text);
    for (const operation of made.downgrade) await other.run(operation);
    const nothing = await other.reflect(SCHEMAS);
    expect([nothing.tables, nothing.domains, nothing.enums, nothing.unsupported]).toEqual([[], [], [], []]);
  });

  it("of a view its parameters change, there and back", async () => {
    await using c = await connected();
    await c.database.script(SCRIPT);
    const { models } = await pulled(c);
    const entities = models.entities.map((entity) =>
      entity.kind === "view" ? { ...entity, with: ["check_option=local"] } : entity,
    );
    const options = async () => c.database.query("select reloptions from pg_class where relname = 'v'");
    const before = await options();
    const { operations, downgrade } = await difference(c, { ...models, entities });
    expect(operations.map(({ kind }) => kind)).toEqual(["replaceEntity"]);
    for (const operation of operations) await c.run(operation);
    expect(await options()).toEqual([{ reloptions: ["check_option=local"] }]);
    for (const operation of downgrade) await c.run(operation);
    expect(await options()).toEqual(before);
    expect((await difference(c, models)).operations).toEqual([]);
  });

  it("get the comments that they are declared with, lose those declared empty, and keep others", async () => {
    await using c = await connected();
    await c.database.script(SCRIPT + REST);
    const { models } = await pulled(c);
    const entities = models.entities.map(({ comment, ...entity }) => {
      if (entity.kind === "view") return { ...entity, comment: "", columnComments: { m: "new" } };
      return comment === undefined || entity.kind === "policy" ? { ...entity, comment: "new" } : entity;
    });
    const said = async () =>
      (await dialect.listEntities(c.db, SCHEMAS)).map(({ kind, name, comment, columnComments }) => [
        kind,
        name,
        comment,
        columnComments,
      ]);
    const before = await said();
    const { operations, downgrade } = await difference(c, { ...models, entities });
    expect(new Set(operations.map(({ kind }) => kind))).toEqual(new Set(["setEntityComment"]));
    for (const operation of operations) await c.run(operation);
    expect(await said()).toEqual(
      before.map(([kind, name, comment, columnComments]) => [
        kind,
        name,
        kind === "view"
          ? undefined
          : kind !== "extension" && (comment === undefined || kind === "policy")
            ? "new"
            : comment,
        columnComments && { m: "new" },
      ]),
    );
    expect((await difference(c, { ...models, entities })).operations).toEqual([]);
    for (const operation of downgrade) await c.run(operation);
    expect(await said()).toEqual(before);
  });

  it("are told of what no declaration of theirs says", async () => {
    await using c = await connected();
    await c.database.script(SCRIPT + REST);
    const { models, left } = await pulled(c);
    expect(left).toEqual(["view column's default app.v.m"]);
    expect((await difference(c, models)).operations).toEqual([]);
  });

  it("are not asked about one by one where they are declared in the server's words, even of what works no longer", async () => {
    await using c = await connected();
    await c.database.script(`${SCRIPT}
      create table gone (id int); create procedure app.stale() language sql as 'delete from gone'; drop table gone;
      create procedure app.added(in a int, out b int) language sql as 'select a';`);
    const { models } = await pulled(c);
    c.sent.length = 0;
    expect(await difference(c, models)).toMatchObject({ operations: [], problems: [] });
    expect(c.sent.flat().filter((sql) => /savepoint migr_entity/i.test(sql))).toEqual([]);
  });
});
