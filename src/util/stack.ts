import { fileURLToPath } from "node:url";

/** A place in a file; lines and columns count from 1. */
export interface Position {
  /** Absolute path. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** `at name (file:1:2)`, or without a name `at file:1:2`. */
const FRAME = /^\s+at (?:.*? \((.+):(\d+):(\d+)\)|(.+):(\d+):(\d+))$/;

/**
 * The places that a stack passed through, the innermost first, without Node's own.
 *
 * Lines are those of the source. Columns are those of the evaluated code, which differ where types stood before them.
 */
export function stackPositions(stack: string | undefined): readonly Position[] {
  const positions: Position[] = [];
  for (const text of (stack ?? "").split("\n")) {
    const frame = FRAME.exec(text);
    if (!frame) continue;
    const [, inCall, callLine, callColumn, alone, line, column] = frame;
    const name = inCall ?? alone!.replace(/^async /, "");
    if (name.startsWith("node:") || name.startsWith("<")) continue;
    const file = name.startsWith("file:") ? fileURLToPath(name) : name;
    positions.push({ file, line: Number(callLine ?? line), column: Number(callColumn ?? column) });
  }
  return positions;
}
