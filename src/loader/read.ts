import { readFileSync } from "node:fs";
import type { ModuleError } from "../errors/errors.js";
import { syntaxError } from "./transform.js";

/** The text of a file, without a byte order mark. */
export function readSource(file: string): string {
  return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
}

/**
 * The value in a JSON file.
 *
 * @throws {ModuleError} module.syntax: the file is no JSON
 */
export function readJson(file: string): unknown {
  const text = readSource(file);
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw jsonError(file, text, error as SyntaxError);
  }
}

/** Not all messages of JSON.parse tell the place: it is where the shortest beginning ends that cannot be continued. */
function jsonError(file: string, text: string, error: SyntaxError): ModuleError {
  let [good, bad] = [0, text.length + 1];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (canContinue(text.slice(0, middle))) good = middle;
    else bad = middle;
  }
  const before = text.slice(0, good).split("\n");
  const message = error.message.replace(
    /,? (?:\.*"[\s\S]*" is not valid JSON|in JSON at position[\s\S]*)$/,
    "",
  );
  return syntaxError(file, message, before.length, before.at(-1)!.length + 1, error);
}

function canContinue(beginning: string): boolean {
  try {
    JSON.parse(beginning);
    return true;
  } catch (error) {
    const { message } = error as SyntaxError;
    const at = / position (\d+)/.exec(message)?.[1];
    return at === undefined ? message.includes("end of JSON") : Number(at) >= beginning.length;
  }
}
