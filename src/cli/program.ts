import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, type CommanderError, Option } from "commander";
import { UsageError } from "../errors/errors.js";
import type { CommandDefinition, OptionDefinition } from "./command.js";
import { COMMANDS } from "./commands/index.js";
import { fillFromVariables, readEnvFiles, type Variables, variableOf } from "./environment.js";
import type { GlobalOptions } from "./global-options.js";
import { assertEffective } from "./idle-options.js";
import { DEFAULT_COLUMNS } from "./layout.js";

/** A command line that has been understood. */
export interface Invocation {
  readonly command: CommandDefinition;
  readonly args: readonly string[];
  readonly options: unknown;
  readonly global: GlobalOptions;
}

/** What to do with what was understood, and where help is written. */
export interface ProgramOptions {
  /** The command lines to be parsed begin with this command, so that no other needs to be built. */
  readonly only?: string | undefined;
  readonly onCommand: (invocation: Invocation) => void;
  readonly write: (text: string) => void;
  /** Where options that are not given are looked for; nowhere where it is left out. */
  readonly environment?: { readonly cwd: string; readonly env: Variables } | undefined;
}

const GLOBAL_HEADING = "Global options:";
const SUMMARY = "Schema migrations for TypeScript: typed models, revisions both ways, safety first.";

/** The package's version. */
function packageVersion(): string {
  const here = fileURLToPath(import.meta.url);
  const root = here.endsWith(".ts") ? dirname(dirname(dirname(here))) : dirname(dirname(here));
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  return version;
}

/**
 * The program that understands command lines; parsing calls `onCommand` at most once.
 * A wrong command line throws `UsageError` out of parsing.
 */
export function buildProgram({ only, onCommand, write, environment }: ProgramOptions): Command {
  const version = packageVersion();
  const root = new Command("migr")
    .description(SUMMARY)
    .usage("[global options] COMMAND [options]")
    .enablePositionalOptions()
    .addHelpCommand(
      new Command("help")
        .argument("[command]")
        .summary("Show the help of a command")
        .helpGroup("Other:")
        .helpOption(false),
    );
  const answers = { version, write };
  prepare(root, "migr", answers);
  const wanted = COMMANDS.filter(({ name }) => only === undefined || name === only);
  for (const definition of wanted) {
    const command = root
      .command(definition.name)
      .helpGroup(`${definition.group}:`)
      .summary(definition.summary)
      .description([`${definition.summary}.`, ...(definition.about ?? [])].join("\n"));
    for (const [name, about] of definition.arguments ?? []) command.argument(name, about);
    for (const { flags, about, parse } of optionsOf(definition)) {
      const option = new Option(flags, about);
      command.addOption(parse === undefined ? option : option.argParser(parse));
    }
    command.usage(usageOf(definition));
    command.addHelpText("after", examplesText(definition));
    command.action(() => {
      readVariables(root, command, definition.name, environment);
      assertEffective(definition, root, command);
      const global = mergeGlobals(root.opts(), command.opts());
      onCommand({ command: definition, args: command.args, options: command.opts(), global });
    });
    prepare(command, `migr ${definition.name}`, answers);
  }
  root.addHelpText("after", ROOT_HELP);
  return root;
}

/** Reads the files of variables that are named, and gives options that are left out the values of their variables. */
function readVariables(
  root: Command,
  command: Command,
  name: string,
  environment: ProgramOptions["environment"],
): void {
  if (environment === undefined) return;
  const { cwd, env } = environment;
  const given = several(root.opts()["envFile"], command.opts()["envFile"]);
  readEnvFiles(given ?? env["MIGR_ENV_FILE"]?.split(",") ?? [], cwd, env);
  const isGlobal = (option: Option) => option.helpGroupHeading === GLOBAL_HEADING;
  const isLeftOut = (option: Option) => command.getOptionValueSource(option.attributeName()) !== "cli";
  fillFromVariables(root, null, env, (option) => isGlobal(option) && isLeftOut(option));
  fillFromVariables(command, name, env, (option) => !isGlobal(option));
}

/** The variables that stand for options, with what each is for, by the command; under "" those of all commands. */
export function variables(): ReadonlyMap<
  string,
  readonly (readonly [variable: string, option: string, about: string])[]
> {
  const rows = (options: readonly Option[], command: string | null) =>
    options.flatMap((option) => {
      const variable = variableOf(option, command);
      return variable === null ? [] : [[variable, option.flags, option.description] as const];
    });
  return new Map([
    ["", rows(globalOptions(), null)],
    ...COMMANDS.map((definition) => {
      const options = optionsOf(definition).map(({ flags, about }) => new Option(flags, about));
      return [definition.name, rows(options, definition.name)] as const;
    }),
  ]);
}

/** The command that a command line names, where it names one that there is. */
export function namedCommand(argv: readonly string[]): string | undefined {
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    if (OPTIONS_WITH_VALUE.includes(arg)) i++;
    else if (!arg.startsWith("-")) return COMMANDS.find(({ name }) => name === arg)?.name;
  }
  return undefined;
}

/** The help of the program (under "") and of each command (under its name), as a terminal of 80 columns shows it. */
export function helpTexts(): Record<string, string> {
  let text = "";
  const root = buildProgram({
    onCommand: () => undefined,
    write: (part) => {
      text += part;
    },
  });
  const helpOf = (command: Command): string => {
    text = "";
    command.outputHelp();
    return text;
  };
  const own = COMMANDS.map(({ name }) => root.commands.find((command) => command.name() === name)!);
  return Object.fromEntries([
    ["", helpOf(root)],
    ...own.map((command) => [command.name(), helpOf(command)] as const),
  ]);
}

const ROOT_HELP = `
A revision (TARGET, REV) is written as an id or its beginning, head, base,
+1, -1, REV+1, or label@head.

Examples:
  migr init                                       begin a project
  migr revision --autogenerate -m "create users"  write what the models changed
  migr upgrade head                               apply what is pending
  migr status                                     see where the database stands

An option may come from a variable: --db from MIGR_DB, and --rev-id of revision
from MIGR_REVISION_REV_ID.

migr COMMAND --help tells more, migr explain CODE explains an error.`;

/** What root and commands have in common: options, help, version, and errors that are ours. */
function prepare(
  command: Command,
  name: string,
  { version, write }: { readonly version: string; readonly write: (text: string) => void },
): void {
  for (const option of globalOptions()) command.addOption(option.helpGroup(GLOBAL_HEADING));
  command
    .version(version, "--version", "print the version")
    .addHelpOption(new Option("-h, --help", "show this help").helpGroup(GLOBAL_HEADING))
    .configureHelp({ helpWidth: DEFAULT_COLUMNS, subcommandTerm: (listed) => listed.name() })
    .configureOutput({
      writeOut: write,
      writeErr: () => undefined,
      outputError: () => undefined,
      getOutHelpWidth: () => DEFAULT_COLUMNS,
      getOutHasColors: () => false,
    })
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : usageError(error, name);
    });
  command.options.at(-1)!.helpGroup(GLOBAL_HEADING);
}

/** Global options that take the next argument as theirs. */
const OPTIONS_WITH_VALUE: readonly string[] = [
  "-c",
  "--config",
  "--url",
  "--db",
  "--target",
  "--env-file",
  "-x",
];

/** What a command that works on databases takes where there are several. */
const EVERYWHERE_OPTIONS: readonly OptionDefinition[] = [
  { flags: "--jobs <n>", about: "of several databases: how many at a time", parse: wholeNumber },
  { flags: "--fail-fast", about: "of several databases: stop after the first failure" },
];

/** The options of a command, with those that its scope gives it. */
export function optionsOf({ options = [], scope }: CommandDefinition): readonly OptionDefinition[] {
  return scope === "database" ? [...options, ...EVERYWHERE_OPTIONS] : options;
}

/** @throws {UsageError} cli.usage: it is no whole number above zero */
function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`--jobs takes a whole number above zero, and was given ${JSON.stringify(text)}.`, {
    hint: "Such as --jobs 8.",
  });
}

/** Gathers the values of an option that may be repeated. */
function gather(value: string, previous: unknown): readonly string[] {
  return [...((previous as readonly string[] | undefined) ?? []), value];
}

function globalOptions(): readonly Option[] {
  return [
    new Option("-c, --config <file>", "configuration file; else the nearest migr.config.*"),
    new Option("--url <url>", "database, in place of the configured one"),
    new Option("--db <name>", "one of several databases; repeatable (default: all)").argParser(gather),
    new Option("--target <name>", "one of many targets; repeatable (default: all)").argParser(gather),
    new Option("-x <key=value>", "value for configuration and scripts; repeatable").argParser(keyValue),
    new Option("--env-file <file>", "file of variables (NAME=value); repeatable").argParser(gather),
    new Option("--json", "one JSON document on stdout"),
    new Option("-q, --quiet", "errors only"),
    new Option("-v, --verbose", "every SQL statement with its time; long forms"),
    new Option("--no-color", "no colors"),
  ];
}

/** @throws {UsageError} cli.usage: there is no `=` in it */
function keyValue(text: string, previous: unknown): Readonly<Record<string, string>> {
  const at = text.indexOf("=");
  if (at < 1) {
    throw new UsageError(`-x takes KEY=VALUE, and was given ${JSON.stringify(text)}.`, {
      hint: "Such as -x tenant=acme.",
    });
  }
  return { ...(previous as Record<string, string> | undefined), [text.slice(0, at)]: text.slice(at + 1) };
}

/** What stands after the command goes before what stands in front of it. */
function mergeGlobals(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): GlobalOptions {
  const either = (name: string) => after[name] ?? before[name];
  return {
    config: either("config") as string | undefined,
    url: either("url") as string | undefined,
    databases: several(before["db"], after["db"]),
    targets: several(before["target"], after["target"]),
    x: { ...(before["x"] as Record<string, string>), ...(after["x"] as Record<string, string>) },
    json: either("json") === true,
    quiet: either("quiet") === true,
    verbose: either("verbose") === true,
    noColor: before["color"] === false || after["color"] === false,
  };
}

function several(...values: readonly unknown[]): readonly string[] | undefined {
  const all = values.flatMap((value) => (value as readonly string[] | undefined) ?? []);
  return all.length > 0 ? all : undefined;
}

function usageOf({ arguments: args = [] }: CommandDefinition): string {
  return ["[options]", ...args.map(([name]) => name)].join(" ");
}

function examplesText({ examples }: CommandDefinition): string {
  const width = Math.max(...examples.map(([command]) => command.length));
  const lines = examples.map(([command, about]) =>
    `  migr ${command.padEnd(width)}  ${about}`.length <= DEFAULT_COLUMNS
      ? `  migr ${command.padEnd(width)}  ${about}`
      : `  migr ${command}\n      ${about}`,
  );
  return `\nExamples:\n${lines.join("\n")}`;
}

function noCommand(): UsageError {
  return new UsageError("No command is given.", { hint: "`migr --help` lists the commands." });
}

/** Commander's message as one of ours: a sentence, and what to do as the hint. */
function usageError(error: CommanderError, name: string): UsageError {
  if (error.code === "commander.help") return noCommand();
  const [said = "", proposal] = error.message.replace(/^error: /, "").split("\n");
  const meant = /^\(Did you mean (.+)\?\)$/.exec(proposal ?? "")?.[1];
  const sentence = `${said[0]?.toUpperCase() ?? ""}${said.slice(1).replace(/\.$/, "")}.`;
  const help = name === "migr" ? "lists the commands" : "shows what it takes";
  return new UsageError(sentence, {
    hint: meant === undefined ? `\`${name} --help\` ${help}.` : `Did you mean ${meant}?`,
  });
}
