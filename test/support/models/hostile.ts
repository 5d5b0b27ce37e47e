import {
  check,
  foreignKey,
  index,
  integer,
  MetaData,
  sql,
  string,
  table,
  tableComment,
} from "../../../src/index.js";

/** What a template would fill in. */
export const PLACEHOLDER = ["${", "x}"].join("");

/** Names that SQL, TypeScript, templates or clients of databases could take for something else. */
export const NAMES: readonly string[] = [
  "it's",
  'say "hi"',
  "back`tick",
  "two words",
  "dot.ted",
  "[brackets]",
  "CamelCase",
  "camelcase too",
  "select",
  "Order",
  PLACEHOLDER,
  "back\\slash",
  "*/ end",
  "-- nothing",
  "%s :name ? $1",
  "naïve ☃",
  "__proto__",
  "constructor",
  "a".repeat(63),
];

/** Texts of which the same is true. */
export const VALUES: readonly string[] = [
  "it's",
  'say "hi"',
  "back\\slash",
  "\\",
  "\\'",
  "''",
  `\`tick\` ${PLACEHOLDER}`,
  "two\nlines",
  "return\r\nand\ttab",
  "*/ /* -- #",
  "\u2028 \u2029",
  "100% :name ? $1 @x",
  "",
  " spaces ",
  "NULL",
  "CURRENT_TIMESTAMP",
  "now()",
  "(1)",
  "0x41",
  "'quoted'",
  "snow ☃",
  "\u0001 \u007f \u202e",
  "nextval('x'::regclass)",
];

/** Tables that are called as `names` say, each with such columns, a key to the one before, an index and a check. */
export function tablesCalled(names: readonly string[], length: number, indexed: boolean): MetaData {
  const metadata = new MetaData();
  names.forEach((name, i) => {
    const before = names[i - 1];
    const other = `other ${name}`.slice(0, 63);
    const columns = {
      id: integer().primaryKey(),
      [name]: string(length),
      [other]: integer().nullable(),
    };
    table(name, metadata, columns, () => [
      check(null, sql`${sql.identifier(name)} <> 'x'`),
      check(`ck of ${name}`.slice(0, 63), sql`${sql.identifier(other)} > 0`),
      ...(indexed ? [index(null, name, other).unique()] : []),
      ...(before === undefined ? [] : [key(name, other, before)]),
    ]);
  });
  return metadata;
}

function key(name: string, column: string, to: string) {
  return foreignKey(`fk of ${name}`.slice(0, 63), [column], [{ table: to, column: "id" }]);
}

/** A column for each value, which has it as its default and as its comment. */
export function columnsWith(values: readonly string[]): MetaData {
  const metadata = new MetaData();
  const columns = values.map((value, i) => {
    const column = string(60).serverDefault(value);
    return [`c${i}`, value === "" ? column : column.comment(value)] as const;
  });
  table("things", metadata, { id: integer().primaryKey(), ...Object.fromEntries(columns) }, () => [
    tableComment(values.find((value) => value !== "") ?? "none"),
  ]);
  return metadata;
}
