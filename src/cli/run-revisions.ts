import type { RunCommandOptions } from "../api/run.js";
import type { RunDirection, RunEvent } from "../migrate/run.js";
import type { RevisionGraph } from "../revision/graph.js";
import { displayWidth } from "../util/display-width.js";
import { plural, safeText } from "../util/text.js";
import type { App } from "./app.js";
import { type OptionDefinition, OUTPUT_OPTION } from "./command.js";
import { EXIT, type ExitCode } from "./exit-code.js";
import { duration, pad } from "./layout.js";
import type { Palette } from "./palette.js";
import { Progress } from "./progress.js";
import { revisionName } from "./revision-text.js";

/** Messages take no more columns than this in the lines of a run. */
const MOST_MESSAGE = 40;
const DURATION_WIDTH = 9;
const WORDS = { upgrade: "applied", downgrade: "undone" } as const;

/** Runs `upgrade` or `downgrade`: a line for each revision as it is done, and one for the whole. */
export async function runRevisions(
  app: App,
  direction: RunDirection,
  options: RunCommandOptions,
): Promise<ExitCode> {
  if (options.sql || options.dryRun) return writeRevisions(app, direction, options);
  const migrator = await app.migrator();
  const lines = new RunLines(app, migrator.graph);
  try {
    lines.begin();
    const api = await import("../api/run.js");
    const done = await api.runRevisions(app, direction, {
      target: options.target,
      signal: app.signal,
      onEvent: (event) => lines.tell(event),
    });
    const { applied, heads, passed, durationMs } = done;
    lines.end();
    const { run } = await app.databaseConfig();
    app.output.report(app.command, done, ({ paint }) => {
      const place = placeText(migrator.graph.at(heads), heads, paint);
      if (passed) return [`Already past ${passed.join(", ")}, at ${place}: nothing to do.`];
      if (applied.length === 0 && run !== null)
        return [`The configuration's run applied nothing, at ${place}.`];
      if (applied.length === 0) return [nothingToDo(migrator.graph, direction, place)];
      const count = plural(applied.length, "revision");
      return [`${paint.good(`${count} ${WORDS[direction]}`)} in ${duration(durationMs)}, now at ${place}`];
    });
    if (passed?.length === 1) app.output.note(() => [`hint: migr downgrade ${passed[0]} goes back to it`]);
    return EXIT.done;
  } catch (thrown) {
    lines.end();
    const { transaction } = await app.databaseConfig();
    lines.tellWhatStays(transaction === "all" && isRolledBack(thrown));
    throw thrown;
  } finally {
    lines.end();
    app.isCritical = false;
  }
}

/** Prints the SQL of `upgrade` or `downgrade`. */
async function writeRevisions(
  app: App,
  direction: RunDirection,
  options: RunCommandOptions,
): Promise<ExitCode> {
  const { output, signal } = app;
  const api = await import("../api/run.js");
  const written = await api.writeRevisions(app, direction, { ...options, signal });
  output.script(app.command, written);
  if (options.dryRun) {
    const { revisions, unfinished } = written;
    output.note(() => [
      revisions.length === 0
        ? "There is nothing to do."
        : `${plural(revisions.length, "revision")} would be ${WORDS[direction]}; nothing was changed.`,
    ]);
    for (const id of unfinished)
      output.warn(`revision ${id} asks the database, so not all it does is shown.`);
  }
  return EXIT.done;
}

/** The options of `upgrade` and `downgrade`. */
export const RUN_OPTIONS: readonly OptionDefinition[] = [
  { flags: "--sql", about: "print a script for the database's own client instead" },
  OUTPUT_OPTION,
  { flags: "--dry-run", about: "print the SQL that would be run, and change nothing" },
  { flags: "--tag <text>", about: "text for scripts (op.context.tag) and configuration" },
];

/** The lines that tell how a run goes, on standard error. */
class RunLines {
  readonly #app: App;
  readonly #progress: Progress;
  readonly #graph: RevisionGraph;
  #widths: { readonly id: number; readonly message: number } | null = null;
  #done = 0;

  constructor(app: App, graph: RevisionGraph) {
    this.#app = app;
    this.#progress = new Progress(app.output);
    this.#graph = graph;
  }

  /** How wide ids and messages are, for lines that may never be written. */
  get #columns(): { readonly id: number; readonly message: number } {
    if (this.#widths === null) {
      const { revisions } = this.#graph;
      const widest = (texts: readonly string[]) =>
        texts.reduce((most, text) => Math.max(most, displayWidth(text)), 0);
      this.#widths = {
        id: widest(revisions.map(({ id }) => id)),
        message: Math.min(MOST_MESSAGE, widest(revisions.map(({ message }) => message))),
      };
    }
    return this.#widths;
  }

  /** Before the first revision: the database is asked, or another run is waited for. */
  begin(): void {
    this.#progress.start(() => "  waiting for the database");
  }

  tell(event: RunEvent): void {
    const { output } = this.#app;
    const { id } = event.revision;
    this.#app.isCritical = true;
    if (event.kind === "start") {
      this.#progress.start(() => {
        const count = event.count > 1 ? ` (${event.position} of ${event.count})` : "";
        const message = shorten(safeText(event.revision.message));
        return `  ${pad(id, this.#columns.id)}  ${message}${count}`;
      });
      return;
    }
    this.#progress.stop();
    const isDone = event.kind === "done";
    if (isDone) this.#done++;
    output.note(({ paint }) => {
      const name = pad(id, this.#columns.id);
      const message = pad(shorten(safeText(event.revision.message)), this.#columns.message);
      const time = duration(event.durationMs).padStart(DURATION_WIDTH);
      return [
        isDone
          ? `  ${paint.good(name)}  ${message}  ${paint.dim(time)}`
          : `  ${paint.bad(name)}  ${message}  ${paint.bad("failed".padStart(DURATION_WIDTH))}`,
      ];
    });
  }

  /** After a failure: what became of the revisions before it. */
  tellWhatStays(allRolledBack: boolean): void {
    if (this.#done === 0) return;
    const count = plural(this.#done, "revision");
    const text = allRolledBack
      ? `The ${count} before it ${this.#done === 1 ? "was" : "were"} rolled back too.`
      : `The ${count} before it ${this.#done === 1 ? "is" : "are"} done and recorded.`;
    this.#app.output.note(() => [text]);
  }

  end(): void {
    this.#progress.stop();
  }
}

function shorten(message: string): string {
  return message.length <= MOST_MESSAGE ? message : `${message.slice(0, MOST_MESSAGE - 3)}...`;
}

function placeText(graph: RevisionGraph, heads: readonly string[], paint: Palette): string {
  if (heads.length === 0) return "base";
  return heads
    .map((id) => {
      const revision = graph.find(id);
      return revision === undefined ? id : revisionName(revision, { graph, paint });
    })
    .join(", ");
}

function nothingToDo(graph: RevisionGraph, direction: RunDirection, place: string): string {
  if (direction === "upgrade" && graph.revisions.length === 0) return "There are no revisions yet.";
  return `Already at ${place}, nothing to do.`;
}

function isRolledBack(thrown: unknown): boolean {
  return (thrown as { details?: { rolledBack?: unknown } } | null)?.details?.rolledBack === true;
}
