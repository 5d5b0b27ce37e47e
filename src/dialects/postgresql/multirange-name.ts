import { IDENTIFIER_LIMIT } from "./features.js";

/**
 * The name of the type of several ranges that comes with a range type which says none.
 *
 * @source PostgreSQL 18, CREATE TYPE: multirange_type_name; source, typecmds.c: makeMultirangeTypeName
 */
export function multirangeName(range: string): string {
  const { length } = IDENTIFIER_LIMIT;
  if (range.includes("range")) return clipped(range.replace("range", "multirange"), length);
  return clipped(`${clipped(range, length - 11)}_multirange`, length);
}

/** The whole characters of a name that fit into so many bytes. */
function clipped(name: string, bytes: number): string {
  let size = 0;
  let kept = "";
  for (const character of name) {
    size += Buffer.byteLength(character);
    if (size > bytes) break;
    kept += character;
  }
  return kept;
}
