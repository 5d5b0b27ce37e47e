import { insertRows } from "../ddl/nodes/data.js";
import { CompileError } from "../errors/errors.js";
import { Execute } from "../ops/data.js";
import type { Operation } from "../ops/operation.js";
import { TableDefinition } from "../schema/define/definition.js";
import { displayName, type TableName, tableName } from "../schema/name.js";
import { toNode } from "../sql/build/expression.js";
import type { SqlType } from "../types/type.js";
import { plural } from "../util/text.js";
import type { AnyColumn, TableArgument } from "./operation-factory.js";
import { toTableName } from "./operation-factory.js";

/** Rows as objects; a column that a row leaves out gets its default. */
export type Rows = readonly Readonly<Record<string, unknown>>[];

/** Options of `op.bulkInsert`. */
export interface BulkInsertOptions {
  /** The types of columns whose values cannot be bound without: JSON, times, bytes. */
  readonly types?: Readonly<Record<string, AnyColumn>>;
  /** The most rows that one statement inserts; 500 where it is left out. */
  readonly batchSize?: number;
}

const BATCH_SIZE = 500;
/** The most parameters of a statement. @source SQLite 3.40, Limits, item 9: 32766; PostgreSQL and MySQL take 65535 */
const MAX_PARAMETERS = 32_766;

/** What is known of a row's keys. */
interface Target {
  readonly table: TableName;
  column(key: string): { readonly name: string; readonly type?: SqlType | undefined };
}

/**
 * INSERT as operations: each statement is of rows in a row that give the same columns.
 *
 * @throws {CompileError} `compile.bad-parameters`: rows are no array of objects, or name a column that is not declared
 */
export function bulkInsertOperations<S>(
  table: TableArgument | TableDefinition<S>,
  rows: Rows,
  options: BulkInsertOptions,
): readonly Operation[] {
  const target = targetOf(table, options);
  if (
    !Array.isArray(rows) ||
    rows.some((row) => typeof row !== "object" || row === null || Array.isArray(row))
  ) {
    throw new CompileError(
      "compile.bad-parameters",
      `The rows for ${displayName(target.table)} are no array of objects.`,
      { hint: 'Write op.bulkInsert("table", [{ column: value }, …]).' },
    );
  }
  return batchesOf(rows, options.batchSize ?? BATCH_SIZE).map(({ keys, batch }) => {
    const columns = keys.map((key) => target.column(key));
    return new Execute(
      insertRows({
        table: target.table,
        columns: columns.map(({ name }) => name),
        rows: batch.map((row) => keys.map((key, i) => toNode(row[key], columns[i]!.type))),
      }),
      `${plural(batch.length, "row")} into ${displayName(target.table)}`,
    );
  });
}

function targetOf<S>(table: TableArgument | TableDefinition<S>, { types = {} }: BulkInsertOptions): Target {
  if (!(table instanceof TableDefinition)) {
    return { table: toTableName(table), column: (name) => ({ name, type: types[name]?.spec.type }) };
  }
  const columns = table.columns();
  return {
    table: tableName(table),
    column(key) {
      const builder = columns.get(key);
      if (builder) return { name: table.columnName(key, builder), type: builder.spec.type };
      throw new CompileError(
        "compile.bad-parameters",
        `A row for ${displayName(table)} has a key ${key}, which the table does not declare.`,
        { hint: `It declares ${[...columns.keys()].join(", ")}.` },
      );
    },
  };
}

interface RowBatch {
  readonly keys: readonly string[];
  readonly batch: Readonly<Record<string, unknown>>[];
}

function batchesOf(rows: Rows, batchSize: number): readonly RowBatch[] {
  const batches: RowBatch[] = [];
  for (const row of rows) {
    const keys = Object.keys(row).filter((key) => row[key] !== undefined);
    if (keys.length === 0) {
      throw new CompileError("compile.bad-parameters", "A row of op.bulkInsert gives no column.");
    }
    const most = Math.max(1, Math.min(batchSize, Math.floor(MAX_PARAMETERS / keys.length)));
    const last = batches.at(-1);
    if (last && last.batch.length < most && sameKeys(last.keys, keys)) last.batch.push(row);
    else batches.push({ keys, batch: [row] });
  }
  return batches;
}

function sameKeys(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && b.every((key) => a.includes(key));
}
