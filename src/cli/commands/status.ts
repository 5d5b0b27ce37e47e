import type { RevisionDocument } from "../../api/revision-document.js";
import type { OnLimits, StatusResult } from "../../api/standing.js";
import type { RevisionGraph } from "../../revision/graph.js";
import { plural, safeText } from "../../util/text.js";
import { COMPARING, reportLimits } from "../change-list.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { alignRows, wrap } from "../layout.js";
import type { Screen } from "../output.js";
import { noFileFor, revisionMarks, revisionTitle } from "../revision-text.js";

const LABEL_WIDTH = 11;
/** So many pending revisions are listed. */
const MOST_LISTED = 10;

/** `migr status`: where database, history and models stand. */
export const status: CommandDefinition = {
  name: "status",
  group: "Look",
  summary: "Show where database, history and models stand",
  scope: "database",
  examples: [
    ["status", "one screen"],
    ["status --json", "the same for programs"],
  ],
  async run(app) {
    const { output } = app;
    const api = await import("../../api/standing.js");
    const onLimits: OnLimits = (limits) => reportLimits(output, limits);
    const found = await app.during(COMPARING, () => api.status(app, { onLimits }));
    const graph = await app.graphWith([...found.current, ...found.pending]);
    output.print(app.command, found, (screen) => statusLines(found, graph, screen));
    if (found.unknown.length > 0) output.warn(noFileFor(found.unknown));
    return EXIT.done;
  },
};

function statusLines(found: StatusResult, graph: RevisionGraph, screen: Screen): readonly string[] {
  const { database, current, unknown, pending } = found;
  const { paint, columns } = screen;
  const here = [
    ...current.map(({ revision }) => revisionTitle(graph.find(revision)!)),
    ...unknown.map((id) => `${safeText(id)} ${paint.bad("(unknown)")}`),
  ];
  const view = { graph, paint };
  const heads = graph.heads.map((head) => `${revisionTitle(head)}${revisionMarks(head, view)}`);
  const { url, server } = database;
  return [
    ...labelled("database", [`${url}  ${paint.dim(server)}`]),
    ...labelled("current", here.length > 0 ? here : [paint.dim("base, nothing is applied")]),
    ...labelled("heads", heads.length > 0 ? heads : [paint.dim("no revisions yet")]),
    ...labelled("pending", [
      pending.length === 0 ? paint.good("nothing") : paint.attention(plural(pending.length, "revision")),
    ]),
    ...pendingLines(pending, columns),
    ...labelled("models", modelsLines(found, screen)),
  ];
}

function pendingLines(pending: readonly RevisionDocument[], columns: number): readonly string[] {
  const listed = pending.slice(0, MOST_LISTED);
  const more = pending.length - listed.length;
  const indent = " ".repeat(LABEL_WIDTH + 2);
  return [
    ...alignRows(
      listed.map(({ revision, message }) => [{ text: revision }, { text: safeText(message) }]),
      { columns, indent },
    ),
    ...(more > 0 ? [`${indent}and ${more} more`] : []),
  ];
}

function modelsLines({ models, pending }: StatusResult, { paint, columns }: Screen): readonly string[] {
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
