import type { TableName } from "../../schema/name.js";
import type { IndexPart, TableIndex } from "../../schema/table-index.js";
import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";
import type { Writer } from "../../sql/writer.js";
import { writeCollation } from "./collation.js";

/** CREATE INDEX. */
export interface CreateIndex extends Node<"createIndex"> {
  readonly table: TableName;
  readonly index: TableIndex;
  readonly ifNotExists?: boolean;
  /** Without keeping writers out while it is made. */
  readonly concurrently?: boolean;
}

/** Makes a CREATE INDEX. */
export const createIndex = defineNode<CreateIndex>("createIndex", {
  parts: {},
  write({ table, index, ifNotExists, concurrently }, w) {
    w.kw("CREATE", index.unique && "UNIQUE", "INDEX", concurrently && "CONCURRENTLY");
    w.kw(ifNotExists && "IF NOT EXISTS").id(index.name);
    w.kw("ON").name(table);
    if (index.method !== undefined) w.kw("USING", index.method);
    writeIndexParts(index.parts, w);
    if (index.include) w.kw("INCLUDE").paren(() => w.ids(index.include!));
    w.kw(index.nullsNotDistinct && "NULLS NOT DISTINCT");
    if (index.where) w.kw("WHERE").node(index.where);
  },
});

/** Writes the columns and expressions of an index in parentheses. */
function writeIndexParts(parts: readonly IndexPart[], w: Writer): void {
  w.paren(() => {
    parts.forEach((part, i) => {
      w.kw(i > 0 && ",");
      if (part.column !== undefined) w.id(part.column);
      else w.paren(() => w.node(part.expression));
      writePartOrder(part, w);
    });
  });
}

/** Writes what follows the column or expression of an index part. */
export function writePartOrder(part: IndexPart, w: Writer): void {
  writeCollation(part.collation, w);
  w.kw(part.operatorClass, part.descending && "DESC", part.nulls && `NULLS ${part.nulls.toUpperCase()}`);
}

/** DROP INDEX. */
export interface DropIndex extends Node<"dropIndex"> {
  readonly table: TableName;
  readonly name: string;
  readonly ifExists?: boolean;
  /** Without keeping readers and writers out while it goes. */
  readonly concurrently?: boolean;
}

/** Makes a DROP INDEX; the index is in its table's schema. */
export const dropIndex = defineNode<DropIndex>("dropIndex", {
  parts: {},
  write: (n, w) =>
    w
      .kw("DROP INDEX", n.concurrently && "CONCURRENTLY", n.ifExists && "IF EXISTS")
      .id(n.table.schema, n.name),
});

/** ALTER INDEX … RENAME TO. */
export interface RenameIndex extends Node<"renameIndex"> {
  readonly table: TableName;
  readonly name: string;
  readonly to: string;
}

/** Makes a RENAME of an index; the index is in its table's schema. */
export const renameIndex = defineNode<RenameIndex>("renameIndex", {
  parts: {},
  write: (n, w) => w.kw("ALTER INDEX").id(n.table.schema, n.name).kw("RENAME TO").id(n.to),
});
