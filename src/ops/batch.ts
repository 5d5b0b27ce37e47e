import { mergeAlters } from "../ddl/nodes/table.js";
import { displayName, type TableName } from "../schema/name.js";
import { EMPTY_SCHEMA, findTable, type Schema } from "../schema/schema.js";
import type { Node } from "../sql/node.js";
import type { Spelling } from "../sql/writer.js";
import { plural } from "../util/text.js";
import { type BatchOptions, inverseOptions, optionsSource, toldAfter, toldBefore } from "./batch-options.js";
import { blockCode, type Code, callCode, stringCode } from "./code.js";
import type { Description, Operation } from "./operation.js";
import { operationStatements } from "./script.js";
import type { SourceWriter } from "./source.js";

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
    const made = this.options.copyFrom && findTable(this.apply(EMPTY_SCHEMA), this.table);
    const options = inverseOptions(this.options, made ?? null);
    if (inverses.includes(null) || !options) return null;
    return new BatchAlterTable(this.table, inverses as readonly Operation[], options);
  }

  apply(before: Schema): Schema {
    const told = toldBefore(before, this.table, this.options);
    const after = this.operations.reduce((schema, operation) => operation.apply(schema), told);
    return toldAfter(after, this.table, this.options);
  }

  ddl(): readonly Node[] {
    return mergeAlters(this.operations.flatMap((operation) => operation.ddl()));
  }

  source(s: SourceWriter): Code {
    const { moves = [] } = this.options;
    const lines = s.inBatch(() => [
      ...operationStatements(this.operations, s),
      ...moves.map(({ column, ...place }) =>
        callCode(s.op("moveColumn"), stringCode(column), s.value(place)),
      ),
    ]);
    const changes = blockCode("(batch) =>", lines);
    return callCode(s.op("batchAlterTable"), s.table(this.table), changes, ...optionsSource(s, this.options));
  }
}
