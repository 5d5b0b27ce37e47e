import type { Queryable, ReflectRequest } from "../../../dialect/dialect.js";
import { toObjects } from "../../../dialect/driver.js";
import type { TableName } from "../../../schema/name.js";
import { remembering } from "../../../util/remember.js";
import { isSpatial } from "../native-form.js";
import type { Options } from "../option.js";
import type { PartitionRow } from "../partition.js";
import type { Variant } from "../variant.js";
import { readInTurn, type Select, type SelectParts, selectorOf, unionOf } from "./select.js";
import { readSequences, type SequenceRow } from "./sequence.js";

/** A row of INFORMATION_SCHEMA.TABLES. */
export interface TableRow {
  readonly db: string;
  readonly name: string;
  readonly type: string;
  readonly collation: string | null;
  readonly comment: string;
  readonly engine: string | null;
  readonly options: string | null;
  /** Options that its own text tells. */
  readonly told?: Options;
  /** 1 where the database is the connection's own. */
  readonly own: number;
  /** `lower_case_table_names`: names of tables are 0 told apart by case, 1 kept in lower case, 2 kept as given. */
  readonly folds: number;
}

/** Whether former versions of a table's rows are kept. */
export function isVersioned({ type }: TableRow): boolean {
  return type === "SYSTEM VERSIONED";
}

/** Whether it is a table, and no view or sequence. */
export function isTable(row: TableRow): boolean {
  return row.type === "BASE TABLE" || isVersioned(row);
}

/** A row of INFORMATION_SCHEMA.COLUMNS. */
export interface ColumnRow {
  readonly db: string;
  readonly tbl: string;
  readonly name: string;
  readonly fallback: string | null;
  readonly nullable: "YES" | "NO";
  readonly type: string;
  readonly collation: string | null;
  readonly extra: string;
  readonly comment: string;
  readonly generation: string | null;
  /** The spatial reference system of shapes; MariaDB tells it in another view. */
  readonly srid: number | null;
}

/** A row of INFORMATION_SCHEMA.STATISTICS: one part of an index. */
export interface IndexRow {
  readonly db: string;
  readonly tbl: string;
  readonly name: string;
  readonly non_unique: number | bigint;
  readonly col: string | null;
  readonly direction: "A" | "D" | null;
  readonly prefix: number | bigint | null;
  readonly type: string;
  readonly expression: string | null;
  readonly comment: string;
  /** The planner does not use it: INVISIBLE on MySQL, IGNORED on MariaDB. */
  readonly hidden: number | bigint;
}

/** A row of INFORMATION_SCHEMA.KEY_COLUMN_USAGE that belongs to a foreign key. */
export interface KeyRow {
  readonly db: string;
  readonly tbl: string;
  readonly name: string;
  readonly col: string;
  readonly ref_db: string;
  readonly ref_table: string;
  readonly ref_col: string;
}

/** A row of INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS. */
export interface RuleRow {
  readonly db: string;
  readonly tbl: string;
  readonly name: string;
  readonly on_update: string;
  readonly on_delete: string;
}

/** A row of INFORMATION_SCHEMA.CHECK_CONSTRAINTS. */
export interface CheckRow {
  readonly db: string;
  /** MariaDB names the table; on MySQL `owners` does. Of a routine or an event: the default schema. */
  readonly tbl: string | null;
  readonly name: string;
  /** Triggers come along in one statement, being few, and so do routines and events, which are of no table. */
  readonly level: "Table" | "Column" | "Trigger" | "Object" | "Right";
  /** Of a routine or an event: what it is. Of a trigger: what it does. */
  readonly clause: string;
}

/** A row of INFORMATION_SCHEMA.COLUMN_PRIVILEGES: a right of the user on one column. */
export type RightRow = Pick<KeyRow, "db" | "tbl">;

/** A row of INFORMATION_SCHEMA.TABLE_CONSTRAINTS that belongs to a check, on MySQL. */
export interface OwnerRow {
  readonly db: string;
  readonly tbl: string;
  readonly name: string;
  readonly enforced: "YES" | "NO";
}

/** A row of INFORMATION_SCHEMA.GEOMETRY_COLUMNS, PERIODS or KEY_PERIOD_USAGE, on MariaDB. */
export interface SystemRow {
  readonly db: string;
  readonly tbl: string;
  readonly name: string;
  /** A column with a reference system, a period of two columns, or a key WITHOUT OVERLAPS. */
  readonly what: "system" | "period" | "key";
  /** Of a column: its reference system. */
  readonly srid: number | bigint | null;
}

/** What INFORMATION_SCHEMA holds of the asked-for databases. */
export interface CatalogRows {
  readonly tables: readonly TableRow[];
  readonly columns: readonly ColumnRow[];
  readonly indexes: readonly IndexRow[];
  readonly keys: readonly KeyRow[];
  readonly rules: readonly RuleRow[];
  readonly checks: readonly CheckRow[];
  readonly owners: readonly OwnerRow[];
  readonly rights: readonly RightRow[];
  readonly partitions: readonly PartitionRow[];
  readonly systems: readonly SystemRow[];
  readonly sequences: readonly SequenceRow[];
}

/**
 * Reads the catalogue with one statement for each view, since joining its views takes time that grows with the square
 * of the number of tables.
 *
 * @source MySQL 9.7 Reference Manual, 28 "INFORMATION_SCHEMA Tables"
 * @source MariaDB Server documentation, "Information Schema Tables"
 */
export async function readCatalog(
  db: Queryable,
  variant: Variant,
  request: ReflectRequest,
): Promise<CatalogRows> {
  const select = selectorOf(request);
  const readAll = async <R>(...parts: readonly Select[]): Promise<readonly R[]> => {
    const { sql, params } = unionOf(parts);
    return toObjects<R>(await db.query(sql, params));
  };
  const read = <R>(...of: SelectParts) => readAll<R>(select(...of));
  const generation = "GENERATION_EXPRESSION AS generation";
  const isMysql = variant.product === "mysql";
  const srid = isMysql ? "SRS_ID" : "NULL";
  const hidden = isMysql ? "IS_VISIBLE = 'NO'" : "IGNORED = 'YES'";
  const expression = variant.expressionIndexes ? "EXPRESSION" : "NULL";
  const check = variant.checksNameTable
    ? "TABLE_NAME AS tbl, LEVEL AS level"
    : "NULL AS tbl, 'Table' AS level";
  const [tables, columns, indexes, keys, all] = await readInTurn<
    [TableRow, ColumnRow, IndexRow, KeyRow, CheckRow]
  >(db, [
    select(
      "TABLE_SCHEMA AS db, TABLE_NAME AS name, TABLE_TYPE AS type, TABLE_COLLATION AS collation, " +
        "TABLE_COMMENT AS comment, ENGINE AS engine, CREATE_OPTIONS AS options, TABLE_SCHEMA = DATABASE() AS own, " +
        "@@lower_case_table_names AS folds",
      "TABLES",
      "TABLE_SCHEMA",
      "TABLE_NAME",
    ),
    select(
      "TABLE_SCHEMA AS db, TABLE_NAME AS tbl, COLUMN_NAME AS name, COLUMN_DEFAULT AS fallback, " +
        "IS_NULLABLE AS nullable, COLUMN_TYPE AS type, COLLATION_NAME AS collation, EXTRA AS extra, " +
        `COLUMN_COMMENT AS comment, ${generation}, ${srid} AS srid`,
      "COLUMNS",
      "TABLE_SCHEMA",
      "TABLE_NAME",
      "ORDER BY TABLE_SCHEMA, TABLE_NAME, ORDINAL_POSITION",
    ),
    select(
      "TABLE_SCHEMA AS db, TABLE_NAME AS tbl, INDEX_NAME AS name, NON_UNIQUE AS non_unique, COLUMN_NAME AS col, " +
        `COLLATION AS direction, SUB_PART AS prefix, INDEX_TYPE AS type, ${expression} AS expression, ` +
        `INDEX_COMMENT AS comment, ${hidden} AS hidden`,
      "STATISTICS",
      "TABLE_SCHEMA",
      "TABLE_NAME",
      "ORDER BY TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX",
    ),
    select(
      "TABLE_SCHEMA AS db, TABLE_NAME AS tbl, CONSTRAINT_NAME AS name, COLUMN_NAME AS col, " +
        "REFERENCED_TABLE_SCHEMA AS ref_db, REFERENCED_TABLE_NAME AS ref_table, REFERENCED_COLUMN_NAME AS ref_col",
      "KEY_COLUMN_USAGE",
      "TABLE_SCHEMA",
      "TABLE_NAME",
      "AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, ORDINAL_POSITION",
    ),
    unionOf([
      select(
        `CONSTRAINT_SCHEMA AS db, ${check}, CONSTRAINT_NAME AS name, CHECK_CLAUSE AS clause`,
        "CHECK_CONSTRAINTS",
        "CONSTRAINT_SCHEMA",
        variant.checksNameTable ? "TABLE_NAME" : null,
      ),
      select(
        // Names of triggers have another collation than those of constraints. Of a trigger that a user may not read,
        // MariaDB tells the name alone.
        "EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, 'Trigger', CONVERT(TRIGGER_NAME USING utf8mb4), " +
          "COALESCE(ACTION_STATEMENT, '')",
        "TRIGGERS",
        "EVENT_OBJECT_SCHEMA",
        "EVENT_OBJECT_TABLE",
      ),
      select(
        "TABLE_SCHEMA, TABLE_NAME, 'Right', CONVERT(COLUMN_NAME USING utf8mb4), ''",
        "COLUMN_PRIVILEGES",
        "TABLE_SCHEMA",
        "TABLE_NAME",
        `AND GRANTEE = ${GRANTEE}`,
      ),
      ...(request.tables ? [] : OBJECTS.map((of) => select(...of))),
    ]),
  ]);
  const checks = all.filter(({ level }) => level !== "Right");
  const readSystems = async (): Promise<readonly SystemRow[]> => {
    const parts: Select[] = [];
    if (!isMysql && columns.some(hasShapes)) {
      const systems =
        "G_TABLE_SCHEMA AS db, G_TABLE_NAME AS tbl, G_GEOMETRY_COLUMN AS name, 'system' AS what, SRID AS srid";
      // By the columns of the same values that begin with G, the server would look into every table that it has.
      parts.push(select(systems, "GEOMETRY_COLUMNS", "F_TABLE_SCHEMA", "F_TABLE_NAME", "AND SRID <> 0"));
    }
    if (variant.periodKeys && hasPeriodColumns(columns)) {
      const of = (column: string, what: string) =>
        `TABLE_SCHEMA AS db, TABLE_NAME AS tbl, ${column} AS name, '${what}' AS what, NULL AS srid`;
      parts.push(select(of("PERIOD", "period"), "PERIODS", "TABLE_SCHEMA", "TABLE_NAME"));
      parts.push(select(of("CONSTRAINT_NAME", "key"), "KEY_PERIOD_USAGE", "TABLE_SCHEMA", "TABLE_NAME"));
    }
    return parts.length === 0 ? [] : readAll<SystemRow>(...parts);
  };
  return {
    tables,
    columns,
    indexes,
    keys,
    rules:
      keys.length === 0
        ? []
        : await read(
            "CONSTRAINT_SCHEMA AS db, TABLE_NAME AS tbl, CONSTRAINT_NAME AS name, UPDATE_RULE AS on_update, " +
              "DELETE_RULE AS on_delete",
            "REFERENTIAL_CONSTRAINTS",
            "CONSTRAINT_SCHEMA",
            "TABLE_NAME",
          ),
    checks,
    rights: all.flatMap(({ db: place, tbl, level }) =>
      level === "Right" && tbl !== null ? [{ db: place, tbl }] : [],
    ),
    owners:
      variant.checksNameTable || !checks.some(({ level }) => level === "Table")
        ? []
        : await read(
            "TABLE_SCHEMA AS db, TABLE_NAME AS tbl, CONSTRAINT_NAME AS name, ENFORCED AS enforced",
            "TABLE_CONSTRAINTS",
            "TABLE_SCHEMA",
            "TABLE_NAME",
            "AND CONSTRAINT_TYPE = 'CHECK'",
          ),
    // MySQL does not mark every table in parts; MariaDB opens each table to answer, so it is asked where there are any.
    partitions:
      isMysql || tables.some(({ options }) => options?.includes("partitioned"))
        ? await read(
            "TABLE_SCHEMA AS db, TABLE_NAME AS tbl, PARTITION_NAME AS name, SUBPARTITION_NAME AS part, " +
              "PARTITION_METHOD AS method, SUBPARTITION_METHOD AS part_method, PARTITION_EXPRESSION AS expression, " +
              "SUBPARTITION_EXPRESSION AS part_expression, PARTITION_DESCRIPTION AS description, " +
              "PARTITION_COMMENT AS comment",
            "PARTITIONS",
            "TABLE_SCHEMA",
            "TABLE_NAME",
            "AND PARTITION_NAME IS NOT NULL ORDER BY TABLE_SCHEMA, TABLE_NAME, PARTITION_ORDINAL_POSITION, " +
              "SUBPARTITION_ORDINAL_POSITION",
          )
        : [],
    systems: await readSystems(),
    sequences: request.tables ? [] : await readSequences(db, tables),
  };
}

/** The user as views of rights name it: 'name'@'host', where a name may have an @ of its own. */
const GRANTEE =
  "CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - " +
  "CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1), '''@''', SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')";

/** Routines and events, as rows among the checks. */
const OBJECTS: readonly SelectParts[] = [
  [
    "ROUTINE_SCHEMA, DATABASE(), 'Object', CONVERT(ROUTINE_NAME USING utf8mb4), ROUTINE_TYPE",
    "ROUTINES",
    "ROUTINE_SCHEMA",
    null,
  ],
  [
    "EVENT_SCHEMA, DATABASE(), 'Object', CONVERT(EVENT_NAME USING utf8mb4), 'EVENT'",
    "EVENTS",
    "EVENT_SCHEMA",
    null,
  ],
];

const isOfShapes = remembering(isSpatial);

function hasShapes({ type, collation }: ColumnRow): boolean {
  return collation === null && isOfShapes(type);
}

/** Whether a table has two columns of dates or times that are NOT NULL, as a period has. */
function hasPeriodColumns(columns: readonly ColumnRow[]): boolean {
  const tables = new Set<string>();
  for (const { db, tbl, nullable, type } of columns) {
    if (nullable === "YES" || !(type.startsWith("date") || type.startsWith("timestamp"))) continue;
    const table = `${db}\u0000${tbl}`;
    if (tables.has(table)) return true;
    tables.add(table);
  }
  return false;
}

/** Whether the request asks for this table, which is in the default schema where a name has none. */
export function isAskedFor({ exclude, tables }: ReflectRequest, row: TableRow): boolean {
  if (exclude?.some((name) => isNameOf(name, row))) return false;
  return tables === undefined || tables.some((name) => isNameOf(name, row));
}

function isNameOf({ name, schema }: TableName, row: TableRow): boolean {
  const folds = Number(row.folds) > 0;
  const isSame = (a: string, b: string) => a === b || (folds && a.toLowerCase() === b.toLowerCase());
  return isSame(name, row.name) && (schema === undefined ? Number(row.own) === 1 : isSame(schema, row.db));
}
