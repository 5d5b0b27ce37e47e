import type { EnsureVersionOptions } from "../../api/run.js";
import { type CommandDefinition, OUTPUT_OPTION } from "../command.js";
import { EXIT } from "../exit-code.js";

/** `migr ensure-version`: makes the version table. */
export const ensureVersion: CommandDefinition<EnsureVersionOptions> = {
  name: "ensure-version",
  group: "Apply revisions",
  summary: "Make the version table where it is missing",
  options: [{ flags: "--sql", about: "print the SQL instead, and ask no database" }, OUTPUT_OPTION],
  scope: "database",
  examples: [
    ["ensure-version", "the table is there, and empty if it was missing"],
    ["ensure-version --sql", "the statement that makes it"],
  ],
  async run(app, _args, options) {
    const { output } = app;
    const { ensureVersion: ensure } = await import("../../api/run.js");
    const made = await ensure(app, options);
    const { table, sql } = made;
    if (sql !== undefined) output.script(app.command, { ...made, sql });
    else output.report(app.command, made, () => [`The version table ${table} is there.`]);
    return EXIT.done;
  },
};
