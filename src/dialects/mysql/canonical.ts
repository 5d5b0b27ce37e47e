import { randomBytes } from "node:crypto";
import { createTable, dropTable } from "../../ddl/nodes/table.js";
import { ddlText } from "../../dialect/compiler.js";
import type { Canonical } from "../../dialect/dialect.js";
import type { DriverConnection } from "../../dialect/driver.js";
import type { Column } from "../../schema/column.js";
import { displayName } from "../../schema/name.js";
import type { DialectOptions } from "../../schema/options.js";
import type { Schema } from "../../schema/schema.js";
import { constraintsOf, type Table } from "../../schema/table.js";
import type { TableIndex } from "../../schema/table-index.js";
import type { Node } from "../../sql/node.js";
import type { AdaptContext } from "./adapt.js";
import { toDatabaseError } from "./errors.js";
import { defaultOfSql } from "./expression.js";
import { readCreateTable, type ServerExpressions } from "./show-create.js";

/**
 * Makes a temporary table of each table's columns, checks and indexes on expressions, and reads back how the server
 * writes them. A temporary table is of this connection alone and in no view of INFORMATION_SCHEMA but TABLES.
 *
 * @source MySQL 9.7 Reference Manual, 15.1.20.2 "CREATE TEMPORARY TABLE Statement"
 */
export async function canonical(
  db: DriverConnection,
  _schema: Schema,
  tables: readonly Table[],
  context: AdaptContext,
): Promise<Canonical> {
  const problems: string[] = [];
  const unasked: Table[] = [];
  const written: Table[] = [];
  for (const table of tables) {
    if (!hasExpressions(table)) {
      written.push(table);
      continue;
    }
    try {
      written.push(withServerWords(table, await ask(db, table, context)));
    } catch (thrown) {
      const { code, message } = toDatabaseError(thrown);
      if (code === "db.permission") unasked.push(table);
      problems.push(
        `The database cannot be asked about the expressions of ${displayName(table)}: ${message}`,
      );
      written.push(table);
    }
  }
  return {
    tables: written,
    ...(problems.length > 0 && { problem: problems.join(" ") }),
    ...(unasked.length > 0 && { unasked }),
  };
}

async function ask(
  db: DriverConnection,
  table: Table,
  { spelling }: AdaptContext,
): Promise<ServerExpressions> {
  const scratch = scratchOf(table);
  await db.query(ddlText(createTable({ table: scratch, temporary: true }), spelling));
  try {
    const { rows } = await db.query(`SHOW CREATE TABLE ${spelling.quote(scratch.name)}`);
    const text = String(rows[0]![1]);
    // Sequences are told with their database, which is the connection's own where models name none.
    const own = /val\(/i.test(text) ? (await db.query("SELECT DATABASE()")).rows[0]![0] : undefined;
    return readCreateTable(text, typeof own === "string" ? own : undefined);
  } finally {
    await db.query(
      ddlText(dropTable({ table: scratch }), spelling).replace("DROP TABLE", "DROP TEMPORARY TABLE"),
    );
  }
}

/** A table of a name that nobody has, with all columns but only those things that are expressions. */
function scratchOf(table: Table): Table {
  return {
    name: `migr_scratch_${randomBytes(8).toString("hex")}`,
    columns: table.columns.map(
      ({ identity: _i, onUpdate: _u, comment: _c, default: fallback, options, ...column }) => ({
        ...column,
        ...(options && { options: shown(options) }),
        ...(isAsked(fallback) && { default: fallback }),
      }),
    ),
    constraints: [
      // Some servers take no table without a primary key.
      ...constraintsOf(table, "primaryKey"),
      ...constraintsOf(table, "check").map((check, i) => ({ ...check, name: checkName(i) })),
    ],
    indexes: expressionIndexes(table).map((index, i) => ({ ...index, unique: false, name: indexName(i) })),
  };
}

/** Without INVISIBLE, for which MariaDB wants a default where a column is NOT NULL. */
function shown(options: DialectOptions): DialectOptions {
  const { invisible: _, ...mysql } = options["mysql"] ?? {};
  return { ...options, mysql };
}

const checkName = (position: number) => `check_${position}`;
const indexName = (position: number) => `index_${position}`;

function hasExpressions(table: Table): boolean {
  return (
    table.columns.some((column) => isAsked(column.default) || column.computed !== undefined) ||
    constraintsOf(table, "check").length > 0 ||
    expressionIndexes(table).length > 0
  );
}

/** The current time is the same in everyone's words; a value may be rounded, or lose the spaces it ends with. */
function isAsked(fallback: Node | undefined): fallback is Node {
  return fallback !== undefined && fallback.kind !== "currentTimestamp";
}

function expressionIndexes(table: Table): readonly TableIndex[] {
  return table.indexes.filter(({ parts }) => parts.some(({ expression }) => expression));
}

/** The table with its expressions as the server writes them. */
function withServerWords(table: Table, server: ServerExpressions): Table {
  const checks = constraintsOf(table, "check");
  const indexes = expressionIndexes(table);
  return {
    ...table,
    columns: table.columns.map((column) => columnInServerWords(column, server)),
    constraints: table.constraints.map((constraint) => {
      if (constraint.kind !== "check") return constraint;
      const expression = server.checks.get(checkName(checks.indexOf(constraint)));
      return expression ? { ...constraint, expression } : constraint;
    }),
    indexes: table.indexes.map((index) => {
      const parts = server.indexes.get(indexName(indexes.indexOf(index)));
      return parts
        ? { ...index, parts: index.parts.map((part, i) => withExpression(part, parts[i])) }
        : index;
    }),
  };
}

function withExpression(part: TableIndex["parts"][number], expression: Node | undefined) {
  return part.expression && expression ? { ...part, expression } : part;
}

function columnInServerWords(column: Column, { defaults, computed }: ServerExpressions): Column {
  const text = isAsked(column.default) ? defaults.get(column.name) : undefined;
  const expression = computed.get(column.name);
  return {
    ...column,
    ...(text !== undefined && { default: defaultOfSql(text, column.type) }),
    ...(column.computed && expression && { computed: { ...column.computed, expression } }),
  };
}
