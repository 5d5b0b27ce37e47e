import { CompileError } from "../../errors/errors.js";
import { type SqlType, sqlType, type TypeKind, type TypeOf } from "../../types/type.js";
import { DIALECT } from "./options.js";
import { declaredType } from "./raw-type.js";

/**
 * The declared type of each kind. SQLite keeps the text as it is and takes a column's affinity from it: INT makes
 * integers, CHAR, CLOB and TEXT make texts, BLOB leaves values alone, REAL, FLOA and DOUB make floating-point
 * numbers, everything else numbers where that loses nothing.
 *
 * @source SQLite 3.53, "Datatypes In SQLite", 3.1
 */
const NAMES: { readonly [K in TypeKind]: (type: TypeOf<K>) => string } = {
  integer: () => "INTEGER",
  smallInteger: () => "SMALLINT",
  bigInteger: () => "BIGINT",
  numeric: ({ precision, scale }) => `NUMERIC${argumentsSql(precision, scale)}`,
  float: () => "FLOAT",
  double: () => "DOUBLE",
  string: ({ length }) => `VARCHAR${argumentsSql(length)}`,
  char: ({ length }) => `CHAR(${length})`,
  text: () => "TEXT",
  boolean: () => "BOOLEAN",
  date: () => "DATE",
  time: () => "TIME",
  dateTime: () => "DATETIME",
  interval: () => {
    throw new CompileError("compile.unsupported", "SQLite has no interval type.", {
      hint: "Keep the length of time as a number of seconds, or as ISO 8601 text.",
    });
  },
  uuid: () => "CHAR(36)",
  json: () => "JSON",
  largeBinary: () => "BLOB",
  enum: ({ values }) => `VARCHAR(${longest(values)})`,
  native: ({ dialect, name }) => {
    const own = dialect === DIALECT ? NATIVE[name] : undefined;
    if (own !== undefined) return own;
    throw new CompileError(
      "compile.unsupported",
      `SQLite has no type ${name}(), which is one of ${dialect}.`,
    );
  },
  raw: ({ sql }) => sql,
};

/** The declared types of the builders of `migr/sqlite`. */
const NATIVE: Readonly<Record<string, string>> = { int: "INT", any: "ANY" };

/** An integer that is declared as INT, where that is not the same as INTEGER: as a primary key. */
export const INT_TYPE: SqlType = sqlType({ kind: "native", dialect: DIALECT, name: "int", args: [] });

/**
 * The type in SQLite's words.
 *
 * @throws {CompileError} `compile.unsupported`: it is an interval, or a type of another database
 */
export function typeSql(type: SqlType): string {
  const name = NAMES[type.kind] as (type: SqlType) => string;
  return name(type);
}

/** The length of the longest word, in characters; at least 1. */
export function longest(words: readonly string[]): number {
  return words.reduce((length, word) => Math.max(length, [...word].length), 1);
}

type Arguments = readonly [first?: number, second?: number];

/** The kinds behind declared types, by their upper-case words; null where the arguments do not fit. */
const KINDS: Readonly<Record<string, (args: Arguments) => SqlType | null>> = {
  INTEGER: bare({ kind: "integer" }),
  INT: bare({ kind: "integer" }),
  SMALLINT: bare({ kind: "smallInteger" }),
  INT2: bare({ kind: "smallInteger" }),
  BIGINT: bare({ kind: "bigInteger", mode: "bigint" }),
  INT8: bare({ kind: "bigInteger", mode: "bigint" }),
  NUMERIC: numeric,
  DECIMAL: numeric,
  FLOAT: bare({ kind: "float" }),
  REAL: bare({ kind: "double" }),
  DOUBLE: bare({ kind: "double" }),
  "DOUBLE PRECISION": bare({ kind: "double" }),
  VARCHAR: varying,
  "CHARACTER VARYING": varying,
  CHAR: fixed,
  CHARACTER: fixed,
  TEXT: bare({ kind: "text" }),
  BOOLEAN: bare({ kind: "boolean" }),
  BOOL: bare({ kind: "boolean" }),
  DATE: bare({ kind: "date" }),
  TIME: bare({ kind: "time" }),
  DATETIME: bare({ kind: "dateTime", timezone: false }),
  TIMESTAMP: bare({ kind: "dateTime", timezone: false }),
  JSON: bare({ kind: "json" }),
  BLOB: bare({ kind: "largeBinary" }),
  ANY: bare({ kind: "native", dialect: DIALECT, name: "any", args: [] }),
};

/** A declared type whose arguments could be written in a model: no length is 0. */
const DECLARED =
  /^([A-Za-z][A-Za-z0-9]*(?:\s+[A-Za-z]+)*)\s*(?:\(\s*([1-9]\d{0,8})\s*(?:,\s*(\d{1,9})\s*)?\))?$/;

/** The type that a declared type stands for; any text is a type in SQLite, so what has no kind is a raw type. */
export function parseType(native: string): SqlType {
  const text = declaredType(native);
  const match = DECLARED.exec(text);
  const words = (match?.[1] ?? "").toUpperCase().replace(/\s+/g, " ");
  const parse = Object.hasOwn(KINDS, words) ? KINDS[words] : undefined;
  const args = [match?.[2], match?.[3]].filter((text) => text !== undefined).map(Number);
  return parse?.(args as unknown as Arguments) ?? { kind: "raw", sql: text };
}

function bare(type: SqlType): (args: Arguments) => SqlType | null {
  return (args) => (args.length === 0 ? type : null);
}

function numeric([precision, scale]: Arguments): SqlType {
  return {
    kind: "numeric",
    ...(precision !== undefined && { precision }),
    ...(scale !== undefined && { scale }),
    mode: "string",
  };
}

function varying([length, second]: Arguments): SqlType | null {
  if (second !== undefined) return null;
  return length === undefined ? { kind: "string" } : { kind: "string", length };
}

function fixed([length, second]: Arguments): SqlType | null {
  return length === undefined || second !== undefined ? null : { kind: "char", length };
}

function argumentsSql(first?: number, second?: number): string {
  if (first === undefined) return "";
  return second === undefined ? `(${first})` : `(${first}, ${second})`;
}
