import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import { createEngine } from "../../../src/engine/engine.js";
import { check, foreignKey, index, unique } from "../../../src/index.js";
import { pullModels } from "../../../src/pull/pull-models.js";
import { integer } from "../../../src/schema/define/column-type.js";
import { schemaOf as declaredIn, MetaData, table } from "../../../src/schema/define/metadata.js";
import type { ColumnName, TableItem } from "../../../src/schema/define/table-item.js";
import type { Schema } from "../../../src/schema/schema.js";
import { EMPTY_SCHEMA, findTable } from "../../../src/schema/schema.js";
import { constraintsOf } from "../../../src/schema/table.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { loadModels } from "../../support/models/pulled.js";
import { itIf } from "../../support/target.js";
import { eachProduct, openSession } from "./session.js";

type Actions = NonNullable<Parameters<typeof foreignKey>[3]>;

interface Case {
  readonly actions: Actions;
  readonly column?: object;
  readonly beside?: object;
  readonly check?: true;
  readonly to?: "id" | "code";
  /** What is said; by product where they differ, and null where it is fine. */
  readonly message: string | null | { readonly mysql: string | null; readonly mariadb: string | null };
}

const stored = { g: integer().nullable().computed(sql`ref + 1`) };
const CASES: Readonly<Record<string, Case>> = {
  "SET NULL on a column that is NOT NULL": {
    actions: { onDelete: "set null" },
    column: integer(),
    message: "SET NULL is for columns that may be NULL, and ref may not",
  },
  "ON UPDATE SET NULL on a primary key": {
    actions: { onUpdate: "set null" },
    column: integer().primaryKey(),
    message: "SET NULL is for columns that may be NULL, and ref may not",
  },
  "ON UPDATE CASCADE of a key that may be NULL": {
    actions: { onUpdate: "cascade" },
    column: integer(),
    to: "code",
    message: { mysql: null, mariadb: "ON UPDATE CASCADE could bring a NULL to ref, which may not be NULL" },
  },
  "SET NULL on a column with a check": {
    actions: { onDelete: "set null" },
    check: true,
    message: "it would write ref, which the check ck_t is on",
  },
  "ON DELETE CASCADE on a column with a check": {
    actions: { onDelete: "cascade" },
    check: true,
    message: null,
  },
  "ON UPDATE CASCADE under a stored value": {
    actions: { onUpdate: "cascade" },
    beside: stored,
    message: "it would write ref, from which g is worked out and stored",
  },
  "ON DELETE CASCADE under a stored value": {
    actions: { onDelete: "cascade" },
    beside: stored,
    message: { mysql: "it would write ref, from which g is worked out and stored", mariadb: null },
  },
  "ON DELETE SET NULL under a value that is not stored": {
    actions: { onDelete: "set null" },
    beside: { g: integer().nullable().computed(sql`ref + 1`, { stored: false }) },
    message: null,
  },
  "ON UPDATE CASCADE on a computed column": {
    actions: { onUpdate: "cascade" },
    column: integer().nullable().computed(sql`n + 1`),
    message: "ref is computed, and nothing else writes it",
  },
  "a key on a computed column that is not stored": {
    actions: {},
    column: integer().nullable().computed(sql`n + 1`, { stored: false }),
    message: { mysql: "ref is computed and not stored", mariadb: null },
  },
};

function schemaOf({
  actions,
  column = integer().nullable(),
  beside = {},
  check: has,
  to = "id",
}: Case): Schema {
  const metadata = new MetaData();
  table("p", metadata, { id: integer().primaryKey(), code: integer().nullable().unique() });
  table("t", metadata, { n: integer(), ref: column as ReturnType<typeof integer>, ...beside }, () => [
    foreignKey("fk_t", ["ref"], [`p.${to}`], actions),
    ...(has ? [check("ck_t", sql`ref > 0`)] : []),
  ]);
  return metadata.toSchema({ length: 64, unit: "characters" });
}

eachProduct("what a foreign key does", (product) => {
  for (const [title, each] of Object.entries(CASES)) {
    const { message } = each;
    const wanted = message === null || typeof message === "string" ? message : message[product];
    it(`is ${wanted === null ? "taken" : "refused before the server does"}: ${title}`, async () => {
      await using session = await openSession(product);
      const to = schemaOf(each);
      if (wanted === null) {
        for (const operation of (await session.compare(to)).operations) await session.run(operation);
        expect((await session.compare(to)).operations).toEqual([]);
        return;
      }
      const title = product === "mysql" ? "MySQL" : "MariaDB";
      await expect(compareSchemas(EMPTY_SCHEMA, to, session.dialect)).rejects.toMatchObject({
        code: "compile.unsupported",
        message: `${title} does not take the foreign key fk_t of t: ${wanted}.`,
      });
    });
  }
});

eachProduct("an index of the name of a foreign key", (product) => {
  type Items = (c: { readonly a: ColumnName; readonly b: ColumnName }) => readonly TableItem[];

  function modelsOf(items: Items): Schema {
    const metadata = new MetaData();
    const parents = table("p", metadata, { id: integer().primaryKey() });
    table("t", metadata, { id: integer().primaryKey(), a: integer(), b: integer() }, (c) => [
      foreignKey("k", [c.a], [parents.c.id]),
      ...items({ a: "a", b: "b" }),
    ]);
    return metadata.toSchema({ length: 64, unit: "characters" });
  }

  it("is refused before anything is done, where the key can stand on no other", async () => {
    await using session = await openSession(product);
    const title = product === "mysql" ? "MySQL" : "MariaDB";
    const cases: readonly Items[] = [
      (c) => [index("k", c.b)],
      (c) => [index("K", c.b, c.a)],
      (c) => [index("k", c.b).unique()],
      (c) => [index("k", c.b), index("ix_b_a", c.b, c.a)],
    ];
    for (const items of cases) {
      await expect(session.compare(modelsOf(items))).rejects.toMatchObject({
        code: "compile.unsupported",
        message: expect.stringContaining(`${title} gives the foreign key k of t an index of its name on a`),
      });
    }
  });

  it("stands beside the key that has another, or serves it", async () => {
    const cases: readonly Items[] = [
      (c) => [index("k", c.b), index("ix_a_b", c.a, c.b)],
      (c) => [index("k", c.b), unique("uq_a", c.a)],
      (c) => [index("k", c.a, c.b)],
      (c) => [index("k", c.a).unique()],
    ];
    for (const items of cases) {
      await using session = await openSession(product);
      const models = modelsOf(items);
      for (const operation of (await session.compare(models)).operations) await session.run(operation);
      expect((await session.compare(models)).operations).toEqual([]);
    }
  });

  it("is pulled with it, unique ones too", async () => {
    await using session = await openSession(product);
    await session.database.script(`
      create table p (id int primary key, x int, unique key x (x));
      create table t (id int primary key, a int, b int, c int,
        key k (a, b), constraint k foreign key (a) references p (id),
        unique key u (b), constraint u foreign key (b) references p (id),
        key w (c), key w2 (id, c), constraint w2 foreign key (c) references p (x)
        ${product === "mysql" ? ", unique key chk (c, a), constraint chk check (c > 0)" : ""})`);
    await using engine = createEngine(session.database.url);
    const { files, left } = await pullModels(engine, { split: false });
    expect(left).toEqual([]);
    const models = (await loadModels(files)).toSchema({ length: 64, unit: "characters" });
    expect((await session.compare(models)).operations).toEqual([]);
    await using other = await openSession(product);
    for (const operation of (await other.compare(models)).operations) await other.run(operation);
    expect((await other.reflect()).tables).toEqual((await session.reflect()).tables);
  });
});

eachProduct("a foreign key to a table that is not there", (product) => {
  it("is told of and left alone, with the index that it stands on", async () => {
    await using s = await openSession(product);
    await s.database.script(`
      set foreign_key_checks = 0;
      create table kept (id int primary key);
      create table t (id int primary key, ref int, other int, constraint lost foreign key (ref) references gone (id),
        constraint found foreign key (other) references kept (id));`);
    const schema = await s.reflect();
    expect(schema.unsupported).toEqual([
      { name: "lost", what: "foreign key that leads nowhere", table: { name: "t" } },
    ]);
    expect(schema.tables.find(({ name }) => name === "t")).toMatchObject({
      constraints: [{ kind: "primaryKey" }, { kind: "foreignKey", name: "found" }],
      indexes: [],
    });
    await using engine = createEngine(s.database.url);
    const { files, left } = await pullModels(engine, { split: false });
    expect(left.map(({ name }) => name)).toEqual(["lost"]);
    const models = declaredIn([await loadModels(files)], { length: 64, unit: "characters" });
    expect((await s.compare(models)).operations).toEqual([]);
  });
});

eachProduct("a foreign key to a table that models cannot say", (product) => {
  itIf(product === "mariadb", "system versioning")("is told of and left alone", async () => {
    await using s = await openSession(product);
    await s.database.script(`
      create table versioned (id int primary key, s timestamp(6) generated always as row start,
        e timestamp(6) generated always as row end, period for system_time (s, e)) with system versioning;
      create table t (id int primary key, ref int, constraint lost foreign key (ref) references versioned (id));`);
    const schema = await s.reflect();
    expect(schema.unsupported).toContainEqual({
      name: "lost",
      what: "foreign key to a system-versioned table",
      table: { name: "t" },
    });
    await using engine = createEngine(s.database.url);
    const { files, left } = await pullModels(engine, { split: false });
    expect(left.map(({ name }) => name).sort()).toEqual(["lost", "versioned"]);
    const models = declaredIn([await loadModels(files)], { length: 64, unit: "characters" });
    expect((await s.compare(models)).operations).toEqual([]);
  });
});

eachProduct("a foreign key that its table has outgrown", (product) => {
  itIf(product === "mariadb", "changes under foreign keys")(
    "is told of and left alone, with the index that it stands on",
    async () => {
      await using s = await openSession(product);
      await s.database.script(`
        set foreign_key_checks = 0;
        create table retyped (id int unsigned primary key);
        create table unkeyed (id int primary key, u int, unique key ku (u));
        create table t (id int primary key, a int, b int, c int,
          constraint fk_a foreign key (a) references later (id),
          constraint fk_b foreign key (b) references unkeyed (u),
          constraint fk_c foreign key (c) references unkeyed (id));
        create table later (id bigint primary key);
        alter table unkeyed drop key ku;`);
      const schema = await s.reflect();
      expect(schema.unsupported).toEqual([
        { name: "fk_a", what: "foreign key to a column of another type", table: { name: "t" } },
        { name: "fk_b", what: "foreign key to columns without an index", table: { name: "t" } },
      ]);
      const t = findTable(schema, { name: "t" })!;
      expect(constraintsOf(t, "foreignKey").map(({ name }) => name)).toEqual(["fk_c"]);
      expect(t.indexes).toEqual([]);
      await using engine = createEngine(s.database.url);
      const { files, left } = await pullModels(engine, { split: false });
      expect(left.map(({ name }) => name)).toEqual(["fk_a", "fk_b"]);
      const models = declaredIn([await loadModels(files)], { length: 64, unit: "characters" });
      expect((await s.compare(models)).operations).toEqual([]);
    },
  );
});
