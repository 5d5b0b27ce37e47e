import type { Description, Operation } from "../ops/operation.js";
import type { Spelling } from "../sql/writer.js";
import { oneLine } from "../util/text.js";

/** A change of a schema as data. */
export interface ChangeDocument {
  /** The kind of operation, such as `addColumn`. */
  readonly kind: string;
  readonly sign: Description["sign"];
  readonly subject: string;
  readonly detail: string;
  /** What is lost for good, where something is. */
  readonly destroys?: string;
  /** The database it is in, of several that share the history. */
  readonly database?: string;
}

/** Changes as data for programs and for lists. */
export function changeDocuments(
  operations: readonly Operation[],
  spelling: Spelling,
  database: string | null = null,
): readonly ChangeDocument[] {
  return operations.flatMap(partsOf).map((operation) => {
    const { sign, subject, detail, destroys } = operation.describe(spelling);
    return {
      kind: operation.kind,
      sign,
      subject: oneLine(subject),
      detail: oneLine(detail),
      ...(destroys !== undefined && { destroys }),
      ...(database !== null && { database }),
    };
  });
}

/** The changes themselves: those of one table may come as one operation that makes them together. */
function partsOf(operation: Operation): readonly Operation[] {
  const { operations } = operation as { readonly operations?: readonly Operation[] };
  return operations ?? [operation];
}
