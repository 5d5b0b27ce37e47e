import type { SqlType, TypeKind } from "../types/type.js";

/** The TypeScript type of the values of each type that has one whatever its arguments. */
const VALUES: { readonly [K in TypeKind]?: string } = {
  integer: "number",
  smallInteger: "number",
  float: "number",
  double: "number",
  string: "string",
  char: "string",
  text: "string",
  date: "string",
  time: "string",
  interval: "string",
  uuid: "string",
  boolean: "boolean",
  dateTime: "Date",
  largeBinary: "Uint8Array",
  json: "unknown",
};

/** Whether columns of two types have values of the same TypeScript type, so that one may refer to the other. */
export function sameValues(a: SqlType, b: SqlType): boolean {
  return valuesOf(a) === valuesOf(b);
}

function valuesOf(type: SqlType): string {
  switch (type.kind) {
    case "bigInteger":
      return type.mode;
    case "numeric":
      return type.mode;
    case "enum":
      return type.values.map((value) => JSON.stringify(value)).join(" | ");
    default:
      return VALUES[type.kind] ?? JSON.stringify(type);
  }
}
