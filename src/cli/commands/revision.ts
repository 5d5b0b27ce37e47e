import type { ChangeDocument } from "../../api/change-document.js";
import type { OnLimits } from "../../api/standing.js";
import type { RevisionOptions, RevisionResult } from "../../api/write.js";
import type { Question } from "../../compare/compare-schemas.js";
import type { RenameAnswers } from "../../compare/rename.js";
import { shownPath } from "../../config/failure.js";
import { MigrationError, type UsageError } from "../../errors/errors.js";
import type { App } from "../app.js";
import { COMPARING, changeLines, pullHint, reportLimits } from "../change-list.js";
import { type CommandDefinition, collect } from "../command.js";
import { EXIT } from "../exit-code.js";
import { askRenames, isAskable, RENAME_OPTIONS, type RenameOption, renameAnswers } from "../rename-option.js";

type Asked = Omit<RevisionOptions, "renames"> & RenameOption;

/** `migr revision`: writes a new script. */
export const revision: CommandDefinition<Asked> = {
  name: "revision",
  group: "Write revisions",
  summary: "Write a new revision script",
  about: [
    "With --autogenerate the script is filled with what takes the database to the",
    "models; the changes are listed on stderr, the script's path goes to stdout.",
  ],
  options: [
    { flags: "-m, --message <text>", about: "what the revision does" },
    { flags: "--autogenerate", about: "fill it from the difference of models and database" },
    { flags: "--sql", about: "write it without a database" },
    {
      flags: "--skip-empty",
      about: "with --autogenerate: write nothing where nothing differs",
      only: "--autogenerate",
    },
    ...RENAME_OPTIONS.map((option) => ({ ...option, only: "--autogenerate" })),
    { flags: "--head <revision>", about: "revision to follow (default: head)" },
    { flags: "--splice", about: "allow it to follow one that others follow already" },
    { flags: "--branch-label <label>", about: "name for its branch; repeatable", parse: collect },
    {
      flags: "--depends-on <revision>",
      about: "revision that must be applied first; repeatable",
      parse: collect,
    },
    { flags: "--version-path <folder>", about: "version folder, where there are several" },
    { flags: "--rev-id <id>", about: "id in place of a random one" },
  ],
  examples: [
    ['revision --autogenerate -m "add bio"', "from what the models changed"],
    ['revision -m "fill bios"', "an empty script, to write by hand"],
  ],
  async run(app, _args, options) {
    const { output, cwd } = app;
    const { revision: write } = await import("../../api/write.js");
    const onLimits: OnLimits = (limits) => reportLimits(output, limits);
    const asked = { ...options, onLimits, renames: renameAnswers(options) };
    const written = await (options.autogenerate ? decided(app, asked, write) : write(app, asked));
    const { revisions, changes } = written;
    if (revisions.length === 0) {
      if (output.options.json) output.document({ command: app.command, ...written });
      else if (changes.length > 0 || !options.autogenerate) output.note(() => ["Nothing was written."]);
      else output.note(() => ["Models and database are in step; nothing was written."]);
      return EXIT.done;
    }
    if (options.autogenerate) reportChanges(app, changes);
    const isFirst = revisions.some(({ downRevisions }) => downRevisions.length === 0);
    const hint = isFirst && !output.options.json ? pullHint(changes) : null;
    if (hint !== null) output.note(({ paint }) => [`${paint.attention("hint:")} ${hint}`]);
    output.print(app.command, written, () => revisions.map(({ path }) => shownPath(path!, cwd)));
    return EXIT.done;
  },
};

/** Writes the script; where only a person knows what is meant, one on a terminal is asked. */
async function decided(
  app: App,
  asked: RevisionOptions,
  write: (app: App, options: RevisionOptions) => Promise<RevisionResult>,
): Promise<RevisionResult> {
  const attempt = (renames: RenameAnswers | undefined) =>
    app.during(COMPARING, () => write(app, { ...asked, renames }));
  try {
    return await attempt(asked.renames);
  } catch (thrown) {
    const { code, details } = thrown as Partial<UsageError>;
    if (code !== "autogenerate.undecided") throw thrown;
    if (!isAskable(app.output)) throw thrown;
    const questions = details!["questions"] as readonly Question[];
    const answers = await askRenames(questions, app.output);
    if (!answers) {
      throw new MigrationError("migration.interrupted", "A question was left, and nothing was written.", {
        hint: "Answer it, or pass one of the flags.",
        details: { questions },
        cause: thrown,
      });
    }
    const { rename = [], noRename = [], map = [], noMap = [] } = asked.renames ?? {};
    return attempt({
      rename: [...rename, ...answers.rename],
      noRename: [...noRename, ...answers.noRename],
      map: [...map, ...answers.map],
      noMap: [...noMap, ...answers.noMap],
    });
  }
}

function reportChanges({ output }: App, changes: readonly ChangeDocument[]): void {
  if (output.options.json) return;
  output.note((screen) =>
    changes.length > 0
      ? byDatabase(changes).flatMap(([database, own]) => [
          ...(database === undefined ? [] : [screen.paint.strong(database)]),
          ...changeLines(own, screen),
        ])
      : ["Models and database are in step; the script is empty."],
  );
}

/** The changes of each of several databases; of one alone they have no name. */
function byDatabase(
  changes: readonly ChangeDocument[],
): readonly (readonly [database: string | undefined, changes: readonly ChangeDocument[]])[] {
  const names = [...new Set(changes.map(({ database }) => database))];
  return names.map((name) => [name, changes.filter(({ database }) => database === name)]);
}
