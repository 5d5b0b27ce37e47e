import { type ColumnDefinition, writeComputed } from "../../ddl/nodes/column.js";
import type { ConstraintDefinition } from "../../ddl/nodes/constraint.js";
import { type CreateTable, tableElements } from "../../ddl/nodes/table.js";
import type { Constraint, Deferrable, ForeignKey, PrimaryKey, Unique } from "../../schema/constraint.js";
import { mergeOptions } from "../../schema/options.js";
import type { Table } from "../../schema/table.js";
import type { Node } from "../../sql/node.js";
import type { Writer } from "../../sql/writer.js";
import { keyPartsOf } from "./key-part.js";
import { conflictOption, DIALECT, ownOption } from "./options.js";
import { typeSql } from "./type-names.js";

/** Writes a CREATE TABLE. @source SQLite 3.53, "CREATE TABLE" */
export function writeCreateTable({ table, ifNotExists, temporary }: CreateTable, w: Writer): void {
  w.kw("CREATE", temporary && "TEMPORARY", "TABLE", ifNotExists && "IF NOT EXISTS").name(table);
  w.paren(() => w.list(tableElements({ ...table, constraints: table.constraints.map(numbered(table)) })));
  const strict = ownOption(table, "strict") === true;
  const withoutRowid = ownOption(table, "withoutRowid") === true;
  w.kw(strict && "STRICT", strict && withoutRowid && ",", withoutRowid && "WITHOUT ROWID");
}

/** AUTOINCREMENT is the column's, and stands in the primary key. */
function numbered({ columns }: Table): (constraint: Constraint) => Constraint {
  const column = columns.find((each) => ownOption(each, "autoincrement") === true);
  return (constraint) =>
    column && constraint.kind === "primaryKey"
      ? { ...constraint, options: mergeOptions(constraint.options, { [DIALECT]: { autoincrement: true } }) }
      : constraint;
}

/** Writes a column as it stands in CREATE TABLE and ADD COLUMN. */
export function writeColumnDefinition({ column }: ColumnDefinition, w: Writer): void {
  w.id(column.name).kw(typeSql(column.type) || false);
  if (column.collation !== undefined) w.kw("COLLATE").id(column.collation);
  if (column.computed) writeComputed(column, w);
  if (column.default) writeDefault(column.default, w);
  if (column.nullable) return;
  w.kw("NOT NULL");
  writeConflict(conflictOption(column, "onConflictNotNull"), w);
}

/** Writes a constraint as it stands in CREATE TABLE and ADD CONSTRAINT. */
export function writeConstraintDefinition({ constraint }: ConstraintDefinition, w: Writer): void {
  if (constraint.name !== undefined) w.kw("CONSTRAINT").id(constraint.name);
  writeBody(constraint, w);
}

function writeBody(constraint: Constraint, w: Writer): void {
  if (constraint.kind === "primaryKey") writeKey("PRIMARY KEY", constraint, w);
  else if (constraint.kind === "unique") writeKey("UNIQUE", constraint, w);
  else if (constraint.kind === "foreignKey") writeForeignKey(constraint, w);
  else if (constraint.kind === "check") w.kw("CHECK").paren(() => w.node(constraint.expression));
}

function writeKey(keyword: string, key: PrimaryKey | Unique, w: Writer): void {
  w.kw(keyword).paren(() => {
    const parts = keyPartsOf(ownOption(key, "parts"));
    key.columns.forEach((name, i) => {
      const { collation, descending } = parts?.[i] ?? {};
      w.kw(i > 0 && ",").id(name);
      if (collation !== undefined) w.kw("COLLATE").id(collation);
      w.kw(descending && "DESC");
    });
    w.kw(ownOption(key, "autoincrement") === true && "AUTOINCREMENT");
  });
  writeConflict(conflictOption(key, "onConflict"), w);
}

function writeForeignKey(key: ForeignKey, w: Writer): void {
  w.kw("FOREIGN KEY").paren(() => w.ids(key.columns));
  w.kw("REFERENCES").name(key.references);
  w.paren(() => w.ids(key.references.columns));
  if (key.onDelete && key.onDelete !== "no action") w.kw("ON DELETE", key.onDelete.toUpperCase());
  if (key.onUpdate && key.onUpdate !== "no action") w.kw("ON UPDATE", key.onUpdate.toUpperCase());
  if (key.match) w.kw("MATCH", key.match.toUpperCase());
  writeDeferrable(key.deferrable, w);
}

function writeDeferrable(deferrable: Deferrable | undefined, w: Writer): void {
  if (deferrable) w.kw("DEFERRABLE", deferrable === "deferred" && "INITIALLY DEFERRED");
}

function writeConflict(conflict: string | undefined, w: Writer): void {
  if (conflict !== undefined) w.kw("ON CONFLICT", conflict.toUpperCase());
}

/**
 * Writes `DEFAULT …`; anything but a literal or CURRENT_TIMESTAMP stands in parentheses.
 *
 * @source SQLite 3.53, "CREATE TABLE", 3.2
 */
export function writeDefault(node: Node, w: Writer): void {
  w.kw("DEFAULT");
  if (node.kind === "value" || node.kind === "currentTimestamp") w.node(node);
  else w.paren(() => w.node(node));
}
