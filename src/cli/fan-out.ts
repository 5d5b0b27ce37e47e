import { setMaxListeners } from "node:events";
import type { Outcome } from "../api/everywhere.js";
import type { Places } from "../config/places.js";
import type { ResolvedConfig } from "../config/resolve.js";
import { UsageError } from "../errors/errors.js";
import { safeText } from "../util/text.js";
import type { App } from "./app.js";
import type { CommandDefinition } from "./command.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { reportFailure } from "./failure.js";
import { displayWidth, pad } from "./layout.js";
import { hasColor, Output, type Screen, type TextStream } from "./output.js";
import { Progress } from "./progress.js";

/** What a command that works on databases takes where there are several. */
interface EverywhereOptions {
  readonly jobs?: number;
  readonly failFast?: boolean;
  readonly sql?: boolean;
}

/** The worst that databases can tell first. */
const SEVERITY: readonly ExitCode[] = [
  EXIT.interrupted,
  EXIT.halfApplied,
  EXIT.locked,
  EXIT.failed,
  EXIT.usage,
  EXIT.answeredNo,
];

/** What a command gave on one database. */
interface Answer {
  readonly code: ExitCode;
  readonly output: PlaceOutput;
}

/**
 * Runs a command: once, or on each of several databases where it is about a database and the configuration has
 * several.
 */
export async function runCommandOn(
  app: App,
  command: CommandDefinition,
  args: readonly string[],
  options: unknown,
): Promise<ExitCode> {
  const { jobs, failFast, sql } = options as EverywhereOptions;
  const { databases, targets } = app.global;
  const isNamed = (databases ?? targets) !== undefined;
  // What is about the project as a whole has no use for the names, but must not pass over wrong ones.
  const places = command.scope === "database" || isNamed ? await app.places() : null;
  if (places === null || command.scope !== "database") {
    if ((jobs !== undefined || failFast) && !isNamed)
      throw forSeveral(jobs === undefined ? "--fail-fast" : "--jobs");
    return command.run(app, args, options);
  }
  if (sql && command.name !== "diff") throw severalScripts(places);
  const { everywhere } = await import("../api/everywhere.js");
  const { placeName } = await import("../config/places.js");
  const isLive = places.concurrency === 1 && !app.output.options.json;
  const progress = new Progress(app.output);
  setMaxListeners(0, app.signal);
  let done = 0;
  const tell = () => progress.start(`${done} of ${places.configs.length} databases`);
  if (!isLive) tell();
  const outcomes = await everywhere(
    places,
    async (config) => {
      const output = new PlaceOutput(app, isLive ? safeText(placeName(config)) : null);
      const code = await app.at(config, output, (child) => answer(child, command, args, options));
      done++;
      if (!isLive) tell();
      // A failure has been told; as one it keeps others from being begun.
      if (FAILURES.includes(code)) throw { code, output } satisfies Answer;
      return { code, output };
    },
    { jobs, failFast, signal: app.signal },
  );
  progress.stop();
  const told = outcomes.map((outcome) => tale(outcome, placeName));
  report(app, told, isLive);
  const codes = told.map(({ code }) => code);
  return SEVERITY.find((code) => codes.includes(code)) ?? (app.signal.aborted ? EXIT.interrupted : EXIT.done);
}

const FAILURES: readonly ExitCode[] = SEVERITY.filter((code) => code !== EXIT.answeredNo);

async function answer(
  app: App,
  command: CommandDefinition,
  args: readonly string[],
  options: unknown,
): Promise<ExitCode> {
  try {
    return await command.run(app, args, options);
  } catch (thrown) {
    const code = await reportFailure(thrown, app.output, { command: command.name, cwd: app.cwd });
    return app.signal.aborted && code === EXIT.failed ? EXIT.interrupted : code;
  }
}

/** What is to be said of one database. */
interface Tale {
  readonly config: ResolvedConfig;
  readonly name: string;
  readonly status: "done" | "failed" | "skipped";
  readonly code: ExitCode;
  readonly output: PlaceOutput | null;
}

function tale(outcome: Outcome<Answer>, placeName: (config: ResolvedConfig) => string): Tale {
  const { config, status } = outcome;
  const name = safeText(placeName(config));
  if (status === "skipped") return { config, name, status, code: EXIT.done, output: null };
  const { code, output } = status === "done" ? outcome.value : (outcome.error as Answer);
  return { config, name, status, code, output };
}

function report({ output, command }: App, tales: readonly Tale[], isLive: boolean): void {
  if (output.options.json) {
    output.document({ command, databases: tales.map(documentOf) });
    return;
  }
  const failed = tales.filter(({ status }) => status === "failed");
  if (!isLive) {
    const { verbose } = output.options;
    for (const { name, output: own } of verbose ? tales : failed) {
      const lines = own?.noteLines ?? [];
      if (lines.length > 0) output.notes.lines([output.notes.paint.strong(name), ...lines]);
    }
  }
  const width = Math.max(0, ...tales.map(({ name }) => displayWidth(name)));
  output.result.lines(tales.flatMap((one) => tableLines(one, width, output.result, output.options.quiet)));
  if (output.options.quiet) return;
  const count = (what: string, number: number) => (number === 0 ? [] : [`${number} ${what}`]);
  const refused = tales.filter(({ code }) => code === EXIT.answeredNo).length;
  const good = tales.filter(({ status }) => status === "done").length - refused;
  const parts = [
    ...count("done", good),
    ...count("not as it should be", refused),
    ...count("failed", failed.length),
    ...count("not begun", tales.filter(({ status }) => status === "skipped").length),
  ];
  const { paint } = output.result;
  const all = tales.length === 1 ? "1 database" : `${tales.length} databases`;
  const color = failed.length > 0 ? paint.bad : paint.good;
  output.result.line(color(parts.length === 0 ? "No databases." : `${all}: ${parts.join(", ")}.`));
}

function documentOf({ config: { database, target }, status, output }: Tale): object {
  const { command: _, ...result } = output?.kept ?? {};
  return { database, target, status, ...result };
}

function tableLines(
  { name, status, output }: Tale,
  width: number,
  { paint }: Screen,
  quiet: boolean,
): readonly string[] {
  if (status !== "done") {
    if (quiet) return [];
    const said = status === "failed" ? paint.bad("failed") : paint.dim("not begun");
    return [`  ${pad(name, width)}  ${said}`];
  }
  const [first, ...more] = output?.resultLines ?? [];
  if (first === undefined) return quiet ? [] : [`  ${pad(name, width)}  ${paint.dim("-")}`];
  if (more.length === 0) return [`  ${pad(name, width)}  ${first}`];
  return [`  ${paint.strong(name)}`, ...[first, ...more].map((line) => (line === "" ? "" : `    ${line}`))];
}

function forSeveral(option: string): UsageError {
  return new UsageError(`${option} is for several databases, and the configuration has one.`, {
    hint: `Leave ${option} out.`,
  });
}

function severalScripts({ configs }: Places): UsageError {
  return new UsageError(`A script is of one database, and the configuration has ${configs.length}.`, {
    hint: configs[0]?.target == null ? "Name one with --db." : "Name one with --target.",
  });
}

/** What one of several databases prints: kept until all are done; its notes may go out as they come. */
class PlaceOutput extends Output {
  /** The document that `--json` would have printed. */
  kept: Readonly<Record<string, unknown>> | null = null;
  readonly #result: Memory;
  readonly #notes: Memory | null;

  /** @param heading stands above its notes, which then go out as they come */
  constructor({ output, env }: App, heading: string | null) {
    const result = new Memory(output.result.stream);
    const notes = heading === null ? new Memory() : null;
    const live = () => new Headed(output.notes.stream, output.notes.paint.strong(heading ?? ""));
    const hasColors = hasColor(output.notes.stream, env, output.options.noColor);
    super(output.options, result, notes ?? live(), hasColors ? { ...env, FORCE_COLOR: "1" } : env);
    this.#result = result;
    this.#notes = notes;
  }

  get resultLines(): readonly string[] {
    return this.#result.lines;
  }

  get noteLines(): readonly string[] {
    return this.#notes?.lines ?? [];
  }

  override document(document: object): void {
    this.kept = document as Readonly<Record<string, unknown>>;
  }
}

/** A stream with a line that comes before the first text, where there is any. */
class Headed implements TextStream {
  readonly #to: TextStream;
  readonly #heading: string;
  #isTold = false;

  constructor(to: TextStream, heading: string) {
    this.#to = to;
    this.#heading = heading;
  }

  get isTTY(): boolean {
    return this.#to.isTTY === true;
  }

  get columns(): number | undefined {
    return this.#to.columns;
  }

  write(text: string): void {
    if (!this.#isTold) this.#to.write(`${this.#heading}\n`);
    this.#isTold = true;
    this.#to.write(text);
  }
}

/** A stream that keeps its text, laid out as for another one; no terminal by itself, so that no progress is drawn. */
class Memory implements TextStream {
  readonly isTTY: boolean;
  readonly columns: number | undefined;
  #text = "";

  constructor(like?: TextStream) {
    this.isTTY = like?.isTTY === true;
    this.columns = like?.columns;
  }

  get lines(): readonly string[] {
    return this.#text === "" ? [] : this.#text.replace(/\n$/, "").split("\n");
  }

  write(text: string): void {
    this.#text += text;
  }
}
