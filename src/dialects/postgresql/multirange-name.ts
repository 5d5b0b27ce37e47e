import { clipName } from "../../util/name.js";
import { IDENTIFIER_LIMIT } from "./features.js";

/**
 * The name of the type of several ranges that comes with a range type which says none.
 *
 * @source PostgreSQL 18, CREATE TYPE: multirange_type_name; source, typecmds.c: makeMultirangeTypeName
 */
export function multirangeName(range: string): string {
  const { length, unit } = IDENTIFIER_LIMIT;
  if (range.includes("range")) return clipName(range.replace("range", "multirange"), length, unit);
  return `${clipName(range, length - 11, unit)}_multirange`;
}
