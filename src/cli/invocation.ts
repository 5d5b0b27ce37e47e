import type { CommandDefinition, OptionDefinition } from "./command.js";
import { hasVariables, type Variables, variableOf } from "./environment.js";
import type { GlobalOptions } from "./global-options.js";
import { flagsOf, GLOBAL_OPTIONS, optionsOf, takesValue } from "./options.js";

/** A command line that has been understood. */
export interface Invocation {
  readonly command: CommandDefinition;
  readonly args: readonly string[];
  readonly options: unknown;
  readonly global: GlobalOptions;
}

/** The command that a command line names, where it names one that there is. */
export function namedCommand(
  commands: readonly CommandDefinition[],
  argv: readonly string[],
): string | undefined {
  const withValue = GLOBAL_OPTIONS.filter(takesValue).flatMap(flagsOf);
  for (let i = 0; i < argv.length; i++) {
    const arg = argv[i]!;
    if (withValue.includes(arg)) i++;
    else if (!arg.startsWith("-")) return commands.find(({ name }) => name === arg)?.name;
  }
  return undefined;
}

/**
 * Understands a command with flags and arguments and nothing else to it, which most command lines are, without the
 * parser of all others: to load it takes as long as to connect to a database.
 *
 * @returns as the program of program.ts would understand it; null where it must be asked, for what is right and for
 *   what is wrong
 */
export function readPlainLine(
  commands: readonly CommandDefinition[],
  argv: readonly string[],
  env: Readonly<Variables>,
): Invocation | null {
  const place = argv.findIndex((word) => !isFlag(GLOBAL_OPTIONS, word));
  const [before, words] = [argv.slice(0, Math.max(place, 0)), argv.slice(place + 1)];
  const command = commands.find((each) => each.name === argv[place]);
  if (command === undefined) return null;
  const own = optionsOf(command);
  // Before the command these words are not its own.
  if (before.some((word) => isFlag(own, word))) return null;
  if (hasVariables(env)) {
    if (env["MIGR_ENV_FILE"]) return null;
    if (isInEnvironment(GLOBAL_OPTIONS, null, env) || isInEnvironment(own, command.name, env)) return null;
  }
  const options: Record<string, true> = {};
  const global = { json: false, quiet: false, verbose: false, noColor: false };
  const args: string[] = [];
  for (const word of [...before, ...words]) {
    if (!word.startsWith("-")) args.push(word);
    else if (command.idle?.includes(word)) return null;
    else if (isFlag(own, word)) options[keyOf(own, word)] = true;
    else if (isFlag(GLOBAL_OPTIONS, word)) {
      const key = keyOf(GLOBAL_OPTIONS, word) as keyof typeof global;
      if (command.idle?.includes(`--${key}`)) return null;
      global[key] = true;
    } else return null;
  }
  if (!takesArguments(command, args.length)) return null;
  const none = { config: undefined, url: undefined, databases: undefined, targets: undefined, x: {} };
  return { command, args, options, global: { ...none, ...global } };
}

function isInEnvironment(
  options: readonly OptionDefinition[],
  command: string | null,
  env: Readonly<Variables>,
): boolean {
  return options.some((option) => {
    const flags = flagsOf(option);
    const long = flags.find((flag) => flag.startsWith("--"));
    const variable = variableOf({ long, short: flags[0] }, command);
    return variable !== null && env[variable];
  });
}

/** Whether it is an option without a value that is true when it is given, and means something by itself. */
function isFlag(options: readonly OptionDefinition[], word: string): boolean {
  const option = options.find((each) => flagsOf(each).includes(word));
  return option !== undefined && !takesValue(option) && option.only === undefined;
}

/** `noColor` for `--no-color`, the long name of an option as its value is known by. */
function keyOf(options: readonly OptionDefinition[], word: string): string {
  const flags = flagsOf(options.find((each) => flagsOf(each).includes(word))!);
  return flags
    .at(-1)!
    .slice(2)
    .replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function takesArguments({ arguments: places = [] }: CommandDefinition, count: number): boolean {
  const least = places.filter(([place]) => place.startsWith("<")).length;
  return count >= least && (count <= places.length || places.some(([place]) => place.includes("...")));
}
