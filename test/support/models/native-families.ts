import type { NativeArgument, SqlType } from "../../../src/types/type.js";
import type { Family } from "./family.js";

const none = () => [];

function native(dialect: string, name: string, args: readonly NativeArgument[] = []): SqlType {
  return { kind: "native", dialect, name, args };
}

const pg = (name: string, ...args: readonly NativeArgument[]) => native("postgresql", name, args);
const mysql = (name: string, ...args: readonly NativeArgument[]) => native("mysql", name, args);

/** A PostgreSQL array of values of a type. */
export function array(element: SqlType): SqlType {
  return { kind: "native", dialect: "postgresql", name: "array", args: [], element };
}

/** A family of types that one database has, without defaults and conditions. */
function family(name: string, sample: unknown, ...types: readonly SqlType[]): Family {
  return { names: [name], types, defaults: none, sample: () => sample, conditions: none };
}

/** Whole numbers of one database, which its other numbers can become. */
export const NATIVE_NUMBERS: readonly SqlType[] = [
  mysql("tinyint"),
  mysql("mediumint"),
  mysql("int", { unsigned: true }),
  mysql("bigint", { unsigned: true }),
  mysql("decimal", 10, 2, { unsigned: true }),
  mysql("int", { unsigned: true, zerofill: true }),
];

/** Texts of one database, which its other texts can become. */
export const NATIVE_TEXTS: readonly SqlType[] = [mysql("tinytext"), mysql("mediumtext"), mysql("longtext")];

/** Bytes of one database, which its other bytes can become. */
export const NATIVE_BYTES: readonly SqlType[] = [
  { kind: "largeBinary", length: 200 },
  mysql("varbinary", 40),
  mysql("binary", 16),
];

/** A named type of whole numbers, always of one base, as that of a domain never changes. */
export const COUNT: SqlType = {
  kind: "native",
  dialect: "postgresql",
  name: "domain",
  args: ["count of"],
  element: { kind: "integer" },
};

/** The composite type, whose attributes come and go. */
export const HOME = pg("compositeType", "home of");

/** The range type. */
export const WEIGHTS = pg("rangeType", "Weights");

/**
 * The point where both coordinates are zero, as the server keeps it.
 *
 * @source MySQL 9.7 Reference Manual, 13.4.3 "Supported Spatial Data Formats": Internal Geometry Storage Format
 */
const ORIGIN = Uint8Array.of(...[0, 0, 0, 0], 1, ...[1, 0, 0, 0], ...Array<number>(16).fill(0));

/** What only some database has. */
export const NATIVE_FAMILIES: Readonly<Record<string, Family>> = {
  payload: family("payload", "{}", pg("jsonb")),
  tags: family("tags", "{a}", array({ kind: "text" }), array({ kind: "string", length: 20 })),
  period: family("period", "[2024-01-01,2024-02-01)", pg("daterange")),
  address: family("address", "10.0.0.1", pg("inet"), pg("cidr")),
  device: family("device", "08:00:2b:01:02:03", pg("macaddr")),
  spot: family("spot", "(1,2)", pg("point")),
  words: family("words", "a:1", pg("tsvector")),
  bits: family("bits", "10101010", pg("bit", 8), pg("varbit", 8), pg("varbit")),
  nickname: family("nickname", "a", pg("citext")),
  pairs: family("pairs", "a=>1", pg("hstore")),
  price: family("price", "7", pg("money")),
  lasting: family(
    "lasting",
    "1 day",
    pg("intervalOf", { fields: "day to second" }),
    pg("intervalOf", { precision: 3 }),
  ),
  zoned: family("zoned", "12:30:00+00", pg("timetz"), pg("timetz", 3)),
  choices: family("choices", "a", mysql("set", "a", "b c", "it's"), mysql("set", "a", "b c", "it's", "Ü")),
  tally: family("tally", 7, { kind: "integer" }, COUNT),
  home: family("home", null, HOME),
  homes: family("homes", "{}", array(HOME)),
  load: family("load", "[1,2)", WEIGHTS),
  vintage: family("vintage", 2024, mysql("year")),
  flags: family("flags", 5, mysql("bit", 8), mysql("bit", 16)),
  host: family("host", "::ffff:10.0.0.1", mysql("inet6")),
  place: family("place", ORIGIN, mysql("point"), mysql("geometry")),
  embedding: family("embedding", null, mysql("vector", 3)),
  anything: family("anything", 1, native("sqlite", "any")),
};
