import type { RunCommandOptions } from "../../api/run.js";
import type { CommandDefinition } from "../command.js";
import { RUN_OPTIONS, runRevisions } from "../run-revisions.js";

/** `migr downgrade`: undoes revisions down to a target. */
export const downgrade: CommandDefinition<Omit<RunCommandOptions, "target">> = {
  name: "downgrade",
  group: "Apply revisions",
  summary: "Undo revisions down to a target",
  about: ["The target is the revision that stays; base undoes everything."],
  arguments: [["<target>", "base, -N, an id or its beginning, REV-N, label@base, or FROM:TO with --sql"]],
  options: RUN_OPTIONS,
  scope: "database",
  examples: [
    ["downgrade -1", "undo the last one"],
    ["downgrade 3f1c", "undo what came after the revision whose id begins so"],
    ["downgrade base", "undo everything"],
    ["downgrade head:3f1c --sql", "a script that leads from head to 3f1c"],
  ],
  run: (app, [target = ""], options) => runRevisions(app, "downgrade", { ...options, target }),
};
