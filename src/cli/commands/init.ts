import type { InitOptions } from "../../api/init.js";
import type { App } from "../app.js";
import { type CommandDefinition, OF_PROJECTS } from "../command.js";
import { EXIT } from "../exit-code.js";

/** What is written into a file is soon committed with it. */
async function warnOfPassword(app: App, url: string | undefined, config: string): Promise<void> {
  if (url === undefined) return;
  const { DatabaseUrl } = await import("../../engine/url.js");
  if (DatabaseUrl.parse(url).password === undefined) return;
  app.output.warn(
    `${config} holds the password of --url; take it out before you commit it, and set DATABASE_URL.`,
  );
}

/** `migr init`: begins a project. */
export const init: CommandDefinition<Pick<InitOptions, "template" | "models">> = {
  name: "init",
  group: "Set up",
  summary: "Begin a project: configuration and scripts folder",
  about: [
    "Writes migr.config.ts (.js or .mjs in a project of JavaScript), and in the",
    "folder versions/ and script.ts.eta. Nothing is overwritten.",
  ],
  arguments: [["[directory]", "folder of the scripts (default: migrations)"]],
  options: [
    {
      flags: "-t, --template <name>",
      about: "generic (the default), multidb or multitenant",
      choices: ["generic", "multidb", "multitenant"],
    },
    {
      flags: "--models <path>",
      about: "module that exports Base (default: what is found, else src/models.ts)",
    },
  ],
  idle: OF_PROJECTS,
  examples: [
    ["init", "with an SQLite file, in ./migrations"],
    ["init --template multitenant", "a schema or database for each tenant"],
    ["init db --url postgresql://me@localhost/shop", "another folder and database"],
  ],
  async run(app, [directory = "migrations"], options) {
    const { init: begin } = await import("../../api/init.js");
    const { url } = app.global;
    const { hasModels, ...begun } = await begin(app, { ...options, directory, url });
    const { files, models, next } = begun;
    app.output.report(app.command, begun, ({ paint }) => [
      ...files.map((file) => `  ${paint.good("+")} ${file}`),
      "",
      hasModels ? `The models are taken from ${models}. Next:` : `Declare your models in ${models}, then:`,
      ...next.map((command) => `  ${paint.strong(command)}`),
    ]);
    await warnOfPassword(app, url, files[0]!);
    return EXIT.done;
  },
};
