import type { SqlType, TypeKind } from "../../types/type.js";
import { isUnsigned } from "./native-form.js";
import type { Variant } from "./variant.js";

/** Types by what the server keeps them as. */
const KINDS: Partial<Record<TypeKind, string>> = {
  smallInteger: "smallint",
  integer: "int",
  bigInteger: "bigint",
  boolean: "tinyint",
  numeric: "decimal",
  float: "float",
  double: "double",
  string: "text",
  char: "text",
  date: "date",
  dateTime: "datetime",
  enum: "enum",
};

const WHOLE: ReadonlySet<string> = new Set(["tinyint", "smallint", "mediumint", "int", "bigint"]);

/**
 * Whether a column may refer to one of another type: numbers must be of the same size and sign, and all else kept alike.
 * Of other types nothing is said.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22.5 "FOREIGN KEY Constraints"; measured
 */
export function mayReferTo(own: SqlType, referred: SqlType, variant: Variant): boolean {
  const [kind, other] = [keptAs(own, variant), keptAs(referred, variant)];
  return kind === undefined || other === undefined || kind === other;
}

function keptAs(type: SqlType, variant: Variant): string | undefined {
  if (type.kind === "uuid") return variant.product === "mysql" ? "text" : "uuid";
  if (type.kind !== "native") return KINDS[type.kind];
  if (type.dialect !== "mysql" || !WHOLE.has(type.name)) return undefined;
  return isUnsigned(type) ? `unsigned ${type.name}` : type.name;
}
