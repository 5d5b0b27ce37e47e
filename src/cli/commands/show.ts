import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { revisionDocument, revisionEntry } from "../revision-text.js";

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
    const [{ resolveRevisions }, { needsDatabase }] = await Promise.all([
      import("../../revision/resolve.js"),
      import("../../revision/identifier.js"),
    ]);
    const rows = needsDatabase(identifier) ? await (await app.migrator()).current() : undefined;
    const graph = await app.graph();
    const found = resolveRevisions(graph, identifier, rows);
    const { output, cwd } = app;
    output.print(
      app.command,
      { revisions: found.map((revision) => revisionDocument(revision, { graph })) },
      ({ paint }) => found.flatMap((revision) => revisionEntry(revision, { graph, paint }, cwd)),
    );
    if (found.length === 0) output.note(() => ["No revision: base is the place below the first one."]);
    return EXIT.done;
  },
};
