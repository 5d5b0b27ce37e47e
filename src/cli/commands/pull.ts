import { shownPath } from "../../config/failure.js";
import { UsageError } from "../../errors/errors.js";
import { oneLine, plural, safeText } from "../../util/text.js";
import { type CommandDefinition, collect } from "../command.js";
import { EXIT } from "../exit-code.js";

interface PullCommandOptions {
  readonly output?: string;
  readonly split?: boolean;
  readonly force?: boolean;
  readonly schema?: readonly string[];
  readonly table?: readonly string[];
}

/** `migr pull`: the database's schema as models. */
export const pull: CommandDefinition<PullCommandOptions> = {
  name: "pull",
  group: "Set up",
  summary: "Write models of what the database holds",
  about: [
    "Prints them, or writes them with --output. `migr check` then finds nothing, and",
    "what models cannot say is listed on stderr and at the end of the file.",
  ],
  options: [
    { flags: "-o, --output <path>", about: "file to write, or with --split folder" },
    { flags: "--split", about: "a file for each table, with base.ts and index.ts" },
    { flags: "--force", about: "overwrite files that are there", only: "--output" },
    {
      flags: "--schema <name>",
      about: "schema to pull, in place of the default one; repeatable",
      parse: collect,
    },
    {
      flags: "--table <name>",
      about: "table to pull, with those it refers to (default: all); repeatable",
      parse: collect,
    },
  ],
  examples: [
    ["pull", "the models, on stdout"],
    ["pull -o src/models.ts", "into a file"],
    ["pull --split -o src/models", "into a folder, a file for each table"],
  ],
  async run(app, _args, { schema: schemas, table: tables, ...options }) {
    const { output, cwd } = app;
    if (options.split && options.output === undefined && !output.options.json) {
      throw new UsageError("--split writes several files, and there is no folder for them.", {
        hint: "Name one: --split -o src/models",
      });
    }
    const api = await import("../../api/pull.js");
    const pulled = await app.during("reading the database", () =>
      api.pull(app, { ...options, schemas, tables }),
    );
    output.print(app.command, pulled, () =>
      pulled.written
        ? pulled.files.map(({ path }) => shownPath(path, cwd))
        : pulled.files.flatMap(({ contents }) => contents.trimEnd().split("\n")),
    );
    if (output.options.json) return EXIT.done;
    for (const problem of pulled.problems) output.warn(safeText(problem));
    for (const schema of pulled.addedSchemas) {
      output.note(() => [
        `Schema ${safeText(schema === "" ? "of the connection" : schema)} was pulled too: tables refer to it, or have types of it.`,
      ]);
    }
    if (pulled.unsupported.length > 0) {
      output.warn(`${plural(pulled.unsupported.length, "thing")} in the database cannot be said by models:`);
      output.note(() => pulled.unsupported.map(({ what, name }) => `  ${what} ${oneLine(name)}`));
    }
    return EXIT.done;
  },
};
