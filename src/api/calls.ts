import type { ConfigInput } from "../config/shape.js";
import { MigrationError } from "../errors/errors.js";
import { orAborted } from "../util/or-aborted.js";
import { Project } from "./project.js";

/** Where the configuration is: the path of its file, or itself; a relative path in it counts from `cwd`. */
export type ConfigSource = string | ConfigInput;

/** The commands that change nothing, of which no more is waited for once their signal is given. */
const LOOKING: readonly string[] = [
  "status",
  "current",
  "history",
  "graph",
  "heads",
  "branches",
  "show",
  "check",
  "diff",
];

/** What every command understands. */
export interface CallOptions {
  /** The folder in which the command runs; the process's where left out. */
  readonly cwd?: string | undefined;
  /** The database in place of the configured one. */
  readonly url?: string | undefined;
  /** The name of the database to work on, where the configuration has several. */
  readonly database?: string | undefined;
  /** The name of the target to work on, where the configuration has several. */
  readonly tenant?: string | undefined;
  /** Values for the configuration function and for scripts. */
  readonly x?: Readonly<Record<string, string>> | undefined;
  /** The variables that stand behind the configured URL; the process's where left out. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Is told each statement with its time, a line each. */
  readonly onStatement?: ((line: string) => void) | undefined;
  /** Ends the command; what runs is cancelled and its transaction rolled back. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the project, does a command's work with it, and closes whatever was opened.
 *
 * @throws {ConfigError} the configuration is not there, or wrong
 * @throws {UsageError} cli.usage: a database or target is named that there is not
 * @throws {MigrationError} `migration.interrupted`: the signal was given
 */
export async function call<T>(
  command: string,
  source: ConfigSource | undefined,
  options: CallOptions & { readonly tag?: string | undefined },
  work: (project: Project) => Promise<T>,
): Promise<T> {
  const { signal } = options;
  if (signal?.aborted) throw interrupted(signal.reason);
  const project = new Project(projectOptions(command, source, options));
  try {
    const named = options.database ?? options.tenant;
    // A command that is about the project as a whole does not ask for them.
    const checked = async () => {
      if (named !== undefined) await project.places();
      return work(project);
    };
    return await untilAborted(checked(), signal, LOOKING.includes(command));
  } finally {
    await project.close().catch(() => undefined);
  }
}

function projectOptions(
  command: string,
  source: ConfigSource | undefined,
  options: CallOptions & { readonly tag?: string | undefined },
): ConstructorParameters<typeof Project>[0] {
  const {
    cwd = process.cwd(),
    env = process.env,
    url,
    x,
    tag,
    database,
    tenant,
    onStatement: echo,
  } = options;
  return {
    command,
    cwd,
    env,
    url,
    x,
    tag,
    echo,
    ...(database !== undefined && { databases: [database] }),
    ...(tenant !== undefined && { targets: [tenant] }),
    ...(typeof source === "string" ? { file: source } : { config: source }),
  };
}

/** Waits for work. What heeds the signal itself rejects first, and tells more than that it was interrupted. */
async function untilAborted<T>(
  work: Promise<T>,
  signal: AbortSignal | undefined,
  onlyLooks: boolean,
): Promise<T> {
  try {
    return await (onlyLooks ? orAborted(work, signal) : work);
  } catch (thrown) {
    const isBare = signal?.aborted === true && thrown === signal.reason;
    throw isBare ? interrupted(thrown) : thrown;
  }
}

function interrupted(cause: unknown): MigrationError {
  return new MigrationError("migration.interrupted", "The run was interrupted.", {
    hint: "Run again: what was applied before it is recorded.",
    cause,
  });
}
