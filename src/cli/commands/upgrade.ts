import type { RunCommandOptions } from "../../api/run.js";
import type { CommandDefinition } from "../command.js";
import { RUN_OPTIONS, runRevisions } from "../run-revisions.js";

/** `migr upgrade`: applies revisions up to a target. */
export const upgrade: CommandDefinition<Omit<RunCommandOptions, "target">> = {
  name: "upgrade",
  group: "Apply revisions",
  summary: "Apply revisions up to a target",
  about: [
    "Each revision runs in a transaction of its own where the database can undo",
    "schema changes; after a failure nothing more is tried.",
  ],
  arguments: [
    ["<target>", "head, heads, +N, an id or its beginning, REV+N, label@head, or FROM:TO with --sql"],
  ],
  options: RUN_OPTIONS,
  scope: "database",
  examples: [
    ["upgrade head", "apply all that is pending"],
    ["upgrade +1", "apply the next one"],
    ["upgrade 3f1c", "up to the revision whose id begins so"],
    ["upgrade head --dry-run", "what would be run"],
    ["upgrade 3f1c:head --sql", "a script from 3f1c on; no database is asked"],
  ],
  run: (app, [target = ""], options) => runRevisions(app, "upgrade", { ...options, target }),
};
