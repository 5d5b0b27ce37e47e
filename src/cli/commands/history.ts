import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { RANGE_OPTION } from "../range-option.js";
import { revisionEntry, revisionLine } from "../revision-text.js";

interface HistoryOptions {
  readonly revRange?: string;
  readonly indicateCurrent?: boolean;
}

/** `migr history`: the revisions, newest first. */
export const history: CommandDefinition<HistoryOptions> = {
  name: "history",
  group: "Look",
  summary: "List the revisions, newest first",
  about: ["Asks the database only for -i, and where the range counts from where it stands."],
  options: [RANGE_OPTION, { flags: "-i, --indicate-current", about: "mark where the database stands" }],
  examples: [
    ["history", "everything"],
    ["history -i -v", "in long form, the current revision marked"],
    ["history -r base:3f1c", "up to 3f1c"],
    ["history -r current:", "what is pending, and the current revision"],
  ],
  async run(app, _args, { revRange = ":", indicateCurrent = false }) {
    const { history: findRevisions } = await import("../../api/history.js");
    const listed = await findRevisions(app, { revRange, indicateCurrent });
    const graph = await app.graphWith(listed.revisions);
    const current = new Set(listed.revisions.flatMap((each) => (each.isCurrent ? [each.revision] : [])));
    const { output, cwd } = app;
    output.print(app.command, listed, ({ paint }) =>
      listed.revisions.flatMap(({ revision: id }) => {
        const view = { graph, paint, current };
        const revision = graph.find(id)!;
        return output.options.verbose ? revisionEntry(revision, view, cwd) : revisionLine(revision, view);
      }),
    );
    if (listed.revisions.length === 0) output.note(() => ["There are no revisions yet."]);
    return EXIT.done;
  },
};
