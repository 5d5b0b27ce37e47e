import { expect, it } from "vitest";
import * as migr from "../../src/index.js";
import { freshDatabase } from "../support/database.js";
import { History, wordsOf } from "../support/history.js";
import { eachTarget, type Target } from "../support/target.js";

const { func, MetaData, sql, table } = migr;

// biome-ignore lint/suspicious/noExplicitAny: builders of every type go through the same hands
type Column = migr.ColumnBuilder<any, boolean, boolean>;

/** A type, with defaults that a column of it may have. */
interface Sample {
  readonly type: () => Column;
  readonly defaults: readonly unknown[];
  /** The databases that have it; all of them where left out. */
  readonly on?: readonly Target[];
}

const NOT_MYSQL: readonly Target[] = ["sqlite", "postgresql"];
const INTEGERS = [0, 1, -1, 42, sql`1 + 1`];
const TEXTS = ["", "a", "it's", "a\\b", "NULL", "1", sql`lower('ABC')`];

const SAMPLES: Readonly<Record<string, Sample>> = {
  integer: { type: () => migr.integer(), defaults: [...INTEGERS, 2147483647, -2147483648] },
  smallInteger: { type: () => migr.smallInteger(), defaults: [...INTEGERS, 32767] },
  bigInteger: {
    type: () => migr.bigInteger(),
    defaults: [0n, -1n, 9223372036854775807n, -9223372036854775808n, 9007199254740993n],
  },
  "bigInteger as numbers": { type: () => migr.bigInteger({ mode: "number" }), defaults: [0, -5, 2 ** 40] },
  numeric: { type: () => migr.numeric(), defaults: ["0", "12"] },
  "numeric with precision": { type: () => migr.numeric(6), defaults: ["0", "123456", "-1"] },
  "numeric with scale": {
    type: () => migr.numeric(20, 4),
    defaults: ["0", "1.5", "-1234567890123456.7891", "0.10"],
  },
  "numeric as numbers": { type: () => migr.numeric(8, 2, { mode: "number" }), defaults: [0, 1.5, -0.25] },
  float: { type: () => migr.float(), defaults: [0, 1.5, -0.25, 1e10] },
  double: { type: () => migr.double(), defaults: [0, 0.1, -1e300, 5e-324, 1e21, 123456789.123] },
  string: { type: () => migr.string(40), defaults: TEXTS },
  "string without length": { type: () => migr.string(), defaults: TEXTS, on: NOT_MYSQL },
  char: { type: () => migr.char(8), defaults: ["", "a", "it's", "exactly8"] },
  text: { type: () => migr.text(), defaults: TEXTS },
  boolean: { type: () => migr.boolean(), defaults: [true, false, sql`(1 = 1)`] },
  date: { type: () => migr.date(), defaults: ["2024-02-29", "0001-01-01", "9999-12-31"] },
  time: { type: () => migr.time(), defaults: ["00:00:00", "23:59:59"] },
  "time with precision": { type: () => migr.time({ precision: 3 }), defaults: ["12:30:00.125"] },
  dateTime: { type: () => migr.dateTime(), defaults: [func.now(), new Date("2024-02-29T12:30:00Z")] },
  "dateTime with precision": {
    type: () => migr.dateTime({ precision: 6 }),
    defaults: [func.now(), new Date("2024-02-29T12:30:00.250Z")],
  },
  "dateTime with timezone": {
    type: () => migr.dateTime({ timezone: true }),
    defaults: [func.now(), new Date("2024-02-29T12:30:00Z")],
  },
  "dateTime with both": {
    type: () => migr.dateTime({ timezone: true, precision: 3 }),
    defaults: [func.now(), new Date("2001-09-09T01:46:40.123Z")],
  },
  interval: { type: () => migr.interval(), defaults: ["P1D", "PT2H30M"], on: ["postgresql"] },
  largeBinary: { type: () => migr.largeBinary(), defaults: [Uint8Array.of(), Uint8Array.of(0, 39, 92, 255)] },
  "largeBinary with length": { type: () => migr.largeBinary(200), defaults: [Uint8Array.of(1)] },
  "largeBinary that is long": { type: () => migr.largeBinary(20_000_000), defaults: [] },
  uuid: { type: () => migr.uuid(), defaults: ["6c84fb90-12c4-11e1-840d-7b25c5ee775a"] },
  json: { type: () => migr.json(), defaults: [{}, [], { a: [1, "it's", null, true] }, "text", 5, false] },
  enum: { type: () => migr.enumOf("a", "it's", "c d"), defaults: ["a", "it's"] },
  "enum with a name": { type: () => migr.enumOf("x", "y").named("Kind of"), defaults: ["y"] },
  raw: {
    type: () => migr.rawType("integer"),
    defaults: [],
  },
};

/** What the columns of a table are made of. */
interface Options {
  readonly nullable: boolean;
  /** Shifts each column's default by one, so that all are changed. */
  readonly shift: number;
  readonly comment: string | null;
}

function samplesOf(target: Target): readonly (readonly [string, Sample])[] {
  return Object.entries(SAMPLES).filter(([, { on }]) => on?.includes(target) ?? true);
}

/** A table for each type: a plain column, and one for each of its defaults. */
function models(samples: readonly (readonly [string, Sample])[], options: Options): migr.MetaData {
  const metadata = new MetaData();
  for (const [name, { type, defaults }] of samples) {
    const made = (column: Column): Column => {
      const commented = options.comment === null ? column : column.comment(`${options.comment} of ${name}`);
      return options.nullable ? commented.nullable() : commented;
    };
    const withDefaults = defaults.map((_, i) => {
      const given = defaults[(i + options.shift) % defaults.length];
      return [`d${i}`, made(type().serverDefault(given))] as const;
    });
    table(name, metadata, {
      id: migr.integer().primaryKey(),
      plain: made(type()),
      ...Object.fromEntries(withDefaults),
    });
  }
  return metadata;
}

async function migrate(h: History, id: string, metadata: migr.MetaData): Promise<string> {
  const script = await h.autogenerate(id, metadata);
  await h.migrator().upgrade("head");
  expect(wordsOf(await h.difference(metadata)), script).toEqual([]);
  return script;
}

eachTarget("columns of every type", (target) => {
  const comment = target === "sqlite" ? null : "a comment";

  it("are made with every default, changed in every facet, and taken back", async () => {
    await using h = new History(await freshDatabase(target));
    const samples = samplesOf(target);
    const versions: readonly Options[] = [
      { nullable: false, shift: 0, comment: null },
      { nullable: true, shift: 0, comment },
      { nullable: false, shift: 1, comment: comment && `another ${comment}` },
    ];
    const states = [await h.reflect()];
    for (const [i, options] of versions.entries()) {
      await migrate(h, `a${i}`, models(samples, options));
      states.push(await h.reflect());
    }
    for (let i = versions.length - 1; i >= 0; i--) {
      await h.migrator().downgrade("-1");
      expect(await h.reflect()).toEqual(states[i]);
    }
  }, 120_000);

  it("get their defaults back from columns that have lost them", async () => {
    await using h = new History(await freshDatabase(target));
    const samples = samplesOf(target);
    const bare = samples.map(([name, { type }]) => [name, { type, defaults: [] }] as const);
    await migrate(h, "a1", models(samples, { nullable: true, shift: 0, comment: null }));
    const before = await h.reflect();
    await migrate(h, "a2", models(bare, { nullable: true, shift: 0, comment: null }));
    await h.migrator().downgrade("-1");
    const sorted = (schema: typeof before) =>
      schema.tables.map(({ columns }) => [...columns].sort((a, b) => (a.name < b.name ? -1 : 1)));
    expect(sorted(await h.reflect())).toEqual(sorted(before));
  }, 120_000);

  it("keep the values that their defaults are", async () => {
    await using h = new History(await freshDatabase(target));
    const kinds = [
      "integer",
      "bigInteger",
      "numeric with scale",
      "double",
      "string",
      "text",
      "boolean",
      "date",
      "uuid",
      "json",
      "enum",
    ];
    const samples = samplesOf(target).filter(([name]) => kinds.includes(name));
    await migrate(h, "a1", models(samples, { nullable: true, shift: 0, comment: null }));
    for (const [name, { defaults }] of samples) {
      const row = await h.engine.begin(async (connection) => {
        await connection.execute(sql`insert into ${sql.identifier(name)} (id) values (1)`);
        return (
          await connection.execute<Record<string, unknown>>(sql`select * from ${sql.identifier(name)}`)
        ).one();
      });
      for (const [i, value] of defaults.entries()) {
        if (typeof value === "object" && "node" in (value as object)) continue;
        // Nothing in SQLite tells that a text is JSON.
        const wanted = name === "json" && target === "sqlite" ? JSON.stringify(value) : value;
        expect(plain(row[`d${i}`]), `${name} ${String(value)}`).toEqual(plain(wanted));
      }
    }
  });

  it("that the database has not are refused by name, and nothing happens", async () => {
    await using h = new History(await freshDatabase(target));
    const missing = Object.entries(SAMPLES).filter(([, { on }]) => on && !on.includes(target));
    expect(missing.map(([name]) => name)).toEqual(
      target === "postgresql"
        ? []
        : target === "sqlite"
          ? ["interval"]
          : ["string without length", "interval"],
    );
    for (const each of missing) {
      const failure = await h
        .difference(models([each], { nullable: true, shift: 0, comment: null }))
        .catch((error: unknown) => error);
      expect(failure, each[0]).toMatchObject({ code: "compile.unsupported" });
      expect((failure as Error).message).toMatch(/SQLite|MySQL|MariaDB/);
    }
    expect((await h.reflect()).tables).toEqual([]);
  });

  it("number themselves, are computed, are unique, indexed and keys", async () => {
    await using h = new History(await freshDatabase(target));
    const model = (wide: boolean) => {
      const metadata = new MetaData();
      for (const [name, type] of [
        ["small", migr.smallInteger],
        ["plain", migr.integer],
        ["big", migr.bigInteger],
      ] as const) {
        table(`${name}_numbered`, metadata, { id: type().primaryKey(), n: migr.integer() });
        table(`${name}_identity`, metadata, { id: type().identity().primaryKey(), n: migr.integer() });
        table(`${name}_given`, metadata, { id: type().primaryKey().autoincrement(false), n: migr.integer() });
      }
      table("composite", metadata, {
        a: migr.integer().primaryKey(),
        b: migr.string(10).primaryKey(),
        c: migr.uuid().unique(),
        d: migr.dateTime().index(),
        e: migr
          .numeric(wide ? 12 : 10, 2)
          .unique()
          .index(),
        f: migr.boolean().unique("uq_f"),
        g: migr.date().index("ix_g"),
        h: migr.enumOf("x", "y").unique(),
        stored: migr.integer().computed(sql`a * 2`),
        floating: migr.integer().computed(sql`a + 1`, { stored: target === "postgresql" }),
        words: migr.string(wide ? 40 : 30).computed(sql`upper(b)`),
      });
      return metadata;
    };
    await migrate(h, "a1", model(false));
    const before = await h.reflect();
    await migrate(h, "a2", model(true));
    await h.migrator().downgrade("-1");
    expect(await h.reflect()).toEqual(before);
    await h.engine.begin(async (connection) => {
      for (const name of ["small", "plain", "big"]) {
        for (const kind of ["numbered", "identity"]) {
          await connection.execute(`insert into ${name}_${kind} (n) values (5)`);
          expect(Number(await connection.scalar(`select id from ${name}_${kind}`))).toBe(1);
        }
        const given = connection.beginNested(() =>
          connection.execute(`insert into ${name}_given (n) values (5)`),
        );
        if (target !== "sqlite") await expect(given).rejects.toMatchObject({ code: "db.not-null" });
        else await given.catch(() => {});
      }
    });
    await h.migrator().downgrade("base");
    expect((await h.reflect()).tables).toEqual([]);
  }, 120_000);
});

/** A value as it may be compared between drivers: numbers and texts of numbers are one. */
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "boolean") return String(Number(value));
  if (typeof value === "number") return String(value);
  if (typeof value === "string") return /^-?\d+\.\d+$/.test(value) ? String(Number(value)) : value;
  return JSON.stringify(value);
}
