/** A column type as plain data: what kind it is and its arguments, the same on every database. */
export type SqlType =
  | { readonly kind: "integer" | "smallInteger" }
  | { readonly kind: "bigInteger"; readonly mode: "bigint" | "number" }
  | {
      readonly kind: "numeric";
      readonly precision?: number;
      readonly scale?: number;
      readonly mode: "string" | "number";
    }
  | { readonly kind: "float" | "double" }
  | { readonly kind: "string"; readonly length?: number }
  | { readonly kind: "char"; readonly length: number }
  | { readonly kind: "text" | "boolean" | "date" | "interval" | "uuid" | "json" }
  | { readonly kind: "time"; readonly precision?: number }
  | { readonly kind: "dateTime"; readonly timezone: boolean; readonly precision?: number }
  | { readonly kind: "largeBinary"; readonly length?: number }
  | EnumSqlType
  | NativeSqlType
  | RawSqlType;

/** One of a fixed list of words; `name` is the database's type where it keeps enums as types of their own. */
export interface EnumSqlType {
  readonly kind: "enum";
  readonly values: readonly string[];
  readonly name?: string;
  readonly schema?: string;
  /** What is said of the type, where it is an object of its own. */
  readonly comment?: string;
}

/** An argument of a native type's builder, as plain data. */
export type NativeArgument =
  | string
  | number
  | boolean
  | readonly NativeArgument[]
  | { readonly [key: string]: NativeArgument };

/** A type that one database has: `jsonb()` of `migr/postgresql`, `mediumint()` of `migr/mysql`. */
export interface NativeSqlType {
  readonly kind: "native";
  /** The dialect whose vocabulary has it. */
  readonly dialect: string;
  /** The builder's name in that vocabulary. */
  readonly name: string;
  /** The builder's arguments, after the element where it has one. */
  readonly args: readonly NativeArgument[];
  /** The type it is made of: an array's elements, a domain's base. */
  readonly element?: SqlType;
}

/** A type written in the database's own words, for whatever the vocabulary does not name. */
export interface RawSqlType {
  readonly kind: "raw";
  readonly sql: string;
}

/** The word that tells types apart. */
export type TypeKind = SqlType["kind"];

/** The type of one kind. */
export type TypeOf<K extends TypeKind> = Extract<SqlType, { readonly kind: K }> & { readonly kind: K };

/** Freezes a type so that it can be shared. */
export function sqlType<const T extends SqlType>(type: T): T {
  return Object.freeze(type);
}
