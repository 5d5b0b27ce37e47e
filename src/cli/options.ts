import { UsageError } from "../errors/errors.js";
import { type CommandDefinition, collect, type OptionDefinition } from "./command.js";

/** What every command understands, in front of the command and after it. */
export const GLOBAL_OPTIONS: readonly OptionDefinition[] = [
  { flags: "-c, --config <file>", about: "configuration file; else the nearest migr.config.*" },
  { flags: "--url <url>", about: "database, in place of the configured one" },
  { flags: "--db <name>", about: "one of several databases; repeatable (default: all)", parse: collect },
  { flags: "--target <name>", about: "one of many targets; repeatable (default: all)", parse: collect },
  { flags: "-x <key=value>", about: "value for configuration and scripts; repeatable", parse: keyValue },
  { flags: "--env-file <file>", about: "file of variables (NAME=value); repeatable", parse: collect },
  { flags: "--json", about: "one JSON document on stdout" },
  { flags: "-q, --quiet", about: "errors only" },
  { flags: "-v, --verbose", about: "every SQL statement with its time; long forms" },
  { flags: "--no-color", about: "no colors" },
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

/** The names of an option as they are typed: `-m` and `--message`. */
export function flagsOf({ flags }: OptionDefinition): readonly string[] {
  return flags.split(/[ ,]+/).filter((flag) => flag.startsWith("-"));
}

/** Whether the next argument may be the option's. */
export function takesValue({ flags }: OptionDefinition): boolean {
  return flags.includes("<") || flags.includes("[");
}

/** @throws {UsageError} cli.usage: it is no whole number above zero */
function wholeNumber(text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`--jobs takes a whole number above zero, and was given ${JSON.stringify(text)}.`, {
    hint: "Such as --jobs 8.",
  });
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
