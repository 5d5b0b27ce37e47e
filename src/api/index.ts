import type { CallOptions, ConfigSource } from "./calls.js";
import { call } from "./calls.js";
import type { CheckOptions, CheckResult, DiffOptions, DiffResult } from "./difference.js";
import type { EverywhereOptions, Place, PlaceOutcome } from "./everywhere.js";
import type {
  BranchesResult,
  HeadsOptions,
  HeadsResult,
  HistoryOptions,
  RevisionsResult,
  ShowOptions,
} from "./history.js";
import type { InitOptions, InitResult } from "./init.js";
import type { PullOptions, PullResult } from "./pull.js";
import type { CodeResult, CodesResult, TemplatesResult } from "./reference.js";
import type {
  EnsureVersionOptions,
  EnsureVersionResult,
  RunCommandOptions,
  RunResult,
  SqlResult,
  StampOptions,
  StampResult,
} from "./run.js";
import type { CurrentResult, StatusOptions, StatusResult } from "./standing.js";
import type {
  MergeOptions,
  MergeResult,
  RevisionOptions,
  RevisionResult,
  SquashOptions,
  SquashResult,
} from "./write.js";

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

  /** The names of the templates of a project. */
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
  revision(config: Source, options: RevisionOptions & CallOptions = {}): Promise<RevisionResult> {
    return call("revision", config, options, async (project) =>
      (await import("./write.js")).revision(project, options),
    );
  },

  /** Writes a revision script that joins branches. */
  merge(config: Source, options: MergeOptions & CallOptions): Promise<MergeResult> {
    return call("merge", config, options, async (project) =>
      (await import("./write.js")).merge(project, options),
    );
  },

  /** Writes one revision in place of a line of revisions, equal in effect, which is tried on a scratch database. */
  squash(config: Source, options: SquashOptions & CallOptions): Promise<SquashResult> {
    return call("squash", config, options, async (project) =>
      (await import("./write.js")).squash(project, options),
    );
  },

  /** Applies revisions up to a target; with `sql` or `dryRun` gives the SQL instead. */
  upgrade: (async (config: Source, options: RunCommandOptions & CallOptions) =>
    call("upgrade", config, options, async (project) =>
      (await import("./run.js")).upgrade(project, options),
    )) as RunCommand,

  /** Undoes revisions down to a target; with `sql` or `dryRun` gives the SQL instead. */
  downgrade: (async (config: Source, options: RunCommandOptions & CallOptions) =>
    call("downgrade", config, options, async (project) =>
      (await import("./run.js")).downgrade(project, options),
    )) as RunCommand,

  /** Records where the database stands, and runs nothing. */
  stamp(config: Source, options: StampOptions & CallOptions): Promise<StampResult> {
    return call("stamp", config, options, async (project) =>
      (await import("./run.js")).stamp(project, options),
    );
  },

  /** Makes the version table where it is missing. */
  ensureVersion(
    config: Source,
    options: EnsureVersionOptions & CallOptions = {},
  ): Promise<EnsureVersionResult> {
    return call("ensure-version", config, options, async (project) =>
      (await import("./run.js")).ensureVersion(project, options),
    );
  },

  /** Where database, history and models stand. */
  status(config: Source, options: StatusOptions & CallOptions = {}): Promise<StatusResult> {
    return call("status", config, options, async (project) =>
      (await import("./standing.js")).status(project, options),
    );
  },

  /** Where the database stands. */
  current(config: Source, options: CallOptions = {}): Promise<CurrentResult> {
    return call("current", config, options, async (project) =>
      (await import("./standing.js")).current(project),
    );
  },

  /** The revisions, newest first. */
  history(config: Source, options: HistoryOptions & CallOptions = {}): Promise<RevisionsResult> {
    return call("history", config, options, async (project) =>
      (await import("./history.js")).history(project, options),
    );
  },

  /** The revisions that nothing follows. */
  heads(config: Source, options: CallOptions & HeadsOptions = {}): Promise<HeadsResult> {
    return call("heads", config, options, async (project) =>
      (await import("./history.js")).heads(project, options),
    );
  },

  /** Where the history forks. */
  branches(config: Source, options: CallOptions = {}): Promise<BranchesResult> {
    return call("branches", config, options, async (project) =>
      (await import("./history.js")).branches(project),
    );
  },

  /** The revisions that an identifier names. */
  show(config: Source, options: ShowOptions & CallOptions): Promise<RevisionsResult> {
    return call("show", config, options, async (project) =>
      (await import("./history.js")).show(project, options),
    );
  },

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

  /** The database's schema as models. */
  pull(config: Source, options: PullOptions & CallOptions = {}): Promise<PullResult> {
    return call("pull", config, options, async (project) =>
      (await import("./pull.js")).pull(project, options),
    );
  },

  /** Whether the models have changes that no revision has. */
  check(config: Source, options: CheckOptions & CallOptions = {}): Promise<CheckResult> {
    return call("check", config, options, async (project) =>
      (await import("./difference.js")).check(project, options),
    );
  },

  /** How the models differ from the database. */
  diff(config: Source, options: DiffOptions & CallOptions = {}): Promise<DiffResult> {
    return call("diff", config, options, async (project) =>
      (await import("./difference.js")).diff(project, options),
    );
  },
} as const;
