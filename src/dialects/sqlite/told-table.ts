import { constraintDefinition } from "../../ddl/nodes/constraint.js";
import { ddlText } from "../../dialect/compiler.js";
import type { TableArgs } from "../../ops/batch-options.js";
import { AlterColumn } from "../../ops/column.js";
import type { ColumnChange } from "../../ops/column-change.js";
import { changeOptions } from "../../ops/table-options.js";
import type { Column } from "../../schema/column.js";
import type { Constraint } from "../../schema/constraint.js";
import { displayName } from "../../schema/name.js";
import { adaptConstraint } from "./adapt.js";
import { alterColumn, sameText } from "./column-edit.js";
import { nameClause, saysTheSame } from "./constraint-edit.js";
import { type Clause, clausesOf, createTableSql } from "./created-table.js";
import { ownOption, withOwnOptions } from "./options.js";
import { SPELLING } from "./spelling.js";
import type { TableEdit } from "./table-edit.js";
import { sameName } from "./tokens.js";

/**
 * Gives a table the columns, constraints and options that a script tells of; tells whether that changes it. A
 * constraint that the table has without a name gets the one that it is told by.
 *
 * @throws {SchemaError} `schema.no-such-column`: there is no such column
 * @throws {CompileError} `compile.unsupported`: SQLite has no such thing
 */
export function tellTable(edit: TableEdit, { columns = [], constraints = [], options }: TableArgs): boolean {
  const before = textOf(edit);
  if (options) {
    const all = { options: changeOptions(edit.host.options, options) ?? {} };
    const own = withOwnOptions(all, "table", displayName(edit.host));
    edit.setOptions(ownOption(own, "strict") === true, ownOption(own, "withoutRowid") === true);
  }
  for (const column of columns) tellColumn(edit, column);
  for (const constraint of constraints) tellConstraint(edit, constraint);
  return textOf(edit) !== before;
}

function textOf({ created }: TableEdit): string {
  return createTableSql(created, "t");
}

function tellColumn(edit: TableEdit, column: Column): void {
  const { name, comment: _, ...told } = column;
  const change: ColumnChange = { default: null, collation: null, computed: null, ...told };
  alterColumn(edit, new AlterColumn(edit.host, name, change));
}

/** A constraint takes the place of the one of its name; one that has no name and says the same gets that name. */
function tellConstraint(edit: TableEdit, told: Constraint): void {
  const constraint = adaptConstraint(edit.host, told);
  const { name, kind } = constraint;
  const clauses = clausesOf(edit.created).map(({ clause }) => clause);
  const sayingIt = clauses.find(
    (each) => each.name === undefined && saysTheSame(edit, each.rule, constraint),
  );
  const named = clauses.find((each) => each.rule.kind === kind && isCalled(each, name));
  const found = named ?? sayingIt ?? clauses.find(({ rule }) => kind === "primaryKey" && rule.kind === kind);
  if (!found || !isSame(edit, found, constraint)) {
    edit.removeClauses((clause) => clause === found);
    edit.addConstraint(constraint);
  } else if (name !== undefined && found.name === undefined) nameClause(edit, found, name);
}

function isCalled(clause: Clause, name: string | undefined): boolean {
  return clause.name !== undefined && name !== undefined && sameName(clause.name, name);
}

/** What a foreign key does is in its text alone. */
function isSame(edit: TableEdit, clause: Clause, constraint: Constraint): boolean {
  if (constraint.kind !== "foreignKey") return saysTheSame(edit, clause.rule, constraint);
  const text = ddlText(constraintDefinition({ constraint }), SPELLING);
  return sameText(clause.text.slice(clause.text.search(/FOREIGN/i)), text.slice(text.search(/FOREIGN/i)));
}
