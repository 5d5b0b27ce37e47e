import { dirname, isAbsolute, relative } from "node:path";
import type { ErrorParts } from "../errors/base.js";
import { ModuleError } from "../errors/errors.js";
import { positionWithin } from "../loader/position.js";
import type * as columnTypes from "../schema/define/column-type.js";
import { messageOf, nearest, plainText } from "../util/text.js";

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
  const missingFile = noSuchFile(messageOf(thrown), cwd);
  if (missingFile !== null) {
    return {
      message: missingFile,
      hint: "Write the file, or mend the path.",
      details: { file },
      cause: thrown,
    };
  }
  const missing = missingExport(messageOf(thrown));
  const position = thrown instanceof Error ? positionWithin(thrown.stack, dirname(file)) : null;
  const place = position ? `${shownPath(position.file, cwd)}:${position.line}` : shownPath(file, cwd);
  return {
    message: sentence(`${place}: ${missing?.message ?? plainText(messageOf(thrown))}`),
    hint: missing === null ? missingPackageHint(thrown) : missing.hint,
    details: { file: position?.file ?? file, ...(position && { line: position.line }) },
    cause: thrown,
  };
}

function sentence(text: string): string {
  return `${text.trim().replace(/[.\s]+$/, "")}.`;
}

/** How Node says that an import of a file by its path leads nowhere. */
const NO_IMPORTED = /^Cannot find module '(.+)' imported from (.+)$/;

/** What to say where a file is not there, whether it was to be loaded or another one imports it. */
function noSuchFile(message: string, cwd: string): string | null {
  const file = /^ENOENT: .*, (?:lstat|realpath) '(.+)'$/.exec(message)?.[1];
  if (file !== undefined) return `there is no ${shownPath(file, cwd)}.`;
  const [, imported = "", importer = ""] = NO_IMPORTED.exec(message) ?? [];
  if (!isAbsolute(imported)) return null;
  return `${shownPath(importer, cwd)} imports ${shownPath(imported, cwd)}, and there is no such file.`;
}

function missingPackageHint(thrown: unknown): string | undefined {
  const name = /Cannot find (?:package|module) '((?:@[\w.-]+\/)?\w[\w.-]*)/.exec(messageOf(thrown))?.[1];
  return name === undefined ? undefined : `Run npm install ${name}.`;
}

/** How calling an import that there is not reads once modules are transformed. */
const CALLED_IMPORT = /^\(0 ?, ?\w+\.(\w+)\) is not a function$/;

/** What a name means that other tools have for a type. */
const TYPE_ELSEWHERE: Readonly<Record<string, keyof typeof columnTypes>> = {
  bigint: "bigInteger",
  blob: "largeBinary",
  bool: "boolean",
  bytea: "largeBinary",
  decimal: "numeric",
  int: "integer",
  jsonb: "json",
  pgEnum: "enumOf",
  mysqlEnum: "enumOf",
  real: "float",
  smallint: "smallInteger",
  timestamp: "dateTime",
  varchar: "string",
};

function missingExport(message: string): { readonly message: string; readonly hint?: string } | null {
  const name = CALLED_IMPORT.exec(message)?.[1];
  if (name === undefined) return null;
  const meant = Object.hasOwn(TYPE_ELSEWHERE, name)
    ? TYPE_ELSEWHERE[name]
    : nearest(name, Object.values(TYPE_ELSEWHERE));
  return {
    message: `nothing called ${name} is exported where it is imported from`,
    ...(meant && { hint: `Did you mean ${meant}?` }),
  };
}
