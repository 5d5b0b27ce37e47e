import type { Dialect } from "../dialect/dialect.js";
import { AssertNone } from "../ops/assert-none.js";
import type { BatchAlterTable } from "../ops/batch.js";
import { AddColumn, AlterColumn, type DropColumn } from "../ops/column.js";
import type { AddConstraint, DropConstraint } from "../ops/constraint.js";
import type { Operation } from "../ops/operation.js";
import type { CreateTable } from "../ops/table.js";
import type { CreateIndex, DropIndex } from "../ops/table-index.js";
import type { Column } from "../schema/column.js";
import type { Constraint } from "../schema/constraint.js";
import { nameKey, type TableName, tableName } from "../schema/name.js";
import type { IndexPart, TableIndex } from "../schema/table-index.js";
import type { Node } from "../sql/node.js";
import { writeSql } from "../sql/writer.js";
import { mentions } from "./mention.js";
import { constraintMisfits, indexMisfits, nullMisfits } from "./misfit.js";
import { type Misfits, typeMisfits } from "./narrowing.js";
import { questionsFirst } from "./question-order.js";

type GuardDialect = Pick<Dialect, "features" | "spelling">;

/**
 * Operations with questions before those that rows there are would break, or that would cut them, so that nothing is
 * half done, and where nothing can be taken back all questions come first; and a column that must have values comes without them, to be filled.
 */
export function guarded(operations: readonly Operation[], dialect: GuardDialect): readonly Operation[] {
  // A squash takes scripts over whose questions are their own.
  if (operations.some(({ kind }) => kind === "assertNone")) return operations;
  const guard = new Guard(operations, dialect);
  const all = operations.flatMap((operation) => guard.guard(operation));
  return dialect.features.transactionalDdl ? all : questionsFirst(all, dialect.spelling);
}

class Guard {
  readonly #dialect: GuardDialect;
  /** Tables that are made here, which have no rows. */
  readonly #made = new Set<string>();
  /** Columns that are to be part of a primary key, and so cannot be without values. */
  readonly #keys = new Set<string>();
  /** What is dropped only to be made again: rows meet it. */
  readonly #met: DroppedRule[] = [];
  /** Columns that get another collation, by which other values are the same. */
  readonly #collated = new Set<string>();

  constructor(operations: readonly Operation[], dialect: GuardDialect) {
    this.#dialect = dialect;
    for (const operation of operations.flatMap(flattened)) {
      if (operation.kind === "dropConstraint" || operation.kind === "dropIndex") {
        const { table, was } = operation as DropConstraint | DropIndex;
        if (was) this.#met.push({ key: this.#ruleKey(table, was), part: was, table });
      }
      if (operation.kind === "alterColumn") {
        const { table, name, change } = operation as AlterColumn;
        if (change.collation !== undefined) this.#collated.add(columnKey(table, name));
      }
      if (operation.kind === "addConstraint") {
        const { table, constraint } = operation as AddConstraint;
        if (constraint.kind !== "primaryKey") continue;
        for (const column of constraint.columns) this.#keys.add(columnKey(table, column));
      }
    }
  }

  guard(operation: Operation): readonly Operation[] {
    if (operation.kind === "createTable") {
      this.#made.add(nameKey(tableName((operation as CreateTable).table)));
      return [operation];
    }
    if (operation.kind !== "batchAlterTable") {
      const { first, instead, after } = this.#each(operation, []);
      return [...first, instead, ...after];
    }
    const batch = operation as BatchAlterTable;
    const steps = batch.operations.map((each) => this.#each(each, batch.operations));
    const filled = new Set(steps.flatMap(({ after, instead }) => (after.length > 0 ? addedBy(instead) : [])));
    const inside = steps.map(({ instead }) => instead);
    const waits = (each: Operation) => isSpatialOn(filled, each);
    return [
      ...steps.flatMap(({ first }) => first),
      batch.with(inside.filter((each) => !waits(each))),
      ...steps.flatMap(({ after }) => after),
      ...inside.filter(waits),
    ];
  }

  #each(operation: Operation, beside: readonly Operation[]): Steps {
    const nothing: Steps = { first: [], instead: operation, after: [] };
    if (!("table" in operation)) return nothing;
    const table = operation.table as TableName;
    if (this.#made.has(nameKey(table))) return nothing;
    if (operation.kind === "addColumn") {
      const { column } = operation as AddColumn;
      const isKey = this.#keys.has(columnKey(table, column.name));
      return needsValue(column) && !isKey ? filled(operation as AddColumn) : nothing;
    }
    const asked = this.#misfits(operation, table, beside);
    return {
      ...nothing,
      first: asked.map(({ condition, message }) => new AssertNone(table, condition, message)),
    };
  }

  #misfits(operation: Operation, table: TableName, beside: readonly Operation[]): readonly Misfits[] {
    if (operation.kind === "alterColumn") return this.#columnMisfits(operation as AlterColumn);
    const part =
      operation.kind === "addConstraint"
        ? (operation as AddConstraint).constraint
        : operation.kind === "createIndex"
          ? (operation as CreateIndex).index
          : null;
    if (part === null || this.#isMet(table, part)) return [];
    // What is asked before a batch cannot be about columns that come, or change, in it.
    const unsettled = beside.flatMap((each) =>
      each.kind === "dropColumn" ? (each as DropColumn).name : addedBy(each),
    );
    if (this.#isCollated(table, part)) return [];
    const { spelling } = this.#dialect;
    const written = isIndex(part) ? indexMisfits(table, part) : constraintMisfits(table, part);
    return written.filter(({ condition }) => {
      const { sql } = writeSql(condition, spelling, { literals: true, unqualified: true });
      return !unsettled.some((name) => mentions(sql, name, spelling));
    });
  }

  /** Whether values of the part's columns are to be the same by another collation than now. */
  #isCollated(table: TableName, part: Constraint | TableIndex): boolean {
    const columns = isIndex(part)
      ? part.parts.flatMap(({ column, collation }) => (collation === undefined ? (column ?? []) : []))
      : "columns" in part
        ? part.columns
        : [];
    const referred =
      !isIndex(part) && part.kind === "foreignKey"
        ? part.references.columns.map((column) => columnKey(part.references, column))
        : [];
    return [...columns.map((column) => columnKey(table, column)), ...referred].some((key) =>
      this.#collated.has(key),
    );
  }

  #columnMisfits({ name, change, from }: AlterColumn): readonly Misfits[] {
    const { features, spelling } = this.#dialect;
    const becomesRequired = change.nullable === false && from?.nullable !== false;
    const narrowed =
      change.type && from && features.checksTypes && !(features.namedEnums && change.type.kind === "enum")
        ? typeMisfits(name, from.type, change.type, spelling)
        : null;
    return [...(becomesRequired ? [nullMisfits(name)] : []), ...(narrowed ? [narrowed] : [])];
  }

  /** Whether the rows that are there met the rule, or one that allowed less, until it was dropped here. */
  #isMet(table: TableName, part: Constraint | TableIndex): boolean {
    const key = this.#ruleKey(table, part);
    return this.#met.some(
      (dropped) =>
        dropped.key === key ||
        (nameKey(dropped.table) === nameKey(table) && this.#allowsMore(part, dropped.part)),
    );
  }

  /** What a rule asks of rows, as a text that is equal for rules that ask the same. */
  #ruleKey(table: TableName, part: Constraint | TableIndex): string {
    const asked = (): readonly unknown[] => {
      if (isIndex(part)) {
        return part.unique ? ["unique", columnsOf(part), this.#text(part.where)] : ["index", part.name];
      }
      if (part.kind === "check") return [part.kind, this.#text(part.expression)];
      if (part.kind === "exclude") return [part.kind, part.name];
      const { columns } = part;
      if (part.kind !== "foreignKey")
        return ["unique", columns, part.options ? JSON.stringify(part.options) : ""];
      return [part.kind, columns, nameKey(part.references), part.references.columns];
    };
    return JSON.stringify([nameKey(table), ...asked()]);
  }

  /** Whether two checks are lists of words, and the later one has all of the earlier. */
  #allowsMore(part: Constraint | TableIndex, before: Constraint | TableIndex): boolean {
    if (isIndex(part) || part.kind !== "check" || isIndex(before) || before.kind !== "check") return false;
    const [now, then] = [part, before].map(({ expression }) => wordList(this.#text(expression)));
    return (
      now!.frame === then!.frame &&
      /in$/i.test(now!.frame) &&
      then!.words.every((word) => now!.words.includes(word))
    );
  }

  #text(node: Node | undefined): string {
    return node ? writeSql(node, this.#dialect.spelling, { literals: true, unqualified: true }).sql : "";
  }
}

/** What is asked before an operation, what is done in its place, and what follows. */
interface Steps {
  readonly first: readonly Operation[];
  readonly instead: Operation;
  readonly after: readonly Operation[];
}

/** A rule that is dropped among the operations. */
interface DroppedRule {
  readonly key: string;
  readonly table: TableName;
  readonly part: Constraint | TableIndex;
}

function flattened(operation: Operation): readonly Operation[] {
  return operation.kind === "batchAlterTable" ? (operation as BatchAlterTable).operations : [operation];
}

function isIndex(part: Constraint | TableIndex): part is TableIndex {
  return !("kind" in part);
}

function columnKey(table: TableName, column: string): string {
  return JSON.stringify([nameKey(table), column]);
}

function columnsOf({ parts }: { readonly parts: readonly IndexPart[] }): readonly unknown[] {
  return parts.map(({ column, collation }) => (collation === undefined ? column : [column, collation]));
}

/** The words of a list in a condition, and what is left of it without them. */
function wordList(sql: string): { readonly frame: string; readonly words: readonly string[] } {
  const words: string[] = [];
  const rest = sql.replace(/'(?:[^']|'')*'/g, (word) => {
    words.push(word);
    return "";
  });
  return { frame: rest.replace(/[\s,()"`]+/g, ""), words };
}

/** Whether rows that are there have no value for a column that must have one. */
function needsValue({ nullable, default: given, identity, computed, type }: Column): boolean {
  const isNumbered = identity !== undefined || (type.kind === "native" && /serial/i.test(type.name));
  return !nullable && !given && !computed && !isNumbered;
}

function addedBy(operation: Operation): readonly string[] {
  return operation.kind === "addColumn" ? [(operation as AddColumn).column.name] : [];
}

/**
 * Whether an index is only possible once none of these columns takes NULL.
 *
 * @source MySQL 9.7, 15.1.15 "CREATE INDEX Statement": SPATIAL indexes; MariaDB 11.8, "SPATIAL INDEX"
 */
function isSpatialOn(columns: ReadonlySet<string>, operation: Operation): boolean {
  if (operation.kind !== "createIndex") return false;
  const { method, parts } = (operation as CreateIndex).index;
  return method === "spatial" && parts.some(({ column }) => column !== undefined && columns.has(column));
}

/** A column that comes without values, and must have them once the script has filled it. */
function filled({ table, column, ifNotExists }: AddColumn): Steps {
  const empty = { ...column, nullable: true };
  const { condition, message } = nullMisfits(column.name);
  const remark = `Rows from before need a value first: await op.execute(sql\`UPDATE ${table.name} SET ${column.name} = ... WHERE ${column.name} IS NULL\`);`;
  return {
    first: [],
    instead: new AddColumn(table, empty, ifNotExists),
    after: [
      new AssertNone(table, condition, message, remark),
      new AlterColumn(table, column.name, { nullable: false }, empty),
    ],
  };
}
