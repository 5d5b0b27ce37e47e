import type { Live } from "../../dialect/dialect.js";
import type { Column } from "../../schema/column.js";
import type { Node } from "../../sql/node.js";
import type { SqlType, TypeKind } from "../../types/type.js";
import { clause, name } from "./clause.js";
import { stringLiteral } from "./literal.js";
import { arrayElement } from "./native-kind.js";
import { typeSql } from "./native-type.js";

const NUMBERS: readonly TypeKind[] = ["integer", "smallInteger", "bigInteger", "numeric", "float", "double"];
const TEXTS: readonly TypeKind[] = ["string", "char", "text"];

/** What each kind becomes by itself, beside texts, which anything does. @source PostgreSQL 18, 52.10 pg_cast */
const ASSIGNABLE: { readonly [K in TypeKind]?: readonly TypeKind[] } = {
  integer: NUMBERS,
  smallInteger: NUMBERS,
  bigInteger: NUMBERS,
  numeric: NUMBERS,
  float: NUMBERS,
  double: NUMBERS,
  date: ["date", "dateTime"],
  time: ["time", "interval"],
  dateTime: ["date", "time", "dateTime"],
  interval: ["interval", "time"],
};

/**
 * The USING expression of a change of type, or null where the server converts by assignment. There it must not be
 * written: an explicit cast cuts what is too long, an assignment refuses it.
 *
 * @source PostgreSQL 18, ALTER TABLE: SET DATA TYPE; CREATE CAST: AS ASSIGNMENT
 */
export async function usingFor(live: Live, from: SqlType, to: Column): Promise<Node | null> {
  if (to.computed || (await isAssignable(live, from, to.type))) return null;
  const isEnum = [from, to.type].some((type) => (arrayElement(type) ?? type).kind === "enum");
  const text = arrayElement(from) && arrayElement(to.type) ? "::text[]" : "::text";
  return clause(name(to.name), isEnum && text, `::${typeSql(to.type)}`);
}

async function isAssignable(live: Live, from: SqlType, to: SqlType): Promise<boolean> {
  const known = isKnownAssignable(from, to);
  if (known !== null) return known;
  // Types of the server's own: it knows.
  const [source, target] = [from, to].map((type) => stringLiteral(typeSql(type)));
  const result = await live.query(
    `SELECT source = target OR pg_catalog.bool_or(k.oid IS NOT NULL) OR pg_catalog.bool_or(t.typcategory = 'S')
FROM (SELECT pg_catalog.to_regtype(${source})::oid AS source, pg_catalog.to_regtype(${target})::oid AS target) AS pair
  LEFT JOIN pg_catalog.pg_cast k ON k.castsource = source AND k.casttarget = target AND k.castcontext IN ('i', 'a')
  LEFT JOIN pg_catalog.pg_type t ON t.oid = target
GROUP BY source, target`,
  );
  return result?.rows[0]?.[0] !== false;
}

/** Null where a type is beyond the vocabulary. */
function isKnownAssignable(from: SqlType, to: SqlType): boolean | null {
  if (TEXTS.includes(to.kind)) return true;
  if (from.kind === "enum" || to.kind === "enum") return typeSql(from) === typeSql(to);
  if (from.kind === "raw" || to.kind === "raw") return null;
  const [source, target] = [arrayElement(from), arrayElement(to)];
  if (source && target) return isKnownAssignable(source, target);
  if (source || target) return false;
  if (from.kind === "native" || to.kind === "native") return null;
  return from.kind === to.kind || (ASSIGNABLE[from.kind]?.includes(to.kind) ?? false);
}
