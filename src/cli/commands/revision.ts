import { shownPath } from "../../config/failure.js";
import type { SchemaDifference } from "../../migrate/difference.js";
import type { App } from "../app.js";
import {
  type ChangeDocument,
  COMPARING,
  changeDocuments,
  changeLines,
  reportLimits,
} from "../change-list.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";
import { type ScriptOptions, writeRevision } from "../write-revision.js";

interface RevisionOptions extends ScriptOptions {
  readonly autogenerate?: boolean;
  readonly skipEmpty?: boolean;
  readonly head?: string;
  readonly splice?: boolean;
}

/** `migr revision`: writes a new script. */
export const revision: CommandDefinition<RevisionOptions> = {
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
    { flags: "--skip-empty", about: "with --autogenerate: write nothing where nothing differs" },
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
    const difference = options.autogenerate ? await differenceOf(app) : undefined;
    const changes = difference ? changeDocuments(difference.operations, difference.dialect.spelling) : [];
    const problems = difference?.problems ?? [];
    if (difference) reportLimits(output, difference);
    if (difference && changes.length === 0 && options.skipEmpty) {
      if (output.options.json) output.document({ command: app.command, revision: null, changes, problems });
      else output.note(() => ["Models and database are in step; nothing was written."]);
      return EXIT.done;
    }
    const follows = options.head === undefined ? undefined : [options.head];
    const { document, path } = await writeRevision(app, {
      ...options,
      follows,
      splice: options.splice,
      difference,
    });
    if (difference) reportChanges(app, changes);
    output.print(app.command, { revision: document, changes, problems }, () => [shownPath(path, cwd)]);
    return EXIT.done;
  },
};

async function differenceOf(app: App): Promise<SchemaDifference> {
  const migrator = await app.migrator();
  const { findDifference } = await import("../../migrate/difference.js");
  return app.during(COMPARING, () => findDifference(migrator, { requireHead: true }));
}

function reportChanges({ output }: App, changes: readonly ChangeDocument[]): void {
  if (output.options.json) return;
  output.note((screen) =>
    changes.length > 0
      ? changeLines(changes, screen)
      : ["Models and database are in step; the script is empty."],
  );
}

/** Gathers the values of an option that may be repeated. */
function collect(value: string, previous: unknown): readonly string[] {
  return [...((previous as readonly string[] | undefined) ?? []), value];
}
