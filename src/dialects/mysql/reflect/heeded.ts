import type { Queryable } from "../../../dialect/dialect.js";
import { nameKey } from "../../../schema/name.js";
import type { Table } from "../../../schema/table.js";
import { toDatabaseError } from "../errors.js";
import { isInnoDb, optionsOf, TABLE_OPTIONS } from "../option.js";
import type { Variant } from "../variant.js";

/**
 * The tables of which SHOW CREATE TABLE may tell more than the views, and their engines heed it: InnoDB takes parsers of
 * fulltext indexes, attributes of columns and indexes, columns that no secondary engine loads, tablespaces and folders, also of partitions;
 * block sizes of indexes, COLUMN_FORMAT and STORAGE it takes without a use for them.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.22 "CREATE TABLE Statement": index_option, COLUMN_FORMAT, STORAGE
 */
export async function heedingTables(
  db: Queryable,
  tables: readonly Table[],
  variant: Variant,
): Promise<readonly Table[]> {
  if (tables.length === 0) return [];
  const told = await signed(db, tables, signsOf(variant));
  const isPlaced = variant.product === "mysql" ? await placing(db, variant) : () => false;
  return tables.filter(
    (table) =>
      !isInnoDb(table) ||
      optionsOf(table)["partitionBy"] !== undefined ||
      table.indexes.some(({ method }) => method === "fulltext") ||
      told.has(nameKey(table)) ||
      isPlaced(table),
  );
}

/** Where to look for names of tables, and on what condition. */
type Sign = readonly [view: string, schemaColumn: string, condition: string];

const HAS_ATTRIBUTE = "(ENGINE_ATTRIBUTE IS NOT NULL OR SECONDARY_ENGINE_ATTRIBUTE IS NOT NULL)";

/** The options of a table that are words or numbers, which the view tells as they are. */
const TOLD = Object.values(TABLE_OPTIONS)
  .filter(({ kind }) => kind === "word" || kind === "number" || kind === "flag")
  .map(({ sql }) => sql.toLowerCase());

/** What else MariaDB tells of a table's options. */
const OTHER_OPTIONS = `TRIM(REGEXP_REPLACE(CREATE_OPTIONS, '(?i)(^| )(\`?(${TOLD.join("|")})\`?=[^ ]*|partitioned)', ''))`;

/**
 * What tells by views that there is more: attributes, columns that are NOT SECONDARY, and on MariaDB any option of a table
 * that the view does not tell whole.
 *
 * @source MariaDB Server documentation, "Information Schema TABLES Table": CREATE_OPTIONS
 */
function signsOf({ product, engineAttributes }: Variant): readonly Sign[] {
  if (product === "mariadb") return [["TABLES", "TABLE_SCHEMA", `${OTHER_OPTIONS} <> ''`]];
  if (!engineAttributes) return [];
  return [
    ["TABLES_EXTENSIONS", "TABLE_SCHEMA", HAS_ATTRIBUTE],
    ["COLUMNS_EXTENSIONS", "TABLE_SCHEMA", HAS_ATTRIBUTE],
    ["TABLE_CONSTRAINTS_EXTENSIONS", "CONSTRAINT_SCHEMA", HAS_ATTRIBUTE],
    ["COLUMNS", "TABLE_SCHEMA", "EXTRA LIKE '%NOT SECONDARY%'"],
  ];
}

/** The keys of the tables that have a sign, asked for in one statement. */
async function signed(
  db: Queryable,
  tables: readonly Table[],
  signs: readonly Sign[],
): Promise<ReadonlySet<string>> {
  if (signs.length === 0) return new Set();
  const schemas = new Set(tables.map(({ schema }) => schema));
  const named = [...schemas].filter((schema) => schema !== undefined);
  const places = [...(schemas.has(undefined) ? ["DATABASE()"] : []), ...named.map(() => "?")].join(", ");
  const parts = signs.map(
    ([view, schema, condition]) =>
      `SELECT ${schema} AS db, TABLE_NAME AS name, ${schema} = DATABASE() AS own FROM information_schema.${view} ` +
      `WHERE ${schema} IN (${places}) AND ${condition}`,
  );
  const { rows } = await db.query(
    parts.join(" UNION "),
    parts.flatMap(() => named),
  );
  return new Set(
    rows.map(([schema, name, own]) =>
      nameKey({ name: String(name), ...(Number(own) !== 1 && { schema: String(schema) }) }),
    ),
  );
}

/** @source MySQL 9.7 Error Reference: 1227 ER_SPECIFIC_ACCESS_DENIED_ERROR */
const LACKS_RIGHT = 1227;

/**
 * Whether InnoDB keeps a table elsewhere than in a file of its own beside the others, or has its file grow by so much;
 * true of those in parts, and of all where the user may not know. INNODB_TABLES would tell as well, and opens each table
 * of the server for it.
 *
 * @source MySQL 9.7 Reference Manual, 28.4.27 "The INFORMATION_SCHEMA INNODB_TABLESPACES Table" and that of files: both
 * take the PROCESS privilege; 17.6.3.2 "File-Per-Table Tablespaces": they have the names of their tables
 */
async function placing(db: Queryable, { autoextendSize }: Variant): Promise<(table: Table) => boolean> {
  const usual = `SPACE_TYPE = 'Single'${autoextendSize ? " AND AUTOEXTEND_SIZE = 0" : ""}`;
  const parts = [
    `SELECT DATABASE() AS own, NAME AS name, 1 AS usual FROM information_schema.INNODB_TABLESPACES WHERE ${usual}`,
    "SELECT DATABASE(), PATH, 0 FROM information_schema.INNODB_DATAFILES WHERE PATH LIKE '%/%/%' AND PATH NOT LIKE './%'",
  ];
  try {
    const { rows } = await db.query(parts.join(" UNION ALL "));
    const own = String(rows[0]?.[0] ?? "");
    const spaces = new Set<string>();
    const files = new Set<string>();
    for (const [, name, isUsual] of rows) {
      if (Number(isUsual) === 1) spaces.add(String(name).toLowerCase());
      else files.add(fileOf(String(name)));
    }
    return ({ schema = own, name, options }) => {
      if (options?.["mysql"]?.["partitionBy"] !== undefined) return true;
      // Tablespaces have names of tables as they are.
      if (!spaces.has(`${schema}/${name}`.toLowerCase())) return true;
      const file = `${fileName(schema)}/${fileName(name)}`.toLowerCase();
      return files.has(file) || (files.size > 0 && NOT_ASCII.test(file));
    };
  } catch (thrown) {
    if (toDatabaseError(thrown).details?.["errno"] !== LACKS_RIGHT) throw thrown;
    return () => true;
  }
}

/** The file of a table, without its folder, ending and the part of the table that is in it. */
function fileOf(path: string): string {
  const file = path.split("/").slice(-2).join("/");
  return file
    .replace(/\.ibd$/i, "")
    .replace(/#p#.*$/is, "")
    .toLowerCase();
}

/** Letters that names of files have in a form of the server's own. */
const NOT_ASCII = /[^\u0000-\u007f]/;

/**
 * A name as it stands in names of files.
 *
 * @source MySQL 9.7 Reference Manual, 11.2.4 "Mapping of Identifiers to File Names"
 */
function fileName(name: string): string {
  return name.replace(/[\u0000-\u007f]/g, (letter) =>
    /\w/.test(letter) ? letter : `@${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
