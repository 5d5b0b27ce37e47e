import type { RevisionsResult } from "../../api/history.js";
import { UsageError } from "../../errors/errors.js";
import type { RevisionGraph } from "../../revision/graph.js";
import type { Revision } from "../../revision/revision.js";
import { nearest, safeText } from "../../util/text.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import type { GraphNode } from "../graph/formats.js";
import { pad } from "../layout.js";
import { RANGE_OPTION } from "../range-option.js";
import { type RevisionView, revisionName } from "../revision-text.js";

const FORMATS = ["text", "mermaid", "dot", "svg"] as const;

type Format = (typeof FORMATS)[number];

interface GraphOptions {
  readonly revRange?: string;
  readonly indicateCurrent?: boolean;
  readonly format?: Format;
}

/** `migr graph`: the history as a drawing. */
export const graph: CommandDefinition<GraphOptions> = {
  name: "graph",
  group: "Look",
  summary: "Draw the history with its branches and merges",
  about: [
    "A star for each revision, the newest above, with lines to what it follows.",
    "Asks the database only for -i, and where the range counts from where it stands.",
  ],
  options: [
    RANGE_OPTION,
    { flags: "-i, --indicate-current", about: "mark where the database stands" },
    { flags: "--format <format>", about: "text, mermaid, dot or svg (default: text)", parse: formatOf },
  ],
  examples: [
    ["graph", "in the terminal, as git log --graph draws"],
    ["graph -i -r current:", "what is pending"],
    ["graph --format mermaid", "for a Markdown page"],
    ["graph --format svg > history.svg", "a picture"],
  ],
  async run(app, _args, { revRange = ":", indicateCurrent = false, format = "text" }) {
    const { history: findRevisions } = await import("../../api/history.js");
    const listed = await findRevisions(app, { revRange, indicateCurrent });
    const history = await app.graphWith(listed.revisions);
    const revisions = listed.revisions.map(({ revision }) => history.find(revision)!);
    const text = format === "text" ? null : await drawn(nodesOf(listed, history), format);
    const { output } = app;
    const current = new Set(listed.revisions.flatMap((each) => (each.isCurrent ? [each.revision] : [])));
    const lines = await laneLines(revisions, { graph: history, paint: output.result.paint, current });
    const document = { ...listed, ...(text !== null && { format, text }) };
    output.print(app.command, document, () => (text === null ? lines : [text.trimEnd()]));
    if (revisions.length === 0) output.note(() => ["There are no revisions yet."]);
    return EXIT.done;
  },
};

/** What is drawn: ids where a label stands in a file, and no terminal escapes. */
function nodesOf({ revisions }: RevisionsResult, history: RevisionGraph): readonly GraphNode[] {
  return revisions.map((document) => {
    const revision = history.find(document.revision)!;
    return {
      ...document,
      dependsOn: idsOf(history.dependencies(revision)),
      message: safeText(document.message),
    };
  });
}

async function drawn(nodes: readonly GraphNode[], format: Exclude<Format, "text">): Promise<string> {
  if (format === "svg") return (await import("../graph/svg.js")).svgText(nodes);
  const { dotText, mermaidText } = await import("../graph/formats.js");
  return format === "dot" ? dotText(nodes) : mermaidText(nodes);
}

async function laneLines(listed: readonly Revision[], view: RevisionView): Promise<readonly string[]> {
  const { graph: history } = view;
  const { drawLanes } = await import("../graph/lanes.js");
  const lines = drawLanes(
    listed.map((revision) => ({ id: revision.id, parents: idsOf(history.parents(revision)), revision })),
  );
  const width = Math.max(0, ...lines.map(({ text }) => text.length));
  return lines.map(({ text, node }) => {
    if (node === undefined) return view.paint.dim(text);
    const { revision } = node;
    const needs = idsOf(history.dependencies(revision));
    const more = needs.length > 0 ? ` ${view.paint.dim(`(needs ${needs.join(", ")})`)}` : "";
    const message = revision.message === "" ? "empty message" : safeText(revision.message);
    return `${pad(text, width)}  ${revisionName(revision, view)}${more} ${message}`;
  });
}

function idsOf(revisions: readonly Revision[]): readonly string[] {
  return revisions.map(({ id }) => id);
}

/** @throws {UsageError} cli.usage: it is none of the formats */
function formatOf(text: string): Format {
  const format = FORMATS.find((each) => each === text);
  if (format !== undefined) return format;
  const meant = nearest(text, FORMATS);
  throw new UsageError(`--format takes text, mermaid, dot or svg, and was given ${JSON.stringify(text)}.`, {
    ...(meant !== null && { hint: `Did you mean ${meant}?` }),
  });
}
