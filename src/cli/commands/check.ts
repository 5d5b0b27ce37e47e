import type { OnLimits } from "../../api/standing.js";
import { COMPARING, changeLines, pullHint, reportLimits } from "../change-list.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { RENAME_OPTIONS, type RenameOption, renameAnswers } from "../rename-option.js";

/** `migr check`: whether models and database differ. */
export const check: CommandDefinition<RenameOption> = {
  name: "check",
  group: "Look",
  summary: "Tell whether the models have changes that no revision has",
  about: ["Exits with 0 where models and database are in step, with 3 and the list of", "changes where not."],
  options: RENAME_OPTIONS,
  scope: "database",
  needsModels: true,
  examples: [
    ["check", "before a commit, or in CI after upgrade head"],
    ["check --json", "the changes as data"],
  ],
  async run(app, _args, options) {
    const { output } = app;
    const [api, { plural }] = await Promise.all([
      import("../../api/difference.js"),
      import("../../util/text.js"),
    ]);
    const onLimits: OnLimits = (limits) => reportLimits(output, limits);
    const found = await app.during(COMPARING, () =>
      api.check(app, { onLimits, renames: renameAnswers(options) }),
    );
    const { inStep, changes } = found;
    output.report(app.command, found, (screen) =>
      inStep
        ? ["Models and database are in step."]
        : [
            `${plural(changes.length, "change")} ${changes.length === 1 ? "is" : "are"} in the models and not in the database:`,
            ...changeLines(changes, screen),
          ],
    );
    if (inStep) return EXIT.done;
    const isFirst = (await app.graph()).heads.length === 0;
    const hint = (isFirst ? pullHint(changes) : null) ?? 'migr revision --autogenerate -m "..."';
    output.note(({ paint }) => [`${paint.attention("hint:")} ${hint}`]);
    return EXIT.answeredNo;
  },
};
