import type { CallOptions, ConfigSource } from "./calls.js";
import { call } from "./calls.js";
import type { EverywhereOptions, Place, PlaceOutcome } from "./everywhere.js";
import type { InitOptions, InitResult } from "./init.js";
import type { Project } from "./project.js";
import type { CodeResult, CodesResult, TemplatesResult } from "./reference.js";
import type { RunCommandOptions, RunResult, SqlResult } from "./run.js";

export { MigrError } from "../errors/base.js";
export type { ErrorCode } from "../errors/codes.js";
export {
  CompileError,
  ConfigError,
  DatabaseError,
  IrreversibleOperation,
  MigrationError,
  RevisionError,
  RevisionFailed,
  SchemaError,
  UsageError,
} from "../errors/errors.js";
export type { RunEvent } from "../migrate/run.js";
export type { CallOptions, ConfigSource } from "./calls.js";
export type { ChangeDocument } from "./change-document.js";
export type { CheckOptions, CheckResult, DiffOptions, DiffResult } from "./difference.js";
export type { EverywhereOptions, Place, PlaceOutcome } from "./everywhere.js";
export type {
  BranchesResult,
  GraphFormat,
  GraphOptions,
  GraphResult,
  HeadsOptions,
  HeadsResult,
  HistoryOptions,
  RevisionsResult,
  ShowOptions,
} from "./history.js";
export type { InitOptions, InitResult } from "./init.js";
export type { PullOptions, PullResult } from "./pull.js";
export type { CodeResult, CodesResult, TemplatesResult } from "./reference.js";
export type { RevisionDocument } from "./revision-document.js";
export type {
  EnsureVersionOptions,
  EnsureVersionResult,
  RunCommandOptions,
  RunResult,
  SqlResult,
  StampOptions,
  StampResult,
} from "./run.js";
export type { CurrentResult, ModelsState, OnLimits, StatusOptions, StatusResult } from "./standing.js";
export type {
  MergeOptions,
  MergeResult,
  RevisionOptions,
  RevisionResult,
  ScriptOptions,
  SquashOptions,
  SquashResult,
} from "./write.js";

/** The configuration's path, or the configuration itself; undefined looks for `migr.config.*` from `cwd` on upwards. */
type Source = ConfigSource | undefined;

/** `upgrade` or `downgrade`: gives what was run, or the SQL where nothing is to be run. */
export interface RunCommand {
  (
    config: Source,
    options: RunCommandOptions & CallOptions & { readonly sql?: false; readonly dryRun?: false },
  ): Promise<RunResult>;
  (
    config: Source,
    options: RunCommandOptions & CallOptions & ({ readonly sql: true } | { readonly dryRun: true }),
  ): Promise<SqlResult>;
  (config: Source, options: RunCommandOptions & CallOptions): Promise<RunResult | SqlResult>;
}

/** A command that works on a project, and the options that every one understands. */
function onProject<Options, Result>(
  name: string,
  load: () => Promise<(project: Project, options: Options) => Promise<Result>>,
) {
  return (config: Source, options: Options & CallOptions): Promise<Result> =>
    call(name, config, options, async (project) => (await load())(project, options));
}

/** The same for a command that can do without options. */
function onProjectAlone<Options extends object, Result>(
  name: string,
  load: () => Promise<(project: Project, options?: Options) => Promise<Result>>,
) {
  return (config: Source, options?: Options & CallOptions): Promise<Result> =>
    call(name, config, options ?? {}, async (project) => (await load())(project, options));
}

/**
 * The commands as functions: options in, data out. None ends the process or writes to the console, and what fails
 * is thrown as the error that the command line would print.
 */
export const commands = {
  /** Begins a project: configuration and scripts folder. */
  async init(options: InitOptions & Pick<CallOptions, "cwd" | "env"> = {}): Promise<InitResult> {
    const { cwd = process.cwd(), env = process.env } = options;
    return (await import("./init.js")).init({ cwd, env }, options);
  },

  /** The templates of a project. */
  async listTemplates(): Promise<TemplatesResult> {
    return (await import("./reference.js")).listTemplates();
  },

  /** The cause and the cure of an error. */
  async explain(options: { readonly code: string }): Promise<CodeResult> {
    return (await import("./reference.js")).explain(options);
  },

  /** Every code that an error can have. */
  async errorCodes(): Promise<CodesResult> {
    return (await import("./reference.js")).errorCodes();
  },

  /** Writes a new revision script. */
  revision: onProjectAlone("revision", async () => (await import("./write.js")).revision),

  /** Writes a revision script that joins branches. */
  merge: onProject("merge", async () => (await import("./write.js")).merge),

  /** Writes one revision in place of a line of revisions, equal in effect, which is tried on a scratch database. */
  squash: onProject("squash", async () => (await import("./write.js")).squash),

  /** Applies revisions up to a target; with `sql` or `dryRun` gives the SQL instead. */
  upgrade: onProject("upgrade", async () => (await import("./run.js")).upgrade) as RunCommand,

  /** Undoes revisions down to a target; with `sql` or `dryRun` gives the SQL instead. */
  downgrade: onProject("downgrade", async () => (await import("./run.js")).downgrade) as RunCommand,

  /** Records where the database stands, and runs nothing. */
  stamp: onProject("stamp", async () => (await import("./run.js")).stamp),

  /** Makes the version table where it is missing. */
  ensureVersion: onProjectAlone("ensure-version", async () => (await import("./run.js")).ensureVersion),

  /** Where database, history and models stand. */
  status: onProjectAlone("status", async () => (await import("./standing.js")).status),

  /** Where the database stands. */
  current: onProjectAlone("current", async () => (await import("./standing.js")).current),

  /** The revisions, newest first. */
  history: onProjectAlone("history", async () => (await import("./history.js")).history),

  /** The history, and a drawing of it. */
  graph: onProjectAlone("graph", async () => (await import("./history.js")).graph),

  /** The revisions that nothing follows. */
  heads: onProjectAlone("heads", async () => (await import("./history.js")).heads),

  /** Where the history forks. */
  branches: onProjectAlone("branches", async () => (await import("./history.js")).branches),

  /** The revisions that an identifier names. */
  show: onProject("show", async () => (await import("./history.js")).show),

  /** The database's schema as models. */
  pull: onProjectAlone("pull", async () => (await import("./pull.js")).pull),

  /** Whether the models have changes that no revision has. */
  check: onProjectAlone("check", async () => (await import("./difference.js")).check),

  /** How the models differ from the database. */
  diff: onProjectAlone("diff", async () => (await import("./difference.js")).diff),

  /**
   * Does work on each database or target of the configuration, some at a time: `work` is given the options that name
   * one to a command. A failure is an outcome, and nothing is thrown for it.
   */
  everywhere<T>(
    config: Source,
    options: EverywhereOptions & CallOptions,
    work: (place: Place) => Promise<T>,
  ): Promise<readonly PlaceOutcome<T>[]> {
    return call("everywhere", config, options, async (project) =>
      (await import("./everywhere.js")).everyPlace(project, work, options),
    );
  },
} as const;
