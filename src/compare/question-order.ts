import { AssertNone } from "../ops/assert-none.js";
import type { BatchAlterTable } from "../ops/batch.js";
import type { AddColumn, AlterColumn, RenameColumn } from "../ops/column.js";
import type { Operation } from "../ops/operation.js";
import type { CreateTable, RenameTable } from "../ops/table.js";
import type { Spelling } from "../sql/writer.js";
import { writeSql } from "../sql/writer.js";
import { mentions } from "./mention.js";

/**
 * The operations with their questions before everything else, for a database that cannot take back what is done
 * before one is answered. A question stays behind what it may be about: a column or a table that comes, changes or
 * gets its name in the same script, and values that it writes.
 */
export function questionsFirst(operations: readonly Operation[], spelling: Spelling): readonly Operation[] {
  const questions: Operation[] = [];
  const others: Operation[] = [];
  const waiting: Operation[] = [];
  for (const operation of operations) {
    const moves = operation instanceof AssertNone && operation.remark === null;
    if (!moves) {
      waiting.push(operation);
      others.push(operation);
      continue;
    }
    const { sql } = writeSql(operation.rows, spelling, { literals: true, unqualified: true });
    const isBound = waiting.some((before) => mayMatter(before, sql, spelling));
    (isBound ? others : questions).push(operation);
  }
  return [...questions, ...others];
}

/** Operations that bring nothing that a question could be about, and change no value. */
const HARMLESS: ReadonlySet<string> = new Set([
  "addConstraint",
  "alterIndex",
  "assertNone",
  "createEnum",
  "createIndex",
  "createSequence",
  "dropColumn",
  "dropConstraint",
  "dropEntity",
  "dropEnum",
  "dropIndex",
  "dropSequence",
  "dropTable",
  "renameConstraint",
  "renameIndex",
  "setEntityComment",
  "setEnumComment",
  "setTableComment",
  "validateConstraint",
]);

/** Names that come or change with operations of these kinds. */
const NAMES: Readonly<Record<string, (operation: never) => string>> = {
  addColumn: ({ column }: AddColumn) => column.name,
  alterColumn: ({ name }: AlterColumn) => name,
  createTable: ({ table }: CreateTable) => table.name,
  renameColumn: ({ to }: RenameColumn) => to,
  renameTable: ({ to }: RenameTable) => to,
};

function mayMatter(operation: Operation, sql: string, spelling: Spelling): boolean {
  if (operation.kind === "batchAlterTable") {
    return (operation as BatchAlterTable).operations.some((each) => mayMatter(each, sql, spelling));
  }
  if (HARMLESS.has(operation.kind)) return false;
  const name = NAMES[operation.kind]?.(operation as never);
  return name === undefined || mentions(sql, name, spelling);
}
