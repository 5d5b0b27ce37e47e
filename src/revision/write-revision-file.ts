import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { RevisionError } from "../errors/errors.js";
import { messageOf } from "../util/text.js";

/** What a file system without hard links answers to `link`. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EXDEV", "EMLINK", "EACCES"];

/**
 * Writes a new file into a version folder, which is made where it is missing, and returns the path. The file appears
 * complete or not at all, and never in place of another.
 *
 * @param fileName relative to the folder; it may name folders inside.
 * @throws {RevisionError} revision.bad-file-name: the name leads out of the folder.
 * @throws {RevisionError} revision.file-exists: there is such a file.
 * @throws {RevisionError} revision.write-failed: the folder is read-only, the disk is full or the like.
 */
export function writeRevisionFile(folder: string, fileName: string, contents: string): string {
  const path = join(folder, fileName);
  if (!isInside(folder, path)) {
    throw new RevisionError("revision.bad-file-name", `The file name ${fileName} leads out of ${folder}.`, {
      hint: "Give a name without `..` and without a leading slash.",
      details: { folder, fileName },
    });
  }
  // The leading dot keeps readers of the folder away from it.
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(4).toString("hex")}.tmp`);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeAndSync(temporary, contents);
    publish(temporary, path);
  } catch (thrown) {
    throw isTaken(thrown) ? fileExists(path, thrown) : writeFailed(path, thrown);
  } finally {
    removeQuietly(temporary);
  }
  return path;
}

function isInside(folder: string, path: string): boolean {
  const inner = relative(resolve(folder), resolve(path));
  return inner !== "" && inner !== ".." && !inner.startsWith(`..${sep}`) && !isAbsolute(inner);
}

/** A full disk may show only when the data is forced out. */
function writeAndSync(path: string, contents: string): void {
  const file = openSync(path, "wx");
  try {
    writeFileSync(file, contents);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Gives the finished file its name; unlike a rename, a link never replaces a file. */
function publish(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (thrown) {
    if (!NO_LINKS.includes(codeOf(thrown))) throw thrown;
    copyExclusively(temporary, path);
  }
}

function copyExclusively(temporary: string, path: string): void {
  try {
    copyFileSync(temporary, path, constants.COPYFILE_EXCL);
  } catch (thrown) {
    if (codeOf(thrown) !== "EEXIST") removeQuietly(path);
    throw thrown;
  }
}

/** Removing is the cleaning up after a write; its failure must not hide why the write failed. */
function removeQuietly(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    return;
  }
}

/** Whether the file's own name was taken; a file in the place of its folder is another trouble. */
function isTaken(thrown: unknown): boolean {
  const { syscall } = thrown as NodeJS.ErrnoException;
  return codeOf(thrown) === "EEXIST" && (syscall === "link" || syscall === "copyfile");
}

function fileExists(path: string, cause: unknown): RevisionError {
  return new RevisionError(
    "revision.file-exists",
    `The file ${path} is already there; nothing was written.`,
    {
      hint: "Choose another message or id.",
      details: { file: path },
      cause,
    },
  );
}

function writeFailed(path: string, cause: unknown): RevisionError {
  return new RevisionError(
    "revision.write-failed",
    `The file ${path} cannot be written: ${messageOf(cause)}.`,
    {
      hint: "Nothing was left behind; check that you may write there and that the disk has space.",
      details: { file: path },
      cause,
    },
  );
}

function codeOf(thrown: unknown): string {
  return (thrown as NodeJS.ErrnoException | null)?.code ?? "";
}
