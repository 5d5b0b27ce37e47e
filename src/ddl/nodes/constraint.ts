import type {
  Check,
  Constraint,
  ConstraintKind,
  ConstraintOf,
  Deferrable,
  Exclude,
  ForeignKey,
  PrimaryKey,
  Unique,
} from "../../schema/constraint.js";
import { defineNode } from "../../sql/define-node.js";
import type { Node } from "../../sql/node.js";
import type { Writer } from "../../sql/writer.js";
import { writePartOrder } from "./table-index.js";

/** A constraint as it stands in CREATE TABLE and ADD CONSTRAINT. */
export interface ConstraintDefinition extends Node<"constraintDefinition"> {
  readonly constraint: Constraint;
}

/** Makes a constraint definition. */
export const constraintDefinition = defineNode<ConstraintDefinition>("constraintDefinition", {
  parts: { constraint: false },
  write({ constraint }, w) {
    if (constraint.name !== undefined) w.kw("CONSTRAINT").id(constraint.name);
    const write = BODIES[constraint.kind] as (constraint: Constraint, w: Writer) => void;
    write(constraint, w);
  },
});

/** What follows the name, by kind. */
const BODIES: { readonly [K in ConstraintKind]: (constraint: ConstraintOf<K>, w: Writer) => void } = {
  primaryKey: ({ columns }: PrimaryKey, w) => {
    w.kw("PRIMARY KEY").paren(() => w.ids(columns));
  },
  unique: ({ columns }: Unique, w) => {
    w.kw("UNIQUE").paren(() => w.ids(columns));
  },
  check: ({ expression }: Check, w) => {
    w.kw("CHECK").paren(() => w.node(expression));
  },
  foreignKey: (key: ForeignKey, w) => {
    w.kw("FOREIGN KEY").paren(() => w.ids(key.columns));
    w.kw("REFERENCES")
      .name(key.references)
      .paren(() => w.ids(key.references.columns));
    if (key.onDelete && key.onDelete !== "no action") w.kw("ON DELETE", key.onDelete.toUpperCase());
    if (key.onUpdate && key.onUpdate !== "no action") w.kw("ON UPDATE", key.onUpdate.toUpperCase());
    writeDeferrable(key.deferrable, w);
  },
  exclude: ({ method, parts, include, where, deferrable }: Exclude, w) => {
    w.kw("EXCLUDE USING", method ?? "gist").paren(() => {
      parts.forEach((part, i) => {
        w.kw(i > 0 && ",");
        if (part.column !== undefined) w.id(part.column);
        else w.paren(() => w.node(part.expression));
        writePartOrder(part, w);
        w.kw("WITH", part.operator);
      });
    });
    if (include) w.kw("INCLUDE").paren(() => w.ids(include));
    if (where) w.kw("WHERE").paren(() => w.node(where));
    writeDeferrable(deferrable, w);
  },
};

function writeDeferrable(deferrable: Deferrable | undefined, w: Writer): void {
  if (deferrable) w.kw("DEFERRABLE", deferrable === "deferred" && "INITIALLY DEFERRED");
}

/** ALTER TABLE's ADD CONSTRAINT. */
export interface AddConstraint extends Node<"addConstraint"> {
  readonly definition: ConstraintDefinition;
}

/** Makes an ADD CONSTRAINT. */
export const addConstraint = defineNode<AddConstraint>("addConstraint", {
  parts: { definition: true },
  write: (n, w) => w.kw("ADD").node(n.definition),
});

/** ALTER TABLE's DROP CONSTRAINT. */
export interface DropConstraint extends Node<"dropConstraint"> {
  readonly name: string;
  readonly constraintKind: ConstraintKind;
}

/** Makes a DROP CONSTRAINT. */
export const dropConstraint = defineNode<DropConstraint>("dropConstraint", {
  parts: {},
  write: (n, w) => w.kw("DROP CONSTRAINT").id(n.name),
});
