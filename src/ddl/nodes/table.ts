import { nameKey, type TableName } from "../../schema/name.js";
import { primaryKeyOf, type Table } from "../../schema/table.js";
import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";
import { columnDefinition } from "./column.js";
import { constraintDefinition } from "./constraint.js";

/** CREATE TABLE with its columns and constraints; indexes and comments are statements of their own. */
export interface CreateTable extends Node<"createTable"> {
  readonly table: Table;
  readonly ifNotExists?: boolean;
  /** A table of this connection only, gone when it ends. */
  readonly temporary?: boolean;
}

/** Makes a CREATE TABLE. */
export const createTable = defineNode<CreateTable>("createTable", {
  parts: {},
  write({ table, ifNotExists, temporary }, w) {
    w.kw("CREATE", temporary && "TEMPORARY", "TABLE", ifNotExists && "IF NOT EXISTS").name(table);
    w.paren(() => w.list(tableElements(table)));
  },
});

/** The column and constraint definitions of a table, in order. */
export function tableElements(table: Table): readonly Node[] {
  const key = primaryKeyOf(table);
  return [
    ...table.columns.map((column) =>
      columnDefinition({
        column,
        solePrimaryKey: key?.columns.length === 1 && key.columns[0] === column.name,
      }),
    ),
    ...table.constraints.map((constraint) => constraintDefinition({ constraint })),
  ];
}

/** DROP TABLE. */
export interface DropTable extends Node<"dropTable"> {
  readonly table: TableName;
  readonly ifExists?: boolean;
}

/** Makes a DROP TABLE. */
export const dropTable = defineNode<DropTable>("dropTable", {
  parts: {},
  write: (n, w) => w.kw("DROP TABLE", n.ifExists && "IF EXISTS").name(n.table),
});

/** ALTER TABLE with one or more actions. */
export interface AlterTable extends Node<"alterTable"> {
  readonly table: TableName;
  readonly actions: readonly Node[];
}

/** Makes an ALTER TABLE. */
export const alterTable = defineNode<AlterTable>("alterTable", {
  parts: { actions: true },
  write: (n, w) => w.kw("ALTER TABLE").name(n.table).list(n.actions),
});

/** ALTER TABLE's RENAME TO; the new name has no schema, since the table stays in its own. */
export interface RenameTable extends Node<"renameTable"> {
  readonly to: string;
}

/** Makes a RENAME TO. */
export const renameTable = defineNode<RenameTable>("renameTable", {
  parts: {},
  write: (n, w) => w.kw("RENAME TO").id(n.to),
});

/** One statement per table where several ALTER TABLE nodes in a row are of the same table. */
export function mergeAlters(nodes: readonly Node[]): readonly Node[] {
  const merged: Node[] = [];
  for (const node of nodes) {
    const last = merged.at(-1);
    if (isAlter(node) && last && isAlter(last) && nameKey(last.table) === nameKey(node.table)) {
      merged[merged.length - 1] = alterTable({
        table: node.table,
        actions: [...last.actions, ...node.actions],
      });
    } else merged.push(node);
  }
  return merged;
}

function isAlter(node: Node): node is AlterTable {
  return node.kind === "alterTable";
}
