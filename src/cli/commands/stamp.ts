import { type CommandDefinition, OUTPUT_OPTION } from "../command.js";
import { EXIT } from "../exit-code.js";

interface StampOptions {
  readonly purge?: boolean;
  readonly sql?: boolean;
}

/** `migr stamp`: claims where the database stands. */
export const stamp: CommandDefinition<StampOptions> = {
  name: "stamp",
  group: "Apply revisions",
  summary: "Record where the database stands, and run nothing",
  arguments: [["<targets...>", "head, heads, base, an id or its beginning, label@head"]],
  options: [
    { flags: "--purge", about: "forget first what is recorded, known or not" },
    { flags: "--sql", about: "print a script for the database's own client instead" },
    OUTPUT_OPTION,
    { flags: "--tag <text>", about: "text for the configuration function" },
  ],
  scope: "database",
  examples: [
    ["stamp head", "everything counts as applied"],
    ["stamp --purge 3f1c", "whatever was recorded, it stands at 3f1c"],
    ["stamp 3f1c:head --sql", "a script for a database that stands at 3f1c"],
  ],
  async run(app, targets, { purge = false, sql: asSql = false }) {
    const { stamp: record } = await import("../../api/run.js");
    const recorded = await record(app, { targets, purge, sql: asSql });
    const { before, after, sql } = recorded;
    if (sql !== undefined) {
      app.output.script(app.command, { ...recorded, sql });
      return EXIT.done;
    }
    const place = (ids: readonly string[]) => (ids.length === 0 ? "base" : ids.join(", "));
    app.output.report(app.command, recorded, ({ paint }) =>
      before.join() === after.join()
        ? [`Already at ${place(after)}, nothing to do.`]
        : [`${paint.good("Recorded:")} ${place(before)} -> ${place(after)}`],
    );
    return EXIT.done;
  },
};
