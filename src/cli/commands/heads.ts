import type { HeadsOptions } from "../../api/history.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { revisionEntry, revisionLine } from "../revision-text.js";

/** `migr heads`: the revisions that nothing follows. */
export const heads: CommandDefinition<HeadsOptions> = {
  name: "heads",
  group: "Look",
  summary: "Show the newest revision of each branch",
  about: ["Reads the revision files; asks no database."],
  options: [{ flags: "--resolve-dependencies", about: "leave out those that another revision depends on" }],
  examples: [
    ["heads", "one line a head"],
    ["heads -v", "with parent, file and full message"],
  ],
  async run(app, _args, options) {
    const graph = await app.graph();
    const { output, cwd } = app;
    const { heads: findHeads } = await import("../../api/history.js");
    const found = await findHeads(app, options);
    output.print(app.command, found, ({ paint }) =>
      found.heads
        .map(({ revision }) => graph.find(revision)!)
        .flatMap((head) =>
          output.options.verbose
            ? revisionEntry(head, { graph, paint }, cwd)
            : revisionLine(head, { graph, paint }),
        ),
    );
    return EXIT.done;
  },
};
