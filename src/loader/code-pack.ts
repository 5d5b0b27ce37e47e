import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type CacheFolders, sum } from "./cache-folders.js";
import { TRANSFORM_VERSION, type Transformed } from "./transform.js";

/** A file that was evaluated, with what V8 made of its code. */
export interface EvaluatedFile {
  readonly file: string;
  readonly source: string;
  readonly transformed: Transformed;
  /** Asked for at the end of a run, when it holds the functions that were in use. */
  readonly compiled: () => Buffer;
}

/** A transformed file that is compiled already. */
export interface PackedFile {
  readonly transformed: Transformed;
  readonly compiled: Buffer;
}

/** Where the parts of a file stand among the bytes of a pack; each begins where the one before ends. */
interface Place extends Omit<Transformed, "code"> {
  readonly file: string;
  readonly start: number;
  readonly source: number;
  readonly code: number;
  readonly compiled: number;
}

/** So many files of a folder are loaded one by one before its pack is looked into: to load few is faster without. */
export const FEW = 8;

/**
 * The files of a folder that one run loaded, in one file of the cache, for the next run to load many of them at once:
 * their sources, the transformed code, and that code as V8 compiled it.
 *
 * What is found here has the very source that is asked for. A pack that cannot be read, or is damaged, is the same as
 * none.
 */
export class CodePacks {
  readonly #folders: CacheFolders;
  readonly #asked = new Map<string, number>();
  readonly #packs = new Map<string, Pack>();

  constructor(folders: CacheFolders) {
    this.#folders = folders;
  }

  /** What is kept of a file with this source, or null. */
  read(file: string, source: string): PackedFile | null {
    const folder = dirname(file);
    const asked = (this.#asked.get(folder) ?? 0) + 1;
    this.#asked.set(folder, asked);
    return asked > FEW ? this.#pack(folder, file).find(file, source) : null;
  }

  /** Keeps files that were not found, where a folder has many of them, beside what is kept of others. */
  write(evaluated: readonly EvaluatedFile[]): void {
    for (const [folder, files] of groupByFolder(evaluated)) {
      if (files.length <= FEW) continue;
      const { file } = files[0]!;
      const others = this.#pack(folder, file).without(new Set(files.map((each) => each.file)));
      this.#folders.write(file, nameOf(folder), () => encode(files, others));
    }
  }

  #pack(folder: string, file: string): Pack {
    let pack = this.#packs.get(folder);
    if (!pack) {
      pack = this.#open(folder, file);
      this.#packs.set(folder, pack);
    }
    return pack;
  }

  #open(folder: string, file: string): Pack {
    for (const cache of this.#folders.for(file, false)) {
      const bytes = readWhole(join(cache, nameOf(folder)));
      const pack = bytes && decode(bytes);
      if (pack) return pack;
    }
    return new Pack(Buffer.alloc(0), []);
  }
}

/** The pack of a folder, as it was read. */
class Pack {
  readonly #bytes: Buffer;
  readonly #places: ReadonlyMap<string, Place>;

  constructor(bytes: Buffer, places: readonly Place[]) {
    this.#bytes = bytes;
    this.#places = new Map(places.map((place) => [place.file, place]));
  }

  find(file: string, source: string): PackedFile | null {
    const place = this.#places.get(file);
    if (!place) return null;
    const { imports, requires, esm, async } = place;
    const [endOfSource, endOfCode] = [place.start + place.source, place.start + place.source + place.code];
    if (this.#bytes.toString("utf8", place.start, endOfSource) !== source) return null;
    const code = this.#bytes.toString("utf8", endOfSource, endOfCode);
    return {
      transformed: { code, imports, requires, esm, async },
      compiled: this.#bytes.subarray(endOfCode, endOfCode + place.compiled),
    };
  }

  /** The files that are still there, but for some, with their bytes. */
  without(files: ReadonlySet<string>): readonly (readonly [place: Place, bytes: Buffer])[] {
    return [...this.#places.values()]
      .filter(({ file }) => !files.has(file) && existsSync(file))
      .map((place) => {
        const { start, source, code, compiled } = place;
        return [place, this.#bytes.subarray(start, start + source + code + compiled)];
      });
  }
}

function nameOf(folder: string): string {
  return `code-${sum(folder)}.bin`;
}

/** V8 takes the code of another version, or damaged code, for good: it is kept twice, with its version. */
const VERSION = `${TRANSFORM_VERSION} ${process.version} ${process.arch}`;

function encode(
  files: readonly EvaluatedFile[],
  others: readonly (readonly [place: Place, bytes: Buffer])[],
): Buffer {
  const places: Place[] = [];
  const bytes: Buffer[] = [];
  let start = 0;
  const add = (place: Place, parts: readonly Buffer[]) => {
    places.push({ ...place, start });
    bytes.push(...parts);
    for (const part of parts) start += part.length;
  };
  for (const { file, source, transformed, compiled } of files) {
    const { code, ...facts } = transformed;
    const parts = [Buffer.from(source), Buffer.from(code), compiled()] as const;
    const [ofSource, ofCode, ofCompiled] = parts;
    const lengths = { source: ofSource.length, code: ofCode.length, compiled: ofCompiled.length };
    add({ ...facts, file, start, ...lengths }, parts);
  }
  for (const [place, own] of others) add(place, [own]);
  const head = Buffer.from(`${JSON.stringify({ version: VERSION, places })}\n`);
  const whole = Buffer.concat([head, ...bytes]);
  return Buffer.concat([whole, whole]);
}

/** The first half of a file, which holds the same twice. */
function readWhole(path: string): Buffer | null {
  try {
    const bytes = readFileSync(path);
    const half = bytes.length >> 1;
    const isWhole =
      bytes.length === 2 * half && bytes.compare(bytes, half, bytes.length, 0, half) === 0 && half > 0;
    return isWhole ? bytes.subarray(0, half) : null;
  } catch {
    return null;
  }
}

function decode(bytes: Buffer): Pack | null {
  try {
    const end = bytes.indexOf("\n") + 1;
    const head = JSON.parse(bytes.toString("utf8", 0, end)) as {
      readonly version: string;
      readonly places: readonly Place[];
    };
    return head.version === VERSION ? new Pack(bytes.subarray(end), head.places) : null;
  } catch {
    return null;
  }
}

function groupByFolder(files: readonly EvaluatedFile[]): ReadonlyMap<string, readonly EvaluatedFile[]> {
  const groups = new Map<string, EvaluatedFile[]>();
  for (const each of files) {
    const folder = dirname(each.file);
    const group = groups.get(folder);
    if (group) group.push(each);
    else groups.set(folder, [each]);
  }
  return groups;
}
