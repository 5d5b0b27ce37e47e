import { Internal } from "../errors/errors.js";
import type { Spelling } from "../sql/writer.js";
import type { AssertNone } from "./assert-none.js";
import { type Code, remarkCode } from "./code.js";
import type { Operation } from "./operation.js";
import type { SourceWriter } from "./source.js";

/** The operations that take `operations` back, in order. */
export function reversed(operations: readonly Operation[]): readonly Operation[] {
  return operations
    .filter(({ isOneWay }) => !isOneWay)
    .map((operation) => {
      const inverse = operation.inverse();
      if (inverse) return inverse;
      throw new Internal(`An operation of kind ${operation.kind} was made that cannot be taken back.`);
    })
    .reverse();
}

/** The calls of operations, those that destroy something under a remark that says what. */
export function operationStatements(operations: readonly Operation[], s: SourceWriter): readonly Code[] {
  return operations.map((operation) => {
    const lost = destroyed(operation, s.spelling);
    const code = operation.source(s);
    return lost === null ? code : remarkCode(lost, code);
  });
}

/** What an operation destroys, or says of itself, as a remark; a batch has the remarks of its own statements. */
function destroyed(operation: Operation, spelling: Spelling): string | null {
  if (operation.kind === "batchAlterTable") return null;
  if (operation.kind === "assertNone") return (operation as AssertNone).remark;
  const { destroys, subject } = operation.describe(spelling);
  if (destroys === undefined) return null;
  return `destroys ${destroys.replace(/^its /, "the ").replace(" its ", " ")} of ${subject}`;
}
