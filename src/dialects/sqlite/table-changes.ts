import { columnDefinition, dropColumn, setNullable } from "../../ddl/nodes/column.js";
import { addConstraint, constraintDefinition, dropConstraint } from "../../ddl/nodes/constraint.js";
import { alterTable } from "../../ddl/nodes/table.js";
import { createIndex } from "../../ddl/nodes/table-index.js";
import { ddlStatements, ddlText } from "../../dialect/compiler.js";
import type { Statement } from "../../dialect/dialect.js";
import { CompileError, SchemaError } from "../../errors/errors.js";
import type { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../../ops/column.js";
import type { AddConstraint, DropConstraint } from "../../ops/constraint.js";
import type { Operation } from "../../ops/operation.js";
import type { CreateIndex, DropIndex } from "../../ops/table-index.js";
import type { Column } from "../../schema/column.js";
import type { Constraint } from "../../schema/constraint.js";
import type { TableName } from "../../schema/name.js";
import { conventionalName } from "../../schema/naming.js";
import type { Node } from "../../sql/node.js";
import { raw, type Value } from "../../sql/nodes/index.js";
import { nearest } from "../../util/text.js";
import { adaptConstraint, adaptIndex, mainOnly } from "./adapt.js";
import { adaptColumn, enumCheck, type Host } from "./adapt-column.js";
import { alterColumn } from "./column-edit.js";
import { type Clause, clausesOf, columnClause, type Rule } from "./created-table.js";
import { refersTo } from "./expression.js";
import type { Abilities } from "./features.js";
import { SPELLING } from "./spelling.js";
import type { TableEdit } from "./table-edit.js";
import { fold, sameName } from "./tokens.js";
import { typeSql } from "./type-names.js";

/** What changing a table comes to, one operation after another. */
export interface Change {
  readonly abilities: Abilities;
  readonly edit: TableEdit;
  /** Indexes that the changes make. */
  readonly newIndexes: Map<string, Statement>;
}

/** Makes a change in the gathered table, and gives the statements that make it in place; null where none can. */
type Changer<O extends Operation> = (operation: O, change: Change) => readonly Statement[] | null;

/** The operations that change a table that is there. */
interface TableOperations {
  readonly addColumn: AddColumn;
  readonly dropColumn: DropColumn;
  readonly alterColumn: AlterColumn;
  readonly renameColumn: RenameColumn;
  readonly addConstraint: AddConstraint;
  readonly dropConstraint: DropConstraint;
  readonly createIndex: CreateIndex;
  readonly dropIndex: DropIndex;
}

const CHANGERS: { readonly [K in keyof TableOperations]: Changer<TableOperations[K]> } = {
  addColumn(operation, { edit }) {
    const { column, text } = columnToAdd(operation, edit.host);
    edit.addColumn(text);
    return isAddable(column) ? alter(operation, addition(text)) : null;
  },

  dropColumn(operation, { edit }) {
    const inPlace = edit.isAlone(operation.name);
    edit.dropColumn(operation.name);
    return inPlace ? alter(operation, dropColumn({ name: operation.name })) : null;
  },

  alterColumn(operation, { edit, abilities }) {
    const changed = alterColumn(edit, operation);
    if (changed.size === 0) return [];
    if (changed.size > 1 || !changed.has("nullable") || !abilities.alterChecks) return null;
    const { name, change } = operation;
    return alter(operation, setNullable({ name, nullable: change.nullable! }));
  },

  renameColumn(operation, { edit }) {
    edit.renameColumn(operation.name, operation.to);
    return ddlStatements(operation.ddl(), { spelling: SPELLING });
  },

  addConstraint(operation, { edit, abilities }) {
    const constraint = adaptConstraint(operation.table, operation.constraint);
    edit.addConstraint(constraint);
    if (constraint.kind === "primaryKey") {
      keepNotNull(
        edit,
        constraint.columns.map((name) => edit.column(name).name),
      );
    }
    if (constraint.kind !== "check" || !abilities.alterChecks) return null;
    return alter(operation, addConstraint({ definition: constraintDefinition({ constraint }) }));
  },

  dropConstraint(operation, { edit, abilities }) {
    const clause = findClause(edit, operation);
    edit.removeClauses((each) => each === clause);
    if (clause.rule.kind === "primaryKey")
      keepNotNull(
        edit,
        clause.rule.columns.map(({ name }) => name),
      );
    if (clause.rule.kind !== "check" || clause.name === undefined || !abilities.alterChecks) return null;
    return alter(operation, dropConstraint({ name: clause.name, constraintKind: "check" }));
  },

  createIndex(operation, { newIndexes }) {
    const [statement] = ddlStatements([indexNode(operation)], { spelling: SPELLING });
    newIndexes.set(fold(operation.index.name), statement!);
    return [statement!];
  },

  dropIndex(operation, { edit, newIndexes }) {
    const isIt = (name: string) => sameName(name, operation.name);
    const isKnown = edit.indexes.some(({ name }) => isIt(name)) || newIndexes.has(fold(operation.name));
    if (!isKnown && !operation.ifExists) {
      throw noSuch(
        edit,
        "index",
        operation.name,
        edit.indexes.map(({ name }) => name),
      );
    }
    newIndexes.delete(fold(operation.name));
    edit.indexes = edit.indexes.filter(({ name }) => !isIt(name));
    return ddlStatements(operation.ddl(), { spelling: SPELLING });
  },
};

const NOTHING = new Set(["createEnum", "dropEnum", "alterEnum", "setTableComment"]);

/** Whether an operation is about what SQLite does not keep. */
export function isNothing({ kind }: Operation): boolean {
  return NOTHING.has(kind);
}

/** Whether an operation changes a table that is there. */
export function changesTable(operation: Operation): boolean {
  return Object.hasOwn(CHANGERS, operation.kind);
}

/**
 * Makes a change in the gathered table, and gives the statements that make it in place; null where none can.
 *
 * @throws {SchemaError} `schema.no-such-column`, `schema.no-such-constraint`: the table has no such thing
 * @throws {CompileError} `compile.unsupported`: SQLite has no such thing, or it cannot be part of a batch
 */
export function changeTable(operation: Operation, change: Change): readonly Statement[] | null {
  if (isNothing(operation)) return [];
  if (!changesTable(operation)) {
    throw new CompileError("compile.unsupported", `A batch on SQLite cannot hold ${operation.kind}.`, {
      hint: "Call it on `op` before or after the batch.",
    });
  }
  const changer = CHANGERS[operation.kind as keyof TableOperations] as Changer<Operation>;
  return changer(operation, change);
}

/** The statements for an operation that is always made in place, whatever the table is like; null for others. */
export function certainStatements(operation: Operation): readonly Statement[] | null {
  const { kind } = operation;
  const isCertain =
    kind === "createIndex" ||
    kind === "renameColumn" ||
    (kind === "addColumn" && isPlainAddition(operation as AddColumn));
  return isCertain ? blindStatements(operation, { alterChecks: false }) : null;
}

/**
 * The statements for an operation where nothing is known of the database; null where it would take a copy of the
 * table.
 */
export function blindStatements(operation: Operation, abilities: Abilities): readonly Statement[] | null {
  const known = operation as TableOperations[keyof TableOperations];
  switch (known.kind) {
    case "addColumn":
      return columnToAdd(known).column.computed?.stored
        ? null
        : alter(known, addition(columnToAdd(known).text));
    case "dropColumn":
    case "renameColumn":
    case "dropIndex":
      return ddlStatements(known.ddl(), { spelling: SPELLING });
    case "createIndex":
      return ddlStatements([indexNode(known)], { spelling: SPELLING });
    case "addConstraint":
      return known.constraint.kind === "check" && abilities.alterChecks
        ? ddlStatements(known.ddl(), { spelling: SPELLING })
        : null;
    case "dropConstraint":
      return known.constraintKind === "check" && abilities.alterChecks
        ? ddlStatements(known.ddl(), { spelling: SPELLING })
        : null;
    case "alterColumn": {
      const { nullable, comment: _, onUpdate: __, ...others } = known.change;
      if (Object.values(others).some((facet) => facet !== undefined) || known.using) return null;
      if (nullable === undefined) return [];
      return abilities.alterChecks ? alter(known, setNullable({ name: known.name, nullable })) : null;
    }
    default:
      return isNothing(operation) ? [] : null;
  }
}

function alter(operation: { readonly table: TableName }, action: Node): readonly Statement[] {
  const table = mainOnly(operation.table);
  return ddlStatements([alterTable({ table, actions: [action] })], { spelling: SPELLING });
}

function indexNode({ table, index, ifNotExists }: CreateIndex): Node {
  return createIndex({
    table: mainOnly(table),
    index: adaptIndex(table, index),
    ...(ifNotExists && { ifNotExists }),
  });
}

/** Whether ADD COLUMN takes a column, be the table STRICT or not. */
function isPlainAddition({ table, column }: AddColumn): boolean {
  const [plain, strict] = [{}, { options: { sqlite: { strict: true } } }].map((options) =>
    adaptColumn({ ...table, ...options }, column, column.identity !== undefined),
  );
  return isAddable(plain!) && typeSql(plain!.type) === typeSql(strict!.type);
}

/** The column as SQLite will hold it, and its definition with the check of an enum. */
function columnToAdd(
  { table, column }: AddColumn,
  host: Host = table,
): { readonly column: Column; readonly text: string } {
  const own = adaptColumn(host, column, column.identity !== undefined);
  const parts = [columnDefinition({ column: own })];
  const text = parts.map((part) => ddlText(part, SPELLING)).join(" ");
  if (column.type.kind !== "enum") return { column: own, text };
  const check = constraintDefinition({ constraint: enumCheck(table.name, column.name, column.type) });
  return { column: own, text: `${text} ${ddlText(check, SPELLING)}` };
}

/** ADD COLUMN of a definition that may carry a check. */
function addition(definition: string): Node {
  return raw({ sql: `ADD COLUMN ${definition}` });
}

/**
 * Whether ADD COLUMN takes a column for a table with rows.
 *
 * @source SQLite 3.53, "ALTER TABLE", 4
 */
function isAddable({ computed, identity, nullable, default: own }: Column): boolean {
  if (identity || computed?.stored) return false;
  if (computed || !own) return nullable || computed !== undefined;
  return own.kind === "value" && (nullable || (own as Value).value !== null);
}

/** The clause that an operation is to remove, by its name, its conventional name or what it says. */
function findClause(edit: TableEdit, operation: DropConstraint): Clause {
  const { name, constraintKind, was } = operation;
  const clauses = clausesOf(edit.created)
    .map(({ clause }) => clause)
    .filter(({ rule }) => rule.kind === constraintKind);
  const found =
    clauses.find((clause) => clause.name !== undefined && sameName(clause.name, name)) ??
    clauses.find((clause) => clause.name === undefined && usualName(edit, clause.rule) === name) ??
    clauses.find((clause) => clause.name === undefined && was && saysTheSame(edit, clause.rule, was));
  if (found) return found;
  throw noSuch(
    edit,
    "constraint",
    name,
    clauses.flatMap((clause) => clause.name ?? []),
  );
}

const ABBREVIATIONS = { primaryKey: "pk", unique: "uq", foreignKey: "fk", check: "ck" } as const;

function usualName(edit: TableEdit, rule: Rule): string | null {
  if (!(rule.kind in ABBREVIATIONS)) return null;
  return conventionalName(ABBREVIATIONS[rule.kind as keyof typeof ABBREVIATIONS], {
    table: edit.created.name,
    schema: undefined,
    columns: ruleColumns(edit, rule),
    referredTable: rule.kind === "foreignKey" ? rule.table : undefined,
  });
}

function ruleColumns(edit: TableEdit, rule: Rule): readonly string[] {
  if (rule.kind === "check") {
    const columns = edit.created.columns.filter(({ name }) => refersTo(rule.expression, name));
    return columns.map(({ name }) => edit.newName(name));
  }
  const columns = "columns" in rule ? rule.columns : [];
  return columns.map((each) => edit.newName(typeof each === "string" ? each : each.name));
}

function saysTheSame(edit: TableEdit, rule: Rule, was: Constraint): boolean {
  if (was.kind === "check" || was.kind === "exclude" || rule.kind === "check") return false;
  const columns = ruleColumns(edit, rule);
  const isSame =
    columns.length === was.columns.length && columns.every((name, i) => sameName(name, was.columns[i]!));
  return (
    isSame &&
    (rule.kind !== "foreignKey" || was.kind !== "foreignKey" || sameName(rule.table, was.references.name))
  );
}

/**
 * A key's columns are not null, and stay so without it; SQLite by itself would let NULLs in.
 *
 * @source SQLite 3.53, "CREATE TABLE", 3.5
 */
function keepNotNull(edit: TableEdit, columns: readonly string[]): void {
  for (const name of columns) {
    const column = edit.created.columns.find((each) => sameName(each.name, name));
    if (!column || columnClause(column, "notNull") || edit.relaxed.has(fold(name))) continue;
    const notNull: Clause = { lead: " ", text: "NOT NULL", rule: { kind: "notNull" } };
    edit.replace(column, (each) => ({ ...each, clauses: [...each.clauses, notNull] }));
  }
}

function noSuch(edit: TableEdit, what: string, name: string, names: readonly string[]): SchemaError {
  const like = nearest(name, names);
  return new SchemaError("schema.no-such-constraint", `${edit.created.name} has no ${what} ${name}.`, {
    hint: like === null ? undefined : `Did you mean ${like}?`,
  });
}
