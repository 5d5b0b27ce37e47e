import type { SquashOptions } from "../../api/write.js";
import { shownPath } from "../../config/failure.js";
import { plural } from "../../util/text.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";

/** `migr squash`: one revision in place of many. */
export const squash: CommandDefinition<Omit<SquashOptions, "range" | "signal">> = {
  name: "squash",
  group: "Write revisions",
  summary: "Write one revision in place of a line of revisions",
  about: [
    "What the revisions do is tried on a scratch database, and so is the new one: it",
    "is kept only where both give the same schema, upwards and downwards. Databases",
    "anywhere in the old line still upgrade, while the old scripts are there.",
  ],
  arguments: [["<range>", "FROM:TO, both included; base:head is everything"]],
  options: [
    { flags: "-m, --message <text>", about: "what the revision does" },
    { flags: "--rev-id <id>", about: "id in place of a random one" },
    { flags: "--version-path <folder>", about: "version folder, where there are several" },
  ],
  examples: [
    ['squash base:3f1c -m "baseline"', "from the first revision up to 3f1c"],
    ['squash base:head -m "baseline"', "the whole history"],
  ],
  async run(app, [range = ""], options) {
    const { squash: write } = await import("../../api/write.js");
    // Its scratch databases must not be left on the server.
    app.isCritical = true;
    const done = await app.during("  trying the revisions on a scratch database", () =>
      write(app, { ...options, range, signal: app.signal }),
    );
    const { revision, replaces, operations, kept } = done;
    app.output.print(app.command, done, () => [shownPath(revision.path!, app.cwd)]);
    app.output.note(() => [
      `It replaces ${plural(replaces.length, "revision")}: ${plural(operations.before, "operation")} became ${operations.after}.`,
      ...kept.map((path) => `It calls the code in ${shownPath(path, app.cwd)}, a copy that must stay.`),
      `Their scripts may go once no database stands before ${replaces.at(-1)}.`,
    ]);
    return EXIT.done;
  },
};
