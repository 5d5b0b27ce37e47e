import type { NativeArgument, NativeSqlType, SqlType } from "../../types/type.js";

/** What `NativeSqlType.dialect`, and the options of tables and their parts, say of this dialect. */
export const DIALECT = "postgresql";

/** A type of the vocabulary of `migr/postgresql`. */
export function native(name: string, args: readonly NativeArgument[] = [], element?: SqlType): NativeSqlType {
  return { kind: "native", dialect: DIALECT, name, args, ...(element && { element }) };
}

/** The elements' type of an array's, or null. */
export function arrayElement(type: SqlType): SqlType | null {
  return isNative(type, "array") ? type.element! : null;
}

/** Whether a type is this one of the vocabulary of `migr/postgresql`. */
export function isNative(type: SqlType | undefined, name: string): type is NativeSqlType {
  return type?.kind === "native" && type.dialect === DIALECT && type.name === name;
}

/** The type under a domain; any other type is itself. */
export function baseType(type: SqlType): SqlType {
  return isNative(type, "domain") ? baseType(type.element!) : type;
}

/** Whether values of the type are JSON documents. */
export function isJson(type: SqlType | undefined): boolean {
  return type?.kind === "json" || isNative(type, "jsonb");
}
