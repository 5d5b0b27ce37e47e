import { MigrError } from "../errors/base.js";
import { MigrationError, RevisionFailed } from "../errors/errors.js";
import { positionIn } from "../loader/position.js";
import { messageOf } from "../util/text.js";
import type { Script } from "./script.js";
import type { ScriptQueue } from "./script-queue.js";

/** What is known when a script has failed. */
interface Failure {
  readonly script: Script;
  readonly direction: "upgrade" | "downgrade";
  readonly thrown: unknown;
  readonly queue: ScriptQueue;
  /** Whether the step that failed had done some of its statements. */
  readonly isPartlyDone: boolean;
  /** Whether what the script had done was rolled back; null where nothing was to be run. */
  readonly rolledBack: boolean | null;
  readonly interrupted: boolean;
}

/** The error that tells which revision failed, at which line and step, and what is left of it. */
export function revisionFailed(failure: Failure): RevisionFailed | MigrationError {
  const { script, queue, rolledBack, thrown } = failure;
  const first = queue.failure;
  const error = first ? first.error : thrown;
  const position =
    (first && positionIn(first.stack, script.file)) ??
    positionIn(error instanceof Error ? error.stack : undefined, script.file);
  const halfApplied = rolledBack === false && (queue.done.length > 0 || failure.isPartlyDone);
  const details = {
    ...(error instanceof MigrError && error.details),
    revision: script.revision.id,
    direction: failure.direction,
    file: script.file,
    line: position?.line ?? null,
    operation: first?.label ?? null,
    step: first?.position ?? null,
    ...(rolledBack !== null && {
      done: queue.done,
      partlyDone: !rolledBack && failure.isPartlyDone,
      rolledBack,
      halfApplied,
    }),
  };
  if (failure.interrupted) {
    return new MigrationError("migration.interrupted", `Revision ${script.revision.id} was interrupted.`, {
      hint: halfApplied ? HALF_APPLIED : "Run again: what was applied before it is recorded.",
      details,
      cause: error,
    });
  }
  const own = error instanceof MigrError ? error.hint : undefined;
  // What ended without a word, as a process that is killed does, has left what it had done.
  const mayBeAgain = rolledBack === false && LEFT_BEHIND.has(codeOf(error));
  return new RevisionFailed(codeOf(error), sentence(error), {
    hint: halfApplied ? HALF_APPLIED : mayBeAgain ? [own, AGAIN].filter(Boolean).join(" ") : own,
    details,
    cause: error,
  });
}

const HALF_APPLIED =
  "What was committed stays. Undo the steps that are done, or finish the revision by hand and stamp it.";

/** What a step is told that an earlier run has done already. */
const LEFT_BEHIND: ReadonlySet<string> = new Set(["db.exists", "db.no-such-object"]);

const AGAIN =
  "Where an earlier run ended in the middle of this revision, undo what it did, or finish the rest by hand and stamp it.";

function codeOf(error: unknown): MigrError["code"] {
  return error instanceof MigrError ? error.code : "migration.failed";
}

function sentence(error: unknown): string {
  if (error instanceof MigrError) return error.message;
  const name = error instanceof Error && error.name !== "Error" ? `${error.name}: ` : "";
  const message = `${name}${messageOf(error)}`;
  return /[.!?]$/.test(message) ? message : `${message}.`;
}
