import type { CommandDefinition } from "../command.js";
import { runRevisions } from "../run-revisions.js";

/** `migr downgrade`: undoes revisions down to a target. */
export const downgrade: CommandDefinition = {
  name: "downgrade",
  group: "Apply revisions",
  summary: "Undo revisions down to a target",
  about: ["The target is the revision that stays; base undoes everything."],
  arguments: [["<target>", "base, -N, an id or its beginning, REV-N, label@base"]],
  scope: "database",
  examples: [
    ["downgrade -1", "undo the last one"],
    ["downgrade 3f1c", "undo what came after the revision whose id begins so"],
    ["downgrade base", "undo everything"],
  ],
  run: (app, [target = ""]) => runRevisions(app, "downgrade", target),
};
