import { columnDefinition, dropColumn, setNullable } from "../../ddl/nodes/column.js";
import { addConstraint, constraintDefinition, dropConstraint } from "../../ddl/nodes/constraint.js";
import { alterTable } from "../../ddl/nodes/table.js";
import { createIndex, dropIndex } from "../../ddl/nodes/table-index.js";
import { ddlStatements, ddlText } from "../../dialect/compiler.js";
import type { Statement } from "../../dialect/dialect.js";
import { CompileError } from "../../errors/errors.js";
import type { AddColumn, AlterColumn, DropColumn, RenameColumn } from "../../ops/column.js";
import type { AddConstraint, DropConstraint } from "../../ops/constraint.js";
import type { Operation } from "../../ops/operation.js";
import type { RenameConstraint, RenameIndex } from "../../ops/rename.js";
import type { CreateIndex, DropIndex } from "../../ops/table-index.js";
import { changeOptions, type SetTableOptions } from "../../ops/table-options.js";
import type { Column } from "../../schema/column.js";
import type { Constraint } from "../../schema/constraint.js";
import { displayName, type TableName } from "../../schema/name.js";
import { mergeOptions } from "../../schema/options.js";
import type { Node } from "../../sql/node.js";
import { raw, type Value } from "../../sql/nodes/index.js";
import { adaptConstraint, adaptIndex, mainOnly } from "./adapt.js";
import { adaptColumn, enumCheck, type Host } from "./adapt-column.js";
import { alterColumn } from "./column-edit.js";
import { findClause, keepNotNull, noSuch, renameClause } from "./constraint-edit.js";
import { renamedIndex } from "./create-index.js";
import { clausesOf, columnClause } from "./created-table.js";
import type { Abilities } from "./features.js";
import { DIALECT, ownOption, withOwnOptions } from "./options.js";
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
  readonly renameIndex: RenameIndex;
  readonly renameConstraint: RenameConstraint;
  readonly setTableOptions: SetTableOptions;
}

const CHANGERS: { readonly [K in keyof TableOperations]: Changer<TableOperations[K]> } = {
  addColumn(operation, { edit }) {
    if (operation.ifNotExists && edit.find(operation.column.name)) return [];
    const { column, text } = columnToAdd(operation, edit.host);
    edit.addColumn(text);
    if (ownOption(column, "autoincrement") === true) edit.numbered = column.name;
    return isAddable(column) ? alter(operation, addition(text)) : null;
  },

  dropColumn(operation, { edit }) {
    if (operation.ifExists && !edit.find(operation.name)) return [];
    const inPlace = edit.isAlone(operation.name);
    edit.dropColumn(operation.name);
    return inPlace ? alter(operation, dropColumn({ name: operation.name })) : null;
  },

  alterColumn(operation, { edit, abilities }) {
    const changed = alterColumn(edit, operation);
    if (changed.size === 0) return [];
    if (changed.size > 1 || !changed.has("nullable") || !abilities.alterChecks) return null;
    const { name, change } = operation;
    // SET NOT NULL has no words for what a conflict does.
    if (columnClause(edit.column(name), "notNull")?.conflict) return null;
    return alter(operation, setNullable({ name, nullable: change.nullable! }));
  },

  renameColumn(operation, { edit }) {
    edit.renameColumn(operation.name, operation.to);
    return ddlStatements(operation.ddl(), { spelling: SPELLING });
  },

  addConstraint(operation, { edit, abilities }) {
    const constraint = withNumbering(edit, adaptConstraint(operation.table, operation.constraint));
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
    if (!clause) return [];
    edit.removeClauses((each) => each === clause);
    if (clause.rule.kind === "primaryKey") {
      const columns = clause.rule.columns.map(({ name }) => name);
      if (clause.rule.autoincrement) edit.numbered = columns[0]!;
      keepNotNull(edit, columns);
    }
    const { name } = clause;
    if (clause.rule.kind !== "check" || name === undefined || !abilities.alterChecks) return null;
    if (!isNamedThere(edit, name)) return null;
    return alter(operation, dropConstraint({ name, constraintKind: "check" }));
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
    return dropStatement(operation);
  },

  renameIndex({ table, name, to }, { edit, newIndexes }) {
    const index = edit.indexes.find((each) => sameName(each.name, name));
    const made = index?.sql ?? newIndexes.get(fold(name))?.sql;
    if (made === undefined) {
      throw noSuch(
        edit,
        "index",
        name,
        edit.indexes.map((each) => each.name),
      );
    }
    const statement = { sql: renamedIndex(made, SPELLING.quote(to)) };
    edit.indexes = edit.indexes.filter((each) => each !== index);
    newIndexes.delete(fold(name));
    newIndexes.set(fold(to), statement);
    return [...dropStatement({ table, name }), statement];
  },

  renameConstraint({ name, to }, { edit }) {
    renameClause(edit, name, to);
    return null;
  },

  setTableOptions({ table, options }, { edit }) {
    const own = withOwnOptions(
      { options: changeOptions(edit.host.options, options)! },
      "table",
      displayName(table),
    );
    return edit.setOptions(ownOption(own, "strict") === true, ownOption(own, "withoutRowid") === true)
      ? null
      : [];
  },
};

/** Whether the database has a constraint by this name, which a batch may only have given it. */
function isNamedThere({ live }: TableEdit, name: string): boolean {
  return !live.isTold && clausesOf(live.created).some(({ clause }) => clause.name === name);
}

/** A new key with AUTOINCREMENT where the old one had that, on the same column. */
function withNumbering(edit: TableEdit, constraint: Constraint): Constraint {
  if (constraint.kind !== "primaryKey" || edit.numbered === null || constraint.columns.length > 1) {
    return constraint;
  }
  return sameName(edit.find(constraint.columns[0]!)?.name ?? "", edit.numbered)
    ? { ...constraint, options: mergeOptions(constraint.options, { [DIALECT]: { autoincrement: true } }) }
    : constraint;
}

const NOTHING = new Set([
  "createEnum",
  "dropEnum",
  "alterEnum",
  "setEntityComment",
  "setEnumComment",
  "setTableComment",
  // Indexes have neither comments nor options.
  "alterIndex",
  // Constraints always hold for all rows.
  "validateConstraint",
]);

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
    (kind === "addColumn" &&
      !(operation as AddColumn).ifNotExists &&
      isPlainAddition(operation as AddColumn));
  return isCertain ? blindStatements(operation, { alterChecks: false }) : null;
}

/**
 * The statements for an operation where nothing is known of the database; null where it would take a copy of the
 * table.
 */
export function blindStatements(operation: Operation, abilities: Abilities): readonly Statement[] | null {
  const known = operation as TableOperations[keyof TableOperations];
  if (dependsOnWhatIsThere(known)) return null;
  switch (known.kind) {
    case "addColumn": {
      const { column, text } = columnToAdd(known);
      return isAddable(column) ? alter(known, addition(text)) : null;
    }
    case "dropColumn":
    case "renameColumn":
      return ddlStatements(known.ddl(), { spelling: SPELLING });
    case "dropIndex":
      return dropStatement(known);
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

/** Whether what is to be done depends on what is there, for which SQLite has no words but for tables and indexes. */
function dependsOnWhatIsThere(operation: TableOperations[keyof TableOperations]): boolean {
  if (operation.kind === "addColumn") return operation.ifNotExists;
  return (operation.kind === "dropColumn" || operation.kind === "dropConstraint") && operation.ifExists;
}

/** Without CONCURRENTLY, which SQLite has not: it has one writer at a time anyway. */
function dropStatement({
  table,
  name,
  ifExists,
}: Pick<DropIndex, "table" | "name"> & Partial<DropIndex>): readonly Statement[] {
  const node = dropIndex({ table: mainOnly(table), name, ...(ifExists && { ifExists }) });
  return ddlStatements([node], { spelling: SPELLING });
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
