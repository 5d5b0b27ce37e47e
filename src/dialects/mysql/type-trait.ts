import type { SqlType } from "../../types/type.js";
import { isSpatial } from "./native-form.js";

const TEXTS: ReadonlySet<string> = new Set(["tinytext", "mediumtext", "longtext"]);

/** The portable types whose literals types of the vocabulary have. */
const LIKE: Readonly<Record<string, SqlType>> = {
  tinyint: { kind: "integer" },
  smallint: { kind: "integer" },
  mediumint: { kind: "integer" },
  int: { kind: "integer" },
  year: { kind: "integer" },
  bigint: { kind: "bigInteger", mode: "bigint" },
  decimal: { kind: "numeric", mode: "string" },
  float: { kind: "float" },
  double: { kind: "double" },
  set: { kind: "text" },
  tinytext: { kind: "text" },
  mediumtext: { kind: "text" },
  longtext: { kind: "text" },
  inet4: { kind: "text" },
  inet6: { kind: "text" },
  binary: { kind: "largeBinary" },
  varbinary: { kind: "largeBinary" },
};

/** The portable type that has the same literals; the type itself where there is none. */
export function portableLike(type: SqlType): SqlType {
  if (type.kind !== "native" || !Object.hasOwn(LIKE, type.name)) return type;
  return LIKE[type.name]!;
}

/**
 * Whether defaults of the type are expressions, even literal ones.
 *
 * @source MySQL 9.7 Reference Manual, 13.6 "Data Type Default Values"
 */
export function isLargeObject(type: SqlType): boolean {
  if (type.kind === "raw") return /text|blob|json|geom|point|linestring|polygon|vector/i.test(type.sql);
  if (type.kind !== "native")
    return type.kind === "text" || type.kind === "json" || type.kind === "largeBinary";
  return TEXTS.has(type.name) || isSpatial(type.name) || type.name === "vector";
}

/** Whether columns of the type have a collation. */
export function isText(type: SqlType): boolean {
  if (type.kind === "raw") return /^(?:\w*text|set|varchar|char)\b/i.test(type.sql);
  if (type.kind === "native") return TEXTS.has(type.name) || type.name === "set";
  return type.kind === "string" || type.kind === "char" || type.kind === "text" || type.kind === "enum";
}

/** Whether the type is TIMESTAMP, which old servers give NOT NULL and defaults of their own. */
export function isTimestamp(type: SqlType): boolean {
  if (type.kind === "raw") return /^timestamp\b/i.test(type.sql);
  return type.kind === "dateTime" && type.timezone;
}

/** The spatial reference system of a spatial type that names one. */
export function sridOf(type: SqlType): number | undefined {
  if (type.kind !== "native" || !isSpatial(type.name)) return undefined;
  const [options] = type.args as readonly { readonly srid?: number }[];
  return options?.srid;
}

/** The spatial type for shapes of any reference system. */
export function withoutSrid(type: SqlType): SqlType {
  return type.kind === "native" ? { ...type, args: [] } : type;
}
