import { statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { ConfigError } from "../errors/errors.js";

/** The names of a configuration file, the first of a folder winning. */
const CONFIG_NAMES: readonly string[] = ["ts", "mts", "js", "mjs", "json", "cts", "cjs"].map(
  (extension) => `migr.config.${extension}`,
);

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** The folders in which a configuration file is looked for: `cwd` and above, up to the package's root. */
function searchedFolders(cwd: string): readonly string[] {
  const folders: string[] = [];
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    folders.push(folder);
    if (isFile(join(folder, "package.json"))) return folders;
    // Outside of any package nothing above is ours: a file there would be somebody else's code.
    if (folder === dirname(folder)) return folders.slice(0, 1);
  }
}

/**
 * The path of the configuration file: the one named, else the nearest.
 *
 * @param named what `--config` says
 * @throws {ConfigError} config.not-found: there is none
 */
export function findConfigFile(cwd: string, named?: string): string {
  if (named !== undefined) {
    const file = resolve(cwd, named);
    if (isFile(file)) return file;
    throw new ConfigError("config.not-found", `There is no configuration file ${named}.`, {
      hint: "Mend the path after --config, or leave the option out.",
      details: { file },
    });
  }
  const folders = searchedFolders(cwd);
  for (const folder of folders) {
    const name = CONFIG_NAMES.find((candidate) => isFile(join(folder, candidate)));
    if (name !== undefined) return join(folder, name);
  }
  const where = folders.length === 1 ? "in this folder" : `here or above, up to ${folders.at(-1)}`;
  throw new ConfigError(
    "config.not-found",
    `There is no migr.config.ts (or .mts, .js, .mjs, .json) ${where}.`,
    {
      hint: "Run `migr init` to make one, or name one with --config.",
      details: { folders },
    },
  );
}
