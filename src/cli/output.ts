import { plainText } from "../util/text.js";
import type { GlobalOptions } from "./global-options.js";
import { DEFAULT_COLUMNS } from "./layout.js";
import { colors, type Palette } from "./palette.js";

/** The version of the documents that `--json` prints; it changes when a field goes or changes its meaning. */
const JSON_VERSION = 1;

/** Where text goes: standard output or standard error. */
export interface TextStream {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** The variables that speak about color and width. */
export type Environment = Readonly<Record<string, string | undefined>>;

const NARROWEST_SCREEN = 40;

/** Whether text on a stream is colored. */
export function hasColor(stream: TextStream, env: Environment, noColor: boolean): boolean {
  if (noColor) return false;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) return forced !== "0" && forced !== "false";
  if (env["NO_COLOR"]) return false;
  return env["TERM"] !== "dumb" && stream.isTTY === true;
}

const asIs = (text: string) => text;
const PLAIN: Palette = { good: asIs, attention: asIs, bad: asIs, dim: asIs, strong: asIs };

/** One side of the output: a stream with its colors and its width. */
export class Screen {
  readonly stream: TextStream;
  readonly paint: Palette;
  readonly isTerminal: boolean;
  /** Columns to fill at most. */
  readonly columns: number;

  constructor(stream: TextStream, env: Environment, noColor: boolean) {
    this.stream = stream;
    this.paint = hasColor(stream, env, noColor) ? colors() : PLAIN;
    this.isTerminal = stream.isTTY === true;
    const columns = stream.columns || Number(env["COLUMNS"]) || DEFAULT_COLUMNS;
    this.columns = Math.max(NARROWEST_SCREEN, columns);
  }

  line(text = ""): void {
    this.stream.write(`${text}\n`);
  }

  lines(lines: readonly string[]): void {
    if (lines.length > 0) this.stream.write(`${lines.join("\n")}\n`);
  }
}

/** What is wanted of the output, from the command line. */
export type OutputOptions = Pick<GlobalOptions, "json" | "quiet" | "verbose" | "noColor">;

/** Results on standard output, everything else on standard error; or one JSON document. */
export class Output {
  readonly options: OutputOptions;
  /** Standard output: what was asked for. */
  readonly result: Screen;
  /** Standard error: progress, notes and errors. */
  readonly notes: Screen;

  constructor(options: OutputOptions, stdout: TextStream, stderr: TextStream, env: Environment) {
    this.options = options;
    this.result = new Screen(stdout, env, options.noColor);
    this.notes = new Screen(stderr, env, options.noColor);
  }

  /** Prints a result: as text, or under `--json` as the one document. */
  print(command: string, document: object, text: (screen: Screen) => readonly string[]): void {
    if (this.options.json) this.document({ command, ...document });
    else this.result.lines(text(this.result));
  }

  /** Prints what was done, which `--quiet` passes over; under `--json` the one document, always. */
  report(command: string, document: object, text: (screen: Screen) => readonly string[]): void {
    if (this.options.json || !this.options.quiet) this.print(command, document, text);
  }

  /** Prints a script: unchanged for a program that reads it, without terminal escapes for a person. */
  script(command: string, document: object & { readonly sql: string }): void {
    this.print(command, document, ({ isTerminal }) => {
      const text = isTerminal ? plainText(document.sql) : document.sql;
      return text === "" ? [] : [text.replace(/\n$/, "")];
    });
  }

  /** Prints the one JSON document. */
  document(document: object): void {
    const text = JSON.stringify({ version: JSON_VERSION, ...document }, toPlain, 2);
    this.result.line(text);
  }

  /** Prints lines beside the result, unless `--quiet` is set. */
  note(text: (screen: Screen) => readonly string[]): void {
    if (!this.options.quiet) this.notes.lines(text(this.notes));
  }

  /** Prints a warning, unless `--quiet` is set. */
  warn(message: string): void {
    this.note(({ paint }) => [`${paint.attention("warning:")} ${message}`]);
  }
}

function toPlain(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}
