import type { MigrationGuard } from "../dialect/dialect.js";
import type { Connection } from "../engine/connection.js";
import { MigrationError } from "../errors/errors.js";
import type { Operation } from "../ops/operation.js";
import type { Plan, Step } from "../revision/plan.js";
import type { Revision } from "../revision/revision.js";
import { AbortWatch } from "../util/abort-watch.js";
import { now } from "../util/deadline.js";
import { messageOf } from "../util/text.js";
import { callScript, contextOf } from "./call-script.js";
import { revisionFailed } from "./failure.js";
import { assertGoesOn, whenUnlocked } from "./lock.js";
import { loadScript, type Script } from "./script.js";
import { ScriptRun } from "./script-run.js";
import type { MigrationSettings, VersionChange } from "./settings.js";
import { DatabaseTarget } from "./statement-target.js";
import { StepTransaction } from "./step-transaction.js";
import { type VersionTable, versionsOf, versionsWithin } from "./version-table.js";

/** What happens while revisions run. Durations are milliseconds. */
export type RunEvent =
  | {
      readonly kind: "start";
      readonly revision: Revision;
      readonly direction: RunDirection;
      /** Which of `count` revisions it is, counted from 1. */
      readonly position: number;
      readonly count: number;
    }
  | {
      readonly kind: "done" | "failed";
      readonly revision: Revision;
      readonly direction: RunDirection;
      readonly durationMs: number;
    };

/** Which way revisions run. */
export type RunDirection = "upgrade" | "downgrade";

/** How a run is watched and stopped. */
export interface RunOptions {
  readonly onEvent?: (event: RunEvent) => void;
  /** Is told each operation that a script asks for; null for what is only known to the script itself, such as a query. */
  readonly onOperation?: (operation: Operation | null) => void;
  /** Stops the run: the running statement is cancelled and its transaction rolled back. */
  readonly signal?: AbortSignal;
  /** Where to run, outside of any transaction; a connection of the engine's where left out. */
  readonly connection?: Connection;
}

/** One revision that was run. */
export interface Applied {
  readonly revision: Revision;
  readonly durationMs: number;
}

/** The parts of a run that stay the same from step to step. */
export interface Run {
  readonly connection: Connection;
  readonly settings: MigrationSettings;
  readonly guard: MigrationGuard;
  readonly options: RunOptions;
  readonly direction: RunDirection;
}

/** Whether each revision, or the whole run, is in a transaction that can be rolled back. */
export function isTransactional(
  { dialect }: Connection,
  { transaction }: Pick<MigrationSettings, "transaction">,
): boolean {
  return dialect.features.transactionalDdl && transaction !== "none";
}

/**
 * Runs the steps of a plan. All scripts are loaded before the first one starts; after a failure nothing more runs.
 *
 * @param applied gets the revisions that were run, and holds those that stay if one fails
 * @throws {RevisionFailed} what a script threw, with where and what is left of it
 * @throws {MigrationError} `migration.conflict`, `migration.transaction-ended`, `migration.interrupted`
 */
export async function runPlan(run: Run, plan: Plan, applied: Applied[]): Promise<void> {
  const { connection, settings, options } = run;
  const { signal } = options;
  const scripts = await loadScripts(plan, settings);
  const transactional = isTransactional(connection, settings);
  if (!transactional) connection.executionOptions({ isolationLevel: "AUTOCOMMIT" });
  const whole = transactional && settings.transaction === "all";
  const own = transactional && !whole;
  using watch = new AbortWatch(signal);
  const steps: Steps = {
    run,
    scripts,
    transactional,
    own,
    transaction: new StepTransaction(connection, () =>
      whenUnlocked(settings, () => connection.begin(), signal),
    ),
    versions: versionsWithin(connection, settings),
    watch,
    // What is to be told of a revision, or to be done in the same transaction, comes before the commit.
    commits: own && run.guard.commitVerifies && settings.onVersionApply === undefined,
  };
  const { transaction } = steps;
  if (whole) await transaction.begin();
  // How much stays where the whole run is rolled back.
  let before = applied.length;
  try {
    await runSteps(steps, plan, applied, () => {
      before = applied.length;
    });
    if (whole) await transaction.commit();
  } catch (thrown) {
    // Of single revisions it is the next one's, of which nothing has run.
    await transaction.rollback();
    if (whole) applied.length = before;
    throw thrown;
  }
}

/** @param onLeft is told where a step has left the transaction: what was done before it is committed */
async function runSteps(steps: Steps, plan: Plan, applied: Applied[], onLeft: () => void): Promise<void> {
  const { run, scripts, transaction, own } = steps;
  let rows = plan.before;
  for (let i = 0; i < scripts.length; i++) {
    assertGoesOn(run.options.signal);
    if (own) await transaction.begin();
    const { left } = transaction;
    const started = now();
    const step = plan.steps[i]!;
    try {
      rows = await runStep({ steps, step, script: scripts[i]!, position: i + 1 }, rows);
    } finally {
      if (transaction.left > left) onLeft();
    }
    const done: Applied = { revision: step.revision, durationMs: now() - started };
    applied.push(done);
    run.options.onEvent?.({ kind: "done", direction: run.direction, ...done });
  }
}

async function loadScripts(plan: Plan, settings: MigrationSettings): Promise<readonly Script[]> {
  const scripts: Script[] = [];
  for (const { revision } of plan.steps) {
    scripts.push(await loadScript(revision, plan.direction, settings));
  }
  return scripts;
}

/** The steps of a plan with what stays the same from one to the next. */
interface Steps {
  readonly run: Run;
  readonly scripts: readonly Script[];
  readonly transactional: boolean;
  /** Each step has a transaction of its own. */
  readonly own: boolean;
  readonly transaction: StepTransaction;
  readonly versions: VersionTable;
  readonly watch: AbortWatch;
  /** The commit checks what the script has done, and follows it at once. */
  readonly commits: boolean;
}

/** One step with what it runs in. */
interface Job {
  readonly steps: Steps;
  readonly step: Step;
  readonly script: Script;
  readonly position: number;
}

/**
 * Does work of a script outside of its transaction. While that is committed the revision is not: its claim is given
 * back, and taken again after.
 */
async function outside<T>(job: Job, rows: readonly string[], work: () => Promise<T>): Promise<T> {
  const { steps, step } = job;
  const { versions, transaction } = steps;
  const { removes, inserts } = step;
  await steps.run.guard.verify();
  await versions.change({ removes: inserts, inserts: removes });
  const result = await transaction.outside(work);
  await versions.change(step, rows);
  return result;
}

/** Runs one step, ends the transaction that it has of its own, and gives the version rows after it. */
async function runStep(job: Job, rows: readonly string[]): Promise<readonly string[]> {
  const { own, transaction, commits, scripts } = job.steps;
  if (!own) return moveOn(job, rows);
  try {
    const after = await moveOn(job, rows);
    if (!commits) await transaction.commit(job.position < scripts.length);
    return after;
  } catch (thrown) {
    await transaction.rollback();
    throw thrown;
  }
}

/** Runs a step's script and moves the version rows, which it gives. */
async function moveOn(job: Job, rows: readonly string[]): Promise<readonly string[]> {
  const { steps, step, position } = job;
  const { run, scripts, versions, transactional } = steps;
  const { settings, options, direction } = run;
  const { revision } = step;
  const after = [...rows.filter((row) => !step.removes.includes(row)), ...step.inserts].sort();
  // The claim comes first, so that of two runs at once the second waits here and then finds it gone.
  if (transactional) await versions.change(step, rows);
  options.onEvent?.({ kind: "start", revision, direction, position, count: scripts.length });
  const started = now();
  try {
    await runScript(job, rows);
    if (!transactional) await versions.change(step);
    if (settings.onVersionApply)
      await tellVersion(settings, { step: direction, revision: revision.id, from: rows, to: after });
  } catch (thrown) {
    options.onEvent?.({ kind: "failed", revision, direction, durationMs: now() - started });
    throw thrown;
  }
  return after;
}

/**
 * Calls the project's `onVersionApply`.
 *
 * @throws {MigrationError} `migration.failed`: it threw
 */
export async function tellVersion(
  { onVersionApply }: Pick<MigrationSettings, "onVersionApply">,
  change: VersionChange,
): Promise<void> {
  try {
    await onVersionApply?.(change);
  } catch (thrown) {
    const { step, revision } = change;
    throw new MigrationError(
      "migration.failed",
      `onVersionApply failed at the ${step} of ${revision}: ${messageOf(thrown)}`.replace(/[.!?]?$/, "."),
      { hint: "It is in the configuration file.", details: { step, revision }, cause: thrown },
    );
  }
}

async function runScript(job: Job, rows: readonly string[]): Promise<void> {
  const { steps, script } = job;
  const { transactional, transaction, commits, watch } = steps;
  const { connection, settings, direction, guard, options } = steps.run;
  const { signal, onOperation } = options;
  const { left } = transaction;
  const target = new DatabaseTarget(connection);
  const work = new ScriptRun(target, contextOf(target, settings, script, direction), {
    transactional,
    signal,
    outside: transactional ? (part) => outside(job, rows, part) : undefined,
    onOperation,
  });
  let cancelled: Promise<unknown> | null = null;
  // Where nothing of the script runs, the statement that is cancelled would be one of those that undo it.
  const cancel = () => {
    if (work.queue.isBusy) cancelled = connection.cancel().catch(() => undefined);
  };
  const end = watch.add(cancel);
  let thrown: Thrown | null = null;
  try {
    await callScript(work, script, settings, watch);
    if (transactional && !commits) await guard.verify();
  } catch (error) {
    thrown = { error };
  } finally {
    await work.queue.drain();
    if (cancelled) await cancelled;
    end();
  }
  let refused: Thrown | null = null;
  if (!thrown && !work.queue.failure) {
    if (commits) refused = await commit(job);
    if (!refused) return;
    thrown = refused;
  }
  // Where the connection is gone, the server has rolled back.
  const committed = transactional && !refused && (await takeBackClaim(job).catch(() => false));
  throw revisionFailed({
    script,
    direction,
    thrown: thrown?.error,
    queue: work.queue,
    isPartlyDone: work.isPartlyDone,
    rolledBack: transactional && !committed && transaction.left === left,
    interrupted: signal?.aborted ?? false,
  });
}

interface Thrown {
  readonly error: unknown;
}

/**
 * Commits what a script has done, and gives what the database has against it, which has rolled it back then.
 *
 * @throws {OperationalError} `db.lost` and its kin: nobody knows whether it was committed
 */
async function commit({ steps, position }: Job): Promise<Thrown | null> {
  try {
    await steps.transaction.commit(position < steps.scripts.length);
    return null;
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (code === "db.lost" || code === "db.connect" || code === "state.invalidated") throw error;
    return { error };
  }
}

/**
 * Where a script has ended its transaction and so made its revision's claim last, takes the claim back.
 *
 * @returns whether what the script had done was committed
 */
async function takeBackClaim({ steps, step }: Job): Promise<boolean> {
  const { connection, settings } = steps.run;
  if (connection.driver.inTransaction() !== false) return false;
  const versions = versionsOf(connection, settings);
  const rows = await versions.read();
  const isClaimed =
    step.inserts.every((id) => rows.includes(id)) && !step.removes.some((id) => rows.includes(id));
  if (isClaimed) await versions.change({ removes: step.inserts, inserts: step.removes });
  return isClaimed;
}
