/** Words that must stand between quotes to be names. @source PostgreSQL 18, C. SQL Key Words: reserved */
const RESERVED = new Set(
  (
    "all analyse analyze and any array as asc asymmetric authorization binary both case cast check collate collation " +
    "column concurrently constraint create cross current_catalog current_date current_role current_schema " +
    "current_time current_timestamp current_user default deferrable desc distinct do else end except false fetch for " +
    "foreign freeze from full grant group having ilike in initially inner intersect into is isnull join lateral " +
    "leading left like limit localtime localtimestamp natural not notnull null offset on only or order outer " +
    "overlaps placing primary references returning right select session_user similar some symmetric system_user " +
    "table tablesample then to trailing true union unique user using variadic verbose when where window with"
  ).split(" "),
);

/** A name with quotes only where it needs them. */
export function plainName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/.test(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

const NAME = '(?:[a-z_][a-z0-9_$]*|"(?:[^"]|"")+")';

/** A table as SQL names it, as a pattern: `sales.orders` or `"Orders"`. */
export const PATH_PATTERN = `${NAME}(?:\\.${NAME})?`;

const PATH = new RegExp(`^${PATH_PATTERN}$`);
const NAMES = new RegExp(NAME, "g");

/** A table as SQL names it, `sales.orders` or `"Orders"`; what is no such path is a name that needs quotes. */
export function plainPath(name: string): string {
  if (!PATH.test(name)) return plainName(name);
  return name.replace(NAMES, (each) =>
    plainName(each.startsWith('"') ? each.slice(1, -1).replaceAll('""', '"') : each),
  );
}

/** A partition key in one spelling: `range("At", id)` as `RANGE ("At", id)`. */
export function plainPartitionKey(key: string): string {
  const match = /^\s*(range|list|hash)\s*\(([\s\S]*)\)\s*$/i.exec(key);
  if (!match) return key;
  const parts = match[2]!.split(/("(?:[^"]|"")*"|'(?:[^']|'')*')/).map((part, i) => {
    if (i % 2 === 0) return part.toLowerCase().replace(/\s+/g, " ");
    return part.startsWith('"') ? plainName(part.slice(1, -1).replaceAll('""', '"')) : part;
  });
  return `${match[1]!.toUpperCase()} (${parts.join("").trim().replace(/ ?, ?/g, ", ")})`;
}
