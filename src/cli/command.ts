import type { App } from "./app.js";
import type { ExitCode } from "./exit-code.js";

/** One option of a command, as its help shows it. */
export interface OptionDefinition {
  /** `-m, --message <text>`; the name it is known by afterwards is the long one's. */
  readonly flags: string;
  readonly about: string;
  /** Gives the value as the command wants it. @throws {UsageError} cli.usage: it has not the right form */
  readonly parse?: (value: string, previous: unknown) => unknown;
  /** The words that its value may be, where those are few. */
  readonly choices?: readonly string[];
  /** The option of the same command without which it has no effect, such as `--autogenerate`. */
  readonly only?: string;
}

/** The headings under which the list of commands is sorted. */
export type CommandGroup = "Set up" | "Write revisions" | "Apply revisions" | "Look" | "Other";

/** One command: what its help says, what it takes, and what it does. */
export interface CommandDefinition<Options = unknown> {
  readonly name: string;
  readonly group: CommandGroup;
  /** Its line in the list of commands; no full stop. */
  readonly summary: string;
  /** What its own help says beyond the summary, in lines of at most 80 columns. */
  readonly about?: readonly string[];
  /** `<target>`, `[directory]`, `<revisions...>` with what each is. */
  readonly arguments?: readonly (readonly [name: string, about: string])[];
  /** The words that its argument may be, where those are few. */
  readonly choices?: readonly string[];
  readonly options?: readonly OptionDefinition[];
  /** It compares models, so that a database without any is left out where others have some. */
  readonly needsModels?: true;
  /** What it is about: one database, so that of several it runs on each; else the project as a whole. */
  readonly scope?: "database";
  /** The long names of global options that mean nothing to it; `-x` where there is no long one. */
  readonly idle?: readonly string[];
  readonly examples: readonly (readonly [command: string, about: string])[];
  run(app: App, args: readonly string[], options: Options): Promise<ExitCode>;
}

/** The global options that mean nothing to a command which reads no configuration. */
export const OF_PROJECTS: readonly string[] = ["--config", "--db", "--target", "-x"];

/** Where `--sql` writes to, of the commands that have it. */
export const OUTPUT_OPTION: OptionDefinition = {
  flags: "-o, --output <path>",
  about: "with --sql: file, or of several databases folder",
  only: "--sql",
};

/** Gathers the values of an option that may be repeated; the `parse` of its definition. */
export function collect(value: string, previous: unknown): readonly string[] {
  return [...((previous as readonly string[] | undefined) ?? []), value];
}
