import type { SqlType, TypeKind } from "../../types/type.js";

const INTEGER: SqlType = Object.freeze({ kind: "integer" });
const TEXT: SqlType = Object.freeze({ kind: "text" });
const REAL: SqlType = Object.freeze({ kind: "raw", sql: "REAL" });

/** The most digits of a whole number that every INTEGER holds. @source SQLite 3.53, "Datatypes In SQLite", 2 */
const INTEGER_DIGITS = 18;

/** What a STRICT table keeps each kind as. */
const STRICT: { readonly [K in TypeKind]?: SqlType } = {
  integer: INTEGER,
  smallInteger: INTEGER,
  bigInteger: INTEGER,
  boolean: INTEGER,
  float: REAL,
  double: REAL,
  string: TEXT,
  char: TEXT,
  text: TEXT,
  date: TEXT,
  time: TEXT,
  dateTime: TEXT,
  uuid: TEXT,
  json: TEXT,
  enum: TEXT,
  largeBinary: Object.freeze({ kind: "largeBinary" }),
};

/**
 * The type as a STRICT table has it, which knows INT, INTEGER, REAL, TEXT, BLOB and ANY. Decimals are numbers, as they
 * are in tables that are not STRICT: texts of them would be compared, sorted and checked letter by letter.
 *
 * @source SQLite 3.53, "STRICT Tables", 2
 */
export function strictType(type: SqlType): SqlType {
  if (type.kind === "numeric") {
    const { precision = Number.POSITIVE_INFINITY, scale } = type;
    return scale === 0 && precision <= INTEGER_DIGITS ? INTEGER : REAL;
  }
  return STRICT[type.kind] ?? type;
}
