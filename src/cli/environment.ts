import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseEnv } from "node:util";
import type { Command, Option } from "commander";
import { ConfigError, UsageError } from "../errors/errors.js";
import { messageOf } from "../util/text.js";

/** The variables of a process, to which those of files are added. */
export type Variables = Record<string, string | undefined>;

/** `--url` has a place of its own: its variable stands behind what the configuration says. */
const WITHOUT_VARIABLE: readonly (string | undefined)[] = ["--version", "--help", "--url"];

const PREFIX = "MIGR_";

const ON: readonly string[] = ["1", "true", "yes", "on"];
const OFF: readonly string[] = ["0", "false", "no", "off"];

/**
 * The variable that stands for an option: `MIGR_CONFIG`, and with its name for an option of one command,
 * `MIGR_REVISION_REV_ID`; null where an option has none.
 */
export function variableOf(
  { long, short }: { readonly long?: string | undefined; readonly short?: string | undefined },
  command: string | null,
): string | null {
  if (WITHOUT_VARIABLE.includes(long)) return null;
  const words = [...(command === null ? [] : [command]), (long ?? short ?? "").replace(/^-+/, "")];
  return `${PREFIX}${words.join("_").replaceAll("-", "_").toUpperCase()}`;
}

/** Whether there are variables that may stand for options: most often there are none, and none is to be looked for. */
export function hasVariables(env: Readonly<Variables>): boolean {
  // Windows finds a variable in whatever case it is asked for.
  return Object.keys(env).some((name) => name.slice(0, PREFIX.length).toUpperCase() === PREFIX);
}

/**
 * Gives options that the command line leaves out the values of their variables.
 *
 * @param command its options
 * @param name the command's name in the variables; null for the options of all commands
 * @param isOwn which of its options are meant
 * @throws {UsageError} cli.usage: a variable has not the form that its option takes
 */
export function fillFromVariables(
  command: Command,
  name: string | null,
  env: Readonly<Variables>,
  isOwn: (option: Option) => boolean,
): void {
  for (const option of command.options.filter(isOwn)) {
    const variable = variableOf(option, name);
    const text = variable === null ? "" : (env[variable] ?? "");
    if (text === "") continue;
    const key = option.attributeName();
    const source = command.getOptionValueSource(key);
    if (source === "cli") continue;
    // Both options of a pair have one value.
    const before: unknown = source === "env" ? command.getOptionValue(key) : undefined;
    command.setOptionValueWithSource(key, readValue(option, text, variable!, before), "env");
  }
}

function readValue(option: Option, text: string, variable: string, gathered: unknown): unknown {
  if (!option.required && !option.optional) return isOn(text, variable) !== option.negate;
  const { parseArg } = option;
  if (!parseArg) return text;
  // What may be repeated stands in one variable with commas between.
  return text.split(",").reduce<unknown>((before, part) => parseArg(part.trim(), before), gathered);
}

/** Whether a variable says yes. @throws {UsageError} cli.usage: it says neither yes nor no */
function isOn(text: string, variable: string): boolean {
  const word = text.toLowerCase();
  if (ON.includes(word) || OFF.includes(word)) return ON.includes(word);
  throw new UsageError(`${variable} must say yes or no, and is ${JSON.stringify(text)}.`, {
    hint: `Yes is ${ON.join(", ")}; no is ${OFF.join(", ")}.`,
  });
}

/** Whether a variable of a flag says yes; a word that is neither yes nor no is told elsewhere. */
export function isFlagSet(env: Readonly<Variables>, variable: string): boolean {
  return ON.includes((env[variable] ?? "").toLowerCase());
}

/**
 * Adds the variables of files to those of the process: what is set there already stays, and of several files the
 * later one wins.
 *
 * @throws {ConfigError} config.env-file: a file cannot be read
 */
export function readEnvFiles(files: readonly string[], cwd: string, env: Variables): void {
  const found: Variables = {};
  for (const file of files) Object.assign(found, parseEnv(readEnvFile(resolve(cwd, file), file)));
  for (const [name, value] of Object.entries(found)) env[name] ??= value;
}

function readEnvFile(path: string, shown: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new ConfigError(
      "config.env-file",
      `The file of variables ${shown} cannot be read: ${messageOf(cause)}.`,
      {
        hint: "Mend the path after --env-file, or leave the option out.",
        details: { file: path },
        cause,
      },
    );
  }
}
