import { pathToFileURL } from "node:url";

/** A place in a file; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/**
 * Where a stack last passed through `file`: the line of a script that led to an error, or null where none did.
 *
 * Lines are those of the source. Columns are those of the evaluated code, which differ where types stood before them.
 */
export function positionIn(stack: string | undefined, file: string): Position | null {
  const url = pathToFileURL(file).href;
  for (const frame of (stack ?? "").split("\n")) {
    if (!/^\s*at /.test(frame)) continue;
    for (const name of [file, url]) {
      const at = frame.indexOf(`${name}:`);
      const place = at < 0 ? null : /^(\d+):(\d+)/.exec(frame.slice(at + name.length + 1));
      if (place) return { line: Number(place[1]), column: Number(place[2]) };
    }
  }
  return null;
}
