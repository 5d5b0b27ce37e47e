import { displayWidth } from "../util/display-width.js";

/** Columns where the terminal does not say how many it has. */
export const DEFAULT_COLUMNS = 80;

/** The text with spaces after it up to a width. */
export function pad(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - displayWidth(text)));
}

/**
 * Lines of at most `width` columns, broken at spaces; a word that is longer has a line to itself.
 * The text carries no colors.
 */
export function wrap(text: string, width: number): readonly string[] {
  return text.split("\n").flatMap((line) => wrapLine(line, width));
}

function wrapLine(line: string, width: number): readonly string[] {
  if (displayWidth(line) <= width) return [line];
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ")) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (current !== "" && displayWidth(longer) > width) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current];
}

/** One cell of a row: what it says and how it is painted. */
export interface Cell {
  readonly text: string;
  readonly paint?: ((text: string) => string) | undefined;
}

/** How rows become lines. */
export interface RowsOptions {
  /** Columns of the screen. */
  readonly columns: number;
  /** What each line begins with. */
  readonly indent?: string;
  /** The most columns that a cell other than the last one widens its column to. */
  readonly most?: number;
}

const GAP = "  ";
const NARROWEST = 24;

/**
 * Rows as aligned lines. The last cell is broken into further lines under itself where it would reach over the
 * screen, and goes below its row where hardly any room is left beside the others.
 */
export function alignRows(rows: readonly (readonly Cell[])[], options: RowsOptions): readonly string[] {
  const { columns, indent = "", most = 40 } = options;
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, { text }] of row.slice(0, -1).entries()) {
      const width = displayWidth(text);
      if (width <= most) widths[i] = Math.max(widths[i] ?? 0, width);
    }
  }
  return rows.flatMap((row) => {
    const last = row.at(-1);
    if (last === undefined) return [];
    const head = row
      .slice(0, -1)
      .map((cell, i) => painted({ ...cell, text: pad(cell.text, widths[i] ?? 0) }));
    const before = indent + head.map((text) => text + GAP).join("");
    if (last.text === "") return [before.trimEnd()];
    const start = displayWidth(before);
    const room = columns - start;
    if (displayWidth(last.text) <= room) return [before + painted(last)];
    const isCramped = room < NARROWEST;
    const margin = isCramped ? indent.length + 2 * GAP.length : start;
    const lines = wrap(last.text, Math.max(NARROWEST, columns - margin)).map((text) =>
      painted({ ...last, text }),
    );
    const below = lines.map((text) => " ".repeat(margin) + text);
    return isCramped ? [before.trimEnd(), ...below] : [before + lines[0]!, ...below.slice(1)];
  });
}

function painted({ text, paint }: Cell): string {
  // Padding stays outside of the color, so that underlines and backgrounds end with the word.
  const bare = text.trimEnd();
  return paint === undefined || bare === "" ? text : paint(bare) + text.slice(bare.length);
}

/** A duration as a person reads it: `38 ms`, `1.4 s`, `2 min 5 s`. */
export function duration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`;
  if (ms < 59_950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
