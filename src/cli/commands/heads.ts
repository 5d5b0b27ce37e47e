import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { revisionEntry, revisionLine } from "../revision-text.js";

/** `migr heads`: the revisions that nothing follows. */
export const heads: CommandDefinition = {
  name: "heads",
  group: "Look",
  summary: "Show the newest revision of each branch",
  about: ["Reads the revision files; asks no database."],
  examples: [
    ["heads", "one line a head"],
    ["heads -v", "with parent, file and full message"],
  ],
  async run(app) {
    const graph = await app.graph();
    const { output, cwd } = app;
    const { heads: findHeads } = await import("../../api/history.js");
    output.print(app.command, await findHeads(app), ({ paint }) =>
      graph.heads.flatMap((head) =>
        output.options.verbose
          ? revisionEntry(head, { graph, paint }, cwd)
          : revisionLine(head, { graph, paint }),
      ),
    );
    return EXIT.done;
  },
};
