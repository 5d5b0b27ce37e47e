import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";

/** CREATE SCHEMA. */
export interface CreateSchema extends Node<"createSchema"> {
  readonly name: string;
  readonly ifNotExists?: boolean;
}

/** Makes a CREATE SCHEMA. */
export const createSchema = defineNode<CreateSchema>("createSchema", {
  parts: {},
  write: (n, w) => w.kw("CREATE SCHEMA", n.ifNotExists && "IF NOT EXISTS").id(n.name),
});

/** DROP SCHEMA; `cascade` takes all that is in it along. */
export interface DropSchema extends Node<"dropSchema"> {
  readonly name: string;
  readonly ifExists?: boolean;
  readonly cascade?: boolean;
}

/** Makes a DROP SCHEMA. */
export const dropSchema = defineNode<DropSchema>("dropSchema", {
  parts: {},
  write: (n, w) =>
    w
      .kw("DROP SCHEMA", n.ifExists && "IF EXISTS")
      .id(n.name)
      .kw(n.cascade && "CASCADE"),
});
