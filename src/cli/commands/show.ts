import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { revisionEntry } from "../revision-text.js";

/** `migr show`: one revision in full. */
export const show: CommandDefinition = {
  name: "show",
  group: "Look",
  summary: "Show a revision in full",
  arguments: [["<revision>", "id or its beginning, head, heads, current, label@head, REV-1"]],
  examples: [
    ["show head", "the newest revision"],
    ["show 3f1c", "the one whose id begins so"],
    ["show current", "where the database stands"],
  ],
  async run(app, [identifier = ""]) {
    const { show: findRevisions } = await import("../../api/history.js");
    const found = await findRevisions(app, { revision: identifier });
    const graph = await app.graphWith(found.revisions);
    const { output, cwd } = app;
    output.print(app.command, found, ({ paint }) =>
      found.revisions.flatMap(({ revision }) => revisionEntry(graph.find(revision)!, { graph, paint }, cwd)),
    );
    if (found.revisions.length === 0)
      output.note(() => ["No revision: base is the place below the first one."]);
    return EXIT.done;
  },
};
