import * as mysql from "../../../src/dialects/mysql/vocabulary.js";
import { serial } from "../../../src/dialects/postgresql/vocabulary.js";
import * as sqlite from "../../../src/dialects/sqlite/vocabulary.js";
import * as api from "../../../src/index.js";
import type { Identity } from "../../../src/schema/column.js";
import type { DialectOptions } from "../../../src/schema/options.js";
import type { Target } from "../target.js";
import { ALL, FAMILY, LITE, MARIADB, type OptionCase, PG, tableOf } from "./case.js";

const { bigInteger, dateTime, func, integer, largeBinary, sql, string, tableOptions, text } = api;

const ID = { id: integer().primaryKey() };

/** Another `a` of a table that has a key beside it. */
function column(
  title: string,
  on: readonly Target[],
  without: object,
  made: object,
  more: Partial<OptionCase> = {},
): OptionCase {
  return {
    title: `column ${title}`,
    on,
    without: tableOf({ ...ID, a: without }),
    with: tableOf({ ...ID, a: made }),
    ...more,
  };
}

function identity(title: string, given: Partial<Identity>, usual: Partial<Identity> = {}): OptionCase {
  return {
    title: `identity ${title}`,
    on: PG,
    without: tableOf({ a: bigInteger().identity(usual) }),
    with: tableOf({ a: bigInteger().identity(given) }),
  };
}

function option(
  title: string,
  on: readonly Target[],
  builder: { options(options: DialectOptions): object },
  options: DialectOptions,
  usual?: DialectOptions,
): OptionCase {
  return column(`options ${title}`, on, usual ? builder.options(usual) : builder, builder.options(options));
}

function withSequence(suffix: string): OptionCase["with"] {
  return (name, metadata) => {
    const a = integer().identity();
    tableOf({ a: a.options({ postgresql: { sequence: `${name}_${suffix}` } }) })(name, metadata);
  };
}

/** What a column may have beside its type. */
export const COLUMN_CASES: readonly OptionCase[] = [
  column("nullable", ALL, integer(), integer().nullable()),
  column("default", ALL, integer(), integer().serverDefault(3)),
  column("default expression", ALL, dateTime(), dateTime().serverDefault(func.now())),
  column("comment", ["postgresql", ...FAMILY], integer(), integer().comment("it's"), { passedOver: LITE }),
  column("onUpdate", FAMILY, dateTime().nullable(), dateTime().nullable().serverOnUpdate(func.now())),
  column("collation", PG, string(9), string(9).collation("C")),
  column("collation", LITE, string(9), string(9).collation("NOCASE")),
  column("collation", FAMILY, string(9), string(9).collation("utf8mb4_bin")),
  {
    title: "column computed",
    on: ALL,
    without: tableOf({ ...ID, a: integer(), b: integer().nullable() }),
    with: tableOf({ ...ID, a: integer(), b: integer().nullable().computed(sql.raw("a + 1")) }),
  },
  {
    title: "column computed stored",
    on: ALL,
    since: { postgresql: 18 },
    without: tableOf({ ...ID, a: integer(), b: integer().nullable().computed(sql.raw("a + 1")) }),
    with: tableOf({
      ...ID,
      a: integer(),
      b: integer().nullable().computed(sql.raw("a + 1"), { stored: false }),
    }),
  },
  {
    title: "column identity",
    on: ["postgresql", ...FAMILY],
    without: tableOf({ id: integer().primaryKey().autoincrement(false) }),
    with: tableOf({ id: integer().primaryKey() }),
    // An INTEGER PRIMARY KEY numbers itself whatever models say.
    passedOver: LITE,
  },
  identity("generated", { generated: "always" }),
  identity("start", { start: 10 }),
  identity("increment", { increment: 5 }),
  identity("minValue", { minValue: -3, start: 1 }, { start: 1 }),
  identity("maxValue", { maxValue: 99 }),
  identity("cache", { cache: 7 }),
  identity("cycle", { cycle: true }),
  {
    title: "column options serial",
    on: PG,
    without: () => {},
    with: tableOf({ a: serial() }),
  },
  {
    title: "column options sequence",
    on: PG,
    without: withSequence("other"),
    with: withSequence("own"),
  },
  option("storage", PG, text(), { postgresql: { storage: "external" } }, { postgresql: { storage: "main" } }),
  { ...option("compression", PG, text(), { postgresql: { compression: "pglz" } }), stays: true },
  option("statistics", PG, text(), { postgresql: { statistics: 200 } }, { postgresql: { statistics: 300 } }),
  option(
    "with",
    PG,
    text(),
    { postgresql: { with: ["n_distinct=5"] } },
    { postgresql: { with: ["n_distinct=6"] } },
  ),
  option("invisible", FAMILY, integer().serverDefault(1), { mysql: { invisible: true } }),
  {
    title: "column options unversioned",
    on: MARIADB,
    without: () => {},
    with: tableOf({ ...ID, a: integer().options({ mysql: { unversioned: true } }) }, () => [
      tableOptions({ mysql: { systemVersioned: true } }),
    ]),
  },
  option("compressed", MARIADB, text(), { mysql: { compressed: true } }),
  option("compressed bytes", MARIADB, largeBinary(), { mysql: { compressed: true } }),
  option("compressed and nullable", MARIADB, string(40).nullable(), { mysql: { compressed: true } }),
  option("check", MARIADB, integer(), { mysql: { check: "`a` > 0" } }),
  option("displayWidth", MARIADB, integer(), { mysql: { displayWidth: 5 } }, { mysql: { displayWidth: 6 } }),
  option("onConflictNotNull", LITE, integer(), { sqlite: { onConflictNotNull: "ignore" } }),
  {
    title: "column options autoincrement",
    on: LITE,
    without: tableOf(ID),
    with: tableOf({ id: sqlite.integer({ autoincrement: true }).primaryKey() }),
  },
  column("type unsigned", FAMILY, mysql.int(), mysql.int({ unsigned: true })),
  column("type zerofill", FAMILY, mysql.int({ unsigned: true }), mysql.int({ zerofill: true })),
  column("type width", FAMILY, mysql.int({ zerofill: true }), mysql.int({ zerofill: true, width: 4 })),
];
