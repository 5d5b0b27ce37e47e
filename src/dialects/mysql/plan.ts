import { alterSequence } from "../../ddl/nodes/sequence.js";
import { createTable } from "../../ddl/nodes/table.js";
import { createIndex } from "../../ddl/nodes/table-index.js";
import { ddlStatements } from "../../dialect/compiler.js";
import type { Live, Statement } from "../../dialect/dialect.js";
import type { BatchAlterTable } from "../../ops/batch.js";
import { AlterColumn } from "../../ops/column.js";
import type { Execute } from "../../ops/data.js";
import type { Operation } from "../../ops/operation.js";
import type { AlterSequence } from "../../ops/sequence.js";
import type { CreateTable } from "../../ops/table.js";
import { CreateIndex } from "../../ops/table-index.js";
import type { Constraint } from "../../schema/constraint.js";
import { nameKey, type TableName } from "../../schema/name.js";
import type { Sequence, SequenceChange } from "../../schema/object.js";
import { EMPTY_SCHEMA, type Schema } from "../../schema/schema.js";
import type { Table } from "../../schema/table.js";
import { writeSql } from "../../sql/writer.js";
import { withChange } from "../../util/change.js";
import { type AdaptContext, adaptTable } from "./adapt.js";
import { isAlteration, planAlter } from "./plan-alter.js";
import { latecomers, readIndexes } from "./plan-index.js";
import { fromElsewhere } from "./plan-key.js";
import { planTableOptions } from "./plan-option.js";
import { planRenameColumn, planRenameConstraint } from "./plan-rename.js";
import { mustRestart } from "./position.js";
import { MAX_SEQUENCE } from "./reflect/sequence.js";
import { seeingAll } from "./reflect/unseen.js";
import { assertCounting } from "./sequence.js";
import { sparingZeroDates } from "./zero-date.js";

type Planner = (operation: never, context: AdaptContext, live: Live) => Promise<readonly Statement[]>;

/** The statements that carry an operation out, in order. */
export async function plan(
  operation: Operation,
  context: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  const statements = await planned(
    operation,
    context,
    RESTATING.has(operation.kind) ? seeingAll(live, context.spelling.quote) : live,
  );
  // Operations on tables in turn have been through here one by one.
  if (operation.kind === "batchAlterTable" || operation.kind === "execute") return statements;
  const { table } = operation as { readonly table?: TableName };
  const stands = CHANGING.has(operation.kind) && table !== undefined ? table : null;
  return sparingZeroDates(statements, stands, context, live);
}

async function planned(
  operation: Operation,
  context: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  const planner = PLANNERS[operation.kind];
  if (planner) return planner(operation as never, context, live);
  if (isAlteration(operation)) {
    const alteration =
      operation.kind === "alterColumn" ? await withUnseenColumn(operation, context, live) : operation;
    return planAlter(alteration.table, [alteration], context, live);
  }
  return ddlStatements(operation.ddl(), context);
}

/** The change of a column of a table that is not reflected, such as a versioned one, with what its text says of it. */
async function withUnseenColumn(
  operation: AlterColumn,
  { spelling }: AdaptContext,
  live: Live,
): Promise<AlterColumn> {
  const { table, name, change, from, using } = operation;
  if (from === null || (await live.table(table))) return operation;
  const known: Table = { ...table, columns: [from], constraints: [], indexes: [] };
  const standing = await seeingAll({ ...live, table: async () => known }, spelling.quote).table(table);
  return new AlterColumn(table, name, change, standing?.columns[0] ?? from, using);
}

/** Operations that are statements of their own where they stand alone, or have no standard DDL. */
const PLANNERS: Readonly<Record<string, Planner>> = {
  alterEnum: nothing,
  alterSequence: planAlterSequence,
  batchAlterTable: planBatch,
  createEnum: nothing,
  createIndex: planCreateIndex,
  createTable: planCreateTable,
  dropEnum: nothing,
  execute: planExecute,
  renameColumn: planRenameColumn,
  renameConstraint: planRenameConstraint,
  setEntityComment: nothing,
  setEnumComment: nothing,
  setTableOptions: planTableOptions,
};

/** Operations that may say a column or an index anew, with all that it has. */
const RESTATING: ReadonlySet<string> = new Set([
  "alterColumn",
  "alterIndex",
  "batchAlterTable",
  "dropConstraint",
  "renameColumn",
  "setTableOptions",
]);

/** Operations that change a table that stands. */
const CHANGING: ReadonlySet<string> = new Set([
  "addColumn",
  "addConstraint",
  "alterColumn",
  "createIndex",
  "dropColumn",
  "dropConstraint",
  "dropIndex",
  "renameColumn",
  "renameConstraint",
  "renameIndex",
  "setTableComment",
  "setTableOptions",
]);

/** Enums live inside their columns. */
async function nothing(): Promise<readonly Statement[]> {
  return [];
}

/**
 * Where a sequence starts, whether or not it says so.
 *
 * @source MariaDB Server documentation, "CREATE SEQUENCE": START
 */
function startOf({ start, increment = 1, minValue = 1, maxValue = -1 }: Sequence): number | bigint {
  return start ?? (increment < 0 ? maxValue : minValue);
}

/** MariaDB takes NO MINVALUE and NO MAXVALUE for those of the direction that it had. */
function withBounds(change: SequenceChange, { increment = 1 }: Sequence): SequenceChange {
  const isDown = increment < 0;
  const low = isDown ? -MAX_SEQUENCE - 1n : 1;
  const high = isDown ? -1 : MAX_SEQUENCE;
  return {
    ...change,
    ...(change.minValue === null && { minValue: low }),
    ...(change.maxValue === null && { maxValue: high }),
  };
}

/** MariaDB keeps where a sequence started, whatever becomes of the bounds that it followed from. */
async function planAlterSequence(
  operation: AlterSequence,
  context: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  const { sequence, change, from } = operation;
  assertCounting(sequence, change, context.variant);
  const start = from && startOf(withChange(from, change));
  const moves = ["start", "increment", "minValue", "maxValue"].some((name) => name in change);
  const whole =
    start !== null && moves ? { ...withBounds(change, withChange(from!, change)), start } : change;
  const restart = moves && (await mustRestart(operation, start, context.spelling, live));
  return ddlStatements([alterSequence({ sequence, change: whole, ...(restart && { restart }) })], context);
}

/**
 * One statement with indexes and comments in it, so that the table is there whole or not at all, but for an index that
 * only takes the place of a foreign key's own once that is made.
 */
async function planCreateTable(
  { table, ifNotExists }: CreateTable,
  context: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  const adapted = adaptTable(table, context);
  const constraints: Constraint[] = [];
  for (const each of adapted.constraints) constraints.push(await fromElsewhere(each, table, live));
  const late = context.variant.product === "mysql" ? latecomers(adapted) : [];
  const indexes = adapted.indexes.filter((index) => !late.includes(index));
  const first = { ...adapted, constraints, indexes };
  const node = createTable({ table: first, ...(ifNotExists && { ifNotExists }) });
  const statements = [...ddlStatements([node], context)];
  const made: Live = { table: async () => first, query: async () => null };
  for (const index of late) {
    statements.push(...(await planAlter(table, [new CreateIndex(table, index)], context, made)));
  }
  return statements;
}

/** An index with the name of one that a foreign key made for itself takes its place. */
async function planCreateIndex(
  operation: CreateIndex,
  context: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  const { table, index, ifNotExists } = operation;
  if (ifNotExists && context.variant.indexIfExists) {
    return ddlStatements([createIndex({ table, index, ifNotExists })], context);
  }
  const standing = await readIndexes(table, live);
  const isThere = standing?.some(({ name }) => name === index.name);
  if (ifNotExists && isThere) return [];
  if (isThere && isAlteration(operation)) return planAlter(table, [operation], context, live);
  return ddlStatements([createIndex({ table, index })], context);
}

async function planExecute(
  { statement }: Execute,
  { spelling }: AdaptContext,
): Promise<readonly Statement[]> {
  const { sql, params } = writeSql(statement, spelling);
  return [{ sql, ...(params.length > 0 && { params }) }];
}

/** Changes that follow each other share one ALTER TABLE, each step seeing the table as those before it leave it. */
async function planBatch(
  { table, operations }: BatchAlterTable,
  context: AdaptContext,
  live: Live,
): Promise<readonly Statement[]> {
  const steps = stepsOf(operations);
  const standing = steps.length > 1 ? await live.table(table) : null;
  let schema: Schema = { ...EMPTY_SCHEMA, tables: standing ? [standing] : [] };
  const seen: Live = {
    table: async (name) => schema.tables.find((each) => nameKey(each) === nameKey(name)) ?? live.table(name),
    query: (sql, params) => live.query(sql, params),
  };
  const statements: Statement[] = [];
  for (const step of steps) {
    statements.push(
      ...(await (step.length > 1
        ? planAlter(table, step.filter(isAlteration), context, seen)
        : planned(step[0]!, context, seen))),
    );
    if (!standing) continue;
    const after = step.reduce((before, operation) => operation.apply(before), schema);
    schema = { ...after, tables: after.tables.map((each) => adaptTable(each, context)) };
  }
  return sparingZeroDates(statements, table, context, live);
}

/** Operations that can share a statement together, the others one by one; a column is changed once in a statement. */
function stepsOf(operations: readonly Operation[]): readonly (readonly Operation[])[] {
  const steps: Operation[][] = [];
  const columns = new Set<string>();
  let isOpen = false;
  for (const operation of operations) {
    const column = operation.kind === "alterColumn" ? (operation as AlterColumn).name : null;
    const shares = isAlteration(operation) && !(column !== null && columns.has(column));
    if (!isOpen || !shares) {
      columns.clear();
      steps.push([]);
    }
    if (column !== null) columns.add(column);
    steps.at(-1)!.push(operation);
    isOpen = isAlteration(operation);
  }
  return steps;
}
