import {
  closeSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A hash of 53 bits for file names and against damage; loading node:crypto alone would cost a millisecond. */
export function sum(text: string): string {
  let a = 0xdeadbeef;
  let b = 0x41c6ce57;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 2654435761);
    b = Math.imul(b ^ unit, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16).padStart(14, "0");
}

/** `node_modules/.cache/migr` of the nearest folder that has a node_modules. */
function projectFolder(from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const modules = join(folder, "node_modules");
    if (statSync(modules, { throwIfNoEntry: false })?.isDirectory()) return join(modules, ".cache", "migr");
    if (folder === dirname(folder)) return null;
  }
}

function userFolder(): string {
  const { env, platform } = process;
  if (env["XDG_CACHE_HOME"]) return join(env["XDG_CACHE_HOME"], "migr");
  if (platform === "win32" && env["LOCALAPPDATA"]) return join(env["LOCALAPPDATA"], "migr", "cache");
  if (platform === "darwin") return join(homedir(), "Library", "Caches", "migr");
  return join(homedir(), ".cache", "migr");
}

/** A folder of this user alone under the shared temporary folder, or null where another could have put files there. */
function temporaryFolder(create: boolean): string | null {
  const uid = process.getuid?.();
  const folder = join(tmpdir(), uid === undefined ? "migr-cache" : `migr-cache-${uid}`);
  try {
    if (create) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = lstatSync(folder);
    const ours = uid === undefined || (stat.uid === uid && (stat.mode & 0o022) === 0);
    return stat.isDirectory() && ours ? folder : null;
  } catch {
    return null;
  }
}

/**
 * The folders in which what one run works out is kept for the next: the project's `node_modules/.cache/migr`, else the
 * user's cache folder, else the temporary one.
 */
export class CacheFolders {
  readonly #fixed: string | null;
  readonly #projects = new Map<string, string | null>();
  readonly #swept = new Set<string>();

  /** @param folder used in place of the folders that would be looked for */
  constructor(folder: string | null = null) {
    this.#fixed = folder;
  }

  /**
   * The folders for what is kept about a file, the best first.
   *
   * @param create makes the temporary folder where it is missing
   */
  *for(file: string, create: boolean): Iterable<string> {
    if (this.#fixed !== null) {
      yield this.#fixed;
      return;
    }
    const folder = dirname(file);
    let project = this.#projects.get(folder);
    if (project === undefined) {
      project = projectFolder(folder);
      this.#projects.set(folder, project);
    }
    if (project !== null) yield project;
    yield userFolder();
    const temporary = temporaryFolder(create);
    if (temporary !== null) yield temporary;
  }

  /**
   * Writes an entry, whole or not at all, into the first folder that takes it; where none does, that is all the same.
   * What nobody has use for goes from the folder then.
   *
   * @param content is asked for only where there is a place for it
   */
  write(file: string, name: string, content: () => string | Buffer): void {
    for (const folder of this.for(file, true)) {
      if (!writeWhole(join(folder, name), content)) continue;
      if (!this.#swept.has(folder)) sweep(folder);
      this.#swept.add(folder);
      return;
    }
  }
}

const HOUR_MS = 3_600_000;
/** An entry that was not written for so long is most often of a file that is no more; any other is made anew. */
const OLD_MS = 90 * 24 * HOUR_MS;

/** Removes old entries, and what processes were writing when they ended. */
function sweep(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const lifeMs = name.endsWith(".tmp") ? HOUR_MS : /\.(?:txt|bin)$/.test(name) ? OLD_MS : Infinity;
      const path = join(folder, name);
      if (lifeMs < Infinity && statSync(path).mtimeMs < Date.now() - lifeMs) rmSync(path);
    }
  } catch {
    // Another process may be sweeping, too.
  }
}

function writeWhole(path: string, content: () => string | Buffer): boolean {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const descriptor = openSync(temporary, "w");
    try {
      writeFileSync(descriptor, content());
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, path);
    return true;
  } catch {
    discard(temporary);
    return false;
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // It goes when it is old.
  }
}
