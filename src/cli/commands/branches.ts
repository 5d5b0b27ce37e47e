import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { revisionEntry, revisionLine, revisionName } from "../revision-text.js";

/** `migr branches`: where the history forks. */
export const branches: CommandDefinition = {
  name: "branches",
  group: "Look",
  summary: "Show where the history forks",
  about: ["Reads the revision files; asks no database."],
  examples: [["branches", "each fork, with the revisions that follow it"]],
  async run(app) {
    const graph = await app.graph();
    const { output, cwd } = app;
    const { branches: findBranches } = await import("../../api/history.js");
    output.print(app.command, await findBranches(app), ({ paint }) =>
      graph.branchPoints.flatMap((point) => {
        const view = { graph, paint };
        const margin = " ".repeat(point.id.length);
        return [
          ...(output.options.verbose ? revisionEntry(point, view, cwd) : [revisionLine(point, view)]),
          ...graph
            .children(point)
            .map((child) => `${margin} -> ${revisionName(child, view)}, ${child.message}`),
        ];
      }),
    );
    return EXIT.done;
  },
};
