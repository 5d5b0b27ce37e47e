import { MigrError } from "../errors/base.js";
import { MigrationError } from "../errors/errors.js";
import { messageOf } from "../util/text.js";
import type { App } from "./app.js";
import { EXIT } from "./exit-code.js";
import { type FailurePlace, reportFailure } from "./failure.js";
import type { Interruption } from "./interruption.js";

/**
 * Watches over the process while a command runs: interrupts, stray errors of scripts, and an end that comes too early.
 * The first interrupt aborts what must be rolled back, and ends everything else at once, as the second one does.
 *
 * @returns ends the watch
 */
export function guardProcess(app: App, interruption: Interruption, place: FailurePlace): () => void {
  const { output } = app;
  const leave = (code: number) => {
    process.off("exit", onExit);
    process.exit(code);
  };
  const interrupt = () => {
    if (interruption.isAborted || !app.isCritical) leave(EXIT.interrupted);
    interruption.abort();
    output.note(() => ["Interrupted: rolling back. Once more leaves at once."]);
  };
  // What a script's own stray promise or callback throws would otherwise end the process with a bare stack.
  const crash = (thrown: unknown) => {
    void reportFailure(app.isCritical ? stray(thrown) : thrown, output, place).then(leave);
  };
  // Here nothing can be waited for any more; an error with a hint is written at once.
  const onExit = () => {
    process.exitCode = EXIT.failed;
    void reportFailure(endedEarly(), output, place);
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  process.on("uncaughtException", crash).on("exit", onExit);
  return () => {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    process.off("uncaughtException", crash).off("exit", onExit);
  };
}

function stray(thrown: unknown): unknown {
  if (thrown instanceof MigrError) return thrown;
  const message = messageOf(thrown).replace(/\.$/, "");
  return new MigrationError("migration.failed", `Something of a script threw outside of it: ${message}.`, {
    hint: "Await the work inside of upgrade and downgrade; --verbose shows where it was thrown. The database rolls back what it can.",
    cause: thrown,
  });
}

function endedEarly(): MigrationError {
  return new MigrationError("migration.failed", "The process ended before the command was done.", {
    hint: "A script, the models or the configuration called process.exit, or waits for a promise that never settles.",
  });
}
