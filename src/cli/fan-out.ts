import { setMaxListeners } from "node:events";
import type { Outcome } from "../api/everywhere.js";
import type { Places } from "../config/places.js";
import type { ResolvedConfig } from "../config/resolve.js";
import { UsageError } from "../errors/errors.js";
import { displayWidth } from "../util/display-width.js";
import { enumerate, safeText } from "../util/text.js";
import type { App } from "./app.js";
import type { CommandDefinition } from "./command.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { reportFailure } from "./failure.js";
import { pad } from "./layout.js";
import type { Screen } from "./output.js";
import { PlaceOutput } from "./place-output.js";
import { Progress } from "./progress.js";

/** What a command that works on databases takes where there are several. */
interface EverywhereOptions {
  readonly jobs?: number;
  readonly failFast?: boolean;
  readonly sql?: boolean;
  /** Where the SQL goes. */
  readonly output?: string;
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
  const { jobs, failFast, sql, output: path } = options as EverywhereOptions;
  const isScript = sql === true && command.scope === "database" && command.name !== "diff";
  const { databases, targets } = app.global;
  const isNamed = (databases ?? targets) !== undefined;
  // What is about the project as a whole has no use for the names, but must not pass over wrong ones.
  const all = command.scope === "database" || isNamed ? await app.places() : null;
  const places = command.needsModels && all !== null ? await withModels(app, all) : all;
  if (places === null || command.scope !== "database") {
    if (isScript && path !== undefined) return writeOneScript(app, command, args, options, path);
    if ((jobs !== undefined || failFast) && !isNamed)
      throw forSeveral(jobs === undefined ? "--fail-fast" : "--jobs");
    return command.run(app, args, options);
  }
  if (isScript && path === undefined && !app.output.options.json) throw severalScripts(places);
  const { everywhere } = await import("../api/everywhere.js");
  const { placeName } = await import("../config/places.js");
  const isLive = places.concurrency === 1 && !app.output.options.json && !isScript;
  const progress = new Progress(app.output);
  setMaxListeners(0, app.signal);
  let done = 0;
  const tell = () => progress.start(() => `${done} of ${places.configs.length} databases`);
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
  const failed = told.some(({ status }) => status !== "done");
  if (path !== undefined && !failed) {
    const { scriptFiles, writeScripts } = await import("./sql-files.js");
    const files = scriptFiles(told, path);
    writeScripts(
      told.map(({ output }, i) => ({ output: output!, file: files[i]! })),
      app.cwd,
    );
  }
  report(app, told, isLive);
  if (path !== undefined && failed) app.output.note(() => ["No script was written."]);
  const codes = told.map(({ code }) => code);
  return SEVERITY.find((code) => codes.includes(code)) ?? (app.signal.aborted ? EXIT.interrupted : EXIT.done);
}

/** The databases that have models, where some have; of the others a note is made. */
async function withModels({ output }: App, places: Places): Promise<Places> {
  const configs = places.configs.filter(({ metadata }) => metadata !== null);
  if (configs.length === 0 || configs.length === places.configs.length) return places;
  const { placeName } = await import("../config/places.js");
  const others = places.configs.filter(({ metadata }) => metadata === null).map(placeName);
  output.note(() => [`No models are configured for ${safeText(enumerate(others))}.`]);
  return { ...places, configs };
}

/** Writes the script of the one database there is into a file. */
async function writeOneScript(
  app: App,
  command: CommandDefinition,
  args: readonly string[],
  options: unknown,
  path: string,
): Promise<ExitCode> {
  const output = new PlaceOutput(app, null);
  const code = await app.at(await app.databaseConfig(), output, (child) => command.run(child, args, options));
  const { writeScripts } = await import("./sql-files.js");
  writeScripts([{ output, file: path }], app.cwd);
  app.output.print(app.command, output.kept ?? {}, () => output.resultLines);
  return code;
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
    hint: `Name one with ${configs[0]?.target == null ? "--db" : "--target"}, or a folder for one script each with --output.`,
  });
}
