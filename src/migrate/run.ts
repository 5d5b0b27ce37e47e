import type { MigrationGuard } from "../dialect/dialect.js";
import type { Connection } from "../engine/connection.js";
import type { Transaction } from "../engine/transaction.js";
import { MigrationError } from "../errors/errors.js";
import type { Plan, Step } from "../revision/plan.js";
import type { Revision } from "../revision/revision.js";
import { revisionFailed } from "./failure.js";
import { Operations } from "./operations.js";
import { loadScript, type Script } from "./script.js";
import { ScriptRun } from "./script-run.js";
import type { MigrationSettings } from "./settings.js";
import { VersionTable } from "./version-table.js";

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
  /** Stops the run: the running statement is cancelled and its transaction rolled back. */
  readonly signal?: AbortSignal;
}

/** One revision that was run. */
export interface Applied {
  readonly revision: Revision;
  readonly durationMs: number;
}

/** The parts of a run that stay the same from step to step. */
interface Run {
  readonly connection: Connection;
  readonly settings: MigrationSettings;
  readonly guard: MigrationGuard;
  readonly options: RunOptions;
  readonly direction: RunDirection;
}

/**
 * Runs the steps of a plan. All scripts are loaded before the first one starts; after a failure nothing more runs.
 *
 * @throws {RevisionFailed} what a script threw, with where and what is left of it
 * @throws {MigrationError} `migration.conflict`, `migration.transaction-ended`, `migration.interrupted`
 */
export async function runPlan(
  connection: Connection,
  plan: Plan,
  settings: MigrationSettings,
  guard: MigrationGuard,
  options: RunOptions,
): Promise<readonly Applied[]> {
  const scripts: Script[] = [];
  for (const { revision } of plan.steps) {
    scripts.push(await loadScript(revision, plan.direction, settings));
  }
  const direction = plan.direction === "up" ? "upgrade" : "downgrade";
  const run: Run = { connection, settings, guard, options, direction };
  const transactional = connection.dialect.features.transactionalDdl && settings.transaction !== "none";
  if (!transactional) connection.executionOptions({ isolationLevel: "AUTOCOMMIT" });
  const whole = transactional && settings.transaction === "all" ? await connection.begin() : null;
  const applied: Applied[] = [];
  let rows = plan.before;
  try {
    for (const [i, step] of plan.steps.entries()) {
      const { revision } = step;
      options.onEvent?.({ kind: "start", revision, direction, position: i + 1, count: scripts.length });
      const started = performance.now();
      const durationMs = () => performance.now() - started;
      try {
        rows = await runStep(run, step, scripts[i]!, rows, whole, transactional);
      } catch (thrown) {
        options.onEvent?.({ kind: "failed", revision, direction, durationMs: durationMs() });
        throw thrown;
      }
      applied.push({ revision, durationMs: durationMs() });
      options.onEvent?.({ kind: "done", revision, direction, durationMs: durationMs() });
    }
    await whole?.commit();
  } catch (thrown) {
    await whole?.rollback();
    throw thrown;
  }
  return applied;
}

/** Runs one step and gives the version rows after it. */
async function runStep(
  run: Run,
  step: Step,
  script: Script,
  rows: readonly string[],
  whole: Transaction | null,
  transactional: boolean,
): Promise<readonly string[]> {
  const own = transactional && whole === null ? await run.connection.begin() : null;
  const after = [...rows.filter((row) => !step.removes.includes(row)), ...step.inserts].sort();
  const versions = new VersionTable(run.settings.versionTable, run.connection.dialect, (sql, params) =>
    run.connection.exec(sql, params),
  );
  try {
    // The claim comes first, so that of two runs at once the second waits here and then finds it gone.
    if (transactional) await versions.change(step);
    await runScript(run, script, transactional);
    if (transactional) await run.guard.verify();
    else await versions.change(step);
    await run.settings.onVersionApply?.({
      step: run.direction,
      revision: step.revision.id,
      from: rows,
      to: after,
    });
    await own?.commit();
  } catch (thrown) {
    await own?.rollback();
    throw thrown;
  }
  return after;
}

/** Lines deep in a script's own helpers still lead back to the script. */
const STACK_DEPTH = 50;

async function runScript(run: Run, script: Script, transactional: boolean): Promise<void> {
  const { connection, settings, direction } = run;
  const { signal } = run.options;
  const context = {
    x: settings.x,
    dialect: connection.dialect.name,
    direction,
    revision: script.revision.id,
  };
  const work = new ScriptRun(connection, context, signal);
  const cancel = () => void connection.cancel().catch(() => undefined);
  signal?.addEventListener("abort", cancel, { once: true });
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = Math.max(depth, STACK_DEPTH);
  let thrown: { readonly error: unknown } | null = null;
  try {
    signal?.throwIfAborted();
    await script.run(new Operations(work));
  } catch (error) {
    thrown = { error };
  } finally {
    await work.queue.drain();
    Error.stackTraceLimit = depth;
    signal?.removeEventListener("abort", cancel);
  }
  if (thrown || work.queue.failure) {
    throw revisionFailed({
      script,
      direction,
      thrown: thrown?.error,
      queue: work.queue,
      rolledBack: transactional,
      interrupted: signal?.aborted ?? false,
    });
  }
  if (transactional && connection.driver.inTransaction() === false) {
    throw new MigrationError(
      "migration.transaction-ended",
      `The script of revision ${script.revision.id} ended the transaction it runs in.`,
      {
        hint: "Take COMMIT and ROLLBACK out of the script; what it did before them stays in the database.",
        details: { revision: script.revision.id, file: script.file },
      },
    );
  }
}
