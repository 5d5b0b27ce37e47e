import type { TableName } from "../../schema/name.js";
import type { RangeType, TypeAttribute, UserType } from "../../schema/user-type.js";
import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";
import type { Writer } from "../../sql/writer.js";
import { writeCollation, writeCollationName } from "./collation.js";

/** CREATE TYPE of a type that is made of others. */
export interface CreateType extends Node<"createType"> {
  readonly type: UserType;
}

/** Makes a CREATE TYPE. */
export const createType = defineNode<CreateType>("createType", {
  parts: { type: false },
  write({ type }, w) {
    w.kw("CREATE TYPE").name(type).kw("AS");
    if (type.kind === "range") {
      w.kw("RANGE").paren(() => writeRange(type, w));
      return;
    }
    w.paren(() => {
      type.attributes.forEach((attribute, i) => {
        w.kw(i > 0 && ",");
        writeAttribute(attribute, w);
      });
    });
  },
});

function writeAttribute({ name, type, collation }: TypeAttribute, w: Writer): void {
  w.id(name).type(type);
  writeCollation(collation, w);
}

function writeRange(
  { subtype, operatorClass, collation, subtypeDiff, multirange }: RangeType,
  w: Writer,
): void {
  w.kw("SUBTYPE =").type(subtype);
  if (operatorClass !== undefined) w.kw(",").kw("SUBTYPE_OPCLASS =", operatorClass);
  if (collation !== undefined) {
    w.kw(",").kw("COLLATION =");
    writeCollationName(collation, w);
  }
  if (subtypeDiff !== undefined) w.kw(",").kw("SUBTYPE_DIFF =", subtypeDiff);
  if (multirange !== undefined) w.kw(",").kw("MULTIRANGE_TYPE_NAME =").id(multirange);
}

/** One thing that ALTER TYPE changes about the attributes of a composite type. */
export type AttributeAction =
  | { readonly add: TypeAttribute }
  | { readonly drop: string }
  | { readonly alter: TypeAttribute }
  | { readonly rename: string; readonly to: string };

/** ALTER TYPE of a composite type; a new name is given alone. */
export interface AlterType extends Node<"alterType"> {
  readonly type: TableName;
  readonly actions: readonly AttributeAction[];
}

/** Makes an ALTER TYPE. */
export const alterType = defineNode<AlterType>("alterType", {
  parts: { type: false },
  write({ type, actions }, w) {
    w.kw("ALTER TYPE").name(type);
    actions.forEach((action, i) => {
      w.kw(i > 0 && ",");
      if ("add" in action) {
        w.kw("ADD ATTRIBUTE");
        writeAttribute(action.add, w);
      } else if ("drop" in action) w.kw("DROP ATTRIBUTE").id(action.drop);
      else if ("rename" in action) w.kw("RENAME ATTRIBUTE").id(action.rename).kw("TO").id(action.to);
      else {
        const { name, type: to, collation } = action.alter;
        w.kw("ALTER ATTRIBUTE").id(name).kw("TYPE").type(to);
        writeCollation(collation, w);
      }
    });
  },
});

/** DROP TYPE. */
export interface DropType extends Node<"dropType"> {
  readonly type: TableName;
  readonly ifExists?: boolean;
}

/** Makes a DROP TYPE. */
export const dropType = defineNode<DropType>("dropType", {
  parts: { type: false },
  write: (n, w) => w.kw("DROP TYPE", n.ifExists && "IF EXISTS").name(n.type),
});
