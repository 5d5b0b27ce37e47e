import type { RunDirection, RunEvent, RunOptions } from "../migrate/run.js";
import type { Project } from "./project.js";

/** What is asked of `upgrade` and `downgrade`. */
export interface RunCommandOptions {
  /** As on the command line: `head`, `+1`, an id or its beginning, `base`, `-1`, `label@head`… */
  readonly target: string;
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
  readonly durationMs: number;
}

/**
 * Applies revisions up to a target.
 *
 * @throws {RevisionError} the target, or what the version table holds, is unknown
 * @throws {RevisionFailed} a script failed; what it left is told in `details`
 * @throws {MigrationError} `migration.locked`, `migration.interrupted` and others
 */
export function upgrade(project: Project, options: RunCommandOptions): Promise<RunResult> {
  return run(project, "upgrade", options);
}

/** Undoes revisions down to a target. @throws {RevisionError} as `upgrade` */
export function downgrade(project: Project, options: RunCommandOptions): Promise<RunResult> {
  return run(project, "downgrade", options);
}

async function run(
  project: Project,
  direction: RunDirection,
  { target, onEvent, signal }: RunCommandOptions,
): Promise<RunResult> {
  const migrator = await project.migrator();
  const watch: RunOptions = { ...(onEvent && { onEvent }), ...(signal && { signal }) };
  const { applied, heads, durationMs } = await migrator[direction](target, watch);
  return {
    direction,
    applied: applied.map(({ revision, durationMs: ms }) => ({
      revision: revision.id,
      message: revision.message,
      durationMs: Math.round(ms),
    })),
    heads,
    durationMs: Math.round(durationMs),
  };
}

/** What is asked of `stamp`. */
export interface StampOptions {
  /** `head`, `heads`, `base`, an id or its beginning, `label@head`. */
  readonly targets: readonly string[];
  /** Forgets first what is recorded, known or not. */
  readonly purge?: boolean | undefined;
}

/** What `stamp` gives: the ids in the version table. */
export interface StampResult {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Records where the database stands, and runs nothing. @throws {RevisionError} a target is unknown */
export async function stamp(project: Project, options: StampOptions): Promise<StampResult> {
  const { targets, purge = false } = options;
  const { before, after } = await (await project.migrator()).stamp(targets, { purge });
  return { before, after };
}
