import { sep } from "node:path";
import { type Position, stackPositions } from "../util/stack.js";

/** Where a stack last passed through `file`: the line of a script that led to an error, or null where none did. */
export function positionIn(stack: string | undefined, file: string): Position | null {
  return stackPositions(stack).find((position) => position.file === file) ?? null;
}

/** Where a stack last passed through a project's own files: those in a folder, its packages left out. */
export function positionWithin(stack: string | undefined, folder: string): Position | null {
  const own = (file: string) => file.startsWith(folder + sep) && !file.includes(`${sep}node_modules${sep}`);
  return stackPositions(stack).find((position) => own(position.file)) ?? null;
}
