import { dirname, relative } from "node:path";
import type { ErrorParts } from "../errors/base.js";
import { ModuleError } from "../errors/errors.js";
import { positionWithin } from "../loader/position.js";
import { messageOf, plainText } from "../util/text.js";

/** A path as messages show it: from the folder where the command runs, unless it is elsewhere. */
export function shownPath(file: string, cwd: string): string {
  const path = relative(cwd, file);
  return path === "" || path.startsWith("..") ? file : path;
}

/** What was thrown while `file` was loaded: where in the project, and what it says; with the parts of an error. */
export function loadFailure(
  thrown: unknown,
  file: string,
  cwd: string,
): { readonly message: string } & ErrorParts {
  if (thrown instanceof ModuleError && thrown.code === "module.syntax") {
    const {
      file: at,
      line,
      column,
      text,
    } = thrown.details as {
      file: string;
      line: number;
      column: number;
      text: string;
    };
    const place = line > 0 ? `${shownPath(at, cwd)}:${line}:${column}` : shownPath(at, cwd);
    return { message: sentence(`${place}: ${text}`), details: { file: at, line, column }, cause: thrown };
  }
  const position = thrown instanceof Error ? positionWithin(thrown.stack, dirname(file)) : null;
  const place = position ? `${shownPath(position.file, cwd)}:${position.line}` : shownPath(file, cwd);
  return {
    message: sentence(`${place}: ${plainText(messageOf(thrown))}`),
    hint: missingPackageHint(thrown),
    details: { file: position?.file ?? file, ...(position && { line: position.line }) },
    cause: thrown,
  };
}

function sentence(text: string): string {
  return `${text.trim().replace(/[.\s]+$/, "")}.`;
}

function missingPackageHint(thrown: unknown): string | undefined {
  const name = /Cannot find (?:package|module) '((?:@[\w.-]+\/)?\w[\w.-]*)/.exec(messageOf(thrown))?.[1];
  return name === undefined ? undefined : `Run npm install ${name}.`;
}
