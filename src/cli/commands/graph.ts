import type { GraphOptions as GraphRequest } from "../../api/history.js";
import { UsageError } from "../../errors/errors.js";
import type { Revision } from "../../revision/revision.js";
import { nearest, safeText } from "../../util/text.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { pad } from "../layout.js";
import { RANGE_OPTION } from "../range-option.js";
import { type RevisionView, revisionName } from "../revision-text.js";

const FORMATS = ["text", "mermaid", "dot", "svg"] as const;

type Format = (typeof FORMATS)[number];

interface GraphOptions extends Omit<GraphRequest, "format"> {
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
    {
      flags: "--format <format>",
      about: "text, mermaid, dot or svg (default: text)",
      choices: FORMATS,
      parse: formatOf,
    },
  ],
  examples: [
    ["graph", "in the terminal, as git log --graph draws"],
    ["graph -i -r current:", "what is pending"],
    ["graph --format mermaid", "for a Markdown page"],
    ["graph --format svg > history.svg", "a picture"],
  ],
  async run(app, _args, { format = "text", ...options }) {
    const api = await import("../../api/history.js");
    const found = await api.graph(app, { ...options, format: format === "text" ? undefined : format });
    const history = await app.graphWith(found.revisions);
    const revisions = found.revisions.map(({ revision }) => history.find(revision)!);
    const { output } = app;
    const current = new Set(found.revisions.flatMap((each) => (each.isCurrent ? [each.revision] : [])));
    const lines = await laneLines(revisions, { graph: history, paint: output.result.paint, current });
    output.print(app.command, found, () => (found.text === undefined ? lines : [found.text.trimEnd()]));
    if (revisions.length === 0) output.note(() => ["There are no revisions yet."]);
    return EXIT.done;
  },
};

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
