import { safeText } from "../../util/text.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { noFileFor, revisionEntry, revisionName } from "../revision-text.js";

interface CurrentOptions {
  readonly checkHeads?: boolean;
}

/** `migr current`: the revisions at which the database stands. */
export const current: CommandDefinition<CurrentOptions> = {
  name: "current",
  group: "Look",
  summary: "Show the revision at which the database stands",
  options: [{ flags: "--check-heads", about: "exit with 3 where that is not the newest one" }],
  scope: "database",
  examples: [
    ["current", "one line a revision; nothing where none is applied"],
    ["current --check-heads -q", "for a script: is everything applied?"],
  ],
  async run(app, _args, { checkHeads = false }) {
    const { output, cwd } = app;
    const { current: findCurrent } = await import("../../api/standing.js");
    const found = await findCurrent(app);
    if (output.options.verbose) {
      const { engine } = await app.migrator();
      output.note(() => [`Database: ${safeText(String(engine.url))}`]);
    }
    const { revisions, unknown, atHeads, pending } = found;
    const graph = await app.graphWith(revisions);
    output.print(app.command, found, ({ paint }) => [
      ...revisions.flatMap(({ revision: id }) => {
        const revision = graph.find(id)!;
        return output.options.verbose
          ? revisionEntry(revision, { graph, paint }, cwd)
          : revisionName(revision, { graph, paint });
      }),
      ...unknown.map((id) => `${safeText(id)} ${paint.bad("(unknown)")}`),
    ]);
    if (revisions.length === 0 && unknown.length === 0) output.note(() => ["No revision is applied."]);
    if (unknown.length > 0) output.warn(noFileFor(unknown));
    if (!checkHeads || atHeads) return EXIT.done;
    const { plural } = await import("../../util/text.js");
    if (pending > 0) {
      output.note(({ paint }) => [
        `${plural(pending, "revision")} pending.`,
        `${paint.attention("hint:")} migr upgrade head`,
      ]);
    }
    return EXIT.answeredNo;
  },
};
