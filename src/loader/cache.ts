import { lstatSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { TRANSFORM_VERSION, type Transformed } from "./transform.js";

/** Where transformed files are kept from one run to the next. */
export interface TransformCache {
  read(file: string, source: string): Transformed | null;
  write(file: string, source: string, transformed: Transformed): void;
}

interface Header extends Omit<Transformed, "code"> {
  readonly version: string;
  readonly file: string;
  readonly codeLength: number;
  readonly codeSum: string;
}

/** A hash of 53 bits for file names and against damage; loading node:crypto alone would cost a millisecond. */
function sum(text: string): string {
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
 * A cache in the project's `node_modules/.cache/migr`, else in the user's cache folder, else in the temporary one.
 *
 * An entry holds its whole source and serves only that very text, so that nothing stale is ever run; one entry is
 * kept for each file. A cache that cannot be read or written, or is damaged, is the same as none.
 */
export class FolderCache implements TransformCache {
  readonly #fixed: string | null;
  readonly #projects = new Map<string, string | null>();

  /** @param folder used in place of the folders that would be looked for */
  constructor(folder: string | null = null) {
    this.#fixed = folder;
  }

  read(file: string, source: string): Transformed | null {
    for (const folder of this.#candidates(file, false)) {
      const entry = this.#open(join(folder, this.#entryName(file)));
      const transformed = entry === null ? null : decode(entry, file, source);
      if (transformed) return transformed;
    }
    return null;
  }

  write(file: string, source: string, transformed: Transformed): void {
    const name = this.#entryName(file);
    const temporary = `${name}.${process.pid}.tmp`;
    for (const folder of this.#candidates(file, true)) {
      try {
        mkdirSync(folder, { recursive: true });
        writeFileSync(join(folder, temporary), encode(file, source, transformed));
        renameSync(join(folder, temporary), join(folder, name));
        return;
      } catch {
        // The next folder may be writable; without any, the file is transformed again on the next run.
      }
    }
  }

  #entryName(file: string): string {
    return `${basename(file).slice(0, 80)}-${sum(file)}.txt`;
  }

  #open(path: string): string | null {
    try {
      return readFileSync(path, "utf8");
    } catch {
      return null;
    }
  }

  *#candidates(file: string, create: boolean): Iterable<string> {
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
}

function encode(file: string, source: string, { code, ...facts }: Transformed): string {
  const header: Header = {
    version: TRANSFORM_VERSION,
    file,
    ...facts,
    codeLength: code.length,
    codeSum: sum(code),
  };
  return `${JSON.stringify(header)}\n${code}${source}`;
}

function decode(entry: string, file: string, source: string): Transformed | null {
  try {
    const end = entry.indexOf("\n") + 1;
    const header = JSON.parse(entry.slice(0, end)) as Header;
    const { version, imports, requires, esm, async, codeLength, codeSum } = header;
    if (version !== TRANSFORM_VERSION || header.file !== file) return null;
    if (entry.length !== end + codeLength + source.length || !entry.endsWith(source)) return null;
    const code = entry.slice(end, end + codeLength);
    if (sum(code) !== codeSum || !Array.isArray(imports) || !Array.isArray(requires)) return null;
    return { code, imports, requires, esm, async };
  } catch {
    return null;
  }
}
