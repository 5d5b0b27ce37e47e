import { MigrError } from "../errors/base.js";
import { MigrationError } from "../errors/errors.js";
import { App } from "./app.js";
import { COMMANDS } from "./commands/index.js";
import { isFlagSet } from "./environment.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { reportFailure } from "./failure.js";
import { runCommandOn } from "./fan-out.js";
import type { GlobalOptions } from "./global-options.js";
import { guardProcess } from "./guard.js";
import { Interruption } from "./interruption.js";
import { type Invocation, namedCommand, readPlainLine } from "./invocation.js";
import { Output } from "./output.js";
import { StandardStream } from "./standard-stream.js";

/** The help of the program (under "") and of each command (under its name), as a terminal of 80 columns shows it. */
export async function helpTexts(): Promise<Record<string, string>> {
  const program = await import("./program.js");
  return program.helpTexts(COMMANDS);
}

/**
 * The word by which a completion script asks, before `--` and the words of the command line so far; before `--next`
 * instead, where the word to be completed is not begun.
 */
const COMPLETION_REQUEST = "complete";

/** How long handles that the project's own code holds open may keep a finished process. */
const LINGER_MS = 500;

const stdout = new StandardStream(1);
const stderr = new StandardStream(2);

/** Runs a command line, without the program's own name, and gives the exit code. */
export async function main(argv: readonly string[]): Promise<ExitCode> {
  const cwd = process.cwd();
  if (argv[0] === COMPLETION_REQUEST && argv[1] === "--") return completeWords(argv.slice(2), cwd);
  if (argv[0] === COMPLETION_REQUEST && argv[1] === "--next")
    return completeWords([...argv.slice(2), ""], cwd);
  const invocation = readPlainLine(COMMANDS, argv, process.env) ?? (await understand(argv, cwd));
  if (typeof invocation === "number") return invocation;
  const code = await runCommand(invocation, cwd);
  leaveSoon(code);
  return code;
}

/** Has the parser understand a command line, and gives the exit code where there is nothing to run. */
async function understand(argv: readonly string[], cwd: string): Promise<Invocation | ExitCode> {
  const { buildProgram, isAnswered } = await import("./program.js");
  let invocation: Invocation | null = null;
  try {
    const program = buildProgram({
      commands: COMMANDS,
      only: namedCommand(COMMANDS, argv),
      onCommand: (understood) => {
        invocation = understood;
      },
      write: (text) => stdout.write(text),
      environment: { cwd, env: process.env },
    });
    program.parse(argv, { from: "user" });
  } catch (thrown) {
    if (isAnswered(thrown)) return EXIT.done;
    return reportFailure(thrown, outputFor(guessOptions(argv)), { command: null, cwd });
  }
  return invocation ?? EXIT.done;
}

/** Answers a shell's completion script. What stands in the way, such as a broken configuration, leaves revisions out. */
async function completeWords(words: readonly string[], cwd: string): Promise<ExitCode> {
  const output = outputFor({ json: false, quiet: true, verbose: false, noColor: true });
  const named = words.findIndex((word) => word === "-c" || word === "--config");
  const global = {
    ...guessOptions([]),
    config: named === -1 ? undefined : words[named + 1],
    url: undefined,
    databases: undefined,
    targets: undefined,
    x: {},
    quiet: true,
  };
  const interruption = new Interruption();
  const app = new App({ command: COMPLETION_REQUEST, global, output, interruption, cwd, env: process.env });
  const config = () => app.config().catch(() => null);
  const { completionLines } = await import("./completion.js");
  const lines = await completionLines(COMMANDS, words, {
    history: () => app.graph().catch(() => null),
    databases: async () => (await config())?.databaseNames ?? [],
    async targets() {
      const found = await config();
      const lists = [found, ...(found?.databases ?? [])].flatMap((each) => each?.targets?.list ?? []);
      return lists.flatMap((each) => (typeof each === "function" ? [] : each.name));
    },
  });
  stdout.write(`${lines.join("\n")}\n`);
  leaveSoon(EXIT.done);
  return EXIT.done;
}

async function runCommand({ command, args, options, global }: Invocation, cwd: string): Promise<ExitCode> {
  const output = outputFor(global);
  const interruption = new Interruption();
  const { tag } = options as { readonly tag?: string };
  const app = new App({ command: command.name, global, tag, output, interruption, cwd, env: process.env });
  const place = { command: command.name, cwd };
  const endWatch = guardProcess(app, interruption, place);
  try {
    return await runCommandOn(app, command, args, options);
  } catch (thrown) {
    const isBare = interruption.isAborted && !(thrown instanceof MigrError);
    const code = await reportFailure(isBare ? interrupted(thrown) : thrown, output, place);
    return interruption.isAborted && code === EXIT.failed ? EXIT.interrupted : code;
  } finally {
    // A failure to say goodbye to the server changes nothing about what was done.
    await app.close().catch(() => undefined);
    endWatch();
  }
}

function interrupted(cause: unknown): MigrationError {
  return new MigrationError("migration.interrupted", "The run was interrupted.", {
    hint: "Run again: what was applied before it is recorded.",
    cause,
  });
}

function outputFor(options: Pick<GlobalOptions, "json" | "quiet" | "verbose" | "noColor">): Output {
  return new Output(options, stdout, stderr, process.env);
}

/** The options that shape an error, of a command line that was not understood. */
function guessOptions(argv: readonly string[]) {
  const end = argv.indexOf("--");
  const flags = new Set(end === -1 ? argv : argv.slice(0, end));
  return {
    json: flags.has("--json") || isFlagSet(process.env, "MIGR_JSON"),
    quiet: false,
    verbose: false,
    noColor: flags.has("--no-color"),
  };
}

/**
 * Ends the process: in the next turn where it has nothing left to do, as Node would first take the heap apart, and soon
 * where something in the project's models or configuration keeps it open, such as a pool of its own.
 */
function leaveSoon(code: ExitCode): void {
  const isIdle = () => stdout.pending + stderr.pending === 0 && process.getActiveResourcesInfo().length === 0;
  if (isIdle()) {
    setImmediate(() => {
      if (!isIdle()) leaveSoon(code);
      else if (process.listenerCount("beforeExit") === 0) process.exit(code);
    });
    return;
  }
  setTimeout(() => {
    if (stdout.pending > 0) leaveSoon(code);
    else process.exit(code);
  }, LINGER_MS).unref();
}
