import { COMPARING, changeDocuments, reportLimits } from "../change-list.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { safeText } from "../failure.js";
import type { Palette } from "../output.js";

interface DiffOptions {
  readonly sql?: boolean;
}

/** `migr diff`: the difference of database and models, to be read. */
export const diff: CommandDefinition<DiffOptions> = {
  name: "diff",
  group: "Look",
  summary: "Show how the models differ from the database",
  about: ["A unified diff of the schema as text, from the database to the models."],
  options: [{ flags: "--sql", about: "the SQL that would be run, instead" }],
  examples: [
    ["diff", "what is different, table by table"],
    ["diff --sql", "what would be done about it"],
  ],
  async run(app, _args, { sql = false }) {
    const { output } = app;
    const migrator = await app.migrator();
    const [{ findDifference }, { schemaPatch }] = await Promise.all([
      import("../../migrate/difference.js"),
      import("../schema-patch.js"),
    ]);
    const difference = await app.during(COMPARING, () => findDifference(migrator, { sql }));
    reportLimits(output, difference);
    const changes = changeDocuments(difference.operations, difference.dialect.spelling);
    const { problems } = difference;
    if (sql) {
      const statements = difference.statements.map((statement) => statement.sql);
      output.print(app.command, { changes, statements, problems }, () =>
        statements.map((text) => `${safeText(text).replace(/;\s*$/, "")};`),
      );
    } else {
      const patch = schemaPatch(difference);
      output.print(app.command, { changes, diff: patch.join("\n"), problems }, ({ paint }) =>
        patch.map((line) => painted(line, paint)),
      );
    }
    if (changes.length === 0) output.note(() => ["Models and database are in step."]);
    return EXIT.done;
  },
};

function painted(line: string, paint: Palette): string {
  if (line.startsWith("---") || line.startsWith("+++")) return paint.strong(line);
  if (line.startsWith("@@")) return paint.dim(line);
  if (line.startsWith("+")) return paint.good(line);
  return line.startsWith("-") ? paint.bad(line) : line;
}
