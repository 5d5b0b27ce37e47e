import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import type { Column } from "../../../src/schema/column.js";
import type { Schema } from "../../../src/schema/schema.js";
import { raw } from "../../../src/sql/nodes/index.js";
import { byName } from "../../support/models/migration.js";
import { type Connected, connected, dialect, onPostgresql } from "./connected.js";

const role = `reader_${randomBytes(6).toString("hex")}`;
const sql = (text: string) => raw({ sql: text });

const SCRIPT = `
  create type mood as enum ('sad', 'ok', 'old');
  create table base (id int primary key, n int not null, z int, m mood default 'ok',
    double int generated always as (n * 2) stored, told text generated always as (case when m = 'ok' then 'fine' end) stored,
    constraint positive check (double > 0), constraint one unique (double));
  create table heir (own int) inherits (base);
  comment on column base.double is 'it''s twice'; comment on constraint positive on base is 'above';
  create index ix on base (double, z); comment on index ix is 'by double';
  create index ix_heir on heir (double) where double > 1; create index ix_told on base (told);
  alter table base alter double set statistics 300, alter double set (n_distinct = 5),
    alter told set storage external, alter told set compression pglz, cluster on ix;
  alter table only heir alter double set statistics 40;
  create statistics together (dependencies) on double, z from base; comment on statistics together is 'both';
  alter statistics together set statistics 70;
  create statistics worked_out on (told || 'x') from heir;
  grant select (double, told, n), update (m) on base to ${role}; grant select (double) on base to ${role} with grant option;
  grant references (told) on heir to public; revoke all on base from ${role}; grant select (double, told) on base to ${role} with grant option;
  insert into base (id, n, z) values (1, 2, 3); insert into heir (id, n, z) values (2, 4, 6);`;

/** All that tables and columns have that might fall with a column, but for its place. */
async function everything({ database }: Connected): Promise<unknown> {
  const columns = `select a.attrelid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod), coalesce(a.attstattarget, -1) as target,
      a.attstorage, a.attcompression, a.attoptions, array(select unnest(a.attacl)::text order by 1) as acl, col_description(a.attrelid, a.attnum),
      pg_get_expr(d.adbin, d.adrelid) as expression
    from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid in ('base'::regclass, 'heir'::regclass) and a.attnum > 0 and not a.attisdropped order by 1, 2`;
  const parts = `select pg_get_constraintdef(oid) as def, obj_description(oid, 'pg_constraint') as comment from pg_constraint
      where conrelid in ('base'::regclass, 'heir'::regclass) and contype <> 'n'
    union all select pg_get_indexdef(indexrelid) || indisclustered::text, obj_description(indexrelid, 'pg_class') from pg_index
      where indrelid in ('base'::regclass, 'heir'::regclass)
    union all select pg_get_statisticsobjdef(oid) || coalesce(stxstattarget, -1)::text, obj_description(oid, 'pg_statistic_ext') from pg_statistic_ext
    order by 1`;
  const rows = "select id, n, z, m, double, told from base order by 1";
  return Promise.all([columns, parts, rows].map((each) => database.query(each)));
}

/** The schema with another column in a table. */
function withColumn(schema: Schema, name: string, change: (column: Column) => Column): Schema {
  const columns = (all: readonly Column[]) => all.map((each) => (each.name === name ? change(each) : each));
  return { ...schema, tables: schema.tables.map((table) => ({ ...table, columns: columns(table.columns) })) };
}

const CHANGES: Readonly<Record<string, (schema: Schema) => Schema>> = {
  "its expression": (schema) =>
    withColumn(schema, "double", (column) => ({
      ...column,
      computed: { expression: sql("n + n"), stored: true },
    })),
  "the type of what it is worked out from": (schema) =>
    withColumn(schema, "n", (column) => ({ ...column, type: { kind: "smallInteger" } })),
  "the words of an enum type that it reads": (schema) => {
    const values = ["sad", "ok"];
    const changed = withColumn(schema, "m", (column) => ({
      ...column,
      type: { kind: "enum", name: "mood", values },
    }));
    return { ...changed, enums: [{ name: "mood", values }] };
  },
};

onPostgresql("a computed column that is made anew", () => {
  let admin: Connected;
  beforeAll(async () => {
    admin = await connected();
    await admin.database.script(`create role ${role}`);
  });
  afterAll(async () => {
    await admin.database.script(`drop role ${role}`);
    await admin[Symbol.asyncDispose]();
  });

  for (const [what, change] of Object.entries(CHANGES)) {
    it(`keeps its rights, statistics, storage and all that stands on it: ${what}`, async () => {
      await using c = await connected();
      await c.database.script(SCRIPT);
      // The server itself forgets how much these learn where it changes an expression in place.
      if (what === "its expression" && dialect.features.alterComputed.stored?.includes("stored")) {
        await c.database.script("alter statistics together set statistics default");
      }
      const before = { all: await everything(c), schema: byName(await c.reflect()) };
      const { operations, downgrade, problems } = await compareSchemas(
        await c.reflect(),
        change(await c.reflect()),
        dialect,
        { canonical: (tables, adapted) => dialect.canonical(c.db, adapted, tables) },
      );
      expect(problems).toEqual([]);
      const kind = what.startsWith("the words") ? "alterEnum" : "alterColumn";
      expect(operations.filter((each) => each.kind !== kind)).toEqual([]);
      for (const operation of operations) await c.run(operation);
      const texts = (value: unknown) =>
        JSON.stringify(value)
          .replaceAll("n + n", "n * 2")
          .replace(/"n","format_type":"smallint"/g, '"n","format_type":"integer"');
      expect(JSON.parse(texts(await everything(c)))).toEqual(JSON.parse(texts(before.all)));
      for (const operation of downgrade) await c.run(operation);
      expect(await everything(c)).toEqual(before.all);
      expect(byName(await c.reflect())).toEqual(before.schema);
    });
  }

  it("is refused, by name, while a view reads it", async () => {
    await using c = await connected();
    await c.database.script(`${SCRIPT} create view v as select double from base`);
    const to = CHANGES["the type of what it is worked out from"]!(await c.reflect());
    const { operations } = await compareSchemas(await c.reflect(), to, dialect);
    await expect(c.run(operations[0]!)).rejects.toMatchObject({
      code: "migration.in-use",
      message: "base.double cannot be made anew while the view v uses it.",
    });
  });
});
