import { UsageError } from "../../errors/errors.js";
import type { RevisionGraph } from "../../revision/graph.js";
import type { Revision } from "../../revision/revision.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { safeText } from "../failure.js";
import type { GraphNode } from "../graph/formats.js";
import { pad } from "../layout.js";
import { revisionDocument, revisionName } from "../revision-text.js";

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
    { flags: "-r, --rev-range <range>", about: "only FROM:TO; either side may be left open" },
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
    const [{ resolveRange }, { needsDatabase }] = await Promise.all([
      import("../../revision/target.js"),
      import("../../revision/identifier.js"),
    ]);
    const rows =
      indicateCurrent || needsDatabase(revRange) ? await (await app.migrator()).current() : undefined;
    const history = await app.graph();
    const listed = resolveRange(history, revRange, rows);
    const marked = indicateCurrent && rows ? { current: new Set(rows) } : {};
    const nodes = listed.map(
      (revision): GraphNode => ({
        ...revisionDocument(revision, { graph: history, ...marked }),
        downRevisions: idsOf(history.parents(revision)),
        dependsOn: idsOf(history.dependencies(revision)),
        message: safeText(revision.message),
      }),
    );
    const text = format === "text" ? null : await drawn(nodes, format);
    const { output } = app;
    output.print(app.command, { revisions: nodes, ...(text !== null && { format, text }) }, () => []);
    if (output.options.json) return EXIT.done;
    if (text !== null) output.result.line(text.trimEnd());
    else {
      const { paint } = output.result;
      output.result.lines(await laneLines(listed, history, { graph: history, paint, ...marked }));
    }
    if (listed.length === 0) output.note(() => ["There are no revisions yet."]);
    return EXIT.done;
  },
};

async function drawn(nodes: readonly GraphNode[], format: Exclude<Format, "text">): Promise<string> {
  if (format === "svg") return (await import("../graph/svg.js")).svgText(nodes);
  const { dotText, mermaidText } = await import("../graph/formats.js");
  return format === "dot" ? dotText(nodes) : mermaidText(nodes);
}

async function laneLines(
  listed: readonly Revision[],
  history: RevisionGraph,
  view: Parameters<typeof revisionName>[1],
): Promise<readonly string[]> {
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
  throw new UsageError(`--format takes text, mermaid, dot or svg, and was given ${JSON.stringify(text)}.`);
}
