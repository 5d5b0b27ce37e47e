import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { revisionDocument, revisionEntry, revisionLine } from "../revision-text.js";

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
  options: [
    { flags: "-r, --rev-range <range>", about: "only FROM:TO; either side may be left open" },
    { flags: "-i, --indicate-current", about: "mark where the database stands" },
  ],
  examples: [
    ["history", "everything"],
    ["history -i -v", "in long form, the current revision marked"],
    ["history -r base:3f1c", "up to 3f1c"],
    ["history -r current:", "what is pending, and the current revision"],
  ],
  async run(app, _args, { revRange = ":", indicateCurrent = false }) {
    const [{ resolveRange }, { needsDatabase }] = await Promise.all([
      import("../../revision/target.js"),
      import("../../revision/identifier.js"),
    ]);
    const rows =
      indicateCurrent || needsDatabase(revRange) ? await (await app.migrator()).current() : undefined;
    const graph = await app.graph();
    const listed = resolveRange(graph, revRange, rows);
    const current = indicateCurrent && rows ? new Set(rows) : undefined;
    const marked = current && { current };
    const { output, cwd } = app;
    output.print(
      app.command,
      { revisions: listed.map((revision) => revisionDocument(revision, { graph, ...marked })) },
      ({ paint }) =>
        listed.flatMap((revision) => {
          const view = { graph, paint, ...marked };
          return output.options.verbose ? revisionEntry(revision, view, cwd) : revisionLine(revision, view);
        }),
    );
    if (listed.length === 0) output.note(() => ["There are no revisions yet."]);
    return EXIT.done;
  },
};
