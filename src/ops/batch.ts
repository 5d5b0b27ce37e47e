import { mergeAlters } from "../ddl/nodes/table.js";
import { displayName, type TableName } from "../schema/name.js";
import type { NamingConvention } from "../schema/naming.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import type { Spelling } from "../sql/writer.js";
import { plural } from "../util/text.js";
import { blockCode, type Code, callCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import { operationStatements } from "./script.js";
import type { SourceWriter } from "./source.js";

/** Where a column is put: directly before or behind another one. */
export type ColumnPlace =
  | { readonly before: string; readonly after?: undefined }
  | { readonly after: string; readonly before?: undefined };

/** How a batch is made where the database copies a table to change it; others take no notice. */
export interface BatchOptions {
  /** `auto` copies where the changes need it; `never` refuses such changes; `always` copies whatever they need. */
  readonly recreate?: "auto" | "always" | "never";
  /** Orders of columns: in each list, every column is put directly behind the one before it. */
  readonly columnOrder?: readonly (readonly string[])[];
  /** Columns that are put somewhere else, once all other changes are made. */
  readonly moves?: readonly (ColumnPlace & { readonly column: string })[];
  /** The convention by which constraints are called that have no name; a copy gives them those names. */
  readonly naming?: NamingConvention;
}

/** Several changes to one table, made together: one rebuild or one ALTER TABLE where the database needs that. */
export class BatchAlterTable implements Operation {
  readonly kind = "batchAlterTable";
  readonly table: TableName;
  readonly operations: readonly Operation[];

  readonly options: BatchOptions;

  constructor(table: TableName, operations: readonly Operation[], options: BatchOptions = {}) {
    this.table = table;
    this.operations = operations;
    this.options = options;
  }

  /** The same with other changes. */
  with(operations: readonly Operation[]): BatchAlterTable {
    return new BatchAlterTable(this.table, operations, this.options);
  }

  describe(spelling: Spelling): Description {
    const destroys = this.operations.flatMap((operation) => operation.describe(spelling).destroys ?? []);
    return {
      sign: "~",
      subject: displayName(this.table),
      detail: plural(this.operations.length, "change"),
      ...(destroys.length > 0 && { destroys: [...new Set(destroys)].join(", ") }),
    };
  }

  inverse(): BatchAlterTable | null {
    const inverses = this.operations.map((operation) => operation.inverse()).reverse();
    if (inverses.includes(null)) return null;
    return new BatchAlterTable(this.table, inverses as readonly Operation[]);
  }

  apply(before: Schema): Schema {
    return this.operations.reduce((schema, operation) => operation.apply(schema), before);
  }

  ddl(): readonly Node[] {
    return mergeAlters(this.operations.flatMap((operation) => operation.ddl()));
  }

  source(s: SourceWriter): Code {
    const lines = s.inBatch(() => operationStatements(this.operations, s));
    return callCode(s.op("batchAlterTable"), s.table(this.table), blockCode("(batch) =>", lines));
  }
}
