import { join, resolve } from "node:path";
import { writeFiles } from "../api/write-files.js";
import { shownPath } from "../config/failure.js";
import { UsageError } from "../errors/errors.js";
import type { PlaceOutput } from "./place-output.js";

/**
 * The files of the scripts of several databases: each is called after its database or target.
 *
 * @throws {UsageError} cli.usage: two names give one file
 */
export function scriptFiles(places: readonly { readonly name: string }[], folder: string): readonly string[] {
  const files = places.map(({ name }) => `${name.replace(/[^\p{L}\p{N}_.-]+/gu, ".")}.sql`);
  const taken = files.find((file, i) => files.findIndex((other) => isSame(other, file)) < i);
  if (taken === undefined) return files.map((file) => join(folder, file));
  throw new UsageError(`Two scripts would be called ${taken}, and none was written.`, {
    hint: "Write them one at a time, with --db or --target.",
  });
}

/** Some file systems take letters of both cases for the same. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/**
 * Writes scripts into their files, all or none.
 *
 * @throws {ConfigError} config.write-failed: one cannot be written
 */
export function writeScripts(
  scripts: readonly { readonly output: PlaceOutput; readonly file: string }[],
  cwd: string,
): void {
  const paths = scripts.map(({ file }) => resolve(cwd, file));
  writeFiles(
    scripts.map(({ output }, i) => ({ path: paths[i]!, contents: output.sqlText })),
    "scripts",
  );
  scripts.forEach(({ output }, i) => {
    output.wrote(paths[i]!, shownPath(paths[i]!, cwd));
  });
}
