import { UsageError } from "../errors/errors.js";
import type { Migrator } from "../migrate/migrator.js";
import type { WrittenRun } from "../migrate/offline.js";
import type { RunDirection, RunEvent, RunOptions } from "../migrate/run.js";
import type { Project } from "./project.js";

/** What is asked of `upgrade` and `downgrade`. */
export interface RunCommandOptions {
  /** As on the command line: `head`, `+1`, an id or its beginning, `base`, `-1`, `label@head`… */
  readonly target: string;
  /** Gives the SQL for the database's own client instead, and asks no database; the target may be `FROM:TO`. */
  readonly sql?: boolean | undefined;
  /** Gives the SQL that would be run on the database as it stands, and changes nothing. */
  readonly dryRun?: boolean | undefined;
  /** What scripts find in `op.context.tag`, and the configuration function in its context. */
  readonly tag?: string | undefined;
  /** Is told when a revision begins, is done, or fails. */
  readonly onEvent?: ((event: RunEvent) => void) | undefined;
  /** Stops the run: the running statement is cancelled and its transaction rolled back. */
  readonly signal?: AbortSignal | undefined;
}

/** What `upgrade` and `downgrade` give. */
export interface RunResult {
  readonly direction: RunDirection;
  /** The revisions that were run, in order, with the milliseconds that each took. */
  readonly applied: readonly {
    readonly revision: string;
    readonly message: string;
    readonly durationMs: number;
  }[];
  /** The ids in the version table afterwards. */
  readonly heads: readonly string[];
  /** Targets of an upgrade that did nothing, since the database is past them. */
  readonly passed?: readonly string[];
  readonly durationMs: number;
}

/** What `upgrade` and `downgrade` give where the SQL was asked for. */
export interface SqlResult {
  readonly direction: RunDirection;
  /** The revisions that the SQL runs, in order. */
  readonly revisions: readonly { readonly revision: string; readonly message: string }[];
  /** The ids in the version table before. */
  readonly before: readonly string[];
  /** The ids in the version table afterwards. */
  readonly after: readonly string[];
  /** A script for psql, mysql, mariadb or sqlite3. */
  readonly sql: string;
  /** Revisions that ask the database, so that a dry run cannot tell all they do. */
  readonly unfinished: readonly string[];
}

/**
 * Applies revisions up to a target.
 *
 * @throws {UsageError} both `sql` and `dryRun` are set
 * @throws {RevisionError} the target, or what the version table holds, is unknown
 * @throws {RevisionFailed} a script failed; what it left is told in `details`
 * @throws {MigrationError} `migration.locked`, `migration.interrupted` and others
 */
export function upgrade(project: Project, options: RunCommandOptions): Promise<RunResult | SqlResult> {
  return run(project, "upgrade", options);
}

/** Undoes revisions down to a target. @throws {RevisionError} as `upgrade` */
export function downgrade(project: Project, options: RunCommandOptions): Promise<RunResult | SqlResult> {
  return run(project, "downgrade", options);
}

function run(
  project: Project,
  direction: RunDirection,
  options: RunCommandOptions,
): Promise<RunResult | SqlResult> {
  return options.sql || options.dryRun
    ? writeRevisions(project, direction, options)
    : runRevisions(project, direction, options);
}

/**
 * Writes down what revisions do, and runs nothing.
 *
 * @throws {UsageError} both `sql` and `dryRun` are set
 */
export async function writeRevisions(
  project: Project,
  direction: RunDirection,
  { target, sql, dryRun, signal }: RunCommandOptions,
): Promise<SqlResult> {
  if (sql && dryRun) throw new UsageError("--sql asks no database, and --dry-run asks it: give one of them.");
  const migrator = await project.migrator();
  const written = dryRun
    ? await migrator.dryRun(direction, target, signal)
    : await writeOffline(migrator, direction, target, signal);
  const { revisions, ...others } = written;
  return { ...others, revisions: revisions.map(({ id, message }) => ({ revision: id, message })) };
}

async function writeOffline(
  migrator: Migrator,
  direction: RunDirection,
  target: string,
  signal: AbortSignal | undefined,
): Promise<WrittenRun> {
  const { writeRun } = await import("../migrate/offline.js");
  return writeRun(await migrator.offline(signal), direction === "upgrade" ? "up" : "down", target);
}

/** Runs revisions. @throws {RevisionError} as `upgrade` */
export async function runRevisions(
  project: Project,
  direction: RunDirection,
  { target, onEvent, signal }: RunCommandOptions,
): Promise<RunResult> {
  const migrator = await project.migrator();
  const watch: RunOptions = { ...(onEvent && { onEvent }), ...(signal && { signal }) };
  const { run: ownLoop } = await project.databaseConfig();
  const { applied, heads, passed, durationMs } = ownLoop
    ? await (await import("./own-run.js")).runByProject(project, { direction, target, watch })
    : await migrator[direction](target, watch);
  return {
    direction,
    applied: applied.map(({ revision, durationMs: ms }) => ({
      revision: revision.id,
      message: revision.message,
      durationMs: Math.round(ms),
    })),
    heads,
    ...(passed && { passed }),
    durationMs: Math.round(durationMs),
  };
}

/** What is asked of `stamp`. */
export interface StampOptions {
  /** `head`, `heads`, `base`, an id or its beginning, `label@head`. */
  readonly targets: readonly string[];
  /** Forgets first what is recorded, known or not. */
  readonly purge?: boolean | undefined;
  /** Gives the SQL for the database's own client instead, and asks no database; a target may be `FROM:TO`. */
  readonly sql?: boolean | undefined;
  /** What the configuration function finds in its context. */
  readonly tag?: string | undefined;
  /** Ends the wait for another run; what is recorded stays as it is then. */
  readonly signal?: AbortSignal | undefined;
}

/** What `stamp` gives: the ids in the version table. */
export interface StampResult {
  readonly before: readonly string[];
  readonly after: readonly string[];
  /** The script, where it was asked for. */
  readonly sql?: string;
}

/** Records where the database stands, and runs nothing. @throws {RevisionError} a target is unknown */
export async function stamp(project: Project, options: StampOptions): Promise<StampResult> {
  const { targets, purge = false, signal } = options;
  const migrator = await project.migrator();
  if (options.sql) {
    const { writeStamp } = await import("../migrate/offline.js");
    const { before, after, sql } = await writeStamp(await migrator.offline(), targets, { purge });
    return { before, after, sql };
  }
  const { before, after } = await migrator.stamp(targets, { purge, signal });
  return { before, after };
}

/** What is asked of `ensureVersion`. */
export interface EnsureVersionOptions {
  /** Gives the SQL instead, and asks no database. */
  readonly sql?: boolean | undefined;
  /** Stops it: the table is made as a whole or not at all. */
  readonly signal?: AbortSignal | undefined;
}

/** What `ensureVersion` gives. */
export interface EnsureVersionResult {
  /** The version table's name, with its schema where it has one. */
  readonly table: string;
  /** The script, where it was asked for. */
  readonly sql?: string;
}

/** Makes the version table where it is missing. @throws {DatabaseError} the database refuses */
export async function ensureVersion(
  project: Project,
  { sql = false, signal }: EnsureVersionOptions = {},
): Promise<EnsureVersionResult> {
  const migrator = await project.migrator();
  const { displayName } = await import("../schema/name.js");
  const table = displayName(migrator.settings.versionTable);
  if (!sql) {
    await migrator.ensureVersion(signal);
    return { table };
  }
  const { writeEnsure } = await import("../migrate/offline.js");
  return { table, sql: await writeEnsure(await migrator.offline()) };
}
