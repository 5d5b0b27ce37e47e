import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Comparison } from "./measure.js";

/** One line of the table. */
export interface Result {
  /** Of the table of targets. */
  readonly row: string;
  readonly title: string;
  readonly target: number;
  /** What the figures are: ratios to the floor, milliseconds beyond it, or those of the whole process. */
  readonly unit: "ratio" | "ms" | "whole ms";
  readonly wall: number;
  readonly cpu: number;
  readonly statements?: number;
  readonly mostStatements?: number;
}

const RESULTS = fileURLToPath(new URL("results.json", import.meta.url));
const README = fileURLToPath(new URL("README.md", import.meta.url));
const HEADING = "## Last results";

const COLUMNS = ["row", "what", "target", "wall", "CPU", "statements", ""] as const;
const WIDTHS = [3, 44, 8, 8, 8, 10, 12];

/** A line from a comparison, as ratios. */
export function resultOf(row: string, title: string, target: number, comparison: Comparison): Result {
  return { row, title, target, unit: "ratio", wall: comparison.wall, cpu: comparison.cpu };
}

let isFirst = true;

/** Prints a line of the table, and its head before the first. */
export function printLine(result: Result): void {
  if (isFirst) console.log(aligned(COLUMNS));
  isFirst = false;
  console.log(aligned(cells(result)));
}

/** Writes results.json and the table in README.md; lines that were not measured keep what they had. */
export function save(measured: readonly Result[]): void {
  const before = JSON.parse(readFileSync(RESULTS, "utf8")) as { readonly results: readonly Result[] };
  const key = ({ row, title }: Result) => `${row} ${title}`;
  const all = new Map([...before.results, ...measured].map((result) => [key(result), rounded(result)]));
  const results = [...all.values()].sort((a, b) => Number(a.row) - Number(b.row));
  const { version } = process;
  writeFileSync(RESULTS, `${JSON.stringify({ node: version, results }, null, 2)}\n`);
  const [head] = readFileSync(README, "utf8").split(HEADING);
  const table = [COLUMNS, COLUMNS.map(() => "---"), ...results.map(cells)];
  const lines = table.map((row) => `| ${row.join(" | ")} |`).join("\n");
  writeFileSync(README, `${head}${HEADING}\n\nWith Node ${version.slice(1)}.\n\n${lines}\n`);
}

function cells(result: Result): readonly string[] {
  const { row, title, target, wall, cpu, statements, mostStatements, unit } = result;
  const figure = (value: number) => {
    if (unit === "ratio") return value.toFixed(2);
    return `${unit === "ms" && value >= 0 ? "+" : ""}${value.toFixed(0)} ms`;
  };
  return [
    row,
    title,
    unit === "ratio" ? `≤ ${target.toFixed(2)}` : `≤ ${figure(target)}`,
    figure(wall),
    figure(cpu),
    statements === undefined ? "" : `${statements} (≤ ${mostStatements})`,
    verdict(wall <= target, cpu <= target),
  ];
}

function verdict(wall: boolean, cpu: boolean): string {
  if (wall && cpu) return "met";
  return wall || cpu ? `${wall ? "CPU" : "wall"} missed` : "missed";
}

function aligned(texts: readonly string[]): string {
  return texts
    .map((text, i) => (i < 2 || i === 6 ? text.padEnd(WIDTHS[i]!) : text.padStart(WIDTHS[i]!)))
    .join("  ")
    .trimEnd();
}

function rounded(result: Result): Result {
  return { ...result, wall: Number(result.wall.toFixed(2)), cpu: Number(result.cpu.toFixed(2)) };
}
