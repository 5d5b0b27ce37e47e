import { CompileError } from "../../errors/errors.js";
import type { RawSqlType, SqlType, TypeKind, TypeOf } from "../../types/type.js";
import { quoteName } from "./literal.js";
import { isNative, native } from "./native-kind.js";
import { nativeSql, plainNative } from "./native-words.js";

const withArguments = (name: string, ...args: readonly (number | undefined)[]): string => {
  const given = args.filter((arg) => arg !== undefined);
  return given.length === 0 ? name : `${name}(${given.join(", ")})`;
};

/** The native name of each kind. @source PostgreSQL 18, 8 Data Types */
const NATIVE: { readonly [K in TypeKind]: (type: TypeOf<K>) => string } = {
  integer: () => "INTEGER",
  smallInteger: () => "SMALLINT",
  bigInteger: () => "BIGINT",
  numeric: ({ precision, scale }) =>
    precision === undefined ? "NUMERIC" : withArguments("NUMERIC", precision, scale),
  float: () => "REAL",
  double: () => "DOUBLE PRECISION",
  string: ({ length }) => withArguments("VARCHAR", length),
  char: ({ length }) => withArguments("CHAR", length),
  text: () => "TEXT",
  boolean: () => "BOOLEAN",
  date: () => "DATE",
  time: ({ precision }) => withArguments("TIME", precision),
  dateTime: ({ precision, timezone }) =>
    `${withArguments("TIMESTAMP", precision)}${timezone ? " WITH TIME ZONE" : ""}`,
  interval: () => "INTERVAL",
  largeBinary: () => "BYTEA",
  uuid: () => "UUID",
  json: () => "JSON",
  enum: (type) => {
    if (type.name === undefined) {
      throw new CompileError("compile.unsupported", "An enum column needs the name of its type here.", {
        hint: "Name it with .named(…): PostgreSQL keeps enums as types of their own.",
      });
    }
    return type.schema === undefined
      ? quoteName(type.name)
      : `${quoteName(type.schema)}.${quoteName(type.name)}`;
  },
  native: (type) => nativeSql(type, typeSql),
  raw: ({ sql }) => sql,
};

/** The type in PostgreSQL's words. @throws {CompileError} `compile.unsupported`: an enum has no name, or a type is another database's */
export function typeSql(type: SqlType): string {
  return (NATIVE[type.kind] as (type: SqlType) => string)(type);
}

type Reader = (args: readonly number[]) => SqlType | null;

const plain =
  (type: SqlType): Reader =>
  (args) =>
    args.length === 0 ? type : null;

const textOf =
  (kind: "string" | "char"): Reader =>
  ([length, ...rest]) => {
    if (rest.length > 0) return null;
    if (kind === "char") return { kind, length: length ?? 1 };
    return length === undefined ? { kind } : { kind, length };
  };

const fraction =
  (type: TypeOf<"time"> | TypeOf<"dateTime">): Reader =>
  ([precision, ...rest]) => {
    if (rest.length > 0 || (precision !== undefined && (precision < 0 || precision > 6))) return null;
    return precision === undefined ? type : { ...type, precision };
  };

/** `numeric(10)` is `numeric(10,0)`; a scale below zero or above the precision is PostgreSQL's alone. */
const numeric: Reader = ([precision, scale = 0, ...rest]) => {
  if (precision === undefined) return { kind: "numeric", mode: "string" };
  if (rest.length > 0) return null;
  if (scale < 0 || scale > precision) return rawSql(`numeric(${precision},${scale})`);
  return { kind: "numeric", precision, scale, mode: "string" };
};

const INTEGER = plain({ kind: "integer" });
const SMALL = plain({ kind: "smallInteger" });
const BIG = plain({ kind: "bigInteger", mode: "bigint" });
const VARCHAR = textOf("string");
const CHAR = textOf("char");
const DOUBLE = plain({ kind: "double" });
const REAL = plain({ kind: "float" });
const BOOLEAN = plain({ kind: "boolean" });
const TIME = fraction({ kind: "time" });
const TIMESTAMP = fraction({ kind: "dateTime", timezone: false });
const TIMESTAMPTZ = fraction({ kind: "dateTime", timezone: true });
const TIMETZ: Reader = ([precision]) => native("timetz", precision === undefined ? [] : [precision]);
const VARBIT: Reader = ([length]) => native("varbit", length === undefined ? [] : [length]);

/** Every spelling of the types that the vocabulary names and that take arguments or have several. */
const READERS: Readonly<Record<string, Reader>> = {
  integer: INTEGER,
  int: INTEGER,
  int4: INTEGER,
  smallint: SMALL,
  int2: SMALL,
  bigint: BIG,
  int8: BIG,
  numeric,
  decimal: numeric,
  dec: numeric,
  real: REAL,
  float4: REAL,
  "double precision": DOUBLE,
  float8: DOUBLE,
  // FLOAT(1..24) is REAL, FLOAT(25..53) DOUBLE PRECISION (PostgreSQL 18, 8.1.3).
  float: ([bits, ...rest]) =>
    rest.length > 0 ? null : { kind: bits !== undefined && bits <= 24 ? "float" : "double" },
  varchar: VARCHAR,
  "character varying": VARCHAR,
  char: CHAR,
  character: CHAR,
  bpchar: (args) => (args.length === 1 ? CHAR(args) : null),
  text: plain({ kind: "text" }),
  boolean: BOOLEAN,
  bool: BOOLEAN,
  date: plain({ kind: "date" }),
  time: TIME,
  "time without time zone": TIME,
  timestamp: TIMESTAMP,
  "timestamp without time zone": TIMESTAMP,
  timestamptz: TIMESTAMPTZ,
  "timestamp with time zone": TIMESTAMPTZ,
  bytea: plain({ kind: "largeBinary" }),
  uuid: plain({ kind: "uuid" }),
  json: plain({ kind: "json" }),
  timetz: TIMETZ,
  "time with time zone": TIMETZ,
  bit: ([length = 1]) => native("bit", [length]),
  varbit: VARBIT,
  "bit varying": VARBIT,
};

const TYPE_TEXT =
  /^([a-z_][a-z0-9_ ]*?) ?(?:\( ?(-?\d+(?: ?, ?-?\d+)*) ?\))? ?((?:with|without) time zone)?$/;
const INTERVAL =
  /^interval(?: (year(?: to month)?|month|day(?: to (?:hour|minute|second))?|hour(?: to (?:minute|second))?|minute(?: to second)?|second))? ?(?:\((\d)\))?$/;
const ARRAY = /^(.*?) ?(?:\[\d*\]|array(?:\[\d+\])?)$/;

/** The type a native name stands for; `rawType` in one spelling where the vocabulary has none. */
export function parseType(words: string): SqlType {
  const text = foldType(words);
  const element = text.endsWith("]") || text.endsWith(" array") ? ARRAY.exec(text)?.[1] : undefined;
  if (element !== undefined) {
    const of = parseType(element);
    // However many dimensions are written, the type is one (PostgreSQL 18, 8.15.1).
    return isNative(of, "array") ? of : native("array", [], of);
  }
  const interval = INTERVAL.exec(text);
  if (interval) return intervalType(interval[1], interval[2]);
  const match = TYPE_TEXT.exec(text);
  if (!match) return rawSql(text);
  const [, base, given, zone] = match;
  const name = zone === undefined ? base! : `${base} ${zone}`;
  const args = given?.split(",").map(Number) ?? [];
  if (Object.hasOwn(READERS, name)) return READERS[name]!(args) ?? rawSql(text);
  return plainNative(text) ?? rawSql(text);
}

/** @source PostgreSQL 18, 8.5.4 Interval Input: fields, and digits of a second */
function intervalType(fields: string | undefined, digits: string | undefined): SqlType {
  if (fields === undefined && digits === undefined) return { kind: "interval" };
  return native("intervalOf", [
    { ...(fields !== undefined && { fields }), ...(digits !== undefined && { precision: Number(digits) }) },
  ]);
}

/** Lower case and single spaces outside of quotes; quotes fall where the name does not need them. */
function foldType(native: string): string {
  return native
    .trim()
    .split(/("(?:[^"]|"")*")/)
    .map((part, i) => {
      if (i % 2 === 0) return part.toLowerCase().replace(/\s+/g, " ");
      return /^"[a-z_][a-z0-9_]*"$/.test(part) && part !== '"char"' ? part.slice(1, -1) : part;
    })
    .join("")
    .replace(/ ?\( ?/g, "(")
    .replace(/ ?, ?/g, ",")
    .replace(/ \)/g, ")");
}

function rawSql(sql: string): RawSqlType {
  return { kind: "raw", sql };
}
