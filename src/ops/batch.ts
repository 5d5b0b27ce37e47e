import { mergeAlters } from "../ddl/nodes/table.js";
import { displayName, type TableName } from "../schema/name.js";
import type { Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import type { Spelling } from "../sql/writer.js";
import { plural } from "../util/text.js";
import { blockCode, type Code, callCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import { operationStatements } from "./script.js";
import type { SourceWriter } from "./source.js";

/** Several changes to one table, made together: one rebuild or one ALTER TABLE where the database needs that. */
export class BatchAlterTable implements Operation {
  readonly kind = "batchAlterTable";
  readonly table: TableName;
  readonly operations: readonly Operation[];

  constructor(table: TableName, operations: readonly Operation[]) {
    this.table = table;
    this.operations = operations;
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
