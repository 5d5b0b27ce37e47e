import type { TableName } from "../../schema/name.js";
import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";

/** COMMENT ON TABLE; without a text the comment is removed. */
export interface CommentOnTable extends Node<"commentOnTable"> {
  readonly table: TableName;
  readonly text?: string;
}

/** Makes a table comment. */
export const commentOnTable = defineNode<CommentOnTable>("commentOnTable", {
  parts: {},
  write: (n, w) =>
    w
      .kw("COMMENT ON TABLE")
      .name(n.table)
      .kw("IS")
      .literal(n.text ?? null),
});

/** The kinds of objects beside tables and columns that a comment can be on. */
export type CommentedObject = "SEQUENCE" | "DOMAIN" | "SCHEMA" | "TYPE" | "INDEX";

/** COMMENT ON an object by its name; without a text the comment is removed. */
export interface CommentOnObject extends Node<"commentOnObject"> {
  readonly what: CommentedObject;
  readonly name: TableName;
  readonly text?: string;
}

/** Makes a comment on an object. */
export const commentOnObject = defineNode<CommentOnObject>("commentOnObject", {
  parts: {},
  write: (n, w) =>
    w
      .kw("COMMENT ON", n.what)
      .name(n.name)
      .kw("IS")
      .literal(n.text ?? null),
});

/** COMMENT ON COLUMN; without a text the comment is removed. */
export interface CommentOnColumn extends Node<"commentOnColumn"> {
  readonly table: TableName;
  readonly column: string;
  readonly text?: string;
}

/** Makes a column comment. */
export const commentOnColumn = defineNode<CommentOnColumn>("commentOnColumn", {
  parts: {},
  write(n, w) {
    w.kw("COMMENT ON COLUMN").id(n.table.schema, n.table.name, n.column);
    w.kw("IS").literal(n.text ?? null);
  },
});
