import { COMPARING, changeDocuments, changeLines, reportLimits } from "../change-list.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";

/** `migr check`: whether models and database differ. */
export const check: CommandDefinition = {
  name: "check",
  group: "Look",
  summary: "Tell whether the models have changes that no revision has",
  about: ["Exits with 0 where models and database are in step, with 3 and the list of", "changes where not."],
  examples: [
    ["check", "before a commit, or in CI after upgrade head"],
    ["check --json", "the changes as data"],
  ],
  async run(app) {
    const { output } = app;
    const migrator = await app.migrator();
    const { findDifference } = await import("../../migrate/difference.js");
    const difference = await app.during(COMPARING, () => findDifference(migrator, { requireHead: true }));
    const changes = changeDocuments(difference.operations, difference.dialect.spelling);
    reportLimits(output, difference);
    const { plural } = await import("../../util/text.js");
    output.report(
      app.command,
      { inStep: changes.length === 0, changes, problems: difference.problems },
      (screen) =>
        changes.length === 0
          ? ["Models and database are in step."]
          : [
              `${plural(changes.length, "change")} ${changes.length === 1 ? "is" : "are"} in the models and not in the database:`,
              ...changeLines(changes, screen),
            ],
    );
    if (changes.length === 0) return EXIT.done;
    output.note(({ paint }) => [`${paint.attention("hint:")} migr revision --autogenerate -m "..."`]);
    return EXIT.answeredNo;
  },
};
