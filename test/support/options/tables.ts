import * as postgresql from "../../../src/dialects/postgresql/vocabulary.js";
import * as api from "../../../src/index.js";
import type { DialectOptions } from "../../../src/schema/options.js";
import type { Target } from "../target.js";
import { type Declare, FAMILY, LITE, MARIADB, MYSQL, type OptionCase, PARENT, PG, tableOf } from "./case.js";

const {
  enumOf,
  integer,
  rawType,
  namespace,
  primaryKey,
  sequence,
  sql,
  string,
  tableComment,
  tableOptions,
  text,
} = api;

const COLUMNS = { id: integer().primaryKey(), a: integer(), b: text() };

function options(
  title: string,
  on: readonly Target[],
  given: DialectOptions,
  usual: DialectOptions = {},
  columns: Readonly<Record<string, object>> = COLUMNS,
): OptionCase {
  const made = (some: DialectOptions) => tableOf(columns, () => [tableOptions(some)]);
  return { title: `table options ${title}`, on, without: made(usual), with: made(given) };
}

type Counting = Parameters<typeof sequence>[2];

function counting(
  title: string,
  given: Counting,
  usual: Counting = {},
  on: readonly Target[] = [...PG, ...MARIADB],
): OptionCase {
  const made =
    (some: Counting): Declare =>
    (name, metadata) =>
      void sequence(name, metadata, some);
  return { title: `sequence ${title}`, on, without: made(usual), with: made(given) };
}

/** A composite type with a column of it. */
function composite(title: string, given: postgresql.CompositeTypeOptions): OptionCase {
  const made =
    (some: postgresql.CompositeTypeOptions): Declare =>
    (name, metadata) => {
      const attributes = { a: integer(), b: text().collation("C") };
      const column = postgresql.compositeType(name, metadata, attributes, some);
      tableOf({ id: integer().primaryKey(), a: column() })(`${name}_t`, metadata);
    };
  return { title: `compositeType ${title}`, on: PG, without: made({}), with: made(given) };
}

/** A range type, which cannot be changed. */
function range(title: string, given: postgresql.RangeTypeOptions, subtype = "text"): OptionCase {
  return {
    title: `rangeType ${title}`,
    on: PG,
    without: () => {},
    with: (name, metadata) => {
      const column = postgresql.rangeType(name, metadata, rawType(subtype), given);
      tableOf({ id: integer().primaryKey(), a: column() })(`${name}_t`, metadata);
    },
  };
}

function domain(title: string, given: postgresql.DomainOptions<string>): OptionCase {
  const made =
    (some: postgresql.DomainOptions<string>): Declare =>
    (name, metadata) => {
      const column = postgresql.domain(name, metadata, text(), some);
      tableOf({ id: integer().primaryKey(), a: column() })(`${name}_t`, metadata);
    };
  return { title: `domain ${title}`, on: PG, without: made({}), with: made(given) };
}

/** What tables may have beside their parts. */
export const TABLE_CASES: readonly OptionCase[] = [
  {
    title: "table comment",
    on: ["postgresql", ...FAMILY],
    passedOver: LITE,
    without: tableOf(COLUMNS),
    with: tableOf(COLUMNS, () => [tableComment("it's")]),
  },
  options("unlogged", PG, { postgresql: { unlogged: true } }),
  {
    title: "table options partitions",
    on: PG,
    stays: true,
    without: tableOf({ a: integer().nullable() }, () => [postgresql.partitionBy("list", "a")]),
    with: tableOf({ a: integer().nullable() }, (name) => [
      postgresql.partitionBy("list", "a"),
      postgresql.partitions({ [`${name}_1`]: "FOR VALUES IN (1)", [`${name}_rest`]: "DEFAULT" }),
    ]),
  },
  {
    title: "table options inherits",
    on: PG,
    stays: true,
    without: tableOf({ a: integer().nullable(), b: integer().nullable() }),
    with: tableOf({ a: integer().nullable(), b: integer().nullable() }, () => [postgresql.inherits(PARENT)]),
  },
  options(
    "with",
    PG,
    { postgresql: { with: ["fillfactor=70"] } },
    { postgresql: { with: ["fillfactor=80"] } },
  ),
  options(
    "replicaIdentity",
    PG,
    { postgresql: { replicaIdentity: "full" } },
    { postgresql: { replicaIdentity: "nothing" } },
  ),
  { ...options("rowSecurity", PG, { postgresql: { rowSecurity: "enabled" } }), stays: true },
  options(
    "rowSecurity forced",
    PG,
    { postgresql: { rowSecurity: "forced" } },
    { postgresql: { rowSecurity: "enabled" } },
  ),
  options("strict", LITE, { sqlite: { strict: true } }),
  {
    title: "table options withoutRowid",
    on: LITE,
    without: tableOf({ a: string(9) }, (name) => [primaryKey(`pk_${name}`, "a")]),
    with: tableOf({ a: string(9) }, (name) => [
      primaryKey(`pk_${name}`, "a"),
      tableOptions({ sqlite: { withoutRowid: true } }),
    ]),
  },
  options("engine", FAMILY, { mysql: { engine: "MyISAM" } }, { mysql: { engine: "InnoDB" } }),
  options("charset", FAMILY, { mysql: { charset: "latin1" } }, { mysql: { charset: "utf8mb4" } }),
  options(
    "collate",
    FAMILY,
    { mysql: { collate: "utf8mb4_bin" } },
    { mysql: { collate: "utf8mb4_unicode_ci" } },
  ),
  options("rowFormat", FAMILY, { mysql: { rowFormat: "COMPACT" } }, { mysql: { rowFormat: "DYNAMIC" } }),
  options(
    "keyBlockSize",
    FAMILY,
    { mysql: { rowFormat: "COMPRESSED", keyBlockSize: 4 } },
    { mysql: { rowFormat: "COMPRESSED", keyBlockSize: 8 } },
  ),
  options("compression", MYSQL, { mysql: { compression: "zlib" } }, { mysql: { compression: "none" } }),
  options(
    "pageCompressed",
    MARIADB,
    { mysql: { pageCompressed: true } },
    { mysql: { pageCompressed: false } },
  ),
  options(
    "pageCompressionLevel",
    MARIADB,
    { mysql: { pageCompressed: true, pageCompressionLevel: 3 } },
    { mysql: { pageCompressed: true, pageCompressionLevel: 4 } },
  ),
  options(
    "statsPersistent",
    FAMILY,
    { mysql: { statsPersistent: true } },
    { mysql: { statsPersistent: false } },
  ),
  options(
    "statsAutoRecalc",
    FAMILY,
    { mysql: { statsAutoRecalc: true } },
    { mysql: { statsAutoRecalc: false } },
  ),
  options("statsSamplePages", FAMILY, { mysql: { statsSamplePages: 9 } }, { mysql: { statsSamplePages: 8 } }),
  options("avgRowLength", FAMILY, { mysql: { avgRowLength: 90 } }, { mysql: { avgRowLength: 80 } }),
  options("minRows", FAMILY, { mysql: { minRows: 9 } }, { mysql: { minRows: 8 } }),
  options("maxRows", FAMILY, { mysql: { maxRows: 900 } }, { mysql: { maxRows: 800 } }),
  options(
    "checksum",
    FAMILY,
    { mysql: { engine: "MyISAM", checksum: true } },
    { mysql: { engine: "MyISAM", checksum: false } },
  ),
  options(
    "packKeys",
    FAMILY,
    { mysql: { engine: "MyISAM", packKeys: true } },
    { mysql: { engine: "MyISAM", packKeys: false } },
  ),
  options(
    "delayKeyWrite",
    FAMILY,
    { mysql: { engine: "MyISAM", delayKeyWrite: true } },
    { mysql: { engine: "MyISAM", delayKeyWrite: false } },
  ),
  options(
    "systemVersioned",
    MARIADB,
    { mysql: { systemVersioned: true } },
    { mysql: { systemVersioned: false } },
  ),
  options(
    "transactional",
    MARIADB,
    { mysql: { engine: "Aria", transactional: true, pageChecksum: true } },
    { mysql: { engine: "Aria", transactional: false, pageChecksum: true } },
  ),
  options(
    "pageChecksum",
    MARIADB,
    { mysql: { engine: "Aria", pageChecksum: true } },
    { mysql: { engine: "Aria", pageChecksum: false } },
  ),
  options(
    "insertMethod",
    FAMILY,
    { mysql: { engine: "MRG_MyISAM", union: [], insertMethod: "LAST" } },
    { mysql: { engine: "MRG_MyISAM", union: [], insertMethod: "NO" } },
    { id: integer() },
  ),
  { ...options("secondaryEngine", MYSQL, { mysql: { secondaryEngine: "rapid" } }), stays: true },
  options(
    "partitionBy",
    FAMILY,
    { mysql: { partitionBy: "HASH (`id`) PARTITIONS 4" } },
    { mysql: { partitionBy: "HASH (`id`) PARTITIONS 3" } },
  ),
];

/** What objects beside tables may have. */
export const OBJECT_CASES: readonly OptionCase[] = [
  counting("type", { type: integer() }, {}, PG),
  counting("start", { start: 10 }),
  counting("increment", { increment: 5 }),
  counting("minValue", { minValue: -3, start: 1 }, { start: 1 }),
  counting("maxValue", { maxValue: 99 }),
  counting("cache", { cache: 7 }),
  counting("cycle", { cycle: true }),
  counting("comment", { comment: "it's" }, {}, PG),
  counting("ownedBy", { ownedBy: { name: PARENT, column: "a" } }, {}, PG),
  domain("nullable", { nullable: false }),
  domain("default", { default: "it's" }),
  domain("checks", { checks: { at: sql`VALUE LIKE '%@%'` } }),
  { ...domain("collation", { collation: "C" }), without: () => {} },
  domain("comment", { comment: "it's" }),
  composite("comment", { comment: "it's" }),
  range("subtypeDiff", { subtypeDiff: "float8mi" }, "float8"),
  range("operatorClass", { operatorClass: "text_pattern_ops" }),
  range("collation", { collation: "C" }),
  range("multirange", { multirange: "many of them" }),
  range("comment", { comment: "it's" }),
  {
    title: "schema comment",
    on: PG,
    without: (name, metadata) => void namespace(`${name}_n`, metadata, { comment: "one" }),
    with: (name, metadata) => void namespace(`${name}_n`, metadata, { comment: "two" }),
  },
  {
    title: "enum comment",
    on: PG,
    passedOver: [...FAMILY, ...LITE],
    without: (name, metadata) =>
      tableOf({ id: integer().primaryKey(), a: enumOf("x", "y").named(`${name}_e`, { comment: "one" }) })(
        name,
        metadata,
      ),
    with: (name, metadata) =>
      tableOf({ id: integer().primaryKey(), a: enumOf("x", "y").named(`${name}_e`, { comment: "two" }) })(
        name,
        metadata,
      ),
  },
];
