import type { NativeArgument, NativeSqlType } from "../../types/type.js";
import { quoted } from "./literal.js";
import type { Token } from "./tokens.js";
import { unsupported } from "./unsupported.js";
import type { Variant } from "./variant.js";
import { nativeType } from "./vocabulary/native.js";

/** A native name in its parts, synonyms resolved. */
export interface Parsed {
  readonly name: string;
  /** Numbers, or the words of an enum or set. */
  readonly args: readonly Token[];
  /** What follows the arguments: `unsigned`, `zerofill`. */
  readonly rest: readonly string[];
}

type Options = Readonly<Record<string, NativeArgument>>;

/** How a type of the vocabulary is written, and read back: the builder's arguments, or null where it has no such form. */
interface Form {
  readonly write: (args: readonly NativeArgument[], variant: Variant) => string;
  readonly read: (args: readonly Token[], rest: readonly string[]) => readonly NativeArgument[] | null;
}

/** The width to which ZEROFILL fills where none is given. @source MySQL 9.7 Reference Manual, 13.1.6 "Numeric Type Attributes" */
const WIDTHS = { tinyint: 3, smallint: 5, mediumint: 8, int: 10, bigint: 20 } as const;

const plain = (name: string): Form => ({
  write: () => name.toUpperCase(),
  read: (args, rest) => (args.length === 0 && rest.length === 0 ? [] : null),
});

const sized = (name: string, fallback: number | null): Form => ({
  write: ([length]) => `${name.toUpperCase()}(${String(length)})`,
  read: ([length], rest) => {
    const size = length ? Number(length.text) : fallback;
    return size === null || rest.length > 0 || !(size > 0) ? null : [size];
  },
});

const integer = (name: keyof typeof WIDTHS): Form => ({
  write: ([options], variant) => {
    const { width, zerofill } = (options ?? {}) as Options;
    // A width says how far ZEROFILL fills; MySQL shows no other, and MariaDB keeps TINYINT(1).
    const means =
      zerofill === true ? width !== WIDTHS[name] : name === "tinyint" && variant.product === "mariadb";
    const isKept = width !== undefined && means;
    return `${name.toUpperCase()}${isKept ? `(${String(width)})` : ""}${attributes(options)}`;
  },
  read: ([shown], rest) => {
    const options = attributesOf(rest);
    if (!options) return null;
    const width = shown && Number(shown.text);
    const isKept = options["zerofill"] === true ? width !== WIDTHS[name] : name === "tinyint" && width === 1;
    return optional({ ...options, ...(width !== undefined && isKept && { width }) });
  },
});

const floating = (name: "float" | "double"): Form => ({
  write: ([options]) => {
    const { precision, scale } = (options ?? {}) as Options;
    const digits = precision === undefined ? "" : `(${String(precision)},${String(scale)})`;
    return `${name.toUpperCase()}${digits}${attributes(options)}`;
  },
  read: (args, rest) => {
    const options = attributesOf(rest);
    const [precision, scale] = args.map(({ text }) => Number(text));
    if (!options || (precision !== undefined && scale === undefined)) return null;
    return optional({ ...(precision !== undefined && { precision, scale: scale! }), ...options });
  },
});

const spatial = (name: string): Form => ({
  write: ([options], variant) => {
    const { srid } = (options ?? {}) as Options;
    if (srid === undefined) return name.toUpperCase();
    const attribute = variant.product === "mariadb" ? "REF_SYSTEM_ID=" : "SRID ";
    return `${name.toUpperCase()} ${attribute}${String(srid)}`;
  },
  read: (_, rest) => {
    if (rest.length === 0) return [];
    const [word, ...value] = rest;
    const srid = Number(value.at(-1));
    return (word === "srid" || word === "ref_system_id") && Number.isInteger(srid) ? [{ srid }] : null;
  },
});

const words: Form = {
  write: (args) => `SET(${args.map((word) => quoted(String(word))).join(",")})`,
  // Words lose the spaces they end with.
  read: (args, rest) => (rest.length > 0 ? null : args.map(({ text }) => text.replace(/ +$/, ""))),
};

const decimal: Form = {
  write: ([precision, scale, options]) =>
    `DECIMAL(${String(precision)},${String(scale)})${attributes(options)}`,
  read: ([precision, scale], rest) => {
    const options = attributesOf(rest);
    return options && [Number(precision?.text ?? 10), Number(scale?.text ?? 0), ...optional(options)];
  },
};

const only = (form: Form, has: (variant: Variant) => boolean): Form => ({
  read: form.read,
  write: (args, variant) => {
    const written = form.write(args, variant);
    if (!has(variant)) throw unsupported(variant, `type ${written}`);
    return written;
  },
});

/**
 * The types that portable builders do not name, by the name of their builder, which is the server's own.
 *
 * @source MySQL 9.7 Reference Manual, 13 "Data Types"
 * @source MariaDB Server documentation, "Data Types"
 */
const FORMS: Readonly<Record<string, Form>> = {
  tinyint: integer("tinyint"),
  smallint: integer("smallint"),
  mediumint: integer("mediumint"),
  int: integer("int"),
  bigint: integer("bigint"),
  decimal,
  float: floating("float"),
  double: floating("double"),
  bit: sized("bit", 1),
  year: { ...plain("year"), read: (_, rest) => (rest.length === 0 ? [] : null) },
  set: words,
  tinytext: plain("tinytext"),
  mediumtext: plain("mediumtext"),
  longtext: plain("longtext"),
  binary: sized("binary", 1),
  varbinary: sized("varbinary", null),
  geometry: spatial("geometry"),
  point: spatial("point"),
  linestring: spatial("linestring"),
  polygon: spatial("polygon"),
  multipoint: spatial("multipoint"),
  multilinestring: spatial("multilinestring"),
  multipolygon: spatial("multipolygon"),
  geometrycollection: spatial("geometrycollection"),
  inet4: only(plain("inet4"), ({ inetTypes }) => inetTypes),
  inet6: only(plain("inet6"), ({ inetTypes }) => inetTypes),
  vector: only(sized("vector", 2048), ({ vectorType }) => vectorType),
};

/**
 * A type of the vocabulary in the server's words.
 *
 * @throws {CompileError} `compile.unsupported`: it is another database's, or this server has not got it
 */
export function nativeSql({ dialect, name, args }: NativeSqlType, variant: Variant): string {
  const form = dialect === "mysql" && Object.hasOwn(FORMS, name) ? FORMS[name] : undefined;
  if (!form) throw unsupported(variant, `type ${name}(), which is of migr/${dialect}`);
  return form.write(args, variant);
}

/** The type of the vocabulary that a name in its parts stands for; null where there is none. */
export function nativeOf({ name, args, rest }: Parsed): NativeSqlType | null {
  const read = Object.hasOwn(FORMS, name) ? FORMS[name]!.read(args, rest) : null;
  return read && nativeType(name, read);
}

/** Whether the type is one of the vocabulary's spatial ones. */
export function isSpatial(name: string): boolean {
  return /^(?:geometry|(?:multi)?(?:point|linestring|polygon)|geometrycollection)$/.test(name);
}

/** Whether a type is of numbers that are never below zero. */
export function isUnsigned({ args }: NativeSqlType): boolean {
  return args.some((each) => (each as Options).unsigned === true);
}

function attributes(options: NativeArgument | undefined): string {
  const { unsigned, zerofill } = (options ?? {}) as Options;
  return `${unsigned || zerofill ? " UNSIGNED" : ""}${zerofill ? " ZEROFILL" : ""}`;
}

/** What follows a number; null where that is anything else. ZEROFILL makes a number unsigned. */
function attributesOf(rest: readonly string[]): Options | null {
  if (rest.some((word) => word !== "unsigned" && word !== "zerofill" && word !== "signed")) return null;
  const zerofill = rest.includes("zerofill");
  return {
    ...((zerofill || rest.includes("unsigned")) && { unsigned: true }),
    ...(zerofill && { zerofill }),
  };
}

function optional(options: Options): readonly NativeArgument[] {
  return Object.keys(options).length === 0 ? [] : [options];
}
