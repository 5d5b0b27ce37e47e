import type { OnLimits } from "../../api/standing.js";
import { safeText } from "../../util/text.js";
import { COMPARING, reportLimits } from "../change-list.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import type { Palette } from "../palette.js";
import { RENAME_OPTIONS, type RenameOption, renameAnswers } from "../rename-option.js";

interface DiffOptions extends RenameOption {
  readonly sql?: boolean;
}

/** `migr diff`: the difference of database and models, to be read. */
export const diff: CommandDefinition<DiffOptions> = {
  name: "diff",
  group: "Look",
  summary: "Show how the models differ from the database",
  about: ["A unified diff of the schema as text, from the database to the models."],
  options: [{ flags: "--sql", about: "the SQL that would be run, instead" }, ...RENAME_OPTIONS],
  scope: "database",
  needsModels: true,
  examples: [
    ["diff", "what is different, table by table"],
    ["diff --sql", "what would be done about it"],
  ],
  async run(app, _args, { sql = false, ...rest }) {
    const { output } = app;
    const api = await import("../../api/difference.js");
    const onLimits: OnLimits = (limits) => reportLimits(output, limits);
    const found = await app.during(COMPARING, () =>
      api.diff(app, { sql, onLimits, renames: renameAnswers(rest) }),
    );
    output.print(app.command, found, ({ paint }) => [
      ...(found.statements ?? []).map((text) => `${safeText(text).replace(/;\s*$/, "")};`),
      ...(found.diff ? found.diff.split("\n") : []).map((line) => painted(line, paint)),
    ]);
    if (found.changes.length === 0) output.note(() => ["Models and database are in step."]);
    return EXIT.done;
  },
};

function painted(line: string, paint: Palette): string {
  if (line.startsWith("---") || line.startsWith("+++")) return paint.strong(line);
  if (line.startsWith("@@")) return paint.dim(line);
  if (line.startsWith("+")) return paint.good(line);
  return line.startsWith("-") ? paint.bad(line) : line;
}
