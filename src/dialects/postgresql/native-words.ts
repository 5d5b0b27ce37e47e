import { CompileError } from "../../errors/errors.js";
import type { NativeArgument, NativeSqlType, SqlType } from "../../types/type.js";
import { quoteName } from "./literal.js";
import { DIALECT, native } from "./native-kind.js";

/**
 * Types without arguments, by builder, in the words of `format_type`.
 *
 * @source PostgreSQL 18, 8 Data Types; F.9 citext, F.18 hstore, F.22 ltree
 */
const PLAIN = {
  jsonb: "jsonb",
  jsonpath: "jsonpath",
  inet: "inet",
  cidr: "cidr",
  macaddr: "macaddr",
  macaddr8: "macaddr8",
  tsvector: "tsvector",
  tsquery: "tsquery",
  hstore: "hstore",
  citext: "citext",
  ltree: "ltree",
  lquery: "lquery",
  ltxtquery: "ltxtquery",
  money: "money",
  xml: "xml",
  point: "point",
  line: "line",
  lseg: "lseg",
  box: "box",
  path: "path",
  polygon: "polygon",
  circle: "circle",
  int4range: "int4range",
  int8range: "int8range",
  numrange: "numrange",
  tsrange: "tsrange",
  tstzrange: "tstzrange",
  daterange: "daterange",
  int4multirange: "int4multirange",
  int8multirange: "int8multirange",
  nummultirange: "nummultirange",
  tsmultirange: "tsmultirange",
  tstzmultirange: "tstzmultirange",
  datemultirange: "datemultirange",
  oid: "oid",
  regclass: "regclass",
  regcollation: "regcollation",
  regconfig: "regconfig",
  regdictionary: "regdictionary",
  regnamespace: "regnamespace",
  regoper: "regoper",
  regoperator: "regoperator",
  regproc: "regproc",
  regprocedure: "regprocedure",
  regrole: "regrole",
  regtype: "regtype",
  pgLsn: "pg_lsn",
} as const;

/** A builder of a type without arguments. */
export type PlainName = keyof typeof PLAIN;

const BY_WORDS: ReadonlyMap<string, PlainName> = new Map(
  Object.entries(PLAIN).map(([name, words]) => [words, name as PlainName]),
);

/** Types with arguments, or made of another one, by builder. */
const SHAPED: Readonly<Record<string, (type: NativeSqlType, typeSql: (type: SqlType) => string) => string>> =
  {
    bit: ({ args }) => `BIT(${numberAt(args) ?? 1})`,
    varbit: ({ args }) => withLength("BIT VARYING", numberAt(args)),
    timetz: ({ args }) => `${withLength("TIME", numberAt(args))} WITH TIME ZONE`,
    intervalOf: ({ args: [given] }) => {
      const { fields, precision } = (given ?? {}) as {
        readonly fields?: string;
        readonly precision?: number;
      };
      return withLength(
        ["INTERVAL", ...(fields === undefined ? [] : [fields.toUpperCase()])].join(" "),
        precision,
      );
    },
    // However many dimensions are written, the type is one (PostgreSQL 18, 8.15.1).
    array: ({ element }, typeSql) => `${typeSql(element!)}[]`,
    domain: pathOf,
    compositeType: pathOf,
    rangeType: pathOf,
  };

function pathOf({ args: [name, schema] }: NativeSqlType): string {
  return [...(schema === undefined ? [] : [String(schema)]), String(name)].map(quoteName).join(".");
}

/**
 * A type of the vocabulary of `migr/postgresql` in PostgreSQL's words.
 *
 * @throws {CompileError} `compile.unsupported`: it is another database's, or none of that name
 */
export function nativeSql(type: NativeSqlType, typeSql: (type: SqlType) => string): string {
  const { dialect, name } = type;
  if (dialect === DIALECT && Object.hasOwn(PLAIN, name)) return PLAIN[name as PlainName].toUpperCase();
  if (dialect === DIALECT && Object.hasOwn(SHAPED, name)) return SHAPED[name]!(type, typeSql);
  throw new CompileError("compile.unsupported", `PostgreSQL has no type ${name}() of migr/${dialect}.`);
}

/** The type without arguments of these words, or null. */
export function plainNative(words: string): NativeSqlType | null {
  const name = BY_WORDS.get(words);
  return name === undefined ? null : native(name);
}

function numberAt([first]: readonly NativeArgument[]): number | undefined {
  return typeof first === "number" ? first : undefined;
}

function withLength(words: string, length: number | undefined): string {
  return length === undefined ? words : `${words}(${length})`;
}
