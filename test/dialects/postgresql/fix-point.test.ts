import { expect, it } from "vitest";
import { compareSchemas } from "../../../src/compare/compare-schemas.js";
import * as items from "../../../src/index.js";
import { CreateEnum } from "../../../src/ops/enum.js";
import { CreateTable } from "../../../src/ops/table.js";
import * as t from "../../../src/schema/define/column-type.js";
import { MetaData, table } from "../../../src/schema/define/metadata.js";
import { func } from "../../../src/sql/build/func.js";
import { sql } from "../../../src/sql/build/sql-tag.js";
import { connected, dialect, onPostgresql } from "./connected.js";
import { plainSchema, plainTable } from "./sameness.js";

/** A table with every type, default and option of the vocabulary. */
function everything(): MetaData {
  const metadata = new MetaData();
  table(
    "parents",
    metadata,
    { id: t.integer().primaryKey(), tenant: t.integer(), code: t.string(10) },
    (c) => [
      items.unique(null, c.tenant, c.code),
      items.tableComment("it's the \\ parent; -- \n of 'all' 🐘"),
    ],
  );
  const role = () => t.enumOf("admin", "it's", 'quo"ted', "back\\slash").named("User Role");
  table(
    "All Types",
    metadata,
    {
      id: t.bigInteger().primaryKey(),
      a: t.integer().serverDefault(-1),
      a2: t.integer().identity({ start: 100, increment: 5, cache: 10 }),
      b: t.smallInteger().nullable().serverDefault(-0),
      c: t.bigInteger().serverDefault(9007199254740993n),
      c2: t.bigInteger({ mode: "number" }).serverDefault(-5),
      d: t.numeric(10, 2).serverDefault("-1.50"),
      d2: t.numeric().serverDefault("NaN"),
      d3: t.numeric(5).serverDefault("12"),
      d4: t.numeric(12, 4, { mode: "number" }).serverDefault(0.1),
      e: t.float().serverDefault(0.1),
      f: t.double().serverDefault(1e300),
      f2: t.double().serverDefault(-0),
      f3: t.double().serverDefault(Number.NaN),
      f4: t.double().serverDefault(Number.NEGATIVE_INFINITY),
      f5: t.double().serverDefault(-1.5e-10),
      g: t.string(50).serverDefault('it\'s \\ a\nnew "line" 🐘 $1 %s {x}'),
      g2: t.string().serverDefault(""),
      h: t.char(3).serverDefault("ab"),
      i: t.text().serverDefault("now()"),
      i2: t.text().nullable().serverDefault(sql<string>`upper('x')`),
      i3: t.text().serverDefault("x".repeat(5000)),
      j: t.boolean().serverDefault(true),
      j2: t.boolean().serverDefault(false),
      k: t.date().serverDefault("1969-02-28"),
      l: t.time({ precision: 3 }).serverDefault("10:00:00"),
      m: t.dateTime().serverDefault(new Date("1960-01-02T03:04:05.678Z")),
      m2: t.dateTime({ timezone: true }).serverDefault(new Date("2026-11-21T00:00:00Z")),
      m3: t.dateTime({ timezone: true, precision: 0 }).serverDefault(func.now()),
      m4: t.dateTime({ precision: 6 }).serverDefault(sql<Date>`current_timestamp(3)`),
      m5: t.dateTime().nullable().serverDefault(sql<Date>`now()`),
      n: t.interval().serverDefault("P1DT2H"),
      o: t.largeBinary().serverDefault(Uint8Array.of(0, 255, 39, 92)),
      p: t.uuid().serverDefault("00000000-0000-4000-8000-00000000ABCD"),
      p2: t.uuid().serverDefault(sql<string>`gen_random_uuid()`),
      q: t.json().serverDefault({ a: [1, "it's \\"], b: null }),
      q2: t.json<string>().serverDefault("text"),
      r: role().serverDefault("it's"),
      r2: role().columnNamed("r two").nullable(),
      s: t.rawType("JSONB").serverDefault(sql`'{}'`),
      s2: t.rawType("int[]").serverDefault(sql`'{1,2}'`),
      s3: t.rawType("VARCHAR(7)").nullable(),
      u: t.integer().computed(sql<number>`"a" + 1`),
      v: t.text().collation("C").comment("a \\ 'comment'\n--"),
      w: t.string(20).unique(),
      x: t.string(20).index(),
      y: t.string(20).unique("custom uq"),
      parentId: t
        .integer()
        .references("parents.id", { onDelete: "cascade", onUpdate: "set null", deferrable: "deferred" }),
      tenant: t.integer(),
      code: t.string(10).nullable(),
      select: t.integer().nullable(),
      'quo"te': t.integer().nullable(),
      "emoji 🐘": t.integer().nullable(),
      ["n".repeat(63)]: t.integer().nullable(),
    },
    (c) => [
      items.foreignKey("fk pair", [c.tenant, c.code], ["parents.tenant", "parents.code"], {
        onDelete: "no action",
      }),
      items.check("ck a", c.a.gt(0)),
      items.check("ck between", c.a.between(1, 5)),
      items.check("ck in", c.g.in(["a", "b"])),
      items.check("ck role", c.r.ne("admin")),
      items.check("ck like", c.g.like("%@%")),
      items.check("ck hostile", sql`"quo""te" > 0 and "select" is not null`),
      items.index("ix multi", c.a, c.b.desc(), c.c.asc().nullsFirst(), c.d.desc().nullsLast()),
      items.index("ix expr", func.lower(c.g), sql`"a" + "b"`),
      items.index("ix where", c.a).where(c.j.eq(true)).unique(),
      items.index("ix include", c.a).include(c.b, c.g),
      items.index("ix gin", c.s).using("gin"),
      items.index("ix hash", c.g).using("HASH"),
      items.tableComment("all"),
    ],
  );
  return metadata;
}

onPostgresql("creating what was adapted", () => {
  it("reflects what compares equal, expressions in the server's words", async () => {
    await using c = await connected();
    const model = dialect.adapt(everything().toSchema(dialect.features.identifierLimit!));
    expect(dialect.adapt(model)).toEqual(model);
    for (const type of model.enums) await c.run(new CreateEnum(type));
    for (const each of model.tables) await c.run(new CreateTable(each));
    const reflected = await c.reflect();
    expect(reflected.unsupported).toEqual([]);
    const before = c.sent.length;
    const canonical = await dialect.canonical(c.db, model, model.tables);
    expect(canonical.problem).toBeUndefined();
    expect(c.sent.length - before).toBeLessThanOrEqual(3);
    expect(plainSchema(dialect, reflected)).toEqual(
      plainSchema(dialect, { ...model, tables: canonical.tables }),
    );
    expect(c.db.inTransaction()).toBe(false);
    expect(await c.reflect()).toEqual(reflected);
  });

  it("needs no server to see that literals, plain checks and plain indexes are the same", async () => {
    await using c = await connected();
    const model = dialect.adapt(everything().toSchema(dialect.features.identifierLimit!));
    for (const each of model.tables) await c.run(new CreateTable(each));
    const reflected = await c.reflect();
    for (const each of model.tables) {
      const [from, to] = [reflected.tables.find(({ name }) => name === each.name)!, each].map((one) =>
        plainTable(dialect, one),
      );
      expect(from!["columns"]).toEqual({
        ...(to!["columns"] as object),
        ...(each.name === "All Types" && {
          i2: expect.anything(),
          p2: expect.anything(),
        }),
      });
    }
  });

  it("is the same where indexes and exclusions name the classes and collations that go without saying", async () => {
    await using c = await connected();
    await c.database.script(`create table t (id int, c varchar(9) collate "C", v text, j jsonb, r int4range,
      constraint ex exclude using gist (r with &&), constraint ex_c exclude using btree (c with =));
      create index ix_c on t (c); create index ix_v on t (v); create index ix_j on t using gin (j);
      create index ix_p on t (v); create index ix_o on t (v)`);
    const metadata = new MetaData();
    const columns = {
      id: t.integer().nullable(),
      c: t.string(9).nullable().collation("C"),
      v: t.text().nullable(),
      j: t.rawType("jsonb").nullable(),
      r: t.rawType("int4range").nullable(),
    };
    table("t", metadata, columns, (c) => [
      items.exclude("ex", [[{ on: c.r, operatorClass: "range_ops" }, "&&"]]),
      items.exclude("ex_c", [[{ on: c.c, collation: "C", operatorClass: "text_ops" }, "="]], {
        using: "btree",
      }),
      items.index("ix_c", { on: c.c, collation: "C" }),
      items.index("ix_v", { on: c.v, collation: "default", operatorClass: "text_ops" }),
      items.index("ix_j", { on: c.j, operatorClass: "jsonb_ops" }).using("gin"),
      items.index("ix_p", { on: c.v, operatorClass: "text_pattern_ops" }),
      items.index("ix_o", { on: c.v, collation: "C" }),
    ]);
    const { operations } = await compareSchemas(await c.reflect(), metadata.toSchema(), dialect, {
      canonical: (tables, adapted) => dialect.canonical(c.db, adapted, tables),
    });
    expect(operations.map((each) => each.describe(dialect.spelling).subject)).toEqual([
      expect.stringContaining("ix_p"),
      expect.stringContaining("ix_o"),
      expect.stringContaining("ix_p"),
      expect.stringContaining("ix_o"),
    ]);
  });

  it("is the same where an expression takes the collation of its column, whatever else of the index names one", async () => {
    await using c = await connected();
    await c.database.script(`create table t (c varchar(9) collate "C" not null, v text not null);
      create index ix_other on t (v collate "C", lower(c)); create index ix_where on t (lower(c)) where v collate "C" > 'a';
      create index ix_inner on t (lower(v collate "C"), lower(v)); create index ix_twice on t (lower(c), lower(c) collate "POSIX");
      create index "ix ( COLLATE" on t (lower(c), (v || ') collate ,') collate "C")`);
    const metadata = new MetaData();
    const columns = { c: t.string(9).collation("C"), v: t.text() };
    table("t", metadata, columns, (c) => [
      items.index("ix_other", { on: c.v, collation: "C" }, func.lower(c.c)),
      items.index("ix_where", func.lower(c.c)).where(sql<boolean>`"v" collate "C" > 'a'`),
      items.index("ix_inner", sql`lower("v" collate "C")`, func.lower(c.v)),
      items.index("ix_twice", func.lower(c.c), { on: func.lower(c.c), collation: "POSIX" }),
      items.index("ix ( COLLATE", func.lower(c.c), { on: sql`"v" || ') collate ,'`, collation: "C" }),
    ]);
    const reflected = await c.reflect();
    const { operations } = await compareSchemas(reflected, metadata.toSchema(), dialect, {
      canonical: (tables, adapted) => dialect.canonical(c.db, adapted, tables),
    });
    expect(operations.map((each) => each.describe(dialect.spelling).subject)).toEqual([]);
    const { indexes } = reflected.tables[0]!;
    expect(
      Object.fromEntries(indexes.map(({ name, parts }) => [name, parts.map(({ collation }) => collation)])),
    ).toEqual({
      ix_other: ["C", undefined],
      ix_where: [undefined],
      ix_inner: [undefined, undefined],
      ix_twice: [undefined, "POSIX"],
      "ix ( COLLATE": [undefined, "C"],
    });
  });

  it("tells where an expression is to have another collation than its column", async () => {
    await using c = await connected();
    await c.database.script(`create table t (c varchar(9) collate "C" not null);
      create index ix_lost on t (lower(c) collate "default"); create index ix_gained on t (lower(c))`);
    const metadata = new MetaData();
    table("t", metadata, { c: t.string(9).collation("C") }, (c) => [
      items.index("ix_lost", func.lower(c.c)),
      items.index("ix_gained", { on: func.lower(c.c), collation: "default" }),
    ]);
    const { operations } = await compareSchemas(await c.reflect(), metadata.toSchema(), dialect, {
      canonical: (tables, adapted) => dialect.canonical(c.db, adapted, tables),
    });
    expect(operations.map((each) => each.describe(dialect.spelling).subject)).toEqual([
      expect.stringContaining("ix_lost"),
      expect.stringContaining("ix_gained"),
      expect.stringContaining("ix_lost"),
      expect.stringContaining("ix_gained"),
    ]);
  });
});
