import type { SqlType, TypeKind } from "../../types/type.js";

const INTEGER: SqlType = Object.freeze({ kind: "integer" });
const TEXT: SqlType = Object.freeze({ kind: "text" });
const REAL: SqlType = Object.freeze({ kind: "raw", sql: "REAL" });

/** What a STRICT table keeps each kind as. Exact decimals are texts, since REAL would not keep them. */
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
 * The type as a STRICT table has it, which knows INT, INTEGER, REAL, TEXT, BLOB and ANY.
 *
 * @source SQLite 3.53, "STRICT Tables", 2
 */
export function strictType(type: SqlType): SqlType {
  if (type.kind === "numeric") return type.mode === "number" ? REAL : TEXT;
  return STRICT[type.kind] ?? type;
}
