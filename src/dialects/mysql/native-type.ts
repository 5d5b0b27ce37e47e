import type { SqlType, TypeKind, TypeOf } from "../../types/type.js";
import { badLiteral, isAstral, quoted } from "./literal.js";
import { nativeOf, nativeSql, type Parsed } from "./native-form.js";
import { type Token, tokenize } from "./tokens.js";
import { unsupported } from "./unsupported.js";
import type { Variant } from "./variant.js";

type Native = { readonly [K in TypeKind]: (type: TypeOf<K>, variant: Variant) => string };

/**
 * The native word for each kind of type.
 *
 * @source MySQL 9.7 Reference Manual, 13.1 to 13.5 "Data Types"
 */
const NATIVE: Native = {
  integer: () => "INT",
  smallInteger: () => "SMALLINT",
  bigInteger: () => "BIGINT",
  numeric: ({ precision, scale }) => `DECIMAL(${precision ?? 10},${scale ?? 0})`,
  float: () => "FLOAT",
  double: () => "DOUBLE",
  string: ({ length }, variant) => {
    if (length !== undefined) return `VARCHAR(${length})`;
    throw unsupported(
      variant,
      "string() without a length",
      "Give it one, string(255), or use text(), which takes none.",
    );
  },
  char: ({ length }) => `CHAR(${length})`,
  text: () => "TEXT",
  boolean: () => "TINYINT(1)",
  date: () => "DATE",
  time: ({ precision }) => `TIME${fraction(precision)}`,
  dateTime: ({ timezone, precision }) => `${timezone ? "TIMESTAMP" : "DATETIME"}${fraction(precision)}`,
  interval: (_, variant) => {
    throw unsupported(variant, "type for interval()", "Keep the length of time as a number or a string.");
  },
  largeBinary: ({ length }) => blob(length),
  uuid: (_, { uuidType }) => (uuidType ? "UUID" : "CHAR(36)"),
  json: () => "JSON",
  enum: ({ values }) => `ENUM(${values.map(enumWord).join(",")})`,
  native: nativeSql,
  raw: ({ sql }) => sql,
};

/**
 * A type in the server's words.
 *
 * @throws {CompileError} `compile.unsupported`: it has none
 */
export function typeSql(type: SqlType, variant: Variant): string {
  const write = NATIVE[type.kind] as (type: SqlType, variant: Variant) => string;
  return write(type, variant);
}

function fraction(precision: number | undefined): string {
  return precision ? `(${precision})` : "";
}

/**
 * The smallest BLOB that holds as many bytes; BLOB where no number is given.
 *
 * @source MySQL 9.7 Reference Manual, 13.7 "Data Type Storage Requirements"
 */
function blob(length: number | undefined): string {
  if (length === undefined) return "BLOB";
  if (length < 2 ** 8) return "TINYBLOB";
  if (length < 2 ** 16) return "BLOB";
  return length < 2 ** 24 ? "MEDIUMBLOB" : "LONGBLOB";
}

function enumWord(word: string): string {
  if (!isAstral(word)) return quoted(word);
  throw badLiteral(
    `The enum value ${JSON.stringify(word)} has a character beyond U+FFFF, which the catalogue does not keep.`,
    "Choose a word without emoji.",
  );
}

type Reader = (args: readonly number[], words: readonly Token[]) => SqlType | null;

/** What portable types each native name stands for; a reader gives null where there is no such form. */
const READERS: Readonly<Record<string, Reader>> = {
  int: () => ({ kind: "integer" }),
  smallint: () => ({ kind: "smallInteger" }),
  bigint: () => ({ kind: "bigInteger", mode: "bigint" }),
  tinyint: ([width]) => (width === 1 ? { kind: "boolean" } : null),
  decimal: ([precision = 10, scale = 0]) => ({ kind: "numeric", precision, scale, mode: "string" }),
  // One number chooses how many bits are kept.
  float: ([bits, scale]) => (scale === undefined ? { kind: (bits ?? 0) > 24 ? "double" : "float" } : null),
  double: (args) => (args.length === 0 ? { kind: "double" } : null),
  varchar: ([length]) => (length ? { kind: "string", length } : null),
  char: ([length = 1]) => (length > 0 ? { kind: "char", length } : null),
  text: (args) => (args.length === 0 ? { kind: "text" } : null),
  date: () => ({ kind: "date" }),
  time: ([precision]) => ({ kind: "time", ...(precision && { precision }) }),
  datetime: ([precision]) => ({ kind: "dateTime", timezone: false, ...(precision && { precision }) }),
  timestamp: ([precision]) => ({ kind: "dateTime", timezone: true, ...(precision && { precision }) }),
  tinyblob: () => ({ kind: "largeBinary", length: 2 ** 8 - 1 }),
  blob: (args) => (args.length === 0 ? { kind: "largeBinary" } : null),
  mediumblob: () => ({ kind: "largeBinary", length: 2 ** 24 - 1 }),
  longblob: () => ({ kind: "largeBinary", length: 2 ** 32 - 1 }),
  uuid: () => ({ kind: "uuid" }),
  json: () => ({ kind: "json" }),
  enum: (_, words) => ({ kind: "enum", values: words.map(({ text }) => text) }),
};

const SYNONYMS: Readonly<Record<string, string>> = {
  integer: "int",
  int4: "int",
  int2: "smallint",
  int8: "bigint",
  bool: "tinyint(1)",
  boolean: "tinyint(1)",
  numeric: "decimal",
  dec: "decimal",
  fixed: "decimal",
  real: "double",
  float4: "float",
  float8: "double",
  "double precision": "double",
  "character varying": "varchar",
  "char varying": "varchar",
  character: "char",
  geomcollection: "geometrycollection",
  "long varchar": "mediumtext",
  long: "mediumtext",
  "long varbinary": "mediumblob",
};

/** Integer types, which show a width that means nothing but for `tinyint(1)` and ZEROFILL. */
const INTEGERS: ReadonlySet<string> = new Set(["tinyint", "smallint", "mediumint", "int", "bigint", "year"]);

/**
 * The type that a native name stands for; `raw` in lower case where the vocabulary has none, as for lists with a word twice,
 * which servers that are not strict have taken.
 */
export function parseType(native: string): SqlType {
  const parsed = parse(native);
  const { name, args, rest } = parsed;
  const numbers = args.map(({ text }) => Number(text));
  const isTwice =
    (name === "enum" || name === "set") && new Set(args.map(({ text }) => text)).size < args.length;
  if (!isTwice && (rest.length === 0 || (rest.length === 1 && rest[0] === "signed"))) {
    const type = Object.hasOwn(READERS, name) ? READERS[name]!(numbers, args) : null;
    if (type) return type;
  }
  const own = isTwice ? null : nativeOf(parsed);
  if (own) return own;
  const keepWidth =
    !INTEGERS.has(name) || rest.includes("zerofill") || (name === "tinyint" && numbers[0] === 1);
  const shown = args.length > 0 && keepWidth ? `(${args.map(argument).join(",")})` : "";
  return { kind: "raw", sql: [name + shown, ...rest].join(" ") };
}

function parse(native: string): Parsed {
  const tokens = tokenize(native);
  const open = tokens.findIndex(({ text, kind }) => kind === "symbol" && text === "(");
  const close = tokens.findLastIndex(({ text, kind }) => kind === "symbol" && text === ")");
  const words = (part: readonly Token[]) => part.map(({ text }) => text.toLowerCase());
  if (open === -1 || close < open) return named(words(tokens), []);
  const args = tokens.slice(open + 1, close).filter(({ kind }) => kind !== "symbol");
  const parsed = named(words(tokens.slice(0, open)), args);
  return { ...parsed, rest: [...parsed.rest, ...words(tokens.slice(close + 1))] };
}

/** Splits `double precision unsigned` into the type's name and what follows it. */
function named(words: readonly string[], args: readonly Token[]): Parsed {
  for (const count of [2, 1]) {
    const name = words.slice(0, count).join(" ");
    const known = Object.hasOwn(SYNONYMS, name) ? SYNONYMS[name]! : name;
    if (known === "tinyint(1)") return { ...parse(known), rest: words.slice(count) };
    if (known !== name || count === 1) return { name: known, args, rest: words.slice(count) };
  }
  return { name: "", args, rest: [] };
}

function argument({ kind, text }: Token): string {
  return kind === "string" ? quoted(text) : text;
}
