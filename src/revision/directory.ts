import {
  closeSync,
  type Dirent,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from "node:fs";
import { normalize, sep } from "node:path";
import { RevisionError } from "../errors/errors.js";
import { messageOf } from "../util/text.js";
import { HeaderIndex, type HeaderStore } from "./header-index.js";
import { type Revision, revision } from "./revision.js";
import { type HeaderName, type HeaderValue, readScriptHeader, type ScriptHeader } from "./script-header.js";

/** How much of a script is read first: more than the header of any script that `migr` writes. */
const FIRST_BYTES = 1024;

const SCRIPT = /\.(?:ts|mts|cts|js|mjs|cjs)$/;
const DECLARATION = /\.d\.[cm]?ts$/;

/** How many scripts make an index worth its while. */
const WORTH_AN_INDEX = 32;

/** How version folders are read. */
export interface ReadOptions {
  /** Folders inside the version folders are read too. */
  readonly recursive?: boolean;
  /** Keeps what was read, so that of many scripts only those are opened that have changed. */
  readonly headers?: HeaderStore | undefined;
}

/**
 * Reads the revisions of some version folders from the headers of their scripts; no script is run.
 *
 * A folder that does not exist has no revisions, as git keeps no empty folders. Names that begin with `.` or `_`
 * are passed over, so helpers of scripts may live beside them.
 *
 * @throws {RevisionError} revision.invalid-file: a script does not say plainly where it belongs.
 * @throws {RevisionError} revision.unreadable: a folder or file cannot be read.
 * @throws {RevisionError} revision.bad-id, revision.bad-label: a script gives an id or label that cannot be one.
 */
export function readRevisions(folders: readonly string[], options: ReadOptions = {}): readonly Revision[] {
  const buffer = Buffer.allocUnsafe(FIRST_BYTES);
  const paths = listScripts(folders, options);
  if (!options.headers || paths.length < WORTH_AN_INDEX) return paths.map((path) => readWith(buffer, path));
  const index = new HeaderIndex(options.headers);
  const revisions = paths.map((path) => index.revision(path, () => readWith(buffer, path)));
  index.save();
  return revisions;
}

/**
 * The script files of some version folders by name, each folder once however often it is named or reached.
 *
 * @throws {RevisionError} revision.unreadable: a folder cannot be read.
 */
export function listScripts(folders: readonly string[], options: ReadOptions = {}): readonly string[] {
  const seen = new Set<string>();
  const scripts: string[] = [];
  const todo = [...folders];
  for (let folder = todo.shift(); folder !== undefined; folder = todo.shift()) {
    const prefix = normalize(`${folder}${sep}`);
    for (const entry of readFolder(folder, seen)) {
      if (entry.name.startsWith(".") || entry.name.startsWith("_")) continue;
      const path = `${prefix}${entry.name}`;
      const kind = entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false }) : entry;
      if (kind?.isDirectory()) {
        if (options.recursive && entry.name !== "node_modules") todo.push(path);
      } else if (kind?.isFile() && SCRIPT.test(entry.name) && !DECLARATION.test(entry.name))
        scripts.push(path);
    }
  }
  return scripts;
}

function readFolder(folder: string, seen: Set<string>): readonly Dirent[] {
  try {
    const real = realpathSync(folder);
    if (seen.has(real)) return [];
    seen.add(real);
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw unreadable(folder, thrown);
  }
}

function readWith(buffer: Buffer, path: string): Revision {
  const header = readHeader(buffer, path);
  if (header.conflictAt !== null) {
    throw invalidFile(
      path,
      `git left a conflict in line ${header.conflictAt}`,
      "Finish the merge: revisions of both sides are files of their own, the later of which follows the other.",
    );
  }
  return revision({
    id: requireId(header, path),
    downRevision: requireValue(header, "downRevision", path),
    branchLabels: optionalValue(header, "branchLabels", path),
    dependsOn: optionalValue(header, "dependsOn", path),
    replaces: optionalValue(header, "replaces", path),
    ...header.comment,
    path,
  });
}

/** Most headers are in the first bytes; only where one is not, the whole file is read. */
function readHeader(buffer: Buffer, path: string): ScriptHeader {
  try {
    const file = openSync(path, "r");
    let length: number;
    try {
      length = readSync(file, buffer, 0, FIRST_BYTES, 0);
    } finally {
      closeSync(file);
    }
    const header = readScriptHeader(buffer.toString("utf8", 0, length));
    if (header.isComplete || length < FIRST_BYTES) return header;
    return readScriptHeader(readFileSync(path, "utf8"));
  } catch (thrown) {
    throw unreadable(path, thrown);
  }
}

function requireId(header: ScriptHeader, path: string): string {
  const value = requireValue(header, "revision", path);
  if (typeof value === "string") return value;
  throw invalidFile(path, "`revision` is not a string", 'Write `export const revision = "…";` with the id.');
}

function requireValue(header: ScriptHeader, name: HeaderName, path: string): HeaderValue {
  const value = optionalValue(header, name, path);
  if (value !== undefined) return value;
  throw name === "revision"
    ? invalidFile(
        path,
        "it exports no `revision`",
        'Write `export const revision = "…";`, or begin the name of a file that is no revision with "_".',
      )
    : invalidFile(
        path,
        "it exports no `downRevision`",
        "Write `export const downRevision = null;` for the first revision, else the id of the one before.",
      );
}

function optionalValue(header: ScriptHeader, name: HeaderName, path: string): HeaderValue | undefined {
  const line = header.computed.get(name);
  if (line === undefined) return header.values.get(name);
  throw invalidFile(
    path,
    `\`${name}\` in line ${line} is not written as a plain value`,
    "It is read without running the script: write a string, null or an array of strings.",
  );
}

function invalidFile(path: string, flaw: string, hint: string): RevisionError {
  return new RevisionError("revision.invalid-file", `${path} is no revision script: ${flaw}.`, {
    hint,
    details: { file: path },
  });
}

function unreadable(path: string, thrown: unknown): RevisionError {
  return new RevisionError("revision.unreadable", `${path} cannot be read: ${messageOf(thrown)}.`, {
    hint: "Check that it exists and that you may read it.",
    details: { file: path },
    cause: thrown,
  });
}
