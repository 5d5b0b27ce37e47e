import { expect, it } from "vitest";
import { createEngine } from "../../../src/engine/engine.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { schemaOf } from "../../../src/schema/define/metadata.js";
import { displayName } from "../../../src/schema/name.js";
import type { Schema } from "../../../src/schema/schema.js";
import { byName } from "../../support/models/migration.js";
import { evaluateModels } from "../../support/models/pulled.js";
import { typeErrors } from "../../support/type-errors.js";
import { changes, connected, dialect, major, onPostgresql } from "./connected.js";

const SCHEMAS = Array.from({ length: 29 }, (_, i) => `area_${i}`);
const TABLES = 500;

/** One schema's own types and sequences, which its tables and those of the next use. */
const TYPES = (schema: string, i: number) => `
  create schema ${schema}; comment on schema ${schema} is 'area ''${i}''';
  create type ${schema}.state as enum ('new', 'it''s', 'old ${i}');
  create domain ${schema}.amount as numeric(10, 2) default ${i} not null constraint above check (value >= 0 and value < ${i + 1000});
  create domain ${schema}.code as text collate "C" check (value ~ '^[a-z]+$');
  create sequence ${schema}.numbers as integer start ${i + 1} increment 3 cache 5;
  create table ${schema}.base (id bigint generated always as identity (start ${i + 1} increment 2) primary key,
    code ${schema}.code not null constraint base_code unique, at timestamptz(3) not null default now(), st ${schema}.state);`;

/** Statements that make the table of a number in a schema, each number of another sort; `before` is the schema made before. */
const SORTS: readonly ((t: string, schema: string, before: string, n: number) => string)[] = [
  (
    t,
  ) => `create table ${t} (id int not null, at date not null, note text, primary key (id, at)) partition by range (at);
    create table ${t}_y25 partition of ${t} for values from ('2025-01-01') to ('2026-01-01');
    create table ${t}_rest partition of ${t} default; create index on ${t} (note, at desc);`,
  (
    t,
    s,
    b,
  ) => `create table ${t} (id int primary key, area text not null default 'x', base_id bigint references ${b}.base on delete cascade) partition by hash (id);
    create table ${t}_0 partition of ${t} for values with (modulus 2, remainder 0); create table ${t}_1 partition of ${t} for values with (modulus 2, remainder 1);
    alter table ${t} add check (area <> '' or area = '${s}');`,
  (t, s) =>
    `create table ${t} (extra int default 7, own ${s}.state) inherits (${s}.base); alter table ${t} add primary key (id);`,
  (
    t,
    s,
  ) => `create table ${t} (id serial primary key, price ${s}.amount, prices ${s}.amount[], code ${s}.code default 'abc', n int);
    insert into ${t} (n) values (1); alter table ${t} add constraint low check (n < 0 and price > 1) not valid;`,
  (t) => `create table ${t} (id int primary key, during tstzrange not null, a int, b int,
      exclude using gist (during with &&, int4range(a, b) with =) where (a < b), exclude (a with =) deferrable initially deferred);`,
  (
    t,
  ) => `create table ${t} (id uuid primary key default gen_random_uuid(), name varchar(80) not null, doc jsonb default '{"a": [1, 2]}', tags text[] default '{}', tsv tsvector);
    create index on ${t} (name text_pattern_ops desc nulls last, (lower(name)) collate "C") include (doc) where name like 'a%' and id is not null;
    create index on ${t} using gin (doc jsonb_path_ops) with (fastupdate = off); create index on ${t} using gist (tsv tsvector_ops (siglen = 64)); create index on ${t} using brin (id);`,
  (
    t,
    s,
    b,
  ) => `create table ${t} (id int primary key, a bigint, b ${s}.code, c text, foreign key (a) references ${b}.base deferrable initially deferred,
      foreign key (b) references ${s}.base (code) match full on update cascade on delete set null);
    alter table ${t} add constraint later foreign key (c) references ${s}.base (code) not valid;`,
  (
    t,
    s,
  ) => `create table ${t} (a smallint, b int default nextval('${s}.numbers'), c text, d int, unique nulls not distinct (a, b) include (c), primary key (b, a) deferrable);
    alter table ${t} add constraint own foreign key (d, a) references ${t} (b, a) on delete set null (d);`,
  (
    t,
    s,
  ) => `create table ${t} (id bigserial primary key, n numeric(8, 2) not null default 1.50, twice numeric generated always as (n * 2) stored,
      shown text ${major >= 18 ? "generated always as ('n' || n::int::text) virtual" : "default 'n'"}, st ${s}.state[] default '{new}', one ${s}.state default 'it''s');
    comment on table ${t} is E'it''s\\n"odd" \\\\ */'; comment on column ${t}.twice is 'two ''times'''; create unique index on ${t} (one) where one <> 'new';`,
  (
    t,
    _,
    b,
  ) => `create unlogged table ${t} (id int primary key, parent int references ${t}, kind "char", bits bit(4) default b'0101', ip inet, span interval day to second(2)) with (fillfactor = 70);
    alter table ${t} alter bits set statistics 200, enable row level security, replica identity full; create index on ${t} (parent); create unlogged table ${t}_link (a int references ${t}, b bigint references ${b}.base, primary key (a, b));`,
];

function script(): string {
  const statements = SCHEMAS.map(TYPES);
  let made = SCHEMAS.length;
  for (let n = 0; made < TABLES; n++) {
    const i = n % SCHEMAS.length;
    const schema = SCHEMAS[i]!;
    const sort = (n + Math.floor(n / SCHEMAS.length)) % SORTS.length;
    const last = sort === 9 && made === TABLES - 1 ? 8 : sort;
    statements.push(SORTS[last]!(`${schema}.t${n}`, schema, SCHEMAS[(i + 28) % 29]!, n));
    made += last === 9 ? 2 : 1;
  }
  return statements.join("\n");
}

function held({ unsupported: _, defaultSchema: __, ...schema }: Schema): object {
  return byName({ ...schema, unsupported: [] });
}

onPostgresql("a database of 500 tables in 29 schemas", () => {
  it("is pulled, finds nothing to do, and is built again the same", async () => {
    await using c = await connected();
    await c.database.script(script());
    const live = await c.reflect(SCHEMAS);
    expect(live.tables).toHaveLength(TABLES);
    await using engine = createEngine(c.database.url);
    const { files, left } = await pullModels(engine, { split: true, schemas: SCHEMAS });
    expect(left.filter(({ what }) => what !== "partition").map((each) => displayName(each))).toEqual([]);
    expect(typeErrors(new Map(files.map(({ path, contents }) => [path, contents])))).toEqual([]);
    const models = {
      ...schemaOf([await evaluateModels(files)], { length: 63, unit: "bytes" }),
      entities: [],
    };
    const { operations, problems } = await changes(c, live, models);
    expect({ operations, problems }).toEqual({ operations: [], problems: [] });

    await using other = await connected();
    const { operations: all } = await changes(other, await other.reflect(SCHEMAS), models);
    await other.db.query("BEGIN");
    for (const operation of all) {
      const statements = await dialect.plan(operation, other.live);
      await other.db.batch(statements.map(({ sql }) => sql));
    }
    await other.db.query("COMMIT");
    const built = await other.reflect(SCHEMAS);
    expect(held(built)).toEqual(held(live));
    expect((await changes(other, built, models)).operations).toEqual([]);
  }, 90_000);
});
