import { MigrError } from "../errors/base.js";
import { MigrationError } from "../errors/errors.js";
import type { AbortWatch } from "../util/abort-watch.js";
import { messageOf } from "../util/text.js";
import { checkedOperations } from "./checked-operations.js";
import type { OperationContext } from "./operation-runner.js";
import { Operations } from "./operations.js";
import type { Script } from "./script.js";
import type { ScriptRun } from "./script-run.js";
import type { MigrationSettings, RevisionStep } from "./settings.js";
import type { StatementTarget } from "./statement-target.js";

/** What the script is told of the run it is part of. */
export function contextOf(
  target: StatementTarget,
  settings: Pick<MigrationSettings, "x" | "tag" | "place">,
  { revision }: Script,
  direction: OperationContext["direction"],
): OperationContext {
  return {
    x: settings.x,
    tag: settings.tag ?? null,
    dialect: target.dialect.name,
    offline: target.offline,
    direction,
    revision: revision.id,
    database: settings.place?.database ?? null,
    target: settings.place?.target ?? null,
  };
}

/** Lines deep in a script's own helpers still lead back to the script. */
const STACK_DEPTH = 50;

/** Calls a script's function, and the project's own around it, and waits for all that they ask for. */
export async function callScript(
  work: ScriptRun,
  script: Script,
  settings: Pick<MigrationSettings, "beforeRevision" | "afterRevision">,
  watch: AbortWatch,
): Promise<void> {
  const depth = Error.stackTraceLimit;
  Error.stackTraceLimit = Math.max(depth, STACK_DEPTH);
  try {
    watch.signal?.throwIfAborted();
    const op = checkedOperations(new Operations(work));
    const { id: revision, message } = script.revision;
    const step = { revision, message, direction: work.context.direction, op };
    const run = async () => {
      if (settings.beforeRevision) {
        await callHook("beforeRevision", settings, step);
        await work.queue.settle();
      }
      await script.run(op);
      // What follows the script sees all that the script asked for done, awaited or not.
      await work.queue.settle();
      if (settings.afterRevision) await callHook("afterRevision", settings, step);
    };
    await untilAborted(run, watch);
    await work.queue.drain();
    work.assertTransaction();
  } finally {
    await work.queue.drain();
    Error.stackTraceLimit = depth;
  }
}

/**
 * Calls one of the project's functions that stand around a script.
 *
 * @throws {MigrationError} `migration.failed`: it threw something of its own
 */
async function callHook(
  name: "beforeRevision" | "afterRevision",
  settings: Pick<MigrationSettings, "beforeRevision" | "afterRevision">,
  step: RevisionStep,
): Promise<void> {
  try {
    await settings[name]?.(step);
  } catch (thrown) {
    if (thrown instanceof MigrError) throw thrown;
    throw new MigrationError(
      "migration.failed",
      `${name} failed at the ${step.direction} of ${step.revision}: ${messageOf(thrown)}`.replace(
        /[.!?]?$/,
        ".",
      ),
      { hint: "It is in the configuration file.", cause: thrown },
    );
  }
}

/** Waits for work, but no longer than until the signal: a script may wait for something that never comes. */
function untilAborted(work: () => Promise<unknown>, watch: AbortWatch): Promise<unknown> {
  const running = work();
  const { signal } = watch;
  if (!signal) return running;
  return new Promise((resolve, reject) => {
    const end = watch.add(() => reject(signal.reason));
    running.then(resolve, reject).finally(end);
  });
}
