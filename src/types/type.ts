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
  | RawSqlType;

/** One of a fixed list of words; `name` is the database's type where it keeps enums as types of their own. */
export interface EnumSqlType {
  readonly kind: "enum";
  readonly values: readonly string[];
  readonly name?: string;
  readonly schema?: string;
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
