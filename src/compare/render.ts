import type { Dialect } from "../dialect/dialect.js";
import { statements } from "../ops/code.js";
import type { Operation } from "../ops/operation.js";
import type { RenderItem } from "../ops/render-item.js";
import { operationStatements } from "../ops/script.js";
import { SourceWriter } from "../ops/source.js";

/** Operations in both directions, and the dialect that they were made for. */
export interface RenderInput {
  readonly operations: readonly Operation[];
  readonly downgrade: readonly Operation[];
  readonly dialect: Pick<Dialect, "spelling" | "vocabulary" | "optionRules"> & {
    readonly features: Pick<Dialect["features"], "primaryKeyNames">;
  };
  /** How many spaces stand before each statement; two where left out. */
  readonly indent?: number | undefined;
}

/** The variable parts of a revision script. */
export interface RenderedOperations {
  /** The statements of `upgrade`, indented; empty where there is nothing to do. */
  readonly upgrade: string;
  /** The statements of `downgrade`. */
  readonly downgrade: string;
  /** The names that the statements take from each module, in order. */
  readonly imports: Readonly<Record<string, readonly string[]>>;
}

const INDENT = 2;

/** Writes operations as the statements of a revision script. */
export function renderOperations(input: RenderInput, renderItem?: RenderItem): RenderedOperations {
  const { bodies, imports } = renderEach([input], renderItem);
  return { ...bodies[0]!, imports };
}

/** Writes the operations of several databases as the statements of one script, which imports for all of them. */
export function renderEach(
  inputs: readonly RenderInput[],
  renderItem?: RenderItem,
): {
  readonly bodies: readonly Pick<RenderedOperations, "upgrade" | "downgrade">[];
  readonly imports: RenderedOperations["imports"];
} {
  let source: SourceWriter | undefined;
  const bodies = inputs.map(({ operations, downgrade, dialect, indent = INDENT }) => {
    const s = new SourceWriter(
      dialect.spelling,
      renderItem,
      source,
      dialect.features.primaryKeyNames,
      dialect,
    );
    source = s;
    const write = (list: readonly Operation[]) => statements(operationStatements(list, s), indent, "await ");
    return { upgrade: write(operations), downgrade: write(downgrade) };
  });
  return { bodies, imports: source?.imports ?? {} };
}
