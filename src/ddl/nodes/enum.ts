import type { TableName } from "../../schema/name.js";
import type { EnumType } from "../../schema/object.js";
import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";

/** CREATE TYPE … AS ENUM. */
export interface CreateEnum extends Node<"createEnum"> {
  readonly type: EnumType;
}

/** Makes a CREATE TYPE. */
export const createEnum = defineNode<CreateEnum>("createEnum", {
  parts: {},
  write({ type }, w) {
    w.kw("CREATE TYPE").name(type).kw("AS ENUM");
    w.paren(() => {
      type.values.forEach((value, i) => {
        w.kw(i > 0 && ",").literal(value);
      });
    });
  },
});

/** DROP TYPE. */
export interface DropEnum extends Node<"dropEnum"> {
  readonly type: TableName;
  readonly ifExists?: boolean;
}

/** Makes a DROP TYPE. */
export const dropEnum = defineNode<DropEnum>("dropEnum", {
  parts: {},
  write: (n, w) => w.kw("DROP TYPE", n.ifExists && "IF EXISTS").name(n.type),
});

/** ALTER TYPE … ADD VALUE, before or after a value that is there, or at the end. */
export interface AddEnumValue extends Node<"addEnumValue"> {
  readonly type: TableName;
  readonly value: string;
  readonly before?: string;
  readonly after?: string;
  readonly ifNotExists?: boolean;
}

/** Makes an ADD VALUE. */
export const addEnumValue = defineNode<AddEnumValue>("addEnumValue", {
  parts: {},
  write(n, w) {
    w.kw("ALTER TYPE")
      .name(n.type)
      .kw("ADD VALUE", n.ifNotExists && "IF NOT EXISTS")
      .literal(n.value);
    if (n.before !== undefined) w.kw("BEFORE").literal(n.before);
    else if (n.after !== undefined) w.kw("AFTER").literal(n.after);
  },
});

/** ALTER TYPE … RENAME VALUE. */
export interface RenameEnumValue extends Node<"renameEnumValue"> {
  readonly type: TableName;
  readonly value: string;
  readonly to: string;
}

/** Makes a RENAME VALUE. */
export const renameEnumValue = defineNode<RenameEnumValue>("renameEnumValue", {
  parts: {},
  write: (n, w) => w.kw("ALTER TYPE").name(n.type).kw("RENAME VALUE").literal(n.value).kw("TO").literal(n.to),
});
