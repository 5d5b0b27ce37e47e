import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ConfigError } from "../errors/errors.js";
import { messageOf } from "../util/text.js";

/** A file that is to be written. */
export interface WantedFile {
  readonly path: string;
  readonly contents: string;
}

/**
 * Writes all files beside where they are to be, then moves them there, so that none is ever half written. What is
 * there already is replaced.
 *
 * @param what they are, in the plural
 * @throws {ConfigError} config.write-failed: one cannot be written
 */
export function writeFiles(files: readonly WantedFile[], what: string): void {
  const beside = (path: string) => `${path}.${process.pid}.new`;
  try {
    for (const { path, contents } of files) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(beside(path), contents, { flag: "wx" });
    }
    for (const { path } of files) renameSync(beside(path), path);
  } catch (thrown) {
    for (const { path } of files) if (existsSync(beside(path))) rmSync(beside(path));
    throw new ConfigError("config.write-failed", `The ${what} cannot be written: ${messageOf(thrown)}.`, {
      hint: "No file was changed half-way; check that you may write there and that the disk has space.",
      cause: thrown,
    });
  }
}
