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
  primaryKey: (key: PrimaryKey, w) => {
    w.kw("PRIMARY KEY");
    writeKeyColumns(key, w);
    const { include, deferrable } = key;
    writeInclude(include, w);
    writeDeferrable(deferrable, w);
  },
  unique: (key: Unique, w) => {
    const { nullsNotDistinct, include, deferrable } = key;
    w.kw("UNIQUE", nullsNotDistinct && "NULLS NOT DISTINCT");
    writeKeyColumns(key, w);
    writeInclude(include, w);
    writeDeferrable(deferrable, w);
  },
  check: ({ expression, noInherit, notValid, enforced }: Check, w) => {
    w.kw("CHECK").paren(() => w.node(expression));
    w.kw(noInherit && "NO INHERIT", enforced === false && "NOT ENFORCED", notValid && "NOT VALID");
  },
  foreignKey: (key: ForeignKey, w) => {
    writeReference(key, w);
    if (key.match) w.kw("MATCH", key.match.toUpperCase());
    if (key.onDelete && key.onDelete !== "no action") {
      w.kw("ON DELETE", key.onDelete.toUpperCase());
      const { onDeleteColumns } = key;
      if (onDeleteColumns) w.paren(() => w.ids(onDeleteColumns));
    }
    if (key.onUpdate && key.onUpdate !== "no action") w.kw("ON UPDATE", key.onUpdate.toUpperCase());
    writeDeferrable(key.deferrable, w);
    w.kw(key.enforced === false && "NOT ENFORCED", key.notValid && "NOT VALID");
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
    writeInclude(include, w);
    if (where) w.kw("WHERE").paren(() => w.node(where));
    writeDeferrable(deferrable, w);
  },
};

/** The columns of a key, the last of which may be a period. @source ISO/IEC 9075-2:2011, 11.7 */
export function writeKeyColumns({ columns, withoutOverlaps }: PrimaryKey | Unique, w: Writer): void {
  w.paren(() => w.ids(columns).kw(withoutOverlaps && "WITHOUT OVERLAPS"));
}

/** The columns of a foreign key and what they refer to. @source ISO/IEC 9075-2:2011, 11.8 */
export function writeReference({ columns, references, period }: ForeignKey, w: Writer): void {
  w.kw("FOREIGN KEY");
  writeReferenceColumns(columns, period, w);
  w.kw("REFERENCES").name(references);
  writeReferenceColumns(references.columns, period, w);
}

function writeReferenceColumns(columns: readonly string[], period: boolean | undefined, w: Writer): void {
  w.paren(() => {
    if (!period) return w.ids(columns);
    w.ids(columns.slice(0, -1)).kw(columns.length > 1 && ",", "PERIOD");
    return w.ids(columns.slice(-1));
  });
}

function writeInclude(columns: readonly string[] | undefined, w: Writer): void {
  if (columns) w.kw("INCLUDE").paren(() => w.ids(columns));
}

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
  readonly ifExists?: boolean;
}

/** Makes a DROP CONSTRAINT. */
export const dropConstraint = defineNode<DropConstraint>("dropConstraint", {
  parts: {},
  write: (n, w) => w.kw("DROP CONSTRAINT", n.ifExists && "IF EXISTS").id(n.name),
});

/** ALTER TABLE's RENAME CONSTRAINT. */
export interface RenameConstraint extends Node<"renameConstraint"> {
  readonly name: string;
  readonly to: string;
}

/** Makes a RENAME CONSTRAINT. */
export const renameConstraint = defineNode<RenameConstraint>("renameConstraint", {
  parts: {},
  write: (n, w) => w.kw("RENAME CONSTRAINT").id(n.name).kw("TO").id(n.to),
});

/** ALTER TABLE's VALIDATE CONSTRAINT: rows that were there before the constraint are checked. */
export interface ValidateConstraint extends Node<"validateConstraint"> {
  readonly name: string;
}

/** Makes a VALIDATE CONSTRAINT. */
export const validateConstraint = defineNode<ValidateConstraint>("validateConstraint", {
  parts: {},
  write: (n, w) => w.kw("VALIDATE CONSTRAINT").id(n.name),
});
