import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Command, CommanderError, Option } from "commander";
import { UsageError } from "../errors/errors.js";
import { nearest } from "../util/text.js";
import type { CommandDefinition } from "./command.js";
import { fillFromVariables, readEnvFiles, type Variables, variableOf } from "./environment.js";
import type { GlobalOptions } from "./global-options.js";
import { assertEffective } from "./idle-options.js";
import type { Invocation } from "./invocation.js";
import { DEFAULT_COLUMNS } from "./layout.js";
import { GLOBAL_OPTIONS, optionsOf } from "./options.js";

/** What to do with what was understood, and where help is written. */
export interface ProgramOptions {
  readonly commands: readonly CommandDefinition[];
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
export function buildProgram({ commands, only, onCommand, write, environment }: ProgramOptions): Command {
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
  // Help is the answer to no command that there is not.
  root.on("beforeHelp", () => {
    const [asked] = root.args;
    if (asked !== undefined && asked !== "help" && !asked.startsWith("-")) throw unknownCommand(asked, root);
  });
  const wanted = commands.filter(({ name }) => only === undefined || name === only);
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

/** Whether parsing ended because help or the version was asked for, and printed. */
export function isAnswered(thrown: unknown): boolean {
  return thrown instanceof CommanderError;
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
export function variables(
  commands: readonly CommandDefinition[],
): ReadonlyMap<string, readonly (readonly [variable: string, option: string, about: string])[]> {
  const rows = (options: readonly Option[], command: string | null) =>
    options.flatMap((option) => {
      const variable = variableOf(option, command);
      return variable === null ? [] : [[variable, option.flags, option.description] as const];
    });
  return new Map([
    ["", rows(globalOptions(), null)],
    ...commands.map((definition) => {
      const options = optionsOf(definition).map(({ flags, about }) => new Option(flags, about));
      return [definition.name, rows(options, definition.name)] as const;
    }),
  ]);
}

/** The help of the program (under "") and of each command (under its name), as a terminal of 80 columns shows it. */
export function helpTexts(commands: readonly CommandDefinition[]): Record<string, string> {
  let text = "";
  const root = buildProgram({
    commands,
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
  const own = commands.map(({ name }) => root.commands.find((command) => command.name() === name)!);
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

/** The options of all commands, for one of them. */
function globalOptions(): readonly Option[] {
  return GLOBAL_OPTIONS.map(({ flags, about, parse }) => {
    const option = new Option(flags, about);
    return parse === undefined ? option : option.argParser(parse);
  });
}

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
      if (error.exitCode === 0) throw error;
      if (!isHelpOfHelp(error, command)) throw usageError(error, command, name);
      command.outputHelp();
      throw new CommanderError(0, error.code, error.message);
    });
  command.options.at(-1)!.helpGroup(GLOBAL_HEADING);
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

function unknownCommand(asked: string, { commands }: Command): UsageError {
  const meant = nearest(
    asked,
    commands.map((each) => each.name()),
  );
  return new UsageError(`Unknown command '${asked}'.`, {
    hint: meant === null ? "`migr --help` lists the commands." : `Did you mean ${meant}?`,
  });
}

/** Whether the help of the command `help` is asked for, which is that of all commands. */
function isHelpOfHelp({ code }: CommanderError, { args: [first, asked] }: Command): boolean {
  return code === "commander.help" && first === "help" && (asked === "--help" || asked === "-h");
}

/** Commander's message as one of ours: a sentence, and what to do as the hint. */
function usageError(error: CommanderError, command: Command, name: string): UsageError {
  const [first, asked] = command.args;
  if (error.code === "commander.help") {
    return first === "help" && asked !== undefined ? unknownCommand(asked, command) : noCommand();
  }
  const [said = "", proposal] = error.message.replace(/^error: /, "").split("\n");
  const meant = /^\(Did you mean (.+)\?\)$/.exec(proposal ?? "")?.[1];
  const sentence = `${said[0]?.toUpperCase() ?? ""}${said.slice(1).replace(/\.$/, "")}.`;
  const help = name === "migr" ? "lists the commands" : "shows what it takes";
  return new UsageError(sentence, {
    hint: meant === undefined ? `\`${name} --help\` ${help}.` : `Did you mean ${meant}?`,
  });
}
