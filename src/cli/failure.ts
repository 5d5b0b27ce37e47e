import { sep } from "node:path";
import type { Question } from "../compare/compare-schemas.js";
import { shownPath } from "../config/failure.js";
import { MigrError } from "../errors/base.js";
import type { ErrorCode } from "../errors/codes.js";
import { messageOf, safeText } from "../util/text.js";
import { EXIT, type ExitCode, exitCodeOf } from "./exit-code.js";
import { wrap } from "./layout.js";
import type { Output, Screen } from "./output.js";
import { questionLines } from "./rename-option.js";

/** Where a failure came from, for its message. */
export interface FailurePlace {
  /** The command that ran; null where the command line was not understood. */
  readonly command: string | null;
  readonly cwd: string;
}

/** What a failed run of a revision tells beside its message. */
interface RunDetails {
  readonly file?: string;
  readonly line?: number | null;
  readonly operation?: string | null;
  readonly step?: number | null;
  readonly done?: readonly string[];
  /** The step that failed had done some of its statements. */
  readonly partlyDone?: boolean;
  readonly rolledBack?: boolean;
  readonly halfApplied?: boolean;
}

/** Prints a failure and gives the exit code for it. */
export async function reportFailure(thrown: unknown, output: Output, place: FailurePlace): Promise<ExitCode> {
  const error = thrown instanceof MigrError ? thrown.toJSON() : unexpected(thrown);
  const told = { ...error, hint: error.hint ?? (await remedyOf(error.code)) };
  if (output.options.json) {
    output.document({ command: place.command, error: safeDocument(told) });
  } else {
    const trace = output.options.verbose ? traceLines(thrown) : [];
    output.notes.lines(failureLines(told, output.notes, place, trace));
  }
  if (!(thrown instanceof MigrError)) return EXIT.failed;
  return thrown.details["halfApplied"] === true ? EXIT.halfApplied : exitCodeOf(thrown.code);
}

/** What the catalogue says to do about an error that does not say so itself. */
async function remedyOf(code: ErrorCode): Promise<string> {
  const { CODES } = await import("../errors/codes.js");
  return CODES[code].remedy;
}

/** Details are data of many kinds; whatever text is in them is made safe too. */
function safeDocument(error: object): object {
  return JSON.parse(JSON.stringify(error, (_, value: unknown) => safeValue(value))) as object;
}

function safeValue(value: unknown): unknown {
  if (typeof value === "bigint") return value.toString();
  return typeof value === "string" ? safeText(value) : value;
}

function unexpected(thrown: unknown): ReturnType<MigrError["toJSON"]> {
  const message = messageOf(thrown);
  return {
    code: "internal",
    message: /[.!?]$/.test(message) ? message : `${message}.`,
    hint: "This should not happen. Please report it with what the same command prints under --verbose.",
    details: {},
  };
}

function failureLines(
  { code, message, hint = "", details }: ReturnType<MigrError["toJSON"]>,
  screen: Screen,
  { cwd }: FailurePlace,
  trace: readonly string[],
): readonly string[] {
  const { paint } = screen;
  return [
    ...labelled(`error[${code}]:`, fromHere(message, cwd), screen, (text) => paint.strong(paint.bad(text))),
    ...questionsOf(details),
    ...runLines(details, cwd),
    ...labelled("hint:", fromHere(hint, cwd), screen, paint.attention),
    ...trace.map(paint.dim),
  ];
}

/** A text whose files are named from the folder where the command runs; one within a URL is part of that. */
function fromHere(text: string, cwd: string): string {
  const root = cwd.endsWith(sep) ? cwd : `${cwd}${sep}`;
  const [start = "", ...paths] = text.split(root);
  return paths.reduce((shown, path) => {
    const isPath = root !== sep && /(?:^|[\s"'`(])$/.test(shown);
    return `${shown}${isPath ? "" : root}${path}`;
  }, start);
}

/** What a person must decide, with the flags that do. */
function questionsOf(details: object): readonly string[] {
  const { questions } = details as { readonly questions?: readonly Question[] };
  return questions ? [...questionLines(questions).map(safeText), ""] : [];
}

/** Text after a label; broken into lines on a terminal only, so that logs can be searched. */
function labelled(
  label: string,
  text: string,
  screen: Screen,
  paint: (text: string) => string,
): readonly string[] {
  const whole = `${label} ${safeText(text).trim()}`;
  const [first = "", ...more] = screen.isTerminal ? wrap(whole, screen.columns - 2) : whole.split("\n");
  return [paint(label) + first.slice(label.length), ...more.map((line) => `  ${line}`)];
}

/** Where a revision failed and what is left of it. */
function runLines(details: RunDetails, cwd: string): readonly string[] {
  const { file, line, operation, done = [], partlyDone, step, rolledBack, halfApplied } = details;
  if (step === undefined) return [];
  const lines: string[] = [];
  if (file !== undefined) {
    const place = line == null ? shownPath(file, cwd) : `${shownPath(file, cwd)}:${line}`;
    const call = operation == null ? "" : `  ${operation}`;
    const at = step == null ? "" : ` (step ${step})`;
    lines.push(`  at ${place}${call}${at}`);
  }
  if (rolledBack === undefined) return lines.map(safeText);
  if (rolledBack) lines.push("  the revision was rolled back; nothing of it is left");
  else if (halfApplied) {
    const stays = [...done, ...(partlyDone ? [`${operation}, in part`] : [])];
    lines.push("  these steps are done and stay:", ...stays.map((what) => `    ${what}`));
  } else lines.push("  no step of it was done");
  return lines.map(safeText);
}

function traceLines(thrown: unknown): readonly string[] {
  const lines: string[] = [];
  for (let error = thrown, depth = 0; error != null && depth < 5; depth++) {
    const text = error instanceof Error ? (error.stack ?? messageOf(error)) : messageOf(error);
    lines.push(...`${depth === 0 ? "" : "caused by "}${safeText(text)}`.split("\n"));
    error = error instanceof Error ? error.cause : null;
  }
  return lines;
}
