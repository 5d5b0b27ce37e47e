import { renameConstraint, validateConstraint } from "../ddl/nodes/constraint.js";
import { alterTable } from "../ddl/nodes/table.js";
import { renameIndex } from "../ddl/nodes/table-index.js";
import type { Constraint } from "../schema/constraint.js";
import { displayName, type TableName } from "../schema/name.js";
import { type Schema, withTable } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { BatchAlterTable } from "./batch.js";
import { type Code, callCode, stringCode } from "./code.js";
import { AddConstraint, DropConstraint } from "./constraint.js";
import type { Description, Operation } from "./operation.js";
import { RenamePart, renamed } from "./rename-part.js";
import type { SourceWriter } from "./source.js";

/** Gives an index another name. */
export class RenameIndex extends RenamePart {
  readonly kind = "renameIndex";
  protected readonly what = "index";

  apply(before: Schema): Schema {
    return withTable(before, this.table, (table) => ({ ...table, indexes: renamed(table.indexes, this) }));
  }

  ddl(): readonly Node[] {
    return [renameIndex({ table: this.table, name: this.name, to: this.to })];
  }
}

/** Gives a constraint another name. */
export class RenameConstraint extends RenamePart {
  readonly kind = "renameConstraint";
  protected readonly what = "constraint";

  apply(before: Schema): Schema {
    return withTable(before, this.table, (table) => ({
      ...table,
      constraints: renamed(table.constraints, this),
    }));
  }

  ddl(): readonly Node[] {
    return [alterTable({ table: this.table, actions: [renameConstraint({ name: this.name, to: this.to })] })];
  }
}

/** Has the rows checked that were there before a constraint that was made `notValid`. */
export class ValidateConstraint implements Operation {
  readonly kind = "validateConstraint";
  readonly table: TableName;
  readonly name: string;
  /** The constraint as it stood; without it this cannot be undone. */
  readonly was: Constraint | null;

  constructor(table: TableName, name: string, was: Constraint | null = null) {
    this.table = table;
    this.name = name;
    this.was = was;
  }

  describe(): Description {
    return { sign: "~", subject: this.name, detail: `constraint on ${displayName(this.table)}, validated` };
  }

  /** No database takes a validation back, so the constraint is made again as it was. */
  inverse(): BatchAlterTable | null {
    const { table, name, was } = this;
    if (!was) return null;
    return new BatchAlterTable(table, [
      new DropConstraint(table, name, was.kind, validated(was)),
      new AddConstraint(table, was),
    ]);
  }

  apply(before: Schema): Schema {
    return withTable(before, this.table, (table) => ({
      ...table,
      constraints: table.constraints.map((each) => (each.name === this.name ? validated(each) : each)),
    }));
  }

  ddl(): readonly Node[] {
    return [alterTable({ table: this.table, actions: [validateConstraint({ name: this.name })] })];
  }

  source(s: SourceWriter): Code {
    return callCode(s.op("validateConstraint"), stringCode(this.name), ...s.target(this.table));
  }
}

function validated(constraint: Constraint): Constraint {
  if (!("notValid" in constraint)) return constraint;
  const { notValid: _, ...rest } = constraint;
  return rest;
}
