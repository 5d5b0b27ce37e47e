import { displayName, type TableName } from "../schema/name.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import { type Code, callCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** Gives a part of a table another name; what it holds stays. */
export abstract class RenamePart implements Operation {
  abstract readonly kind: "renameColumn" | "renameConstraint" | "renameIndex";
  /** What it is of, as lists say it. */
  protected abstract readonly what: string;
  readonly table: TableName;
  readonly name: string;
  readonly to: string;

  constructor(table: TableName, name: string, to: string) {
    this.table = table;
    this.name = name;
    this.to = to;
  }

  describe(): Description {
    const detail = `${this.what} on ${displayName(this.table)}, renamed to ${this.to}`;
    return { sign: "~", subject: this.name, detail };
  }

  inverse(): this {
    const Class = this.constructor as new (table: TableName, name: string, to: string) => this;
    return new Class(this.table, this.to, this.name);
  }

  abstract apply(before: Schema): Schema;

  abstract ddl(): readonly Node[];

  source(s: SourceWriter): Code {
    return callCode(s.op(this.kind), stringCode(this.name), ...s.target(this.table), stringCode(this.to));
  }
}

/** Parts of which one has another name. */
export function renamed<T extends { readonly name?: string }>(
  parts: readonly T[],
  { name, to }: RenamePart,
): readonly T[] {
  return parts.map((each) => (each.name === name ? { ...each, name: to } : each));
}
