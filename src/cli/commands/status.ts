import type { Migrator } from "../../migrate/migrator.js";
import type { RevisionGraph } from "../../revision/graph.js";
import type { Revision } from "../../revision/revision.js";
import { plural } from "../../util/text.js";
import type { App } from "../app.js";
import { type ChangeDocument, COMPARING, changeDocuments, reportLimits } from "../change-list.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { safeText } from "../failure.js";
import { alignRows, wrap } from "../layout.js";
import type { Screen } from "../output.js";
import { revisionDocument, revisionMarks, revisionTitle } from "../revision-text.js";

/** How models and database stand to each other. */
type ModelsState =
  | { readonly state: "none" | "notCompared" | "inStep" }
  | { readonly state: "changed"; readonly changes: readonly ChangeDocument[] };

/** Everything on the screen. */
interface Status {
  readonly url: string;
  readonly server: string;
  readonly graph: RevisionGraph;
  readonly standing: readonly Revision[];
  /** Ids in the version table that no revision has. */
  readonly unknown: readonly string[];
  readonly pending: readonly Revision[];
  readonly models: ModelsState;
}

const LABEL_WIDTH = 11;
/** So many pending revisions are listed. */
const MOST_LISTED = 10;

/** `migr status`: where database, history and models stand. */
export const status: CommandDefinition = {
  name: "status",
  group: "Look",
  summary: "Show where database, history and models stand",
  examples: [
    ["status", "one screen"],
    ["status --json", "the same for programs"],
  ],
  async run(app) {
    const found = await findStatus(app);
    const { graph } = found;
    const documents = (revisions: readonly Revision[]) =>
      revisions.map((revision) => revisionDocument(revision, { graph }));
    app.output.print(
      app.command,
      {
        database: { url: found.url, server: found.server },
        current: documents(found.standing),
        unknown: found.unknown,
        heads: documents(graph.heads),
        pending: documents(found.pending),
        models: found.models,
      },
      (screen) => statusLines(found, screen),
    );
    if (found.unknown.length > 0) {
      app.output.warn(
        "no revision file has the unknown id; `migr stamp` sets the database to a known revision.",
      );
    }
    return EXIT.done;
  },
};

async function findStatus(app: App): Promise<Status> {
  const migrator = await app.migrator();
  const { graph, engine } = migrator;
  const [{ currentRevisions, pendingRevisions }, server, rows] = [
    await import("../../revision/plan.js"),
    await engine.connect(
      ({ dialect, driver }) => `${dialect.title} ${driver.serverVersion.split(/[\s-]/, 1)[0]}`,
    ),
    await migrator.current(),
  ];
  const unknown = graph.unknownRows(rows);
  const known = rows.filter((row) => !unknown.includes(row));
  const pending = pendingRevisions(graph, known);
  return {
    url: safeText(String(engine.url)),
    server: safeText(server),
    graph,
    standing: currentRevisions(graph, known),
    unknown,
    pending,
    models: await modelsState(app, migrator, pending.length === 0 && unknown.length === 0),
  };
}

async function modelsState(app: App, migrator: Migrator, isAtHead: boolean): Promise<ModelsState> {
  const { metadata } = await app.config();
  if (metadata === null) return { state: "none" };
  if (!isAtHead) return { state: "notCompared" };
  const { findDifference } = await import("../../migrate/difference.js");
  const difference = await app.during(COMPARING, () => findDifference(migrator));
  reportLimits(app.output, difference);
  if (difference.operations.length === 0) return { state: "inStep" };
  return { state: "changed", changes: changeDocuments(difference.operations, difference.dialect.spelling) };
}

function statusLines(found: Status, screen: Screen): readonly string[] {
  const { graph, standing, unknown, pending } = found;
  const { paint, columns } = screen;
  const here = [
    ...standing.map((revision) => revisionTitle(revision)),
    ...unknown.map((id) => `${safeText(id)} ${paint.bad("(unknown)")}`),
  ];
  const view = { graph, paint };
  const heads = graph.heads.map((head) => `${revisionTitle(head)}${revisionMarks(head, view)}`);
  return [
    ...labelled("database", [`${found.url}  ${paint.dim(found.server)}`]),
    ...labelled("current", here.length > 0 ? here : [paint.dim("base, nothing is applied")]),
    ...labelled("heads", heads.length > 0 ? heads : [paint.dim("no revisions yet")]),
    ...labelled("pending", [
      pending.length === 0 ? paint.good("nothing") : paint.attention(plural(pending.length, "revision")),
    ]),
    ...pendingLines(pending, columns),
    ...labelled("models", modelsLines(found, screen)),
  ];
}

function pendingLines(pending: readonly Revision[], columns: number): readonly string[] {
  const listed = pending.slice(0, MOST_LISTED);
  const more = pending.length - listed.length;
  const indent = " ".repeat(LABEL_WIDTH + 2);
  return [
    ...alignRows(
      listed.map(({ id, message }) => [{ text: id }, { text: safeText(message) }]),
      { columns, indent },
    ),
    ...(more > 0 ? [`${indent}and ${more} more`] : []),
  ];
}

function modelsLines({ models, pending }: Status, { paint, columns }: Screen): readonly string[] {
  switch (models.state) {
    case "none":
      return [paint.dim("none configured")];
    case "notCompared":
      return [paint.dim(pending.length > 0 ? "not compared while revisions are pending" : "not compared")];
    case "inStep":
      return [paint.good("in step with the database")];
    case "changed": {
      const count = plural(models.changes.length, "change");
      const list = models.changes.map(({ sign, subject }) => `${sign} ${subject}`).join(", ");
      const lines = wrap(list, columns - LABEL_WIDTH - 2).slice(0, MOST_LISTED);
      return [paint.attention(`${count} not in the database`), ...lines.map((line) => `  ${line}`)];
    }
  }
}

function labelled(label: string, values: readonly string[]): readonly string[] {
  return values.map((value, i) => (i === 0 ? label : "").padEnd(LABEL_WIDTH) + value);
}
