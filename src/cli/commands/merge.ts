import type { MergeOptions } from "../../api/write.js";
import { shownPath } from "../../config/failure.js";
import { type CommandDefinition, collect } from "../command.js";
import { EXIT } from "../exit-code.js";

/** `migr merge`: writes a script that joins branches. */
export const merge: CommandDefinition<Omit<MergeOptions, "revisions">> = {
  name: "merge",
  group: "Write revisions",
  summary: "Write a revision that joins branches",
  arguments: [["<revisions...>", "the revisions to join, or heads for all of them"]],
  options: [
    { flags: "-m, --message <text>", about: "what the revision does" },
    { flags: "--splice", about: "allow it to follow one that others follow already" },
    { flags: "--branch-label <label>", about: "name for its branch; repeatable", parse: collect },
    { flags: "--version-path <folder>", about: "version folder, where there are several" },
    { flags: "--rev-id <id>", about: "id in place of a random one" },
  ],
  examples: [
    ['merge heads -m "merge"', "join all heads"],
    ['merge 3f1c 90ab -m "merge"', "join two of them"],
  ],
  async run(app, revisions, options) {
    const { merge: write } = await import("../../api/write.js");
    const written = await write(app, { ...options, revisions });
    app.output.print(app.command, written, () => [shownPath(written.revision.path!, app.cwd)]);
    return EXIT.done;
  },
};
