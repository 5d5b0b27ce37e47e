import { mergeAlters } from "../ddl/nodes/table.js";
import type { Column } from "../schema/column.js";
import { displayName, type TableName } from "../schema/name.js";
import type { NamingConvention } from "../schema/naming.js";
import { type Schema, withTable } from "../schema/schema.js";
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

/** Where each column is put, one after another: those of the lists, then those that are moved by themselves. */
export function placesOf({ columnOrder = [], moves = [] }: BatchOptions): NonNullable<BatchOptions["moves"]> {
  const listed = columnOrder.flatMap((names) =>
    names.slice(1).map((column, i) => ({ column, after: names[i]! })),
  );
  return [...listed, ...moves];
}

/** The columns in their new order; places that name no column change nothing. */
function moved(columns: readonly Column[], moves: NonNullable<BatchOptions["moves"]>): readonly Column[] {
  return moves.reduce((ordered, move) => {
    const column = ordered.find(({ name }) => name === move.column);
    const others = ordered.filter((each) => each !== column);
    const neighbor = others.findIndex(({ name }) => name === (move.before ?? move.after));
    if (!column || neighbor < 0) return ordered;
    return others.toSpliced(neighbor + (move.before === undefined ? 1 : 0), 0, column);
  }, columns);
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
    const after = this.operations.reduce((schema, operation) => operation.apply(schema), before);
    const moves = placesOf(this.options);
    if (moves.length === 0) return after;
    return withTable(after, this.table, (table) => ({ ...table, columns: moved(table.columns, moves) }));
  }

  ddl(): readonly Node[] {
    return mergeAlters(this.operations.flatMap((operation) => operation.ddl()));
  }

  source(s: SourceWriter): Code {
    const lines = s.inBatch(() => operationStatements(this.operations, s));
    return callCode(s.op("batchAlterTable"), s.table(this.table), blockCode("(batch) =>", lines));
  }
}
