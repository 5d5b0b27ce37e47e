import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { ConfigError, UsageError } from "../errors/errors.js";
import { messageOf } from "../util/text.js";

/** What is asked of `init`. */
export interface InitOptions {
  /** The folder of the scripts; `migrations` where left out. */
  readonly directory?: string | undefined;
  /** `generic`, `multidb` or `multitenant`. */
  readonly template?: string | undefined;
  /** The module that exports the models; what is found, else `src/models.ts`. */
  readonly models?: string | undefined;
  /** The database's URL. */
  readonly url?: string | undefined;
}

/** Where a project begins. */
export interface InitPlace {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What `init` gives. */
export interface InitResult {
  /** What was written, relative to the folder. */
  readonly files: readonly string[];
  /** The module of the models. */
  readonly models: string;
  /** Whether that module is there already. */
  readonly hasModels: boolean;
  /** What is to be done next, as command lines. */
  readonly next: readonly string[];
}

/** What a new project needs written, and whether its models are there already. */
interface Plan {
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

/**
 * Begins a project: configuration and scripts folder. Nothing is overwritten.
 *
 * @throws {UsageError} cli.usage: there is one already
 * @throws {ConfigError} config.bad-url: the URL cannot be read
 * @throws {ConfigError} config.init-failed: the files cannot be written; nothing is left of them
 */
export async function init(place: InitPlace, options: InitOptions = {}): Promise<InitResult> {
  const { cwd } = place;
  const { directory = "migrations" } = options;
  const { files, models, hasModels, next } = await planFor(place, directory, options);
  const created = writeAll(files, resolve(cwd, directory, "versions"), cwd);
  return { files: [...files.map(({ path }) => relative(cwd, path)), created], models, hasModels, next };
}

async function planFor({ cwd, env }: InitPlace, directory: string, options: InitOptions): Promise<Plan> {
  const { initFiles } = await import("../config/init.js");
  const found = options.models ?? MODEL_FILES.find((file) => existsSync(join(cwd, file)));
  const models = found ?? "src/models.ts";
  const { detectProject, installCommand, missingDriver, runCommand } = await import(
    "../config/project-kind.js"
  );
  const { url = DEFAULT_URL } = options;
  const { DatabaseUrl } = await import("../engine/url.js");
  DatabaseUrl.parse(url);
  const kind = detectProject(cwd, models, env);
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
function writeAll(files: Plan["files"], versions: string, cwd: string): string {
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
      try {
        writeFileSync(path, contents, { flag: "wx" });
      } catch (thrown) {
        // A file that was there is another's; what a full disk has cut off is ours.
        if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") written.push(path);
        throw thrown;
      }
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
