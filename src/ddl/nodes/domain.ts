import type { TableName } from "../../schema/name.js";
import type { Domain, DomainCheck } from "../../schema/object.js";
import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";
import type { Writer } from "../../sql/writer.js";
import { writeCollation } from "./collation.js";

/** CREATE DOMAIN. */
export interface CreateDomain extends Node<"createDomain"> {
  readonly domain: Domain;
}

/** Makes a CREATE DOMAIN. */
export const createDomain = defineNode<CreateDomain>("createDomain", {
  parts: {},
  write({ domain }, w) {
    w.kw("CREATE DOMAIN").name(domain).kw("AS").type(domain.type);
    writeCollation(domain.collation, w);
    if (domain.default) w.kw("DEFAULT").node(domain.default);
    w.kw(!domain.nullable && "NOT NULL");
    for (const check of domain.checks) writeCheck(check, w);
  },
});

function writeCheck({ name, expression }: DomainCheck, w: Writer): void {
  if (name !== undefined) w.kw("CONSTRAINT").id(name);
  w.kw("CHECK").paren(() => w.node(expression));
}

/** One thing that ALTER DOMAIN changes. */
export type DomainAction =
  | { readonly default: Node | null }
  | { readonly nullable: boolean }
  | { readonly addCheck: DomainCheck }
  | { readonly dropCheck: string };

/** ALTER DOMAIN, which changes one thing at a time. */
export interface AlterDomain extends Node<"alterDomain"> {
  readonly domain: TableName;
  readonly action: DomainAction;
}

/** Makes an ALTER DOMAIN. */
export const alterDomain = defineNode<AlterDomain>("alterDomain", {
  parts: {},
  write({ domain, action }, w) {
    w.kw("ALTER DOMAIN").name(domain);
    if ("default" in action) {
      if (action.default) w.kw("SET DEFAULT").node(action.default);
      else w.kw("DROP DEFAULT");
    } else if ("nullable" in action) w.kw(action.nullable ? "DROP NOT NULL" : "SET NOT NULL");
    else if ("addCheck" in action) {
      w.kw("ADD");
      writeCheck(action.addCheck, w);
    } else w.kw("DROP CONSTRAINT").id(action.dropCheck);
  },
});

/** DROP DOMAIN. */
export interface DropDomain extends Node<"dropDomain"> {
  readonly domain: TableName;
  readonly ifExists?: boolean;
}

/** Makes a DROP DOMAIN. */
export const dropDomain = defineNode<DropDomain>("dropDomain", {
  parts: {},
  write: (n, w) => w.kw("DROP DOMAIN", n.ifExists && "IF EXISTS").name(n.domain),
});
