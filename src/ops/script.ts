import { Internal } from "../errors/errors.js";
import type { Spelling } from "../sql/writer.js";
import { type Code, remarkCode, statements } from "./code.js";
import type { Operation } from "./operation.js";
import { SourceWriter } from "./source.js";

/** The variable parts of a revision script. */
export interface ScriptBody {
  /** The names that the statements take from `migr`, in order. */
  readonly imports: readonly string[];
  /** The statements of `upgrade`, indented; empty where there is nothing to do. */
  readonly upgrade: string;
  /** The statements of `downgrade`, indented. */
  readonly downgrade: string;
}

const INDENT = 2;

/**
 * Writes operations as the statements of a revision script, in both directions.
 *
 * @param spelling the dialect that expressions are written for
 */
export function scriptBody(operations: readonly Operation[], spelling: Spelling): ScriptBody {
  const s = new SourceWriter(spelling);
  const write = (list: readonly Operation[]) => statements(operationStatements(list, s), INDENT, "await ");
  const upgrade = write(operations);
  const downgrade = write(reversed(operations));
  return { imports: s.imports, upgrade, downgrade };
}

/** The operations that take `operations` back, in order. */
export function reversed(operations: readonly Operation[]): readonly Operation[] {
  return operations
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

/** What an operation destroys, as a remark; a batch has the remarks of its own statements. */
function destroyed(operation: Operation, spelling: Spelling): string | null {
  if (operation.kind === "batchAlterTable") return null;
  const { destroys, subject } = operation.describe(spelling);
  if (destroys === undefined) return null;
  return `destroys ${destroys.replace(/^its /, "the ").replace(" its ", " ")} of ${subject}`;
}
