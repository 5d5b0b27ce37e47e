import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ConfigError, UsageError } from "../../errors/errors.js";
import { messageOf } from "../../util/text.js";
import type { App } from "../app.js";
import type { CommandDefinition } from "../command.js";
import { EXIT } from "../exit-code.js";

interface InitOptions {
  readonly template?: string;
  readonly models?: string;
}

/** What a new project needs written, and whether its models are there already. */
interface Project {
  readonly files: readonly { readonly path: string; readonly contents: string }[];
  readonly models: string;
  readonly hasModels: boolean;
  /** What is to be done next, as command lines. */
  readonly next: readonly string[];
}

/** The database of a project that names none. */
const DEFAULT_URL = "sqlite:///app.db";

/** Where models are looked for, the likeliest first. */
const MODEL_FILES = [
  "src/models.ts",
  "src/models/index.ts",
  "src/db/models.ts",
  "src/db/schema.ts",
  "src/schema.ts",
  "models.ts",
  "models/index.ts",
  "src/models.js",
  "models.js",
] as const;

/** `migr init`: begins a project. */
export const init: CommandDefinition<InitOptions> = {
  name: "init",
  group: "Set up",
  summary: "Begin a project: configuration and scripts folder",
  about: [
    "Writes migr.config.ts (.js or .mjs in a project of JavaScript), and in the folder",
    "versions/ and script.ts.eta. Nothing is overwritten.",
  ],
  arguments: [["[directory]", "folder of the scripts (default: migrations)"]],
  options: [
    { flags: "-t, --template <name>", about: "generic (the default), multidb or multitenant" },
    {
      flags: "--models <path>",
      about: "module that exports Base (default: what is found, else src/models.ts)",
    },
  ],
  examples: [
    ["init", "with an SQLite file, in ./migrations"],
    ["init --template multitenant", "a schema or database for each tenant"],
    ["init db --url postgresql://me@localhost/shop", "another folder and database"],
  ],
  async run(app, [directory = "migrations"], options) {
    const { output, cwd } = app;
    const project = await projectFor(app, directory, options);
    const created = writeAll(project.files, resolve(cwd, directory, "versions"), cwd);
    const { next } = project;
    const shown = [...project.files.map(({ path }) => relative(cwd, path)), created];
    output.report(app.command, { files: shown, models: project.models, next }, ({ paint }) => [
      ...shown.map((file) => `  ${paint.good("+")} ${file}`),
      "",
      project.hasModels
        ? `The models are taken from ${project.models}. Next:`
        : `Declare your models in ${project.models}, then:`,
      ...next.map((command) => `  ${paint.strong(command)}`),
    ]);
    return EXIT.done;
  },
};

async function projectFor(app: App, directory: string, options: InitOptions): Promise<Project> {
  const { cwd } = app;
  const { initFiles } = await import("../../config/init.js");
  const found = options.models ?? MODEL_FILES.find((file) => existsSync(join(cwd, file)));
  const models = found ?? "src/models.ts";
  const { detectProject, installCommand, missingDriver, runCommand } = await import(
    "../../config/project-kind.js"
  );
  const { url = DEFAULT_URL } = app.global;
  const kind = detectProject(cwd, models, app.env);
  const files = await initFiles({ cwd, directory, template: options.template, url, models, kind });
  const taken = files.map(({ path }) => path).find((path) => existsSync(path));
  const other = readdirSync(cwd).find((name) => /^migr\.config\.\w+$/.test(name));
  const inTheWay = other !== undefined ? join(cwd, other) : taken;
  if (inTheWay !== undefined) {
    throw new UsageError(`There is a ${relative(cwd, inTheWay)} already, and nothing was written.`, {
      hint: "Remove it to begin anew; nothing is ever overwritten.",
      details: { file: inTheWay },
    });
  }
  const { packageManager } = kind;
  const driver = await missingDriver(url, cwd);
  const next = [
    ...(driver === null ? [] : [installCommand(packageManager, driver)]),
    runCommand(packageManager, 'migr revision --autogenerate -m "create tables"'),
    runCommand(packageManager, "migr upgrade head"),
  ];
  return { files, models, hasModels: existsSync(join(cwd, models)), next };
}

/** Writes the files, all or none, and gives the version folder's name. */
function writeAll(files: Project["files"], versions: string, cwd: string): string {
  const written: string[] = [];
  const folders: string[] = [];
  const makeFolder = (folder: string) => {
    const first = mkdirSync(folder, { recursive: true });
    if (first === undefined) return;
    for (let made = folder; made.length >= first.length; made = dirname(made)) folders.push(made);
  };
  try {
    makeFolder(versions);
    for (const { path, contents } of files) {
      makeFolder(dirname(path));
      writeFileSync(path, contents, { flag: "wx" });
      written.push(path);
    }
    return `${relative(cwd, versions)}/`;
  } catch (thrown) {
    for (const path of written) rmSync(path, { force: true });
    for (const folder of folders.sort((a, b) => b.length - a.length)) removeEmpty(folder);
    throw new ConfigError("config.init-failed", `The project cannot be written: ${messageOf(thrown)}.`, {
      hint: "Nothing was left behind; check that you may write there and that the disk has space.",
      cause: thrown,
    });
  }
}

function removeEmpty(folder: string): void {
  if (existsSync(folder) && readdirSync(folder).length === 0) rmdirSync(folder);
}
